"""A person's consent: from the address to visit to a grant that can be kept."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import google_auth_httplib2
from google.auth.exceptions import GoogleAuthError
from google.oauth2.credentials import Credentials

from reminder.errors import AuthorisationError, UnavailableError, UsageError
from reminder.mailboxes.gmail.auth import refusal_code
from reminder.mailboxes.gmail.callback import Listener
from reminder.mailboxes.gmail.client import ENDPOINT
from reminder.mailboxes.gmail.grant import Grant, check_scopes
from reminder.mailboxes.gmail.outcome import json_object
from reminder.mailboxes.gmail.settings import GmailSettings, oauth_client, scopes
from reminder.mailboxes.gmail.transport import GuardedHttp, Lost, NotSent
from reminder.ports.clock import Clock

LIMIT = 600.0
"""Seconds that a person has for the consent; Google's code lives no longer."""

_OK = 200
_SIGN_IN = "sign in with the configured address on Google's page"


class Consent:
    """One request for access to one mailbox; good for one answer.

    It speaks OAuth 2.0 itself, with PKCE: oauthlib refuses plain http even on loopback, unless told so for the whole
    process. Source: RFC 6749, section 4.1; RFC 7636; RFC 8252, section 7.3.
    """

    def __init__(self, settings: GmailSettings, *, clock: Clock, port: int = 0, bind: str = "127.0.0.1") -> None:
        self._settings = settings
        self._client = oauth_client(settings)
        self._clock = clock
        self._port, self._bind = port, bind
        self._http = GuardedHttp()
        self._state, self._verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
        self._redirect_uri = ""

    @contextmanager
    def listen(self) -> Iterator["Waiting"]:
        """Listen on loopback for the answer; UsageError when the port is taken."""
        try:
            listener = Listener(port=self._port, bind=self._bind, state=self._state)
        except OSError as error:
            raise UsageError(
                f"cannot listen on {self._bind} port {self._port}",
                hint="choose another --port, or as --bind an address of this machine",
            ) from error
        self._redirect_uri = listener.redirect_uri
        deadline = self._clock.monotonic() + LIMIT
        with listener:
            yield Waiting(url=self._url(), listener=listener, clock=self._clock, deadline=deadline)

    def exchange(self, redirected: str) -> Grant:
        """Turn the address that the browser was sent to, or the bare code in it, into a grant to keep.

        AuthorisationError when consent was refused, is too narrow, or is for another mailbox.
        """
        answer = self._token(self._code(redirected.strip()))
        granted = tuple(str(answer["scope"]).split()) if "scope" in answer else scopes(self._settings)
        check_scopes(granted, self._settings)
        if not isinstance(answer.get("refresh_token"), str):
            raise AuthorisationError("Google gave no lasting access", hint=self._settings.hint)
        account = self._account(str(answer.get("access_token", "")))
        if account.casefold() != self._settings.address.casefold():
            raise AuthorisationError("access was given to another mailbox than the configured one", hint=_SIGN_IN)
        issued_at = self._clock.now().isoformat()
        return Grant(refresh_token=answer["refresh_token"], scopes=granted, account=account, issued_at=issued_at)

    def _url(self) -> str:
        digest = hashlib.sha256(self._verifier.encode()).digest()
        query = {
            "client_id": self._client.client_id,
            "redirect_uri": self._redirect_uri,
            "response_type": "code",
            "scope": " ".join(scopes(self._settings)),
            "state": self._state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
            "access_type": "offline",
            "prompt": "consent",
            "login_hint": self._settings.address,
        }
        return f"{self._client.auth_uri}?{urlencode(query)}"

    def _code(self, redirected: str) -> str:
        if "?" not in redirected and "=" not in redirected and redirected:
            return redirected
        query = _query(redirected)
        if not hmac.compare_digest(query.get("state", "").encode("utf-8", "replace"), self._state.encode()):
            raise AuthorisationError("this address does not belong to this request", hint=self._settings.hint)
        if "code" not in query:
            raise AuthorisationError("consent was not given", hint=self._settings.hint)
        return query["code"]

    def _token(self, code: str) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self._client.client_id,
            "client_secret": self._client.client_secret,
            "redirect_uri": self._redirect_uri,
            "code_verifier": self._verifier,
        }
        headers = {"content-type": "application/x-www-form-urlencoded"}
        try:
            response, content = self._http.request(self._client.token_uri, "POST", urlencode(form), headers)
        except (NotSent, Lost) as error:
            raise UnavailableError("Google's token endpoint gave no answer", hint=self._settings.hint) from error
        answer = json_object(content)
        if response.status == _OK and answer:
            return answer
        if code := refusal_code(answer):
            raise AuthorisationError(f"Google refused the consent ({code})", hint=self._settings.hint)
        raise UnavailableError("Google's token endpoint gave no usable answer", hint=self._settings.hint)

    def _account(self, token: str) -> str:
        http = google_auth_httplib2.AuthorizedHttp(Credentials(token), http=self._http)  # type: ignore[no-untyped-call]
        endpoint = self._settings.api_endpoint or ENDPOINT
        try:
            _, content = http.request(f"{endpoint}/gmail/v1/users/me/profile")
        except (NotSent, Lost, GoogleAuthError) as error:
            raise UnavailableError("Gmail does not say whose mailbox this is", hint=self._settings.hint) from error
        address = json_object(content).get("emailAddress")
        if not isinstance(address, str):
            raise UnavailableError("Gmail does not say whose mailbox this is", hint=self._settings.hint)
        return address


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A consent that is asked for: the address to visit, and the wait for the browser."""

    url: str
    listener: Listener
    clock: Clock
    deadline: float

    def wait(self, timeout: float) -> str | None:
        """Give the address that the browser came back with, None when it did not within `timeout` seconds.

        AuthorisationError when the time for the consent is over.
        """
        redirected = self.listener.wait(timeout)
        if redirected is None and self.clock.monotonic() > self.deadline:
            raise AuthorisationError("nobody gave consent in time", hint="start again")
        return redirected


def _query(redirected: str) -> dict[str, str]:
    try:
        return {name: values[0] for name, values in parse_qs(urlsplit(redirected).query).items()}
    except ValueError:
        return {}
