"""The standard streams, as a program that must end well needs them: always there, and never a reason to fail."""

import os
import sys
from typing import Any, TextIO, cast

from reminder.cli.output import print_note
from reminder.errors import most_severe

OUTPUT_LOST = 3
"""What was asked for is done, and a person has to see to what could not be printed."""


class Outlet:
    """A stream that takes text also when nobody reads on or the disk is full; `fault` is what was the matter first."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.fault: OSError | None = None

    def write(self, text: str) -> int:
        """Take a text."""
        try:
            return self._stream.write(text)
        except OSError as error:
            self._lose(error)
            return len(text)

    def flush(self) -> None:
        """Pass on what was written."""
        try:
            self._stream.flush()
        except OSError as error:
            self._lose(error)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        return getattr(self._stream, name)

    def _lose(self, error: OSError) -> None:
        """Let what is left, and whatever follows, go nowhere."""
        self.fault = self.fault or error
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)


def open_streams() -> Outlet:
    """Make the standard streams ready for whatever is printed; gives stdout.

    Those that were closed by whoever started this are opened, and every character can be printed somehow.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDONLY if name == "stdin" else os.O_WRONLY)
            setattr(sys, name, os.fdopen(nowhere, "r" if name == "stdin" else "w", encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    out, err = Outlet(sys.stdout), Outlet(sys.stderr)
    sys.stdout, sys.stderr = cast("TextIO", out), cast("TextIO", err)
    return out


def ended(out: Outlet, code: int) -> int:
    """Give the exit code of a command that printed there; a reader that went away changes nothing."""
    out.flush()
    if out.fault is None or isinstance(out.fault, BrokenPipeError):
        return code
    print_note(f"error: the output could not be printed: {out.fault.strerror}")
    print_note("hint: what was asked for is done; make room where stdout goes, and `reminder log` shows a run again")
    return most_severe((code, OUTPUT_LOST))
