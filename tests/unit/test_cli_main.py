"""The outer shell of the command line: help, errors, exit codes, `init`, `auth` and the lines of `check`."""

import io
import json
import logging
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest
import structlog
import typer

from reminder import log
from reminder.cli import output
from reminder.cli.auth import Pasted, finish_by_browser, finish_by_hand
from reminder.cli.check import print_findings
from reminder.cli.main import run
from reminder.config.example import example
from reminder.config.load import load
from reminder.errors import AuthorisationError, SafetyStop, UsageError
from reminder.model.finding import Condition, Finding

HEAVY = (
    "sqlalchemy",
    "googleapiclient",
    "google",
    "pydantic",
    "pydantic_settings",
    "httpx",
    "structlog",
    "jinja2",
    "rich",
)
ROOT = Path(__file__).parents[2]


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


def test_help_answers_at_once_and_loads_nothing_heavy():
    code = f"""
import sys
from reminder.cli.main import run
code = run(["--help"])
heavy = [name for name in {HEAVY!r} if name in sys.modules]
sys.exit(f"loaded {{heavy}}" if heavy else code)
"""
    took, done = min((timed(code) for _ in range(3)), key=lambda each: each[0])

    assert (done.returncode, done.stderr) == (0, "")
    assert {"init", "auth", "check"} <= set(done.stdout.split())
    assert took < 0.4


def test_no_command_is_told_of_in_half_a_sentence(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "80")

    for group in ((), ("auth",), ("hold",)):
        run([*group, "--help"])

    told = capsys.readouterr().out
    assert "run-now" in told
    assert not [line for line in told.splitlines() if line.endswith("...") and not line.startswith("Usage")]


def test_sending_is_not_asked_for_on_the_command_line(capsys: pytest.CaptureFixture[str]):
    code = run(["run-now", "--mode", "send"])

    assert code == 2
    assert 'mode = "send" in the configuration' in capsys.readouterr().err


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]):
    code = run(["--version"])

    assert code == 0
    assert capsys.readouterr().out.startswith("reminder ")


@pytest.mark.parametrize("arguments", [["frobnicate"], ["init", "--frobnicate"], ["auth", "gmail", "--port", "x"]])
def test_wrong_usage_exits_2_and_points_to_the_help(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    code = run(arguments)

    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert "--help`" in err.splitlines()[1]


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]):
    code = run([])

    assert code == 2
    assert "init" in capsys.readouterr().err


def test_a_foreseen_failure_is_told_with_its_hint_and_its_own_exit_code(capsys: pytest.CaptureFixture[str]):
    code = run(["fail"], [Failing(SafetyStop("too many\n  line two", hint="look first"))])

    assert code == 8
    assert capsys.readouterr() == ("", "error: too many\n  line two\nhint: look first\n")


def test_a_bug_is_logged_without_local_variables_and_exits_1(capsys: pytest.CaptureFixture[str]):
    code = run(["fail"], [Failing(ZeroDivisionError("refresh_token=canary-4711"))])

    out, err = capsys.readouterr()
    assert (code, out) == (1, "")
    assert "Traceback" in err
    assert "canary-4711" not in err
    assert "only-in-a-local" not in err
    assert "error: a fault in reminder itself (ZeroDivisionError)\nhint: the details are above\n" in err


def test_the_details_of_a_bug_are_in_the_log_file_when_there_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "log.jsonl"
    log.set_up(log_file=path)

    code = run(["fail"], [Failing(ZeroDivisionError("broken"))])

    err = capsys.readouterr().err
    assert code == 1
    assert "Traceback" not in err
    assert str(path) in err.splitlines()[-1]
    assert "Traceback" in json.loads(path.read_text(encoding="utf-8"))["exception"]


def test_an_interrupt_exits_130():
    assert run(["fail"], [Failing(KeyboardInterrupt())]) == 130


def test_a_commands_own_exit_code_is_kept():
    assert run(["fail"], [Failing(typer.Exit(3))]) == 3


def test_init_writes_a_file_that_loads_and_is_its_owners_alone(tmp_path: Path):
    done = in_a_process("-c", "from reminder.cli.main import main; main()", "init", str(tmp_path / "new"))

    path = tmp_path / "new" / "config.toml"
    assert (done.returncode, done.stdout) == (0, f"{path}\n")
    assert list(load(path, {}).administrations) == ["acme"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_closed_streams_stop_no_command(tmp_path: Path):
    closed = "import sys; sys.stdin = sys.stdout = sys.stderr = None"

    done = in_a_process("-c", f"{closed}; from reminder.cli.main import main; main()", "init", str(tmp_path))

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "config.toml").exists()


@pytest.mark.parametrize("lines", [1, 20_000], ids=["one line", "more than a buffer"])
@pytest.mark.parametrize("code", [0, 3, 8])
def test_a_reader_that_goes_away_changes_no_exit_code(code: int, lines: int):
    reading, writing = os.pipe()
    os.close(reading)

    with os.fdopen(writing, "w", encoding="utf-8") as gone:
        done = printing(lines, code, stdout=gone)

    assert (done.returncode, done.stderr) == (code, "")


@pytest.mark.parametrize(("code", "expected"), [(0, 3), (3, 3), (8, 8)])
def test_output_that_finds_no_room_is_said_and_is_no_bug(code: int, expected: int):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = printing(1, code, stdout=full)

    assert done.returncode == expected
    assert done.stderr.startswith("error: the output could not be printed: No space left on device\nhint: ")


def test_errors_that_cannot_be_printed_keep_their_exit_code():
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run([sys.executable, "-m", "reminder.cli", "frobnicate"], stderr=full, check=False, cwd=ROOT)

    assert done.returncode == 2


def printing(lines: int, code: int, *, stdout: TextIO) -> "subprocess.CompletedProcess[str]":
    """Run a command that prints lines and ends with an exit code."""
    program = f"""
import sys
import typer
from reminder.cli.main import run
from reminder.cli.output import print_line
from reminder.cli.streams import ended, open_streams

class Group:
    def register(self, app):
        app.command("print")(self.print)

    def print(self):
        for _ in range({lines}):
            print_line("a line")
        raise typer.Exit({code})

sys.exit(ended(open_streams(), run(["print"], [Group()])))
"""
    command = [sys.executable, "-c", program]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT)


def test_init_never_writes_over_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "config.toml").write_text("mine", encoding="utf-8")

    code = run(["init", str(tmp_path)])

    assert code == 2
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "config.toml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("command", [["check"], ["auth", "exact"], ["auth", "gmail"]])
def test_a_command_tells_every_fault_of_its_configuration(
    tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "config.toml"
    path.write_text(example().replace("division =", "divison =").replace('"draft"', '"drafts"'), encoding="utf-8")

    code = run(["--config", str(path), *command])

    err = capsys.readouterr().err
    assert code == 2
    assert err.startswith("error: the configuration is wrong (config.toml):\n  line ")
    assert "did you mean division?" in err
    assert "administrations.acme.mode" in err
    assert sorted(tmp_path.iterdir()) == [path]


def test_the_configuration_may_be_named_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("REMINDER_CONFIG", str(tmp_path / "other.toml"))

    code = run(["check"])

    assert code == 2
    assert "other.toml" in capsys.readouterr().err


def test_an_administration_must_be_named_when_it_is_unknown_or_one_of_several(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "config.toml"
    path.write_text(
        example() + example()[example().index("[administrations.acme]") :].replace("acme", "beta"), encoding="utf-8"
    )

    unnamed, unknown = (
        run(["--config", str(path), "auth", "exact"]),
        run(["--config", str(path), "auth", "exact", "-a", "x"]),
    )

    err = capsys.readouterr().err
    assert (unnamed, unknown) == (2, 2)
    assert "error: which administration?" in err
    assert err.count("known are: acme, beta") == 2


def test_findings_are_all_printed_and_the_most_severe_code_wins(capsys: pytest.CaptureFixture[str]):
    findings = [
        Finding(subject="configuration", state=Condition.OK, text="loads"),
        Finding(subject="acme: mailbox", state=Condition.FAULT, text="no access", hint="give it", exit_code=5),
        Finding(subject="acme: clock", state=Condition.WARNING, text="2 s off"),
        Finding(subject="store", state=Condition.FAULT, text="is full", exit_code=7),
    ]

    code = print_findings(findings)

    assert code == 7
    assert capsys.readouterr().out.splitlines() == [
        "ok       configuration: loads",
        "fault    acme: mailbox: no access",
        "         hint: give it",
        "warning  acme: clock: 2 s off",
        "fault    store: is full",
    ]


def test_a_pasted_address_finishes_a_consent(capsys: pytest.CaptureFixture[str]):
    consent = FakeConsent()

    finish_by_hand(consent, io.StringIO("  https://r.example/?code=1 \n"))

    assert consent.answers == ["https://r.example/?code=1"]
    assert capsys.readouterr().out == f"{consent.url}\n"


def test_nothing_pasted_is_wrong_usage():
    with pytest.raises(UsageError):
        finish_by_hand(FakeConsent(), io.StringIO(""))


def test_the_browsers_call_finishes_a_consent_though_stdin_is_empty_or_silent(capsys: pytest.CaptureFixture[str]):
    ended, silent = FakeConsent(calls=[None, None, "/callback?code=2"]), FakeConsent(calls=[None, "/callback?code=3"])

    with Path(os.devnull).open(encoding="utf-8") as nothing:
        finish_by_browser(ended, nothing, visit=None)
    with piped("") as (source, _):
        finish_by_browser(silent, source, visit=None)

    assert (ended.answers, silent.answers) == (["/callback?code=2"], ["/callback?code=3"])
    assert capsys.readouterr().out == f"{ended.url}\n" * 2


def test_a_line_on_stdin_finishes_a_consent_that_no_browser_answers():
    consent = FakeConsent()
    visited: list[str] = []

    with piped("\nhttps://r.example/?code=4\n") as (source, _):
        finish_by_browser(consent, source, visit=visited.append)

    assert consent.answers == ["https://r.example/?code=4"]
    assert visited == [consent.url]


def test_a_consent_that_takes_too_long_ends():
    consent = FakeConsent(calls=[None])

    with piped("") as (source, _), pytest.raises(AuthorisationError):
        finish_by_browser(consent, source, visit=None)

    assert consent.answers == []


def test_stdin_is_only_read_when_there_is_a_line():
    with piped("") as (source, writer):
        pasted = Pasted(source)
        before = pasted.line()
        os.write(writer, b"answer\n")

        assert (before, pasted.line()) == ("", "answer")


def test_a_table_is_plain_text_without_a_terminal(capsys: pytest.CaptureFixture[str]):
    output.print_table(["debtor", "amount"], [["1001", "5.00"], ["2\x1b[31m", "€\xa01.250,00"]], right=["amount"])

    assert capsys.readouterr().out == "debtor      amount\n1001          5.00\n2 [31m  €\xa01.250,00\n"


def test_json_is_one_document_that_keeps_letters(capsys: pytest.CaptureFixture[str]):
    output.print_json({"name": "Café", "total": None})

    assert json.loads(capsys.readouterr().out) == {"name": "Café", "total": None}


def test_progress_says_nothing_without_a_terminal(capsys: pytest.CaptureFixture[str]):
    with output.progress() as progress:
        progress.step("reading", done=1, total=2)

    assert capsys.readouterr() == ("", "")


class Failing:
    def __init__(self, error: BaseException) -> None:
        self.error = error

    def register(self, app: typer.Typer) -> None:
        def fail() -> None:
            hidden = "-".join(["only", "in", "a", "local"])
            if hidden:
                raise self.error

        app.command("fail")(fail)
        app.command("other")(lambda: None)


class FakeConsent:
    """A consent whose `calls` are what each wait for the browser gives; after them nobody calls in time."""

    url = "https://consent.example/auth?state=1"

    def __init__(self, *, calls: list[str | None] | None = None) -> None:
        self.answers: list[str] = []
        self.calls = calls

    def wait(self, timeout: float) -> str | None:  # noqa: ARG002
        if self.calls is None:
            return None
        if not self.calls:
            raise AuthorisationError("nobody gave consent in time")
        return self.calls.pop(0)

    def finish(self, answer: str) -> None:
        self.answers.append(answer)


class piped:  # noqa: N801 - reads as the statement it is used in
    """A stdin that holds a text and stays open."""

    def __init__(self, text: str) -> None:
        self.reader, self.writer = os.pipe()
        self.source = os.fdopen(self.reader, encoding="utf-8", buffering=1)
        os.write(self.writer, text.encode())

    def __enter__(self) -> tuple[io.TextIOWrapper, int]:
        return self.source, self.writer

    def __exit__(self, *_: object) -> None:
        self.source.close()
        os.close(self.writer)


def timed(code: str) -> tuple[float, subprocess.CompletedProcess[str]]:
    started = time.monotonic()
    done = in_a_process("-c", code)
    return time.monotonic() - started, done


def in_a_process(*arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *arguments], env=environ, capture_output=True, text=True, check=False, umask=0o022, cwd="/"
    )
