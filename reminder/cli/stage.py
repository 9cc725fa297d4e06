"""The stage for a run against the sandbox: a configuration that points at it, and access that is given to it."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from reminder.config.load import load
from reminder.config.settings import Settings
from reminder.mailboxes.gmail.grant import Grant
from reminder.mailboxes.gmail.settings import scopes
from reminder.sandbox.gmail.export import export_mails
from reminder.sandbox.serve import Sandbox
from reminder.wiring.clock import SystemClock
from reminder.wiring.consents import exact_consent
from reminder.wiring.opening import open_store
from reminder.wiring.places import gmail_settings

NAME = "acme"
SECRET = "REMINDER_ADMINISTRATIONS__ACME__LEDGER__CLIENT_SECRET"  # noqa: S105 - the name of a variable
CONFIG = """\
# Made for a run against the sandbox.
[administrations.acme]
mode = "{mode}"

[administrations.acme.company]
name = "Acme B.V."
email = "administratie@acme.example"
phone = "020 123 45 67"
iban = "NL91ABNA0417164300"

[administrations.acme.ledger]
base_url = "{exact_url}"
division = {division}
client_id = "{client_id}"
redirect_uri = "{redirect_uri}"
invoice_label = "your_ref"

[administrations.acme.mailbox]
address = "{address}"
client_secrets = "google-client.json"
api_endpoint = "{gmail_url}"
"""


def set_stage(folder: Path, sandbox: Sandbox, *, mode: str = "draft", more: str = "") -> Settings:
    """Write a configuration for the sandbox, and load it; `more` is added to it as it is."""
    registration = sandbox.exact.registration
    text = CONFIG.format(
        mode=mode,
        exact_url=sandbox.exact_url,
        division=sandbox.exact.current_division,
        client_id=registration.client_id,
        redirect_uri=registration.redirect_uri,
        address=sandbox.gmail.address,
        gmail_url=sandbox.gmail_url,
    )
    client = sandbox.gmail.google_client_json(sandbox.gmail_url)
    (folder / "google-client.json").write_text(json.dumps(client), encoding="utf-8")
    (folder / "config.toml").write_text(text + more, encoding="utf-8")
    return load(folder / "config.toml", environment(sandbox))


def environment(sandbox: Sandbox) -> Mapping[str, str]:
    """Give the variables that a run against the sandbox needs, in place of the user's own `REMINDER_` ones."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("REMINDER_")}
    return {**own, SECRET: sandbox.exact.registration.client_secret}


def connect(settings: Settings, sandbox: Sandbox, name: str = NAME) -> None:
    """Give an administration access to both halves, as a person would on their pages."""
    clock = SystemClock()
    with exact_consent(settings, name) as consent:
        consent.finish(sandbox.exact.issue_code())
    mailbox = gmail_settings(settings, name)
    grant = Grant(
        refresh_token=sandbox.gmail.grant(scopes(mailbox), mailbox.address),
        scopes=scopes(mailbox),
        account=mailbox.address,
        issued_at=clock.now().isoformat(),
    )
    with open_store(settings, clock) as store:
        store.credentials(name).save(grant.text())


def export(sandbox: Sandbox, folder: Path) -> list[Path]:
    """Write every mail in the sandbox's mailbox to files; gives the files with whole mails."""
    folder.mkdir(parents=True, exist_ok=True)
    return [path for path in export_mails(sandbox.gmail, folder) if path.suffix == ".eml"]
