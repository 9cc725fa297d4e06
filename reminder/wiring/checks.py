"""What `check` looks at, put together from the settings."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from reminder.app.check import Found, Probe, doubtful, findings, fine
from reminder.app.check_places import (
    books_are_readable,
    ledger_findings,
    ledger_keeps_quiet,
    mailbox_findings,
    rights_findings,
    sender_is_right,
)
from reminder.app.check_setup import (
    books_are_its_own,
    debtors_are_known,
    disk_is_roomy,
    policy_findings,
    tiers_are_known,
    token_finding,
)
from reminder.app.check_texts import charges_findings, language_finding, own_texts_finding, rates_finding
from reminder.compose.lint import template_faults
from reminder.config.administration import AdministrationTable
from reminder.config.settings import Settings
from reminder.errors import ConfigError, StoreError
from reminder.ledgers.exact.ledger import ExactLedger
from reminder.mailboxes.gmail.aliases import GmailAliases
from reminder.mailboxes.gmail.drafts import GmailDrafts
from reminder.mailboxes.gmail.grant import check_scopes, read_grant
from reminder.model.finding import Condition, Finding
from reminder.ports.clock import Clock, Progress
from reminder.rules.rates import shipped_rates
from reminder.store.store import Store
from reminder.wiring.build import Wiring
from reminder.wiring.clock import SystemClock
from reminder.wiring.opening import open_store
from reminder.wiring.places import exact_settings, exact_tokens, gmail_settings


def check_all(settings: Settings, names: tuple[str, ...], progress: Progress) -> Iterator[Finding]:
    """Look at everything that these administrations need, giving each finding as soon as it is known."""
    yield fine("configuration", f"administrations: {', '.join(names)}")
    clock = SystemClock()
    for name in names:
        table = settings.administrations[name]
        policy = partial(policy_findings, table.policy.to_model(), table.debtor_settings(), subject=f"{name}: policy")
        texts = partial(check_templates, settings, name)
        books = partial(
            books_are_its_own, str(table.ledger.division), settings.same_books(name), subject=f"{name}: division"
        )
        looks = (("templates", texts), ("policy", policy), ("division", books))
        yield from findings(Probe(subject=f"{name}: {subject}", look=look) for subject, look in looks)
        yield from _of_texts(settings, name, clock)
    try:
        store = open_store(settings, clock)
    except StoreError as error:
        fault = Condition.FAULT
        yield Finding(subject="store", state=fault, text=error.message, hint=error.hint, exit_code=error.exit_code)
        return
    with store:
        wiring = Wiring(settings, store, clock=clock, progress=progress)
        yield from _with_store(settings, names, store, wiring=wiring, clock=clock)


def check_templates(settings: Settings, name: str) -> str:
    """Render every text of an administration on samples; ConfigError with every fault."""
    table = settings.administrations[name]
    faults = template_faults(
        table.policy.to_model(),
        table.company.to_model(),
        languages=_languages(table),
        own_templates=settings.templates,
        charges=table.charges.to_model(),
        foreign=settings.foreign(name),
    )
    if faults:
        raise ConfigError("\n".join(faults), hint="see docs/templates.md")
    return "every text of every tier can be written"


def _of_texts(settings: Settings, name: str, clock: Clock) -> Iterator[Finding]:
    table, today = settings.administrations[name], clock.now().astimezone(settings.timezone).date()
    wanted, own, subject = _languages(table), settings.templates, f"{name}: languages"
    policy = table.policy.to_model()
    yield own_texts_finding(policy, own_templates=own, subject=f"{name}: own texts")
    yield language_finding(policy, languages=wanted, own_templates=own, subject=subject)
    if table.charges.collection_fee or table.charges.interest:
        yield from charges_findings(policy, subject=f"{name}: charges")
    if table.charges.interest:
        yield rates_finding(shipped_rates(), today=today, subject=f"{name}: interest")


def _languages(table: AdministrationTable) -> set[str]:
    """Give the language of an administration, and those of debtors that are configured."""
    return {table.language, *(each.language for each in table.debtors.values() if each.language)}


def _with_store(
    settings: Settings, names: tuple[str, ...], store: Store, *, wiring: Wiring, clock: Clock
) -> Iterator[Finding]:
    yield from findings([Probe(subject="store", look=partial(_store_is_sound, store))])
    yield disk_is_roomy(shutil.disk_usage(settings.database_path.parent).free)
    for name in names:
        yield from _Checks(settings=settings, store=store, wiring=wiring, clock=clock, name=name).all()


def _store_is_sound(store: Store) -> str:
    store.examine()
    return "sound and writable"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checks:
    """The looks at one administration over an open store."""

    settings: Settings
    store: Store
    wiring: Wiring
    clock: Clock
    name: str

    def all(self) -> Iterator[Finding]:
        """Look at debtors, tiers, ledger and mailbox; what there is no access to is not asked for more."""
        yield from self._findings(("debtors", self._debtors), ("tiers", self._tiers))
        yield from self._behind("access to Exact", self._token, self._exact)
        yield from self._behind("access to Gmail", self._grant, self._gmail)

    def _behind(
        self, door: str, look: Callable[[], Found], rooms: Mapping[str, Callable[[], Found]]
    ) -> Iterator[Finding]:
        """Look at a door, and if it stands open at all that is behind it."""
        (found,) = self._findings((door, look))
        yield found
        if found.state is not Condition.FAULT:
            yield from self._findings(*rooms.items())
            return
        text = f"not looked at: {', '.join(rooms)}"
        yield doubtful(f"{self.name}: {door}", text, hint="run `reminder check` again when the fault is mended")

    @property
    def _exact(self) -> Mapping[str, Callable[[], Found]]:
        return {
            "ledger": self._identity,
            "rights": self._rights,
            "books": self._books,
            "own reminders": partial(self._ask, partial(ledger_keeps_quiet, subject=f"{self.name}: own reminders")),
        }

    @property
    def _gmail(self) -> Mapping[str, Callable[[], Found]]:
        return {"mailbox": self._mailbox, "sender": self._sender}

    @property
    def _table(self) -> AdministrationTable:
        return self.settings.administrations[self.name]

    def _findings(self, *looks: tuple[str, Callable[[], Found]]) -> Iterator[Finding]:
        return findings(Probe(subject=f"{self.name}: {subject}", look=look) for subject, look in looks)

    def _debtors(self) -> Found:
        seen = self.store.history().known_debtors(self.name)
        return debtors_are_known(self._table.debtors, seen, subject=f"{self.name}: debtors")

    def _tiers(self) -> Found:
        steps = self.store.attempts(self.name).steps()
        return tiers_are_known(self._table.policy.to_model(), steps, subject=f"{self.name}: tiers")

    def _token(self) -> Found:
        tokens = exact_tokens(self.store, exact_settings(self.settings, self.name))
        now, subject = self.clock.now(), f"{self.name}: access to Exact"
        return token_finding(tokens, subject=subject, administration=self.name, now=now)

    def _ask(self, look: Callable[[ExactLedger], Found]) -> Found:
        with self.wiring.ledger(self.name) as ledger:
            return look(ledger)

    def _identity(self) -> Found:
        table = self._table.ledger
        look = partial(ledger_findings, owner=self.name, division=str(table.division), name=table.division_name)
        return self._ask(look)

    def _rights(self) -> Found:
        attached = self._table.policy.attach_invoices
        return self._ask(partial(rights_findings, subject=f"{self.name}: rights", documents=attached))

    def _books(self) -> Found:
        today = self.clock.now().astimezone(self.settings.timezone).date()
        days = self._table.policy.max_bank_age_days
        return self._ask(partial(books_are_readable, owner=self.name, today=today, max_age_days=days))

    def _grant(self) -> str:
        mailbox = gmail_settings(self.settings, self.name)
        if mailbox.service_account is not None:
            return "by a service account that acts for the mailbox"
        grant = read_grant(self.store.credentials(self.name).load(), mailbox)
        check_scopes(grant.scopes, mailbox)
        scopes = ", ".join(each.rpartition("/")[2] for each in grant.scopes)
        return f"given on {grant.issued_at[:10]}: {scopes}"

    def _mailbox(self) -> Found:
        drafts = GmailDrafts(self.wiring.mailbox(self.name))
        return mailbox_findings(drafts, owner=self.name, address=self._table.mailbox.address)

    def _sender(self) -> Found:
        table = self._table.mailbox
        aliases = GmailAliases(self.wiring.mailbox(self.name)) if table.read else None
        return sender_is_right(aliases, subject=f"{self.name}: sender", address=table.address)
