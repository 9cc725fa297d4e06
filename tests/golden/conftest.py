"""Whole mails, compared byte for byte; `pytest tests/golden --update-golden` writes them anew, for a reviewed diff."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reminder.model.reminder import Reminder

MAILS = Path(__file__).parent / "mails"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden mails anew")


@pytest.fixture
def same_as_golden(request: pytest.FixtureRequest) -> Callable[[str, Reminder], None]:
    """Compare each part of a mail with its file, byte for byte, or write the files when asked to."""
    update = request.config.getoption("--update-golden", default=False)

    def compare(name: str, reminder: Reminder) -> None:
        parts = {"subject": f"{reminder.subject}\n", "txt": reminder.text, "html": reminder.html}
        for ending, content in parts.items():
            path = MAILS / f"{name}.{ending}"
            if update:
                MAILS.mkdir(exist_ok=True)
                path.write_bytes(content.encode())
            assert content.encode() == path.read_bytes(), f"{path.name} differs"

    return compare
