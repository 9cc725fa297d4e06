"""The numbers and letters Exact uses for states and kinds."""

from enum import IntEnum, StrEnum


class TermStatus(IntEnum):
    """Where a term stands. Exact Online: Status of Receivables."""

    OPEN = 20
    SELECTED = 30
    COLLECTED = 40
    MATCHED = 50


class EntryType(IntEnum):
    """What kind of entry a term or a line comes from. Exact Online: Type of TransactionLines."""

    OPENING = 10
    SALES = 20
    CREDIT = 21
    CASH = 40
    GENERAL = 90


class JournalType(IntEnum):
    """The kinds of journal. Exact Online: Type of Journals."""

    CASH = 10
    BANK = 12
    SALES = 20
    GENERAL = 90


class Method(StrEnum):
    """How an invoice is to be paid. Exact Online: PaymentMethod."""

    CREDIT = "B"
    DIRECT_DEBIT = "I"
    CASH = "K"
