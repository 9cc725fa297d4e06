"""The services on the user, the divisions, journals and lines of entries."""

from dataclasses import replace

from reminder.sandbox.book import SEED, Line
from reminder.sandbox.clock import AMSTERDAM
from reminder.sandbox.exact.edm import padded_code
from reminder.sandbox.exact.fields_ledger import DIVISIONS, JOURNALS, LINES, ME
from reminder.sandbox.exact.service import BULK_PAGE, Read, Service, View, own


def _wall_clock_text(view: View, _: object) -> str:
    return view.world.clock.now().astimezone(AMSTERDAM).replace(tzinfo=None).isoformat(timespec="milliseconds")


def _offset(view: View, _: object) -> float:
    offset = view.world.clock.now().astimezone(AMSTERDAM).utcoffset()
    return offset.total_seconds() if offset else 0


_ME: dict[str, Read] = {
    "UserID": lambda _, __: SEED,
    "CurrentDivision": lambda view, _: view.world.current_division,
    "AccountingDivision": lambda view, _: view.world.current_division,
    "FullName": lambda _, __: "Sandbox gebruiker",
    "UserName": lambda _, __: "sandbox",
    "Email": lambda _, __: "gebruiker@exact.example",
    "Language": lambda _, __: "nl-NL",
    "LanguageCode": lambda _, __: "nl-NL",
    "ServerTime": _wall_clock_text,
    "ServerUtcOffset": _offset,
}

_DIVISION: dict[str, Read] = {
    **own(
        Code="code", Description="description", Currency="currency", Country="country", Status="status",
        BlockingStatus="blocking_status", Hid="code",
    ),
    "Current": lambda view, division: division.code == view.world.current_division,
    "IsMainDivision": lambda view, division: division.code == min(view.world.granted),
}  # fmt: skip

_JOURNAL: dict[str, Read] = {
    **own(ID="id", Code="code", Description="description", Type="type", BankAccountIBAN="iban"),
    "Currency": lambda view, _: view.book.division.currency,
    "Division": lambda view, _: view.book.division.code,
}


def _account_code(view: View, line: Line) -> str | None:
    return padded_code(view.account(line.account).code) if line.account else None


def _account_name(view: View, line: Line) -> str | None:
    return view.account(line.account).name if line.account else None


_LINE: dict[str, Read] = {
    **own(
        ID="id", Account="account", Created="created", Modified="created", Date="date", EntryID="entry_id",
        EntryNumber="entry_number", InvoiceNumber="invoice_number", JournalCode="journal", Status="status",
        Type="type", YourRef="your_ref", AmountDC="amount", AmountFC="amount",
    ),
    "AccountCode": _account_code,
    "AccountName": _account_name,
    "Currency": lambda view, _: view.book.division.currency,
    "Division": lambda view, _: view.book.division.code,
    "FinancialPeriod": lambda _, line: line.date.month,
    "FinancialYear": lambda _, line: line.date.year,
}  # fmt: skip

_LINES = Service(
    path="financialtransaction/TransactionLines",
    model="Financial.TransactionLine",
    key="ID",
    fields=LINES,
    rows=lambda view: list(view.book.lines),
    read=_LINE,
    scopes=("Financial accounting",),
)

ME_SERVICE = Service(
    path="current/Me",
    model="System.Me",
    key="UserID",
    fields=ME,
    rows=lambda view: (view.world,),
    read=_ME,
    checks_division=False,
)

LEDGER_SERVICES = (
    Service(
        path="system/Divisions",
        model="System.Division",
        key="Code",
        fields=DIVISIONS,
        rows=lambda view: [view.world.books[code].division for code in sorted(view.world.granted)],
        read=_DIVISION,
        scopes=("Organization administration",),
        checks_division=False,
    ),
    Service(
        path="financial/Journals",
        model="Journal",
        key="ID",
        fields=JOURNALS,
        rows=lambda view: list(view.book.journals),
        read=_JOURNAL,
        scopes=("Financial generalledgers",),
    ),
    _LINES,
    replace(_LINES, path="bulk/Financial/TransactionLines", page=BULK_PAGE, select_needed=True),
)
