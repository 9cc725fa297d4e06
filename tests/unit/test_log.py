"""What the log shows, and what it never shows."""

import io
import json
import logging
import stat
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from reminder import log
from reminder.errors import ConfigError

CANARY = "canary-4711"


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = [each for each in root.handlers if not isinstance(each, log.PrivateFile)], root.level
    log.set_up(log_file=None, console=io.StringIO())
    yield
    log.set_up(log_file=None, console=io.StringIO())
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def test_an_event_is_one_json_line_with_its_facts(tmp_path: Path):
    started(tmp_path)

    with structlog.contextvars.bound_contextvars(run="01J", administration="acme"):
        structlog.get_logger().info("draft_created", debtor="1001", items=3, amount="1210.00")

    (line,) = lines(tmp_path)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "draft_created",
        "level": "info",
        "run": "01J",
        "administration": "acme",
        "debtor": "1001",
        "items": 3,
        "amount": "1210.00",
    }


def test_the_console_gets_the_same_readable_without_the_traceback(tmp_path: Path):
    console = started(tmp_path)

    failing("broken")

    assert "went_wrong" in console.getvalue()
    assert "Traceback" not in console.getvalue()
    assert "Traceback" in lines(tmp_path)[0]["exception"]


def test_without_a_file_the_console_shows_the_traceback():
    console = io.StringIO()
    log.set_up(log_file=None, console=console)

    failing("broken")

    assert "Traceback" in console.getvalue()
    assert log.log_path() is None


def test_only_the_owner_can_read_the_file_also_after_it_started_anew(tmp_path: Path):
    started(tmp_path)

    handler = next(each for each in logging.getLogger().handlers if isinstance(each, log.PrivateFile))
    structlog.get_logger().info("before")
    handler.doRollover()
    structlog.get_logger().info("after")

    assert [stat.S_IMODE(path.stat().st_mode) for path in sorted(file_of(tmp_path).parent.iterdir())] == [0o600, 0o600]
    assert [line["event"] for line in lines(tmp_path)] == ["after"]


def test_the_libraries_lines_are_in_the_file_from_warning_on(tmp_path: Path):
    started(tmp_path)

    logging.getLogger("httpx").info("HTTP Request: GET https://exact.example/?code=%s", CANARY)
    logging.getLogger("apscheduler.scheduler").info("Added job")
    logging.getLogger("apscheduler.scheduler").warning("Run time of job %s was missed", "run")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old", stacklevel=1)

    events = [line["event"] for line in lines(tmp_path)]
    assert events[0] == "Run time of job run was missed"
    assert "UserWarning: old" in events[1]
    assert len(events) == 2


SECRETS = [
    f"refresh_token={CANARY}",
    f"https://exact.example/api/oauth2/token?client_secret={CANARY}&a=1",
    f"https://localhost.example/callback?code={CANARY}&state=x",
    f"Authorization: Bearer {CANARY}",
    f"{{'access_token': '{CANARY}', 'expires_in': 600}}",
    f'{{"refresh_token":"{CANARY}"}}',
    f"no such mailbox {CANARY}@klant.example",
    f"GET /users/{CANARY}%40klant.example/drafts",
    f"<{CANARY}@klant.example>",
]


@pytest.mark.fault(122)
@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_or_address_gets_out_in_any_way(tmp_path: Path, secret: str):
    console = started(tmp_path)
    logger = structlog.get_logger()

    logger.info(secret)
    logger.info("event", fact=secret, nested=[{"deep": (secret,)}], failure=ValueError(secret), kept="kept")
    logging.getLogger("library").warning("said %s", secret)
    failing(secret)

    written = file_of(tmp_path).read_text(encoding="utf-8")
    assert CANARY not in written
    assert CANARY not in console.getvalue()
    assert '"kept": "kept"' in written


@pytest.mark.parametrize(
    "key", ["access_token", "client_secret", "Authorization", "password", "api_key", "set-cookie", "refresh-token"]
)
def test_a_secret_looking_key_hides_its_value_at_any_depth(tmp_path: Path, key: str):
    started(tmp_path)

    structlog.get_logger().info("event", **{key: CANARY}, headers={key: [CANARY]})

    assert CANARY not in file_of(tmp_path).read_text(encoding="utf-8")


def test_facts_that_only_resemble_secrets_stay():
    facts = {"code": "stale-books", "exact_token_age_days": 3, "tokens_left": 10, "text": "a token: read it again"}

    assert log.redact(facts) == facts


def test_what_stamina_says_of_arguments_is_left_out(tmp_path: Path):
    started(tmp_path)

    structlog.get_logger().warning("stamina.retry_scheduled", **{"stamina.args": (CANARY,), "stamina.retry_num": 1})

    assert "stamina.args" not in lines(tmp_path)[0]


def test_local_variables_are_not_in_a_traceback(tmp_path: Path):
    console = started(tmp_path)

    failing("broken")

    assert "only-in-a-local" not in file_of(tmp_path).read_text(encoding="utf-8") + console.getvalue()


@pytest.mark.fault(123)
@given(st.text())
def test_no_text_can_start_a_line_of_its_own(text: str):
    shown = log.redact({"name": f"a{text}b"})

    assert isinstance(shown, dict)
    assert str(shown["name"]).splitlines() == [shown["name"]]


def test_the_console_hears_warnings_only_unless_told_otherwise(tmp_path: Path):
    console = io.StringIO()
    log.set_up(log_file=file_of(tmp_path), console=console)

    structlog.get_logger().info("draft_created")
    structlog.get_logger().warning("row_unreadable")

    assert "draft_created" not in console.getvalue()
    assert "row_unreadable" in console.getvalue()
    assert len(lines(tmp_path)) == 2


def test_setting_up_twice_writes_each_line_once(tmp_path: Path):
    started(tmp_path)
    started(tmp_path)

    structlog.get_logger().info("once")

    assert len(lines(tmp_path)) == 1


def test_a_file_that_cannot_be_written_is_a_fault_of_the_configuration(tmp_path: Path):
    (tmp_path / "data").write_text("not a folder", encoding="utf-8")

    with pytest.raises(ConfigError, match="cannot be written"):
        started(tmp_path)


def started(folder: Path) -> io.StringIO:
    console = io.StringIO()
    log.set_up(log_file=file_of(folder), console_level="INFO", console=console)
    return console


def file_of(folder: Path) -> Path:
    return folder / "data" / "reminder.jsonl"


def lines(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file_of(folder).read_text(encoding="utf-8").splitlines()]


def failing(text: str) -> None:
    hidden = "-".join(["only", "in", "a", "local"])
    try:
        raise ValueError(text) if hidden else AssertionError
    except ValueError:
        structlog.get_logger().exception("went_wrong")
