"""The books of one division of Exact Online behind the port `Ledger`."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

import structlog

from reminder.errors import AuthorisationError, Half, UnavailableError, about
from reminder.ledgers.exact import edm, queries
from reminder.ledgers.exact.answers import Refused
from reminder.ledgers.exact.client import ExactClient
from reminder.ledgers.exact.covering import ROWS_A_CALL, assure_covered
from reminder.ledgers.exact.debtors import Account, Person, contacts_needed, debtors_of, read_accounts, read_people
from reminder.ledgers.exact.edm import Row, Unreadable
from reminder.ledgers.exact.freshness import journals_in_use
from reminder.ledgers.exact.invoices import fetch_invoices
from reminder.ledgers.exact.paging import PullBroken
from reminder.ledgers.exact.queries import KEYS_A_CALL, Query
from reminder.ledgers.exact.receivables import receivables_of
from reminder.ledgers.exact.rights import own_reminders, rights
from reminder.ledgers.exact.settings import ExactSettings
from reminder.ledgers.exact.terms import Term, read_terms, readable_invoices
from reminder.model.books import Books, Debtor, Overview, Receivable, UnreadableRow
from reminder.model.reminder import Attachment
from reminder.ports.clock import Clock, Progress
from reminder.ports.ledger import LedgerIdentity, Right
from reminder.rules.freshness import books_until

ACTIVE = 1
FREE = 0

Result = TypeVar("Result")
log = structlog.get_logger()


class ExactLedger:
    """One division, read with as few calls as its size allows."""

    def __init__(self, settings: ExactSettings, *, client: ExactClient, clock: Clock, progress: Progress) -> None:
        self._settings = settings
        self._client = client
        self._clock = clock
        self._progress = progress
        self._currency = ""
        self._today: date | None = None
        self._people_read: dict[str, Person | None] = {}

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @about(Half.LEDGER)
    def identity(self) -> LedgerIdentity:
        """Say which division is read, as Exact itself describes it."""
        return self._whole(self._identity)

    @about(Half.LEDGER)
    def open_items(self, today: date) -> Books:
        """Pull all that is open, once more from the start when the data moved meanwhile."""
        self._today = today
        base = self._base_currency()
        return self._whole(lambda: self._pull(today, base))

    @about(Half.LEDGER)
    def still_open(self, debtors: Collection[str]) -> Books:
        """Read again what is open of these debtors now, and their accounts, with or without anything open."""
        today = self._today or self._clock.now().date()
        base = self._base_currency()
        return self._whole(lambda: self._look(set(debtors), today, base))

    @about(Half.LEDGER)
    def rights(self, *, documents: bool) -> tuple[Right, ...]:
        """Say of every service that a run needs, with or without invoices as PDF, whether it may be read."""
        return rights(self._client, documents=documents)

    @about(Half.LEDGER)
    def own_reminders(self) -> tuple[str, ...]:
        """Give the payment conditions for which Exact's own credit management reminds."""
        return self._whole(lambda: own_reminders(self._client))

    @about(Half.LEDGER)
    def documents(self, receivables: Collection[Receivable]) -> Mapping[str, tuple[Attachment, ...]]:
        """Fetch the invoices that exist as PDF, by receivable key."""
        self._progress.step("fetching invoices from Exact")
        return self._whole(lambda: fetch_invoices(self._client, receivables))

    def _whole(self, pull: Callable[[], Result]) -> Result:
        try:
            return pull()
        except PullBroken:
            log.warning("pull_restarted", division=self._settings.division)
        try:
            return pull()
        except PullBroken as error:
            raise UnavailableError("the books change while they are read", hint="run again later") from error

    def _identity(self) -> LedgerIdentity:
        code = self._settings.division
        rows = self._rows([queries.division(code)])
        found = next((row for row in rows if str(row.get("Code")) == str(code)), None)
        if found is None or not _in_use(found):
            raise AuthorisationError(
                f"Division {code} is {'blocked or not active' if found else 'not among those Exact shows'}",
                hint="check ledger.division, and whether the Exact user may see it",
            )
        try:
            self._currency = edm.currency(found, "Currency")
        except Unreadable as error:
            raise UnavailableError(f"Exact does not tell the currency of division {code}") from error
        name = edm.clean(_text(found, "Description"))
        return LedgerIdentity(division=str(code), name=name, currency=self._currency, skew=self._client.skew)

    def _base_currency(self) -> str:
        return self._currency or self.identity().currency

    def _pull(self, today: date, base: str) -> Books:
        self._progress.step("reading open items from Exact")
        self._people_read = {}
        overview = self._overview(base)
        if overview:
            assure_covered(self._client, self._settings, rows=overview.count)
        terms, left_out = self._terms([queries.open_receivables()], base)
        receivables = receivables_of(terms)
        debtors, unreadable = self._debtors(terms, {term.account for term in terms}, today)
        self._progress.step("reading bank journals from Exact")
        journals = journals_in_use(self._client, configured=self._settings.bank_journals, today=today)
        in_use = {each.debtor_id for each in receivables}
        return Books(
            receivables=receivables,
            debtors={key: debtor for key, debtor in debtors.items() if key in in_use},
            currency=base,
            overview=overview,
            unreadable=(*left_out, *unreadable),
            books_until=books_until(journals, self._settings.bank_journals, today),
            journals=journals,
        )

    def _look(self, asked: set[str], today: date, base: str) -> Books:
        terms, left_out = self._terms(queries.open_receivables_of(asked), base)
        debtors, unreadable = self._debtors(terms, asked, today)
        return Books(
            receivables=receivables_of(terms), debtors=debtors, currency=base, unreadable=(*left_out, *unreadable)
        )

    def _terms(self, asked: Iterable[Query], base: str) -> tuple[list[Term], tuple[UnreadableRow, ...]]:
        terms, faults = read_terms(self._rows(asked), label=self._settings.invoice_label, currency=base)
        return readable_invoices(terms, faults)

    def _debtors(
        self, terms: list[Term], asked: set[str], today: date
    ) -> tuple[dict[str, Debtor], list[UnreadableRow]]:
        self._progress.step("reading debtors from Exact", total=len(asked))
        accounts, bad_accounts = self._accounts(asked, today)
        people, bad_people = self._people(contacts_needed(terms, accounts), today)
        return debtors_of(terms, accounts=accounts, people=people), bad_accounts + bad_people

    def _accounts(self, ids: set[str], today: date) -> tuple[dict[str, Account], list[UnreadableRow]]:
        rows = self._by_id(queries.ACCOUNTS, queries.ACCOUNT_FIELDS, ids=ids, everything=queries.all_customers())
        return read_accounts(rows, today=today, marker=self._settings.hold_marker)

    def _people(self, ids: set[str], today: date) -> tuple[dict[str, Person], list[UnreadableRow]]:
        """Read contacts, each once after a pull: a last look is at what is owed and by whom, in two calls."""
        asked = ids.difference(self._people_read)
        rows = self._by_id(queries.CONTACTS, queries.CONTACT_FIELDS, ids=asked, everything=queries.all_contacts())
        people, unreadable = read_people(rows, today=today)
        self._people_read |= {each: people.get(each) for each in asked}
        return {each: person for each in ids if (person := self._people_read[each])}, unreadable

    def _by_id(self, service: str, select: str, *, ids: set[str], everything: Query) -> Iterator[Row]:
        """Give the rows asked for: by key, or from the whole list while a page of it brings more than a call by key.

        One page is in memory at a time.
        """
        missing, before = set(ids), len(ids)
        for place, row in enumerate(self._offered(everything) if before > KEYS_A_CALL else (), start=1):
            key = str(row.get("ID")).lower()
            if key in ids:
                missing.discard(key)
                yield row
            if place % ROWS_A_CALL == 0:
                if before - len(missing) <= KEYS_A_CALL:
                    break
                before = len(missing)
        yield from self._rows(queries.by_id(service, select, missing))

    def _offered(self, everything: Query) -> Iterator[Row]:
        """Give a whole list, or nothing where Exact refuses one without a filter, as it does to some apps."""
        try:
            yield from self._client.rows(everything)
        except Refused as error:
            log.info("whole_list_refused", service=everything.service, fault=error.message)

    def _rows(self, asked: Iterable[Query]) -> Iterable[Row]:
        return (row for query in asked for row in self._client.rows(query))

    def _overview(self, base: str) -> Overview | None:
        for row in self._client.rows(queries.overview()):
            try:
                return _totals(row, base)
            except Unreadable:
                log.warning("overview_left_out", division=self._settings.division)
        return None


def _totals(row: Row, base: str) -> Overview:
    count = edm.decimal(row, "OutstandingReceivableInvoiceCount")
    total = edm.amount(row, "OutstandingReceivableInvoiceAmount")
    if count is None:
        raise Unreadable("OutstandingReceivableInvoiceCount is missing")
    return Overview(count=int(count), total=edm.cents(total), currency=edm.text(row, "CurrencyCode").upper() or base)


def _in_use(row: Row) -> bool:
    status, blocking = row.get("Status"), row.get("BlockingStatus")
    return status in (None, ACTIVE, str(ACTIVE)) and blocking in (None, FREE, str(FREE))


def _text(row: Row, name: str) -> str:
    try:
        return edm.text(row, name)
    except Unreadable:
        return ""
