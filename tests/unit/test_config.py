"""What the configuration accepts, what it refuses, and how it says so."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given
from hypothesis import strategies as st

from reminder.config.cron import check_cron
from reminder.config.example import example
from reminder.config.load import load
from reminder.config.settings import Settings
from reminder.errors import ConfigError
from reminder.model.policy import Action, DebtorSettings, Mode, Policy, Tier

SECRET = "canary-4711"
CLIENT_SECRET = "REMINDER_ADMINISTRATIONS__ACME__LEDGER__CLIENT_SECRET"
MINIMAL = """\
[administrations.acme.company]
name = "Acme B.V."
email = "administratie@acme.example"
iban = "NL91ABNA0417164300"
[administrations.acme.ledger]
division = 123456
client_id = "00000000-0000-0000-0000-000000000000"
redirect_uri = "https://localhost.example/callback"
country = "nl"
[administrations.acme.mailbox]
address = "administratie@acme.example"
client_secrets = "google-client.json"
"""


def test_the_minimal_file_gets_every_default(tmp_path: Path) -> None:
    settings = loaded(tmp_path, MINIMAL)

    acme = settings.administrations["acme"]
    assert settings.timezone == ZoneInfo("Europe/Amsterdam")
    assert settings.schedule.cron == "0 8 * * mon"
    assert settings.retention_months == 84
    assert acme.mode is Mode.DRAFT
    assert acme.ledger.root == "https://start.exactonline.nl"
    assert acme.ledger.division == 123456
    assert acme.company.to_model().account_holder == "Acme B.V."
    assert acme.mailbox.read is True
    assert acme.debtor("1001") == DebtorSettings()
    assert acme.payment_link.kind == "none"
    assert not acme.charges.collection_fee


def test_the_default_policy_is_the_one_of_the_rules(tmp_path: Path) -> None:
    settings = loaded(tmp_path, MINIMAL)

    policy = settings.administrations["acme"].policy.to_model()

    assert policy == Policy(
        tiers=(
            Tier(name="friendly", action=Action.MAIL, template="friendly", first_from_amount=Decimal(0)),
            Tier(
                name="formal",
                action=Action.MAIL,
                template="formal",
                first_from_amount=Decimal(1000),
                from_days_overdue=30,
            ),
            Tier(name="call-me", action=Action.CALL, first_from_amount=Decimal("5000.01"), from_days_overdue=60),
        )
    )


def test_the_example_loads_and_shows_the_defaults(tmp_path: Path) -> None:
    settings = loaded(tmp_path, example(), {CLIENT_SECRET: SECRET})

    minimal = loaded(tmp_path, MINIMAL, {CLIENT_SECRET: SECRET})
    assert settings.model_dump() == minimal.model_dump()
    assert settings.client_secret("acme") == SECRET


def test_the_example_loads_with_every_optional_key_taken_out_of_its_comment(tmp_path: Path) -> None:
    text = re.sub(r"(?m)^# (?=\[|[a-z_]+ = )", "", example())
    text = text.replace('client_secrets = "google-client.json"', "")

    settings = loaded(tmp_path, text)

    assert settings.administrations["acme"].debtor("1001").emails == ("crediteuren@klant.example",)
    assert [tier.name for tier in settings.administrations["acme"].policy.tiers][2] == "final-demand"
    assert settings.administrations["acme"].ledger.root == "http://127.0.0.1:8000"


def test_the_example_names_every_key() -> None:
    known = set(_keys(Settings.model_json_schema()))

    missing = {key for key in known if not re.search(rf"(\b|__){key}\b", example(), re.IGNORECASE)}

    assert missing == set()


def test_paths_start_at_the_folder_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    settings = loaded(tmp_path, 'log_file = "/var/log/reminder.jsonl"\n' + MINIMAL)

    assert settings.database == f"sqlite:///{tmp_path}/data/reminder.db"
    assert settings.database_path == tmp_path / "data/reminder.db"
    assert settings.reports == tmp_path / "data/reports"
    assert settings.log_file == Path("/var/log/reminder.jsonl")
    assert settings.administrations["acme"].mailbox.client_secrets == tmp_path / "google-client.json"


def test_the_environment_wins_over_secret_files_and_these_over_the_file(tmp_path: Path) -> None:
    folder = secrets(
        tmp_path,
        reminder_administrations__acme__language="en\n",
        REMINDER_ADMINISTRATIONS__ACME__LEDGER__CLIENT_SECRET=f"{SECRET}\n",
        REMINDER_RETENTION_MONTHS="24",
        unrelated="x",
    )
    environ = {
        "REMINDER_SECRETS_DIR": folder,
        "REMINDER_RETENTION_MONTHS": "36",
        "REMINDER_CONFIG": "x",
        "reminder_administrations__ACME__mode": "send",
    }

    settings = loaded(tmp_path, '[administrations.acme]\nmode = "draft"\nlanguage = "nl"\n' + MINIMAL, environ)

    assert settings.administrations["acme"].mode is Mode.SEND
    assert settings.administrations["acme"].language == "en"
    assert settings.retention_months == 36
    assert settings.client_secret("acme") == SECRET


def test_lists_and_debtors_can_come_from_the_environment(tmp_path: Path) -> None:
    acme = "REMINDER_ADMINISTRATIONS__ACME__"
    environ = {
        f"{acme}COMPANY__BCC": '["boek@houder.test"]',
        f"{acme}COMPANY__CLOSED_DAYS": '["2026-12-24"]',
        f"{acme}POLICY__MIN_AMOUNT": "2.50",
        f"{acme}POLICY__TIERS": '[{"name": "only", "action": "call", "first_from_amount": "0"}]',
        f"{acme}DEBTORS__AB1__EXCLUDE": "true",
        f"{acme}DEBTORS__1002__DRAFT_ONLY": "true",
    }

    settings = loaded(tmp_path, MINIMAL + '[administrations.acme.debtors.Ab1]\nlanguage = "en"\n', environ)

    acme_settings = settings.administrations["acme"]
    assert acme_settings.company.bcc == ("boek@houder.test",)
    assert acme_settings.company.closed_days == (date(2026, 12, 24),)
    assert acme_settings.policy.min_amount == Decimal("2.50")
    assert [tier.name for tier in acme_settings.policy.tiers] == ["only"]
    assert acme_settings.debtor_settings() == {
        "Ab1": DebtorSettings(exclude=True, language="en"),
        "1002": DebtorSettings(draft_only=True),
    }


def test_an_administration_can_come_from_the_environment_alone(tmp_path: Path) -> None:
    tables = {
        "COMPANY": '{"name": "Beta", "email": "a@beta.example", "iban": "NL91ABNA0417164300"}',
        "LEDGER": '{"division": 1, "client_id": "i", "redirect_uri": "https://r.example", "base_url": "http://[::1]:80"}',
        "MAILBOX": '{"address": "a@beta.example", "service_account": "key.json"}',
    }

    settings = loaded(
        tmp_path, MINIMAL, {f"REMINDER_ADMINISTRATIONS__BETA_BV__{key}": text for key, text in tables.items()}
    )

    assert settings.administrations["beta_bv"].ledger.root == "http://[::1]:80"


@pytest.mark.parametrize(("name", "meant"), [("acne", "did you mean acme?"), ("other", "the file has: acme")])
@pytest.mark.parametrize("key", ["MODE", "LEDGER__CLIENT_SECRET"])
def test_a_variable_for_an_administration_that_is_not_there_is_the_one_fault(
    tmp_path: Path, name: str, meant: str, key: str
) -> None:
    variable = f"REMINDER_ADMINISTRATIONS__{name.upper()}__{key}"

    faults = faults_of(tmp_path, MINIMAL, {variable: "draft"})

    assert faults == [f"the variable {variable}: there is no administration {name}; {meant}"]


def test_an_administration_given_nearly_whole_in_the_environment_is_told_what_it_lacks(tmp_path: Path) -> None:
    tables = {
        "COMPANY": '{"name": "Beta", "email": "a@beta.example"}',
        "LEDGER": '{"division": 1, "client_id": "i", "redirect_uri": "https://r.example", "country": "nl"}',
        "MAILBOX": '{"address": "a@beta.example", "service_account": "key.json"}',
    }

    faults = faults_of(
        tmp_path, MINIMAL, {f"REMINDER_ADMINISTRATIONS__BETA__{key}": text for key, text in tables.items()}
    )

    assert faults == [
        "the variable REMINDER_ADMINISTRATIONS__BETA__COMPANY: administrations.beta.company.iban: required"
    ]


def test_an_empty_variable_of_an_optional_secret_counts_as_none(tmp_path: Path) -> None:
    settings = loaded(tmp_path, MINIMAL, {"REMINDER_MONITOR__PING_URL": "", CLIENT_SECRET: " "})

    assert settings.monitor.ping_url is None
    with pytest.raises(ConfigError) as caught:
        settings.client_secret("acme")
    assert CLIENT_SECRET in caught.value.hint


@pytest.mark.fault(118)
def test_every_fault_is_reported_at_once_with_key_and_line(tmp_path: Path) -> None:
    text = f"""\
timezone = "{SECRET}"
databse = "{SECRET}"
[monitor]
ping_url = "https://{SECRET}.example"
[administrations.acme]
mode = "{SECRET}"
company.name = "Acme"
company.email = "{SECRET}"
company."iban" = "{SECRET}"
[administrations.acme.ledger]
division = true
client_secret = "{SECRET}"
country = "nl"
[administrations.acme.mailbox]
address = "a@b.test"
[[administrations.acme.policy.tiers]]
name = "one"
action = "mail"
[[administrations.acme.policy.tiers]]
name = "two"
action = "call"
first_from_amount = 10.5
[administrations.Beta__bv]
"""
    environ = {
        "REMINDER_GRACE": SECRET,
        "REMINDER_ADMINISTRATIONS__ACME__POLICY__GRACE_DAYS": "-1",
        "REMINDER_ADMINISTRATIONS__ACME__POLICY__BANK_JOURNALS": SECRET,
        "REMINDER_SECRETS_DIR": secrets(tmp_path, reminder_nonsense=SECRET),
    }

    faults = faults_of(tmp_path, text, environ)

    assert [fault.rsplit(": ", 1)[0] for fault in faults] == [
        "line 1: timezone",
        "line 2: databse",
        "line 4: monitor.ping_url",
        "line 6: administrations.acme.mode",
        "line 8: administrations.acme.company.email",
        "line 9: administrations.acme.company.iban",
        "line 10: administrations.acme.ledger.client_id",
        "line 10: administrations.acme.ledger.redirect_uri",
        "line 11: administrations.acme.ledger.division",
        "line 12: administrations.acme.ledger.client_secret",
        "line 14: administrations.acme.mailbox.service_account",
        "line 16: administrations.acme.policy.tiers.0.template",
        'line 22: administrations.acme.policy.tiers.1.first_from_amount: must be an amount such as "1000.00"',
        "line 23: administrations.Beta__bv",
        "line 23: administrations.Beta__bv.company",
        "line 23: administrations.Beta__bv.ledger",
        "line 23: administrations.Beta__bv.mailbox",
        "the secret file reminder_nonsense",
        "the variable REMINDER_ADMINISTRATIONS__ACME__POLICY__BANK_JOURNALS",
        "the variable REMINDER_GRACE",
        "the variable REMINDER_ADMINISTRATIONS__ACME__POLICY__GRACE_DAYS: administrations.acme.policy.grace_days",
    ]
    assert SECRET not in "\n".join(faults)


def test_an_unknown_key_names_the_nearest_one(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, MINIMAL.replace("division", "divison"))

    assert "line 6: administrations.acme.ledger.divison: unknown key; did you mean division?" in faults
    assert "line 5: administrations.acme.ledger.division: required" in faults


def test_a_secret_in_the_file_names_the_variable_to_use(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, f'[monitor]\nslack_webhook = "https://{SECRET}"\n' + MINIMAL)

    assert "REMINDER_MONITOR__SLACK_WEBHOOK" in fault
    assert SECRET not in fault


@pytest.mark.fault(118)
@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("", 'database = "postgresql://localhost/reminder"'),
        ("", 'database = "sqlite:///:memory:"'),
        ("", 'database = "sqlite:///x.db?mode=ro"'),
        ("", "retention_months = 0"),
        ("schedule", 'cron = "0 8 * *"'),
        ("schedule", 'cron = "0 8 * * 1"'),
        ("schedule", 'cron = "61 8 * * mon"'),
        ("administrations.acme", 'mode = "SEND"'),
        ("administrations.acme", 'language = "Dutch"'),
        ("administrations.acme.company", 'country = "de"'),
        ("administrations.acme.company", 'reply_to = "nobody"'),
        ("administrations.acme.company", 'bcc = "a@b.test"'),
        ("administrations.acme.company", 'phone = "020\\n123"'),
        ("administrations.acme.company", "closed_days = [20261224]"),
        ("administrations.acme.company", 'closed_days = ["24-12-2026"]'),
        ("administrations.acme.company", "closed_days = [2026-12-24T09:00:00]"),
        ("administrations.acme.ledger", 'base_url = "http://exact.example"'),
        ("administrations.acme.ledger", 'base_url = "https://user@exact.example"'),
        ("administrations.acme.ledger", 'base_url = "https://exact.example/api"'),
        ("administrations.acme.ledger", 'invoice_label = "name"'),
        ("administrations.acme.ledger", 'kind = "moneybird"'),
        ("administrations.acme.mailbox", 'service_account = "key.json"'),
        ("administrations.acme.mailbox", 'api_endpoint = "http://127.0.0.1.example:8001"'),
        ("administrations.acme.policy", "min_amount = 1.5"),
        ("administrations.acme.policy", "min_amount = true"),
        ("administrations.acme.policy", 'min_amount = "-1"'),
        ("administrations.acme.policy", 'min_amount = "1,50"'),
        ("administrations.acme.policy", 'min_amount = "1.505"'),
        ("administrations.acme.policy", "grace_days = true"),
        ("administrations.acme.policy", "grace_days = 1.0"),
        ("administrations.acme.policy", "max_reminders_per_run = 0"),
        ("administrations.acme.policy", "tiers = []"),
        ("administrations.acme.payment_link", 'url = "http://pay.example/{invoice}"'),
        ("administrations.acme.payment_link", 'url = "https://pay.example/{iban}"'),
        ("administrations.acme.payment_link", 'url = "https://pay.example/{invoice!r}"'),
        ("administrations.acme.payment_link", 'url = "https://{invoice}/"'),
        ("administrations.acme.payment_link", 'url = "https://pay.example/{"'),
        ('administrations.acme.debtors."1"', 'highest_tier = "call-me"'),
        ('administrations.acme.debtors."1"', 'email = "nobody"'),
    ],
)
def test_a_wrong_value_is_one_fault_on_its_line(tmp_path: Path, table: str, line: str) -> None:
    text = with_line(table, line)

    (fault,) = faults_of(tmp_path, text)

    assert re.match(rf"line {text.splitlines().index(line) + 1}: [^:]*{line.split(' = ', maxsplit=1)[0]}", fault)


def test_a_payment_link_of_kind_url_needs_its_address(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, with_line("administrations.acme.payment_link", 'kind = "url"'))

    assert faults == ['line 1: administrations.acme.payment_link.url: required when kind is "url"']


def tiers(*each: str) -> str:
    return MINIMAL + "".join(f"[[administrations.acme.policy.tiers]]\n{text}\n" for text in each)


FRIENDLY = 'name = "friendly"\naction = "mail"\ntemplate = "friendly"\nfirst_from_amount = 0'


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (tiers('name = "a"\naction = "mail"\nfirst_from_amount = 0'), "0.template"),
        (tiers('name = "a"\naction = "call"\ntemplate = "b"\nfirst_from_amount = 0'), "0.template"),
        (tiers('name = "a"\naction = "call"\nfrom_days_overdue = 3\nfirst_from_amount = 0'), "0.from_days_overdue"),
        (tiers('name = "a"\naction = "call"'), "0.first_from_amount"),
        (tiers(FRIENDLY, 'name = "friendly"\naction = "call"\nfrom_days_overdue = 3'), "1.name"),
        (tiers(FRIENDLY, 'name = "b"\naction = "call"\nfirst_from_amount = 0'), "1.first_from_amount"),
        (tiers(FRIENDLY, 'name = "b"\naction = "call"'), "1"),
        (tiers(FRIENDLY, 'name = "B b"\naction = "call"\nfrom_days_overdue = 3'), "1.name"),
        (tiers(FRIENDLY, 'name = "b"\naction = "sms"\nfrom_days_overdue = 3'), "1.action"),
        (
            tiers(
                FRIENDLY,
                'name = "b"\naction = "call"\nfrom_days_overdue = 30',
                'name = "c"\naction = "call"\nfrom_days_overdue = 30',
            ),
            "2.from_days_overdue",
        ),
    ],
)
def test_a_ladder_that_makes_no_sense_is_refused(tmp_path: Path, text: str, place: str) -> None:
    (fault,) = faults_of(tmp_path, text)

    assert re.match(rf"line \d+: administrations\.acme\.policy\.tiers\.{re.escape(place)}:", fault)


def test_a_tier_without_its_own_term_has_the_policys(tmp_path: Path) -> None:
    text = tiers(FRIENDLY, 'name = "b"\naction = "mail"\ntemplate = "b"\nfrom_days_overdue = 3\npayment_term_days = 16')

    settings = loaded(tmp_path, "[administrations.acme.policy]\npayment_term_days = 10\n" + text)

    terms = [tier.payment_term_days for tier in settings.administrations["acme"].policy.to_model().tiers]
    assert terms == [10, 16]


def test_neither_country_nor_server_is_refused_and_a_server_wins_over_a_country(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, MINIMAL.replace('country = "nl"', ""))
    environ = {"REMINDER_ADMINISTRATIONS__ACME__LEDGER__BASE_URL": "http://127.0.0.1:8000/"}
    settings = loaded(tmp_path, MINIMAL, environ)

    assert fault == "line 5: administrations.acme.ledger.base_url: required, unless country is given"
    assert settings.administrations["acme"].ledger.root == "http://127.0.0.1:8000"


def test_a_debtor_may_have_several_addresses_in_one_text(tmp_path: Path) -> None:
    text = MINIMAL + '[administrations.acme.debtors."1"]\nemail = "a@een.example; b@twee.test, c@drie.nl"\n'

    settings = loaded(tmp_path, text)

    assert settings.administrations["acme"].debtor("1").emails == ("a@een.example", "b@twee.test", "c@drie.nl")


def test_a_key_inside_a_list_of_several_lines_does_not_shift_the_lines(tmp_path: Path) -> None:
    text = MINIMAL.replace(
        "[administrations.acme.ledger]", 'bcc = [\n  "a@b.test",\n]\nreply = ""\n[administrations.acme.ledger]'
    )

    (fault,) = faults_of(tmp_path, text)

    assert fault.startswith("line 8: administrations.acme.company.reply: unknown key")


@pytest.mark.fault(118)
@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\xef\xbb\xbftimezone = 1", 1),
        ("timezone = 1".encode("utf-16"), 1),
        (b'timezone = "Europe/Amsterdam"\n\n# caf\xe9', 3),
        (b'timezone = "Europe/Amsterdam"\nmode = draft\n', 2),
        (b'timezone = "a"\ntimezone = "b"\n', 2),
        (b"[administrations.acme\n", 1),
        (b'name = "canary-4711', 1),
    ],
)
def test_a_file_that_is_not_utf_8_toml_is_refused_with_its_line(tmp_path: Path, content: bytes, line: int) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)

    with pytest.raises(ConfigError, match=rf"config.toml: line {line}: ") as caught:
        load(path, {})

    assert SECRET not in caught.value.message


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert faults_of(tmp_path, "") == ["administrations: required"]
    assert faults_of(tmp_path, "[administrations]") == [
        "line 1: administrations: at least one administration is needed"
    ]


def test_a_missing_file_is_refused_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "config.toml", {})

    assert caught.value.exit_code == 2
    assert "reminder init" in caught.value.hint


def test_a_folder_of_secrets_that_is_not_there_is_refused(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, MINIMAL, {"REMINDER_SECRETS_DIR": str(tmp_path / "none")})

    assert faults == ["REMINDER_SECRETS_DIR: there is no such folder"]


def test_no_secret_shows_in_the_settings(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path, MINIMAL, {CLIENT_SECRET: SECRET, "REMINDER_MONITOR__PING_URL": f"https://{SECRET}.example"}
    )

    assert SECRET not in repr(settings)
    assert SECRET not in settings.model_dump_json()


WEEKDAY = st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun", "*", "mon-fri", "sat,sun", "fri-mon", "1"])
FIELD = st.one_of(st.just("*"), st.integers(0, 70).map(str), st.integers(0, 70).map("*/{}".format), st.just("1-5,7"))


@given(st.tuples(FIELD, FIELD, FIELD, FIELD, WEEKDAY).map(" ".join))
def test_an_accepted_cron_expression_is_one_for_the_scheduler(expression: str) -> None:
    try:
        accepted = check_cron(expression.upper())
    except ValueError:
        return

    assert str(CronTrigger.from_crontab(accepted, timezone="UTC"))
    assert accepted == expression


def with_line(table: str, line: str) -> str:
    if not table:
        return f"{line}\n{MINIMAL}"
    header = f"[{table}]\n"
    return MINIMAL.replace(header, f"{header}{line}\n") if header in MINIMAL else f"{header}{line}\n{MINIMAL}"


def loaded(folder: Path, text: str, environ: dict[str, str] | None = None) -> Settings:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, environ or {})


def faults_of(folder: Path, text: str, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        loaded(folder, text, environ)
    return [line.strip() for line in caught.value.message.splitlines()[1:]]


def secrets(folder: Path, **files: str) -> str:
    target = folder / "secrets"
    target.mkdir()
    for name, text in files.items():
        (target / name).write_text(text, encoding="utf-8")
    return str(target)


def _keys(schema: dict[str, object]) -> list[str]:
    own = schema.get("properties")
    nested = schema.get("$defs")
    found = list(own) if isinstance(own, dict) else []
    return found + [key for table in (nested.values() if isinstance(nested, dict) else ()) for key in _keys(table)]
