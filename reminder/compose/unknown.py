"""What is said to somebody whose text uses a name that is not there."""

from collections.abc import Iterable
from difflib import get_close_matches

from jinja2 import StrictUndefined
from jinja2.runtime import TemplateReference
from jinja2.utils import missing


class Unknown(StrictUndefined):
    """A name that is not there: any use of it stops the rendering, in words for the writer of the text."""

    @property
    def _undefined_message(self) -> str:
        name, owner = str(self._undefined_name), self._undefined_obj
        if self._undefined_hint:
            return self._undefined_hint
        if owner is missing:
            return f"`{name}` is not a name that a text knows"
        if isinstance(owner, TemplateReference):
            return f"there is no block `{name}`, neither in the text nor in the letter of its language"
        if owner is None:
            return f"asks for the `{name}` of nothing; ask `{{% if … %}}` first"
        return f"`{name}` is not there{meant(name, getattr(owner, '__slots__', ()))}"


def meant(name: str, known: Iterable[str]) -> str:
    """Give the name that was probably meant, as the end of a sentence; empty when none is close."""
    close = get_close_matches(name, sorted(known), n=1)
    return f"; did you mean `{close[0]}`?" if close else ""
