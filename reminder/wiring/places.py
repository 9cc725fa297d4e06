"""Where an administration's books and mailbox are, checked before anything is opened."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from reminder.config.settings import Settings
from reminder.errors import ConfigError
from reminder.ledgers.exact.settings import ExactSettings
from reminder.mailboxes.gmail.settings import GmailSettings
from reminder.ports.store import Tokens
from reminder.store.store import Store


def exact_settings(settings: Settings, name: str) -> ExactSettings:
    """Give where an administration's books are; ConfigError without its client secret."""
    return replace(stored_exact(settings, name), client_secret=settings.client_secret(name))


def stored_exact(settings: Settings, name: str) -> ExactSettings:
    """Give the same without the secret, for a look at what is stored."""
    table = settings.administrations[name]
    return ExactSettings(
        base_url=table.ledger.root,
        division=table.ledger.division,
        division_name=table.ledger.division_name,
        client_id=table.ledger.client_id,
        client_secret="",
        redirect_uri=table.ledger.redirect_uri,
        invoice_label=table.ledger.invoice_label,
        hold_marker=table.policy.hold_marker,
        bank_journals=table.policy.bank_journals,
    )


def exact_tokens(store: Store, settings: ExactSettings) -> Tokens:
    """Give the tokens of a registration at Exact; its administrations share them, as a new consent ends the old."""
    return store.tokens("shared", settings.chain)


def gmail_settings(settings: Settings, name: str) -> GmailSettings:
    """Give what an administration's mailbox is; ConfigError when a file from Google's console is wrong."""
    mailbox = settings.administrations[name].mailbox
    return GmailSettings(
        address=mailbox.address,
        client=_read_json(mailbox.client_secrets),
        service_account=_read_json(mailbox.service_account),
        api_endpoint=mailbox.api_endpoint or None,
        read=mailbox.read,
        digest=mailbox.digest,
        administration=name,
    )


def _read_json(path: Path | None) -> Mapping[str, Any] | None:
    if path is None:
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path.name} cannot be read: {error.strerror}", hint="see docs/gmail.md") from None
    except ValueError:
        raise ConfigError(f"{path.name} is not JSON", hint="download it from Google's console again") from None
    if not isinstance(content, dict):
        raise ConfigError(f"{path.name} is not a client file", hint="download it from Google's console again")
    return content
