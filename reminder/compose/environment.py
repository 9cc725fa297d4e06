"""The narrow Jinja in which texts are rendered: sandboxed, strict, and with a short list of what may be used."""

from collections.abc import Mapping
from itertools import count
from types import CodeType
from typing import Any

from jinja2 import BaseLoader, BytecodeCache, Undefined, nodes
from jinja2.bccache import Bucket
from jinja2.exceptions import TemplateRuntimeError
from jinja2.runtime import BlockReference, Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from reminder.compose.filters import COUNTED, FILTERS, STEPS, counted, printable, take_step
from reminder.compose.unknown import Unknown

LARGEST = 200_000
"""Characters that one rendering may give."""

_KEPT_FILTERS = ("capitalize", "e", "escape", "first", "join", "last", "length", "lower", "trim", "upper")


class _Compiled(BytecodeCache):
    """Texts as compiled code for as long as the process lives.

    A run tries every text on samples and then writes with it; compiling them a second time took 0.15 s.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a text that has not changed."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a text."""
        self._kept[bucket.key, bucket.checksum] = bucket.code


_COMPILED = {True: _Compiled(), False: _Compiled()}
"""By whether it is for html, which makes other code of the same text."""


class TextEnvironment(ImmutableSandboxedEnvironment):
    """Calls nothing but macros and blocks, computes nothing but counts, and counts every round of a loop."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, loader: BaseLoader, *, html: bool) -> None:
        super().__init__(
            loader=loader,
            undefined=Unknown,
            autoescape=html,
            finalize=printable,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=_COMPILED[html],
        )
        self.globals = {}
        self.filters = {name: self.filters[name] for name in _KEPT_FILTERS} | FILTERS | {COUNTED: counted}

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401 - Jinja's own signature
        """Allow a template's macros and blocks, no method or function; an unknown name says so itself."""
        return isinstance(obj, Macro | BlockReference | Undefined)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Call a macro or a block, as one step of the rendering."""
        take_step(context)
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Add and subtract counts; nothing else is computed, and no long text is made of a short one."""
        if operator in {"+", "-"} and type(left) is int and type(right) is int:
            return super().call_binop(context, operator, left, right)
        raise TemplateRuntimeError(f"`{operator}` is not allowed; amounts come computed")

    def write(self, name: str, variables: Mapping[str, object]) -> str:
        """Render a template; TemplateRuntimeError when it gives more than anybody would read."""
        written: list[str] = []
        size = 0
        for part in self.get_template(name).generate({**variables, STEPS: count(1)}):
            size += len(part)
            if size > LARGEST:
                raise TemplateRuntimeError(f"gives more than {LARGEST} characters")
            written.append(part)
        return "".join(written)

    def _generate(self, source: nodes.Template, *rest: Any, **more: Any) -> str:  # noqa: ANN401 - Jinja's own hook
        for loop in source.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, COUNTED, [], [], None, None, lineno=loop.iter.lineno)
            loop.iter.set_environment(self)
        return super()._generate(source, *rest, **more)
