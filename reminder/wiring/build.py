"""Administrations, put together from the settings over one open store."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from reminder.app.office import Expected, Office
from reminder.app.rounds import NOBODY, Door
from reminder.compose.writing import Composer
from reminder.config.administration import AdministrationTable
from reminder.config.settings import Settings
from reminder.ledgers.exact.auth import ExactAuth
from reminder.ledgers.exact.client import ExactClient
from reminder.ledgers.exact.journal import FileTokenJournal
from reminder.ledgers.exact.ledger import ExactLedger
from reminder.ledgers.exact.token_call import TokenCall
from reminder.mailboxes.gmail.client import GmailClient
from reminder.mailboxes.gmail.drafts import GmailDrafts
from reminder.mailboxes.gmail.quota import Pace
from reminder.mailboxes.gmail.sender import GmailSender
from reminder.mailboxes.gmail.threads import GmailThreads
from reminder.model.policy import Mode
from reminder.ports.clock import Clock, Progress
from reminder.ports.stopping import Stopping
from reminder.store.store import Store
from reminder.wiring.places import exact_settings, exact_tokens, gmail_settings


class Wiring:
    """Puts administrations together from the settings, over one open store."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        *,
        clock: Clock,
        progress: Progress,
        stopping: Stopping = NOBODY,
    ) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._progress = progress
        self._stopping = stopping
        self._mailboxes: dict[str, GmailClient] = {}
        self._paces: dict[str, Pace] = {}

    def doors(self, names: Iterable[str]) -> tuple[Door, ...]:
        """Give the doors to these administrations."""
        return tuple(self._door(name, self._settings.administrations[name]) for name in names)

    def exact_auth(self, name: str) -> ExactAuth:
        """Give what holds the tokens for Exact, shared by all administrations of one registration there."""
        settings = exact_settings(self._settings, name)
        journal = FileTokenJournal(self._settings.database_path.with_name(f"{settings.chain}.journal"))
        call = TokenCall(settings=settings, journal=journal)
        tokens = exact_tokens(self._store, settings)
        return ExactAuth(tokens=tokens, call=call, clock=self._clock, administration=name, progress=self._progress)

    @contextmanager
    def ledger(self, name: str) -> Iterator[ExactLedger]:
        """Open an administration's books, and close the connections after use."""
        settings = exact_settings(self._settings, name)
        client = ExactClient(settings, auth=self.exact_auth(name), clock=self._clock, progress=self._progress)
        try:
            yield ExactLedger(settings, client=client, clock=self._clock, progress=self._progress)
        finally:
            client.close()

    def mailbox(self, name: str) -> GmailClient:
        """Give the one client of an administration's mailbox; those of one address share its quota."""
        if name not in self._mailboxes:
            settings, credentials = gmail_settings(self._settings, name), self._store.credentials(name)
            pace = self._paces.setdefault(settings.address.casefold(), Pace(self._clock))
            self._mailboxes[name] = GmailClient(settings, store=credentials, clock=self._clock, pace=pace)
        return self._mailboxes[name]

    def composer(self, name: str) -> Composer:
        """Give the writer of an administration's mails."""
        table = self._settings.administrations[name]
        return Composer(
            table.company.to_model(),
            administration=name,
            sender=table.mailbox.address,
            default_language=table.language,
            own_templates=self._settings.templates,
            foreign=self._settings.foreign(name),
        )

    def _door(self, name: str, table: AdministrationTable) -> Door:
        @contextmanager
        def opened(mode: Mode) -> Iterator[Office]:
            with self.ledger(name) as ledger:
                yield self._office(name, table, ledger, mode)

        return Door(name=name, mode=table.mode, open=opened)

    def _office(self, name: str, table: AdministrationTable, ledger: ExactLedger, mode: Mode) -> Office:
        """Put an administration together; what can send exists only in send mode."""
        client = self.mailbox(name)
        return Office(
            name=name,
            mode=mode,
            policy=table.policy.to_model(),
            company=table.company.to_model(),
            expected=_expected(table),
            ledger=ledger,
            drafts=GmailDrafts(client),
            sender=GmailSender(client) if mode is Mode.SEND else None,
            threads=GmailThreads(client) if table.mailbox.read else None,
            attempts=self._store.attempts(name),
            letters=self._store.letters(name),
            stopping=self._stopping,
            runs=self._store.runs(name),
            memory=self._store.memory(name),
            composer=self.composer(name),
            clock=self._clock,
            progress=self._progress,
            lock=lambda: self._store.run_lock(name),
            language=table.language,
            attach_invoices=table.policy.attach_invoices,
            closed_days=table.company.closed_days,
            charges=table.charges.to_model(),
            payment_link=table.payment_link.pattern,
            epc_qr=table.payment_link.epc_qr,
            same_books=self._settings.same_books(name),
            debtors=table.debtor_settings(),
        )


def _expected(table: AdministrationTable) -> Expected:
    return Expected(
        division=str(table.ledger.division),
        division_name=table.ledger.division_name,
        mailbox=table.mailbox.address,
    )
