"""The calls of one mailbox to Gmail: reads that are repeated with patience, writes that are made once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

import google_auth_httplib2
from google.auth.exceptions import GoogleAuthError
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from googleapiclient.http import HttpRequest

from reminder.errors import AuthorisationError, ReminderError, UnavailableError
from reminder.mailboxes.gmail import outcome
from reminder.mailboxes.gmail.auth import Access, CredentialStore
from reminder.mailboxes.gmail.outcome import Answer, Silence, Write, json_object, reason_of
from reminder.mailboxes.gmail.quota import Pace
from reminder.mailboxes.gmail.settings import GmailSettings
from reminder.mailboxes.gmail.transport import TIMEOUT, GuardedHttp, Lost, NotSent
from reminder.ports.clock import Clock
from reminder.ports.mailbox import MailboxIdentity, Written

ENDPOINT = "https://gmail.googleapis.com"

_READ_PAUSES = (1.0, 4.0, 16.0)
_WRITE_PAUSES = (4.0, 16.0, 64.0)
_SEND_PAUSES = (1.0,)
"""Short: a mail leaves within a minute of the last look at the ledger."""
_OK, _NOT_FOUND, _SERVER_ERROR = 200, 404, 500
_PERSON_NEEDED = (401, 403)


class GmailClient:
    """One mailbox of Gmail; nothing is opened before the first call."""

    def __init__(
        self,
        settings: GmailSettings,
        *,
        store: CredentialStore,
        clock: Clock,
        pace: Pace | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        """`pace` is shared by all clients of one mailbox, and `timeout` in seconds."""
        self._settings = settings
        self._access = Access(settings, store)
        self._clock = clock
        self._pace = pace or Pace(clock)
        self.known: MailboxIdentity | None = None
        """Whose mailbox it is, once that was asked."""
        self._http = GuardedHttp(timeout=timeout)

    @cached_property
    def users(self) -> Any:  # noqa: ANN401 - the stubs' class does not exist at run time
        """Gmail's `users` resource, to make requests of that are carried out here."""
        http = google_auth_httplib2.AuthorizedHttp(self._access.credentials, http=self._http)
        options = {"api_endpoint": self._settings.api_endpoint or ENDPOINT}
        service = build("gmail", "v1", http=http, static_discovery=True, cache_discovery=False, client_options=options)
        return service.users()

    @cached_property
    def drafts(self) -> Any:  # noqa: ANN401 - as above
        """Gmail's `drafts` resource; making it anew took 1.2 of the 14 ms that a mail costs."""
        return self.users.drafts()

    def identity(self) -> MailboxIdentity:
        """Renew access and say whose mailbox it is."""
        self._access.renew(self._http)
        answer = self._read(self.users.getProfile(userId="me"), units=1)
        address = json_object(answer.body).get("emailAddress") if answer else None
        if answer is None or not isinstance(address, str):
            raise UnavailableError("Gmail does not say whose mailbox this is")
        self.known = MailboxIdentity(address=address, skew=self._skew(answer.date))
        return self.known

    def read(self, request: HttpRequest, *, units: int) -> Mapping[str, Any] | None:
        """Carry out a GET; None when Gmail says that there is no such thing.

        AuthorisationError when a person has to act, UnavailableError when Gmail does not answer, or not in its own way.
        """
        answer = self._read(request, units=units)
        return None if answer is None else json_object(answer.body)

    def make_room(self, *, units: int) -> None:
        """Wait until Gmail's quota has room for a call."""
        self._pace.make_room(units)

    def write(self, write: Write, request: HttpRequest, *, units: int) -> Written:
        """Carry out a write once, and again only after a refusal for speed or when no connection came about."""
        written = self._write(write, request, units)
        for pause in _SEND_PAUSES if write is Write.SEND else _WRITE_PAUSES:
            if not outcome.may_try_again(written):
                return written
            self._clock.sleep(pause)
            written = self._write(write, request, units)
        return replace(written, stop=True) if outcome.may_try_again(written) else written

    def _write(self, write: Write, request: HttpRequest, units: int) -> Written:
        try:
            with self._pace.call(units):
                return outcome.judge(write, self._exchange(request))
        except ReminderError:
            return outcome.judge(write, Silence.NO_ACCESS)

    def _read(self, request: HttpRequest, *, units: int) -> Answer | None:
        for pause in (*_READ_PAUSES, None):
            with self._pace.call(units):
                answer = self._exchange(request)
            if isinstance(answer, Answer) and not _passing(answer):
                return self._found(answer)
            if pause is not None:
                self._clock.sleep(pause)
        detail = answer.value if isinstance(answer, Silence) else reason_of(answer.body) or f"http {answer.status}"
        raise UnavailableError(f"Gmail is not available ({detail})", hint="run again later")

    def _found(self, answer: Answer) -> Answer | None:
        if answer.status == _OK:
            return answer
        reason = reason_of(answer.body)
        if answer.status == _NOT_FOUND and reason:
            return None
        if answer.status in _PERSON_NEEDED and reason and reason != "dailyLimitExceeded":
            raise AuthorisationError(f"Gmail refuses access ({reason})", hint=self._settings.hint)
        raise UnavailableError(f"Gmail refuses ({reason or f'http {answer.status}'})")

    def _exchange(self, request: HttpRequest) -> Answer | Silence:
        request.postproc = _whole
        try:
            answer: Answer = request.execute(num_retries=0)
        except HttpError as error:
            return _whole(error.resp, error.content)
        except NotSent:
            return Silence.NOT_SENT
        except Lost:
            return Silence.LOST
        except GoogleAuthError as error:
            raise self._access.explained(error) from error
        except Exception:  # noqa: BLE001 - Google's libraries stumble over odd answers, when a request has gone out
            return Silence.LOST
        return answer

    def _skew(self, date: str) -> timedelta | None:
        try:
            told = parsedate_to_datetime(date)
        except ValueError:
            return None
        return (told if told.tzinfo else told.replace(tzinfo=UTC)) - self._clock.now()


def _whole(response: Any, content: bytes) -> Answer:  # noqa: ANN401 - httplib2's response, a dict of headers
    return Answer(status=int(response.status), body=content, date=str(response.get("date", "")))


def _passing(answer: Answer) -> bool:
    broken = answer.status == _OK and not json_object(answer.body)
    return broken or answer.status >= _SERVER_ERROR or outcome.rate_limited(answer.status, reason_of(answer.body))
