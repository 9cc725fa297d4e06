"""One administration in the configuration: company, ledger, mailbox, policy, debtors, payment link, charges."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from reminder.config.kinds import (
    Count,
    Day,
    Email,
    FilledLine,
    Iban,
    Language,
    Line,
    OptionalEmail,
    OptionalLocation,
    Secret,
    Table,
    refuse,
)
from reminder.config.policy import DebtorTable, PolicyTable
from reminder.config.urls import check_payment_link, check_root, check_url
from reminder.model.charges import Charges
from reminder.model.policy import Action, Company, DebtorSettings, Mode

EXACT_HOSTS = {
    "nl": "https://start.exactonline.nl",
    "be": "https://start.exactonline.be",
    "de": "https://start.exactonline.de",
    "fr": "https://start.exactonline.fr",
    "es": "https://start.exactonline.es",
    "uk": "https://start.exactonline.co.uk",
    "com": "https://start.exactonline.com",
}
"""Exact Online's server for each country; registration, user and tokens belong to one of them."""

Root = Annotated[str, AfterValidator(check_root)]


class CompanyTable(Table):
    """The creditor as its mails show it, and where its working days are counted."""

    name: FilledLine
    email: Email
    iban: Iban
    account_holder: Line = ""
    reply_to: OptionalEmail = ""
    bcc: tuple[Email, ...] = ()
    phone: Line = ""
    country: Literal["nl", "be"] = "nl"
    closed_days: tuple[Day, ...] = ()

    def to_model(self) -> Company:
        """Give the company as the texts know it; the account holder is the company unless named."""
        return Company(
            name=self.name,
            email=self.email,
            iban=self.iban,
            account_holder=self.account_holder or self.name,
            phone=self.phone,
            reply_to=self.reply_to,
            bcc=self.bcc,
            country=self.country,
        )


class ExactTable(Table):
    """Where and how Exact Online is read."""

    kind: Literal["exact"] = "exact"
    country: Literal["nl", "be", "de", "fr", "es", "uk", "com"] | None = None
    base_url: Annotated[Root, Field(validate_default=True)] = ""
    division: Count
    division_name: Line = ""
    client_id: FilledLine
    client_secret: Secret | None = None
    redirect_uri: Annotated[str, AfterValidator(check_url)]
    invoice_label: Literal["number", "your_ref", "description"] = "number"

    @field_validator("base_url")
    @classmethod
    def _names_a_server(cls, base_url: str, info: ValidationInfo) -> str:
        if not base_url and info.data.get("country", "wrong") is None:
            raise ValueError("required, unless country is given")
        return base_url

    @property
    def root(self) -> str:
        """The server for consent, tokens and data: `base_url` if given, else the country's."""
        return self.base_url or EXACT_HOSTS[self.country or "nl"]


class GmailTable(Table):
    """Where drafts go, and how access to it was given."""

    kind: Literal["gmail"] = "gmail"
    address: Email
    client_secrets: OptionalLocation = None
    service_account: Annotated[OptionalLocation, Field(validate_default=True)] = None
    read: bool = True
    digest: bool = True
    api_endpoint: Root = ""

    @field_validator("service_account")
    @classmethod
    def _one_way_in(cls, service_account: Path | None, info: ValidationInfo) -> Path | None:
        if "client_secrets" in info.data and (info.data["client_secrets"] is None) == (service_account is None):
            raise ValueError("exactly one of client_secrets and service_account must be given")
        return service_account

    def anchored(self, folder: Path) -> Self:
        """Give the same with paths that no longer depend on the current folder."""
        files = {"client_secrets": self.client_secrets, "service_account": self.service_account}
        return self.model_copy(update={key: folder / path for key, path in files.items() if path is not None})


class PaymentLinkTable(Table):
    """How a debtor can pay from the mail."""

    kind: Literal["none", "url"] = "none"
    url: Annotated[str, AfterValidator(check_payment_link), Field(validate_default=True)] = ""
    epc_qr: bool = False

    @field_validator("url")
    @classmethod
    def _is_there_when_needed(cls, url: str, info: ValidationInfo) -> str:
        if not url and info.data.get("kind") == "url":
            raise ValueError('required when kind is "url"')
        return url

    @property
    def pattern(self) -> str:
        """The web address to fill in for each invoice; empty when no link is wanted."""
        return self.url if self.kind == "url" else ""


class ChargesTable(Table):
    """What may be charged on top of an invoice."""

    collection_fee: bool = False
    interest: bool = False
    vat_on_fee: bool = False

    def to_model(self) -> Charges:
        """Give what a final demand may name."""
        return Charges(collection_fee=self.collection_fee, interest=self.interest, vat_on_fee=self.vat_on_fee)


class AdministrationTable(Table):
    """One administration: whose books, which mailbox, which rules."""

    mode: Mode = Mode.DRAFT
    language: Language = "nl"
    company: CompanyTable
    ledger: ExactTable
    mailbox: GmailTable
    policy: PolicyTable = PolicyTable()
    debtors: dict[FilledLine, DebtorTable] = Field(default_factory=dict)
    payment_link: PaymentLinkTable = PaymentLinkTable()
    charges: ChargesTable = ChargesTable()

    @field_validator("debtors")
    @classmethod
    def _stay_on_the_ladder(cls, debtors: dict[str, DebtorTable], info: ValidationInfo) -> dict[str, DebtorTable]:
        if "policy" in info.data:
            tiers = [tier.name for tier in info.data["policy"].tiers if tier.action is Action.MAIL]
            text = f"must be a tier that mails: {', '.join(tiers) or 'there is none'}"
            named = ((code, debtor.highest_tier) for code, debtor in debtors.items() if debtor.highest_tier)
            refuse(*(((code, "highest_tier"), text) for code, tier in named if tier not in tiers))
        return debtors

    @property
    def own_marks(self) -> frozenset[str]:
        """What in a mail would show whose it is: the IBAN and the addresses of its company and mailbox."""
        company = self.company
        marks = (company.iban, company.email, company.reply_to, self.mailbox.address)
        return frozenset(each.casefold() for each in marks if each)

    def debtor(self, code: str) -> DebtorSettings:
        """Say what is set for a debtor; nothing when it has no table."""
        table = self.debtors.get(code)
        return table.to_model() if table else DebtorSettings()

    def debtor_settings(self) -> dict[str, DebtorSettings]:
        """Give what is set for debtors, by debtor code."""
        return {code: table.to_model() for code, table in self.debtors.items()}

    def anchored(self, folder: Path) -> Self:
        """Give the same with paths that no longer depend on the current folder."""
        return self.model_copy(update={"mailbox": self.mailbox.anchored(folder)})
