"""What a template may not hold, each with its line; found before anything is rendered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import nodes

from reminder.compose.context import NAMES
from reminder.compose.unknown import meant

_FOREIGN = (nodes.Include, nodes.Import, nodes.FromImport)
_ALWAYS_KNOWN = frozenset({*NAMES, "self", "super", "loop", "caller", "varargs", "kwargs"})
_PLACEHOLDER = re.compile("TODO|XXX")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One thing that is refused, and where."""

    line: int
    text: str


def refusals(tree: nodes.Template) -> tuple[Refusal, ...]:
    """Find everything in a template that is refused, in the order of its lines."""
    known = _ALWAYS_KNOWN | frozenset(_own_names(tree))
    found = (fault for node in tree.find_all(nodes.Node) if (fault := _refusal(node, known)))
    return tuple(sorted(found, key=lambda fault: fault.line))


def _refusal(node: nodes.Node, known: frozenset[str]) -> Refusal | None:
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in known:
        return Refusal(line=_line(node), text=_not_known(node.name))
    checks = (
        (isinstance(node, _FOREIGN), "include and import are not allowed"),
        (isinstance(node, nodes.EvalContextModifier), "autoescape stays on"),
        (isinstance(node, nodes.Filter) and node.name == "safe", "the filter `safe` is not allowed"),
        (_hidden_attribute(node), "names that start with an underscore are not allowed"),
        (_placeholder(node), "a placeholder is left"),
    )
    return next((Refusal(line=_line(node), text=text) for applies, text in checks if applies), None)


def _line(node: nodes.Node) -> int:
    before = _PLACEHOLDER.split(node.data)[0] if isinstance(node, nodes.TemplateData) else ""
    return node.lineno + before.count("\n")


def _own_names(tree: nodes.Template) -> Iterator[str]:
    yield from (name.name for name in tree.find_all(nodes.Name) if name.ctx in {"store", "param"})
    yield from (macro.name for macro in tree.find_all(nodes.Macro))


def _not_known(name: str) -> str:
    return f"`{name}` is not a name that a text knows{meant(name, NAMES)}"


def _hidden_attribute(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Getattr):
        return node.attr.startswith("_")
    return isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and str(node.arg.value).startswith("_")


def _placeholder(node: nodes.Node) -> bool:
    return isinstance(node, nodes.TemplateData) and _PLACEHOLDER.search(node.data) is not None
