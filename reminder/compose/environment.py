"""The narrow Jinja in which texts are rendered: sandboxed, strict, and with a short list of what may be used."""

from collections.abc import Mapping
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, Undefined
from jinja2.exceptions import TemplateRuntimeError
from jinja2.runtime import BlockReference, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from reminder.compose.filters import FILTERS, printable

LARGEST = 200_000
"""Characters that one rendering may give."""

_KEPT_FILTERS = ("capitalize", "e", "escape", "first", "join", "last", "length", "lower", "trim", "upper")


class TextEnvironment(ImmutableSandboxedEnvironment):
    """Calls nothing but macros and blocks, and multiplies nothing."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, loader: BaseLoader, *, html: bool) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            autoescape=html,
            finalize=printable,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.globals = {}
        self.filters = {name: self.filters[name] for name in _KEPT_FILTERS} | FILTERS

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401 - Jinja's own signature
        """Allow a template's macros and blocks, no method or function; an unknown name says so itself."""
        return isinstance(obj, Macro | BlockReference | Undefined)

    def call_binop(self, context: object, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401, ARG002
        """Refuse to multiply: a text computes nothing, and a long text can be made of a short one that way."""
        raise TemplateRuntimeError(f"`{operator}` is not allowed; amounts come computed")

    def write(self, name: str, variables: Mapping[str, object]) -> str:
        """Render a template; TemplateRuntimeError when it gives more than anybody would read."""
        written: list[str] = []
        size = 0
        for part in self.get_template(name).generate(variables):
            size += len(part)
            if size > LARGEST:
                raise TemplateRuntimeError(f"gives more than {LARGEST} characters")
            written.append(part)
        return "".join(written)
