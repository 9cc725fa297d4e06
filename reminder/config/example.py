"""The commented example of a configuration file."""

from importlib.resources import files
from pathlib import Path

NAME = "config.example.toml"


def example() -> str:
    """Give the example's text: from the installed package, or from the sources it is worked on in."""
    packaged = files("reminder").joinpath(NAME)
    text = packaged if packaged.is_file() else Path(__file__).parents[2] / NAME
    return text.read_text(encoding="utf-8")
