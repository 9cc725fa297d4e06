"""The services on customers, their contacts and payment conditions."""

from dataclasses import replace

from reminder.sandbox.book import Account, Contact
from reminder.sandbox.exact.edm import padded_code, padded_country, padded_language
from reminder.sandbox.exact.fields import ACCOUNTS, CONTACTS
from reminder.sandbox.exact.fields_ledger import CONDITIONS
from reminder.sandbox.exact.service import BULK_PAGE, Read, Service, View, own

SCOPES = ("Crm accounts",)
CLASSIFICATIONS = frozenset({"Classification", *(f"Classification{number}" for number in range(1, 9))})
MANDATORY = CLASSIFICATIONS | {
    "Accountant", "AccountManager", "AddressLine1", "AddressLine2", "AddressLine3", "Blocked", "BRIN", "BSN",
    "ChamberOfCommerce", "City", "Code", "CodeAtSupplier", "Country", "Created", "Email", "EndDate", "Fax", "ID",
    "InvoiceAccount", "IsAccountant", "IsReseller", "IsSales", "IsSupplier", "MainContact", "Modified", "Name",
    "Parent", "Phone", "Postcode", "PriceList", "Reseller", "RSIN", "SearchCode", "StartDate", "Status", "Type",
    "VATNumber",
}  # fmt: skip
LANGUAGES = {"NL": "Nederlands", "EN": "English", "FR": "Français", "DE": "Deutsch"}


def _condition_name(view: View, account: Account) -> str | None:
    found = (row.description for row in view.book.conditions if row.code == account.condition)
    return next(found, None)


def _invoice_account(view: View, account: Account) -> Account | None:
    return view.book.accounts.get(account.invoice_account) if account.invoice_account else None


def _invoice_account_code(view: View, account: Account) -> str | None:
    found = _invoice_account(view, account)
    return padded_code(found.code) if found else None


def _invoice_account_name(view: View, account: Account) -> str | None:
    found = _invoice_account(view, account)
    return found.name if found else None


_ACCOUNT: dict[str, Read] = {
    **own(
        ID="id", Name="name", Email="email", Phone="phone", Language="language", City="city",
        MainContact="main_contact", InvoiceAccount="invoice_account", Remarks="remarks", Blocked="blocked",
        Status="status", Type="type", IsSales="is_sales", StartDate="start_date", EndDate="end_date",
        PaymentConditionSales="condition", VATNumber="vat_number", ChamberOfCommerce="chamber_of_commerce",
        Created="created", Modified="modified",
    ),
    "Code": lambda _, account: padded_code(account.code),
    "Country": lambda _, account: padded_country(account.country),
    "Division": lambda view, _: view.book.division.code,
    "InvoiceAccountCode": _invoice_account_code,
    "InvoiceAccountName": _invoice_account_name,
    "InvoicingMethod": lambda _, __: 2,
    "IsAnonymised": lambda _, account: int(account.is_anonymised),
    "LanguageDescription": lambda _, account: LANGUAGES.get(account.language or ""),
    "PaymentConditionSalesDescription": _condition_name,
    "SalesCurrency": lambda view, _: view.book.division.currency,
}  # fmt: skip


def _is_main(view: View, contact: Contact) -> bool:
    return view.account(contact.account).main_contact == contact.id


_CONTACT: dict[str, Read] = {
    **own(
        ID="id", Account="account", HID="number", FirstName="first_name", MiddleName="middle_name",
        LastName="last_name", FullName="full_name",
        Gender="gender", Email="email", BusinessEmail="business_email", Phone="phone",
        BusinessPhone="business_phone", Mobile="mobile", StartDate="start_date", EndDate="end_date",
        Created="created", Modified="modified",
    ),
    "AccountIsCustomer": lambda view, contact: view.account(contact.account).status == "C",
    "AccountMainContact": lambda view, contact: view.account(contact.account).main_contact,
    "AccountName": lambda view, contact: view.account(contact.account).name,
    "Code": lambda _, contact: padded_code(str(contact.number)),
    "Country": lambda view, contact: padded_country(view.account(contact.account).country),
    "Division": lambda view, _: view.book.division.code,
    "IsAnonymised": lambda _, contact: int(contact.is_anonymised),
    "IsMainContact": _is_main,
    "Language": lambda _, contact: padded_language(contact.language),
}  # fmt: skip

_ACCOUNTS = Service(
    path="crm/Accounts",
    model="Account",
    key="ID",
    fields=ACCOUNTS,
    rows=lambda view: list(view.book.accounts.values()),
    read=_ACCOUNT,
    scopes=SCOPES,
    filter_needed=MANDATORY,
)
_CONTACTS = Service(
    path="crm/Contacts",
    model="Contact",
    key="ID",
    fields=CONTACTS,
    rows=lambda view: list(view.book.contacts.values()),
    read=_CONTACT,
    scopes=SCOPES,
)

RELATION_SERVICES = (
    _ACCOUNTS,
    replace(
        _ACCOUNTS,
        path="bulk/CRM/Accounts",
        page=BULK_PAGE,
        select_needed=True,
        filter_needed=frozenset(),
        filterable=frozenset(ACCOUNTS) - CLASSIFICATIONS,
    ),
    _CONTACTS,
    replace(
        _CONTACTS,
        path="bulk/CRM/Contacts",
        page=BULK_PAGE,
        select_needed=True,
        filterable=frozenset({"Account", "ID", "IdentificationDocument", "IdentificationUser", "Person"}),
    ),
    Service(
        path="cashflow/PaymentConditions",
        model="Cashflow.PaymentCondition",
        key="ID",
        fields=CONDITIONS,
        rows=lambda view: list(view.book.conditions),
        read={
            **own(ID="id", Code="code", Description="description", PaymentDays="days", PaymentMethod="method"),
            **own(CreditManagementScenario="scenario"),
            "Division": lambda view, _: view.book.division.code,
            "PaymentEndOfMonths": lambda _, __: 0,
            "Percentage": lambda _, __: 1,
        },
        scopes=("Financial cashflow",),
    ),
)
