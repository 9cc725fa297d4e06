"""Rows as Exact writes them: name only what the test is about."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

TODAY = date(2026, 11, 23)
ACCOUNT = "11111111-1111-4111-8111-111111111111"
CONTACT = "22222222-2222-4222-8222-222222222222"
ENTRY = "33333333-3333-4333-8333-333333333333"


def guid(number: int) -> str:
    """Give an identifier."""
    return f"aaaaaaaa-aaaa-4aaa-8aaa-{number:012d}"


def edm_day(day: date) -> str:
    """Write a date."""
    return f"/Date({(day - date(1970, 1, 1)).days * 86_400_000})/"


def a_row(number: int = 1, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    """Build an open row of 121.00, ten days overdue."""
    row = {
        "__metadata": {"uri": "https://start.exactonline.nl/x", "type": "unknown"},
        "ID": guid(number),
        "Account": ACCOUNT,
        "AccountCode": "                 7",
        "AccountContact": None,
        "AccountName": "Drukkerij Inktvis",
        "AmountDC": Decimal("-121.0"),
        "AmountFC": Decimal("-121.0"),
        "Currency": "EUR",
        "Description": "Drukwerk",
        "DueDate": edm_day(TODAY - timedelta(days=10)),
        "EntryDate": edm_day(TODAY - timedelta(days=40)),
        "EntryNumber": 26000042,
        "InvoiceDate": edm_day(TODAY - timedelta(days=40)),
        "InvoiceNumber": 26000042,
        "Journal": "70",
        "PaymentMethod": "B",
        "PaymentReference": "",
        "RateFC": 1,
        "Status": 20,
        "TransactionAmountDC": Decimal("121.0"),
        "TransactionEntryID": ENTRY,
        "YourRef": "F2026-0042",
    }
    return row | changes


def an_account(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    """Build a customer whom one may write to."""
    row = {
        "ID": ACCOUNT,
        "Blocked": False,
        "ChamberOfCommerce": None,
        "Code": "                 7",
        "Country": "NL ",
        "Email": "info@inktvis.example",
        "EndDate": None,
        "IsAnonymised": 0,
        "Language": "NL",
        "MainContact": None,
        "Name": "Drukkerij Inktvis",
        "Phone": "020 555 01 01",
        "Remarks": None,
        "Type": "A",
        "VATNumber": None,
    }
    return row | changes


def a_person(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    """Build a contact with an address of its own."""
    row = {
        "ID": CONTACT,
        "BusinessEmail": "administratie@inktvis.example",
        "BusinessMobile": None,
        "BusinessPhone": "020 555 01 02",
        "Email": None,
        "EndDate": None,
        "FirstName": "J.",
        "FullName": "J. van der Jansen",
        "Gender": "V",
        "IsAnonymised": 0,
        "Language": "EN        ",
        "LastName": "Jansen",
        "MiddleName": "van der",
        "Mobile": None,
        "Phone": None,
    }
    return row | changes
