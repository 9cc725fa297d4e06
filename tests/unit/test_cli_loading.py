"""What a command begins with."""

import gc
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from reminder.cli.loading import settings_of
from reminder.errors import ConfigError


@pytest.fixture
def without_collection() -> Iterator[None]:
    """Garbage that is not collected, as while the program starts."""
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()


def settings_are_asked_for(folder: Path) -> None:
    context: Any = SimpleNamespace(obj=folder / "config.toml")
    with pytest.raises(ConfigError):
        settings_of(context)


@pytest.mark.usefixtures("without_collection")
def test_garbage_is_collected_again_once_a_command_begins(tmp_path: Path):
    settings_are_asked_for(tmp_path)

    assert gc.isenabled()
    assert gc.get_freeze_count() > 0


def test_within_another_program_nothing_is_kept_from_being_collected(tmp_path: Path):
    before = gc.get_freeze_count()

    settings_are_asked_for(tmp_path)

    assert gc.get_freeze_count() == before
