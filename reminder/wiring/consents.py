"""A person's consent, for Exact Online and for Gmail, with what stores the access that comes of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from reminder.config.settings import Settings
from reminder.ledgers.exact.auth import ExactAuth
from reminder.ledgers.exact.consent import authorize_url, new_state, read_code
from reminder.ledgers.exact.settings import ExactSettings
from reminder.mailboxes.gmail.auth import CredentialStore
from reminder.mailboxes.gmail.consent import Consent, Waiting
from reminder.ports.clock import Silent
from reminder.wiring.build import Wiring
from reminder.wiring.clock import SystemClock
from reminder.wiring.opening import open_store
from reminder.wiring.places import exact_settings, gmail_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactConsent:
    """A request for access to one division that was begun."""

    settings: ExactSettings
    auth: ExactAuth
    state: str

    @property
    def url(self) -> str:
        """Where a person gives access."""
        return authorize_url(self.settings, state=self.state)

    def finish(self, answer: str) -> None:
        """Turn the redirected address, or the bare code, into a token that is stored."""
        self.auth.connect(read_code(answer, state=self.state), self.settings.redirect_uri)


@dataclass(frozen=True, slots=True, kw_only=True)
class GmailConsent:
    """A request for access to one mailbox that was begun, and is listened for."""

    consent: Consent
    waiting: Waiting
    store: CredentialStore

    @property
    def url(self) -> str:
        """Where a person gives access."""
        return self.waiting.url

    def wait(self, timeout: float) -> str | None:
        """Give the address that the browser came back with; None when it did not within `timeout` seconds."""
        return self.waiting.wait(timeout)

    def finish(self, answer: str) -> None:
        """Turn the redirected address, or the bare code, into access that is stored."""
        self.store.save(self.consent.exchange(answer).text())


@contextmanager
def exact_consent(settings: Settings, name: str) -> Iterator[ExactConsent]:
    """Begin a request for access to an administration's books; ConfigError before anything is made."""
    place, clock = exact_settings(settings, name), SystemClock()
    with open_store(settings, clock) as store:
        auth = Wiring(settings, store, clock=clock, progress=Silent()).exact_auth(name)
        yield ExactConsent(settings=place, auth=auth, state=new_state())


@contextmanager
def gmail_consent(settings: Settings, name: str, *, port: int, bind: str) -> Iterator[GmailConsent]:
    """Begin a request for access to an administration's mailbox, and listen for the browser."""
    clock = SystemClock()
    consent = Consent(gmail_settings(settings, name), port=port, bind=bind, clock=clock)
    with open_store(settings, clock) as store, consent.listen() as waiting:
        yield GmailConsent(consent=consent, waiting=waiting, store=store.credentials(name))
