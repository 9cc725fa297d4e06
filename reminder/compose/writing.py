"""The writer of mails: a notice and its circumstances in, a finished reminder out."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from reminder.compose.check import faults_of
from reminder.compose.context import Facts
from reminder.compose.gathering import Surroundings, gather
from reminder.compose.pages import Pages, Written
from reminder.errors import ReminderError
from reminder.model.charges import Charge
from reminder.model.decision import Notice
from reminder.model.policy import Company
from reminder.model.reminder import Attachment, InlineImage, Item, Reminder
from reminder.rules.charges import is_final_demand

NO_LINKS: Mapping[str, str] = MappingProxyType({})

LAST_LANGUAGE = "nl"
"""The language in which every shipped text exists."""


class Composer:
    """Writes the mails of one administration; every fact of the creditor comes from its configuration.

    `foreign` holds what belongs to other administrations alone: no mail of this one may name any of it.
    """

    def __init__(  # noqa: PLR0913 - what is an administration's own, by name
        self,
        company: Company,
        *,
        administration: str,
        sender: str,
        default_language: str,
        own_templates: Path | None = None,
        foreign: Collection[str] = (),
    ) -> None:
        self._company = company
        self._administration = administration
        self._sender = sender
        self._default_language = default_language
        self._pages = Pages(own_templates)
        self._foreign = foreign

    def language(self, notice: Notice) -> str:
        """Give the language a notice is written in: the debtor's, else the administration's, else Dutch."""
        wanted = (notice.language, self._default_language, LAST_LANGUAGE)
        known = (
            plain for each in wanted if each and self._pages.has(plain := plain_language(each), template_of(notice))
        )
        return next(known, LAST_LANGUAGE)

    def compose(  # noqa: PLR0913 - the facts of one mail, each by its name
        self,
        notice: Notice,
        *,
        reference: str,
        as_of: date,
        books_until: date | None,
        attachments: tuple[Attachment, ...] = (),
        images: tuple[InlineImage, ...] = (),
        links: Mapping[str, str] = NO_LINKS,
        send: bool = False,
        pay_by: date | None = None,
        charge: Charge | None = None,
    ) -> Reminder:
        """Write a mail. See `Surroundings` for what the facts are.

        ReminderError when the notice mixes debtors or currencies or the text leaves out a fact, ConfigError with file
        and line when a template is faulty. The reminder's language differs from the notice's when that one has no text.
        """
        around = Surroundings(
            reference=reference,
            as_of=as_of,
            books_until=books_until,
            attachments=attachments,
            images=images,
            links=links,
            send=send,
            pay_by=pay_by,
            charge=charge,
        )
        _refuse_mixture(notice, around)
        facts = gather(notice, self._company, around, language=self.language(notice))
        written = self._pages.write(template_of(notice), facts)
        _refuse_faults(faults_of(written, facts, foreign=self._foreign), facts, notice)
        return self._reminder(notice, around, facts, written)

    def _reminder(self, notice: Notice, around: Surroundings, facts: Facts, written: Written) -> Reminder:
        return Reminder(
            reference=around.reference,
            administration=self._administration,
            debtor_id=notice.debtor.id,
            debtor_code=notice.debtor.code,
            debtor_name=notice.debtor.name,
            currency=notice.currency,
            tier=notice.tone.name,
            language=facts.language,
            sender=self._sender,
            sender_name=self._company.name,
            to=notice.to,
            subject=written.subject,
            text=written.text,
            html=written.html,
            items=items_of(notice),
            total=notice.total,
            reply_to=self._company.reply_to,
            bcc=self._company.bcc,
            attachments=around.attachments,
            images=around.images,
            send=around.send,
        )


def plain_language(language: str) -> str:
    """Give the language of a code that may name a region too, ``nl`` for ``nl-BE``."""
    return language.replace("_", "-").partition("-")[0].lower()


def template_of(notice: Notice) -> str:
    """Give the name of the text that a notice is written with."""
    return notice.tone.template or notice.tone.name


def items_of(notice: Notice) -> tuple[Item, ...]:
    """Give the lines of a notice's mail: what it lists, with the tier of every step of its own."""
    tiers = {step.receivable.key: step.tier for step in notice.steps}
    return tuple(
        Item(receivable=each.key, invoice=each.invoice, amount=each.amount, tier=tiers.get(each.key))
        for each in notice.listed
    )


def _refuse_mixture(notice: Notice, around: Surroundings) -> None:
    listed = {each.key for each in notice.listed}
    wrong = (
        (any(each.debtor_id != notice.debtor.id for each in notice.listed), "lists a receivable of another debtor"),
        (any(each.currency != notice.currency for each in notice.listed), "mixes currencies"),
        (any(step.receivable.key not in listed for step in notice.steps), "takes a step that it does not list"),
        (notice.total <= 0, "asks for nothing"),
        (around.send and around.pay_by is not None and around.pay_by <= around.as_of, "names a day that has passed"),
        (any(each.receivable not in listed for each in around.attachments), "attaches what it does not list"),
        (not listed.issuperset(around.links), "links to the payment of what it does not list"),
        (around.charge is not None and not is_final_demand(notice.tone), "names charges before the final demand"),
    )
    for applies, text in wrong:
        if applies:
            raise ReminderError(f"the mail {around.reference} {text}", hint="this is a fault of the program; report it")


def _refuse_faults(faults: tuple[str, ...], facts: Facts, notice: Notice) -> None:
    if faults:
        raise ReminderError(
            f"the text `{template_of(notice)}` in `{facts.language}` is not right: {faults[0]}",
            hint="run `reminder check` for every fault of every text",
            code="template",
        )
