"""Logging: JSON lines in a file, readable lines on the console, and no secret or address in either."""

import logging
import logging.handlers
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from reminder.errors import ConfigError

HIDDEN = "***"
MAX_BYTES = 10_000_000
BACKUPS = 5
QUIET = (
    "alembic", "apscheduler", "google", "google_auth_httplib2", "googleapiclient", "httpcore", "httpx", "oauthlib",
    "sqlalchemy", "urllib3",
)  # fmt: skip
"""Libraries heard from WARNING on: below it they tell whole addresses with their queries."""

_DROPPED = ("stamina.args", "stamina.kwargs")
_WORDS = r"[\w.-]*(?:token|secret|passw(?:or)?d|authorization|cookie|assertion|credential|private_key|api_?key)"
_SECRET_KEY = re.compile(rf"{_WORDS}s?", re.IGNORECASE)
_PAIR = re.compile(rf"\b({_WORDS}s?|code|code_verifier|webhook|ping_url)=[^\s&\"',;)]+", re.IGNORECASE)
_QUOTED_PAIR = re.compile(rf"([\"'](?:{_WORDS}s?|code)[\"']\s*:\s*)(\"[^\"]*\"|'[^']*'|[^\s,}}]+)", re.IGNORECASE)
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=!-]{6,}", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:=/?&]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def set_up(*, log_file: Path | None, console_level: str = "WARNING", console: TextIO | None = None) -> None:
    """Send every log line of program and libraries to the file, and those of a level to the console.

    The console is stderr unless given; without a file it shows tracebacks too. ConfigError when the file cannot be
    written.
    """
    _close_handlers()
    handlers = [_console(console or sys.stderr, level=console_level, tracebacks=log_file is None)]
    if log_file is not None:
        handlers.append(_file(log_file))
    logging.basicConfig(handlers=handlers, level=logging.INFO, force=True)
    logging.captureWarnings(capture=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def log_path() -> Path | None:
    """Give the file that is logged to, or None before `set_up` or without one."""
    files = (each for each in logging.getLogger().handlers if isinstance(each, PrivateFile))
    return next((Path(each.baseFilename) for each in files), None)


def redact(value: object, *, lines: bool = False) -> object:
    """Give the value as plain data without secrets, addresses and control characters; `lines` keeps line ends."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _hidden(str(key), each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(each) for each in value]
    return _redacted_text(str(value), lines=lines)


def _hidden(key: str, value: object) -> object:
    return HIDDEN if _SECRET_KEY.fullmatch(key) else redact(value, lines=key == "exception")


def _redacted_text(text: str, *, lines: bool) -> str:
    text = _QUOTED_PAIR.sub(rf"\g<1>{HIDDEN}", text)
    text = _PAIR.sub(rf"\g<1>={HIDDEN}", text)
    text = _BEARER.sub(rf"\g<1> {HIDDEN}", text)
    text = _ADDRESS.sub(f"{HIDDEN}@{HIDDEN}", text)
    return (_CONTROL_BUT_LINES if lines else _CONTROL).sub(lambda found: repr(found[0])[1:-1], text)


class PrivateFile(logging.handlers.RotatingFileHandler):
    """A log file that only its owner reads; it starts anew at ten megabytes and keeps five older ones."""

    def _open(self) -> Any:  # noqa: ANN401 - the type is that of the base class
        return open(self.baseFilename, self.mode, encoding="utf-8", opener=_private)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - named by the base class
        """Say that a line was lost, and not what it held."""
        sys.stderr.write(f"warning: a log line could not be written to {self.baseFilename}\n")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _file(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = PrivateFile(path, maxBytes=MAX_BYTES, backupCount=BACKUPS)
    except OSError as error:
        hint = "set log_file to a file that this user may write"
        raise ConfigError(f"the log file {path} cannot be written: {error.strerror}", hint=hint) from error
    handler.setFormatter(_formatter(structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=False)))
    return handler


def _console(stream: TextIO, *, level: str, tracebacks: bool) -> logging.Handler:
    handler: logging.Handler = logging.StreamHandler(stream)
    handler.setLevel(level)
    renderer = structlog.dev.ConsoleRenderer(
        colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
    )
    handler.setFormatter(_formatter(*(() if tracebacks else (_without_traceback,)), renderer))
    return handler


def _formatter(*processors: Processor) -> logging.Formatter:
    meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(processors=[meta, *processors], foreign_pre_chain=_shared())


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redactor,
    ]


def _redactor(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    own = {key: value for key, value in event.items() if key.startswith("_")}
    facts = {key: value for key, value in event.items() if key not in own and key not in _DROPPED}
    return {**{key: _hidden(key, value) for key, value in facts.items()}, **own}


def _without_traceback(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event.pop("exception", None)
    return event


def _close_handlers() -> None:
    for handler in logging.getLogger().handlers:
        if isinstance(handler, PrivateFile):
            handler.close()
