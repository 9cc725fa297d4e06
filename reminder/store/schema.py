"""The tables; each holds one kind of fact, and each row names its administration."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import Column, Index, Integer, LargeBinary, UniqueConstraint

from reminder.model.books import Contact
from reminder.model.decision import Outcome, Reason
from reminder.model.history import CallOutcome, Hold, HoldReason, Step
from reminder.model.policy import Mode
from reminder.model.reminder import Attempt, State
from reminder.model.run import Failure, Notification, RunState, Settled
from reminder.store.column_types import Flag
from reminder.store.columns import cents, choice, day, flag, instant, json, maybe, number, owner, serial, table, text

meta = table("meta", serial(), number("generation"), number("recovered_run"), instant("created"))

runs = table(
    "run",
    serial(),
    text("administration"),
    text("run"),
    day("as_of"),
    instant("started"),
    instant("finished", optional=True),
    choice("mode", Mode),
    choice("state", RunState),
    number("exit_code"),
    day("books_until", optional=True),
    json("warnings", tuple[Notification, ...]),
    json("totals", Mapping[str, Decimal]),
    json("settled", tuple[Settled, ...]),
    json("error", Failure, optional=True),
    json("plan", tuple[Attempt, ...]),
    number("open_count"),
    number("reminder_count"),
    number("call_count"),
    UniqueConstraint("administration", "run"),
    Index(None, "run"),
    Index(None, "administration", "state"),
    autoincrement=True,
)

decisions = table(
    "decision",
    owner("run", key=True),
    Column("position", Integer, primary_key=True),
    text("administration"),
    text("invoice_key"),
    text("instalment"),
    text("debtor_id"),
    cents("amount"),
    text("currency"),
    cents("base_amount"),
    maybe("invoice"),
    json("numbers", tuple[str, ...]),
    Column("invoice_number", Integer),
    cents("invoice_amount", optional=True),
    day("invoice_date", optional=True),
    day("due_date", optional=True),
    day("entry_date", optional=True),
    text("payment_reference"),
    text("description"),
    flag("collecting"),
    flag("direct_debit"),
    flag("currency_mismatch"),
    text("debtor_code"),
    text("debtor_name"),
    json("debtor_emails", tuple[str, ...]),
    text("debtor_address_fault"),
    text("debtor_phone"),
    maybe("debtor_language"),
    text("debtor_country"),
    json("debtor_contact", Contact, optional=True),
    flag("debtor_blocked"),
    flag("debtor_own_division"),
    flag("debtor_marked"),
    Column("debtor_business", Flag),
    choice("outcome", Outcome),
    choice("reason", Reason),
    Column("days_overdue", Integer),
    maybe("tier"),
    maybe("reference"),
    maybe("starting_tier"),
    maybe("next_tier"),
    json("last_step", Step, optional=True),
    json("hold", Hold, optional=True),
    day("broken_promise", optional=True),
    day("earliest_next_step", optional=True),
    Index(None, "administration", "invoice_key"),
    Index(None, "administration", "debtor_code", "run_id"),
)

known_numbers = table(
    "known_number",
    text("administration", key=True),
    text("number", key=True),
    text("invoice_key", key=True),
    day("last_seen"),
)

reminders = table(
    "reminder",
    serial(),
    text("administration"),
    text("reference"),
    text("run"),
    day("as_of"),
    choice("state", State),
    number("version"),
    text("debtor_id"),
    text("debtor_code"),
    text("debtor_name"),
    text("currency"),
    text("tier"),
    text("language"),
    json("to", tuple[str, ...]),
    text("subject"),
    cents("total"),
    text("fingerprint"),
    flag("send"),
    text("draft_id"),
    text("message_id"),
    text("thread_id"),
    instant("tried_at", optional=True),
    day("done_on", optional=True),
    flag("known_sent"),
    text("detail"),
    text("mailbox"),
    text("header_id"),
    day("replied_on", optional=True),
    day("bounced_on", optional=True),
    Column("mail", LargeBinary),
    UniqueConstraint("administration", "reference"),
    Index(None, "administration", "state"),
    Index(None, "administration", "run"),
    Index(None, "administration", "debtor_id"),
    autoincrement=True,
)

reminder_items = table(
    "reminder_item",
    owner("reminder", key=True),
    Column("position", Integer, primary_key=True),
    text("administration"),
    text("receivable"),
    maybe("invoice"),
    cents("amount"),
    maybe("tier"),
    Index(None, "administration", "receivable"),
)

claims = table(
    "claim",
    text("administration", key=True),
    text("receivable", key=True),
    text("tier", key=True),
    owner("reminder"),
    Index(None, "reminder_id"),
)

events = table(
    "event",
    serial(),
    text("administration"),
    owner("reminder"),
    instant("at"),
    choice("before", State, optional=True),
    choice("after", State),
    text("detail"),
    Index(None, "reminder_id"),
    autoincrement=True,
)

imported_steps = table(
    "imported_step",
    text("administration", key=True),
    text("receivable", key=True),
    text("tier", key=True),
    day("day"),
)

instalments = table(
    "instalment",
    text("administration", key=True),
    text("invoice_key", key=True),
    text("instalment", key=True),
    day("due_date", optional=True),
    day("last_seen"),
)

backlog = table(
    "backlog",
    text("administration", key=True),
    text("receivable", key=True),
    instant("released", optional=True),
)

calls = table(
    "call",
    serial(),
    text("administration"),
    text("receivable"),
    day("day"),
    choice("outcome", CallOutcome),
    day("until", optional=True),
    text("note"),
    Index(None, "administration", "receivable"),
    autoincrement=True,
)

holds = table(
    "hold",
    text("administration", key=True),
    text("id", key=True),
    choice("reason", HoldReason),
    day("created"),
    text("debtor_code"),
    text("invoice_key"),
    text("invoice"),
    day("until", optional=True),
    text("note"),
    text("source"),
    json("addresses", tuple[str, ...]),
    instant("released", optional=True),
)

tokens = table(
    "token",
    text("administration", key=True),
    text("service", key=True),
    text("access"),
    text("refresh"),
    instant("expires_at"),
    instant("issued_at"),
)

pending_refreshes = table(
    "pending_refresh",
    text("administration", key=True),
    text("service", key=True),
    text("refresh_digest"),
    instant("begun_at"),
    text("padding"),
)

credentials = table(
    "credential",
    text("administration", key=True),
    text("text"),
)
