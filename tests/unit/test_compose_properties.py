"""For any receivables: a mail says every fact of its notice, and nothing of the ledger becomes markup."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from reminder.compose.places import shipped
from reminder.model.policy import Tier
from reminder.words import formats
from tests.builders import FINAL_DEMAND, FORMAL, FRIENDLY, a_contact, a_credit, a_debtor, a_notice, a_receivable
from tests.composing import a_composer, written
from tests.unit.test_compose_mails import Page

COMPOSER = a_composer()
TAGS = {"div", "p", "br", "span", "table", "tbody", "tr", "th", "td"}

cents = st.integers(min_value=1, max_value=9_999_999).map(lambda number: Decimal(number) / 100)
rows = st.lists(st.tuples(cents, st.integers(min_value=1, max_value=400)), min_size=1, max_size=8)
tones = st.sampled_from([FRIENDLY, FORMAL, FINAL_DEMAND])
languages = st.sampled_from(["nl", "en"])


@settings(max_examples=60, deadline=None)
@given(rows=rows, credit=st.none() | cents, tone=tones, language=languages)
def test_every_amount_number_and_due_date_is_said(
    rows: list[tuple[Decimal, int]], credit: Decimal | None, tone: Tier, language: str
):
    owed = tuple(
        a_receivable(invoice=f"2600{place:04}", amount=amount, days_overdue=late)
        for place, (amount, late) in enumerate(rows)
    )
    total = sum((each.amount for each in owed), Decimal(0))
    credits_ = (a_credit(-credit),) if credit is not None and credit < total else ()

    reminder = written(a_notice(*owed, *credits_, tone=tone, language=language), composer=COMPOSER)

    amounts = [each.amount for each in (*owed, *credits_)]
    for amount in (*amounts, sum(amounts, Decimal(0))):
        assert formats.money(amount, currency="EUR", language=language) in reminder.text
    for each in owed:
        assert each.due_date is not None
        assert formats.long_date(each.due_date, language=language) in reminder.text
        assert str(each.invoice) in reminder.text
    assert sum((item.amount for item in reminder.items), Decimal(0)) == reminder.total


@settings(max_examples=120, deadline=None)
@given(name=st.text(max_size=200), number=st.text(min_size=1, max_size=40))
def test_a_name_or_number_never_becomes_markup_or_a_second_line(name: str, number: str):
    debtor = a_debtor(name=name, contact=a_contact(last_name=name, gender="m"))
    notice = a_notice(a_receivable(invoice=f"F{number}1"), debtor=debtor)

    reminder = written(notice, composer=COMPOSER)

    assert set(Page(reminder.html).tags) <= TAGS
    assert len(reminder.subject.splitlines()) == 1
    assert len(reminder.text.splitlines()) == len(written(a_notice(), composer=COMPOSER).text.splitlines())


def test_every_language_has_the_same_texts():
    texts = {
        folder.name: {file.name for file in folder.glob("*.j2")} for folder in shipped().iterdir() if folder.is_dir()
    }

    assert texts["nl"] == texts["en"] == {"letter.j2", "friendly.j2", "formal.j2", "final-demand.j2"}
