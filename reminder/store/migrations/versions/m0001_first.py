"""The first schema."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table, and the guards of the event log."""
    _create(
        "meta", sa.PrimaryKeyConstraint("id", name="pk_meta"), text="created", integer="id generation recovered_run"
    )
    _runs()
    _decisions()
    _reminders()
    _claims()
    _events()
    _memory()
    _access()


def _runs() -> None:
    _create(
        "run",
        sa.PrimaryKeyConstraint("id", name="pk_run"),
        sa.UniqueConstraint("administration", "run", name="uq_run_administration_run"),
        text="administration run as_of started mode state warnings totals settled plan",
        optional_text="finished books_until error",
        integer="id exit_code open_count reminder_count call_count",
        sqlite_autoincrement=True,
    )
    op.create_index("ix_run_run", "run", ["run"])
    op.create_index("ix_run_administration_state", "run", ["administration", "state"])


def _decisions() -> None:
    _create(
        "decision",
        sa.PrimaryKeyConstraint("run_id", "position", name="pk_decision"),
        _belongs("decision", "run"),
        text="administration invoice_key instalment debtor_id currency numbers payment_reference description"
        " debtor_code debtor_name debtor_emails debtor_address_fault debtor_phone debtor_country outcome reason",
        optional_text="invoice invoice_date due_date entry_date debtor_language debtor_contact tier reference"
        " starting_tier next_tier last_step hold broken_promise earliest_next_step",
        integer="run_id position amount base_amount collecting direct_debit currency_mismatch"
        " debtor_blocked debtor_own_division debtor_marked",
        optional_integer="invoice_number invoice_amount debtor_business days_overdue",
    )
    op.create_index("ix_decision_administration_invoice_key", "decision", ["administration", "invoice_key"])
    by_debtor = ["administration", "debtor_code", "run_id"]
    op.create_index("ix_decision_administration_debtor_code_run_id", "decision", by_debtor)
    _create(
        "known_number",
        sa.PrimaryKeyConstraint("administration", "number", "invoice_key", name="pk_known_number"),
        text="administration number invoice_key last_seen",
    )


def _reminders() -> None:
    _create(
        "reminder",
        sa.Column("mail", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sa.UniqueConstraint("administration", "reference", name="uq_reminder_administration_reference"),
        text="administration reference run as_of state debtor_id debtor_code debtor_name currency tier language to"
        " subject fingerprint draft_id message_id thread_id detail mailbox header_id",
        optional_text="tried_at done_on replied_on bounced_on",
        integer="id version total send known_sent",
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reminder_administration_state", "reminder", ["administration", "state"])
    op.create_index("ix_reminder_administration_run", "reminder", ["administration", "run"])
    op.create_index("ix_reminder_administration_debtor_id", "reminder", ["administration", "debtor_id"])
    _create(
        "reminder_item",
        sa.PrimaryKeyConstraint("reminder_id", "position", name="pk_reminder_item"),
        _belongs("reminder_item", "reminder"),
        text="administration receivable",
        optional_text="invoice tier",
        integer="reminder_id position amount",
    )
    op.create_index("ix_reminder_item_administration_receivable", "reminder_item", ["administration", "receivable"])


def _claims() -> None:
    _create(
        "claim",
        sa.PrimaryKeyConstraint("administration", "receivable", "tier", name="pk_claim"),
        _belongs("claim", "reminder"),
        text="administration receivable tier",
        integer="reminder_id",
    )
    op.create_index("ix_claim_reminder_id", "claim", ["reminder_id"])
    _create(
        "imported_step",
        sa.PrimaryKeyConstraint("administration", "receivable", "tier", name="pk_imported_step"),
        text="administration receivable tier day",
    )


def _events() -> None:
    _create(
        "event",
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        _belongs("event", "reminder"),
        text="administration at after detail",
        optional_text="before",
        integer="id reminder_id",
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_reminder_id", "event", ["reminder_id"])
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER event_refuses_{change.lower()} BEFORE {change} ON event"
            " BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END"
        )


def _memory() -> None:
    _create(
        "instalment",
        sa.PrimaryKeyConstraint("administration", "invoice_key", "instalment", name="pk_instalment"),
        text="administration invoice_key instalment last_seen",
        optional_text="due_date",
    )
    _create(
        "backlog",
        sa.PrimaryKeyConstraint("administration", "receivable", name="pk_backlog"),
        text="administration receivable",
        optional_text="released",
    )
    _create(
        "call",
        sa.PrimaryKeyConstraint("id", name="pk_call"),
        text="administration receivable day outcome note",
        optional_text="until",
        integer="id",
        sqlite_autoincrement=True,
    )
    op.create_index("ix_call_administration_receivable", "call", ["administration", "receivable"])
    _create(
        "hold",
        sa.PrimaryKeyConstraint("administration", "id", name="pk_hold"),
        text="administration id reason created debtor_code invoice_key invoice note source addresses",
        optional_text="until released",
    )


def _access() -> None:
    _create(
        "token",
        sa.PrimaryKeyConstraint("administration", "service", name="pk_token"),
        text="administration service access refresh expires_at issued_at",
    )
    _create(
        "pending_refresh",
        sa.PrimaryKeyConstraint("administration", "service", name="pk_pending_refresh"),
        text="administration service refresh_digest begun_at padding",
    )
    _create(
        "credential",
        sa.PrimaryKeyConstraint("administration", name="pk_credential"),
        text="administration text",
    )


def _create(  # noqa: PLR0913 - one parameter for each kind of column
    name: str,
    *parts: sa.schema.SchemaItem,
    text: str = "",
    optional_text: str = "",
    integer: str = "",
    optional_integer: str = "",
    sqlite_autoincrement: bool = False,
) -> None:
    columns: list[sa.Column[Any]] = [
        *(sa.Column(each, sa.Integer, nullable=False) for each in integer.split()),
        *(sa.Column(each, sa.Text, nullable=False) for each in text.split()),
        *(sa.Column(each, sa.Text) for each in optional_text.split()),
        *(sa.Column(each, sa.Integer) for each in optional_integer.split()),
    ]
    op.create_table(name, *columns, *parts, sqlite_strict=True, sqlite_autoincrement=sqlite_autoincrement)


def _belongs(name: str, target: str) -> sa.ForeignKeyConstraint:
    key = f"{target}_id"
    return sa.ForeignKeyConstraint([key], [f"{target}.id"], name=f"fk_{name}_{key}_{target}")
