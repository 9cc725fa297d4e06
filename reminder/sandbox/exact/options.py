"""The query options of one request, checked as strictly as Exact does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from reminder.sandbox.exact.edm import NUMBERS, Edm
from reminder.sandbox.exact.errors import (
    FILTER_FIELDS,
    FILTER_NEEDED,
    FILTER_PARAMETER,
    SELECT_NEEDED,
    Refused,
    bad_request,
)
from reminder.sandbox.exact.knobs import Knobs
from reminder.sandbox.exact.odata_filter import CONSTANTS, Filter, parse_filter
from reminder.sandbox.exact.odata_lexer import Token, tokens
from reminder.sandbox.exact.service import Service

KNOWN = frozenset({"$select", "$filter", "$orderby", "$top", "$inlinecount", "$skiptoken"})
NAMES = KNOWN | {"$skip", "$expand", "$format"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One field of an `$orderby`."""

    name: str
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options, read; `raw` is as they came, `after` the values of a `$skiptoken`."""

    raw: Mapping[str, str]
    select: tuple[str, ...] | None = None
    filter: Filter | None = None
    order: tuple[Order, ...] = ()
    top: int | None = None
    count: bool = False
    after: tuple[object, ...] | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)


def parse_options(query: str, service: Service, knobs: Knobs) -> Options:
    """Read the options for a collection; refuses unknown ones, unknown fields and what the service's rules forbid."""
    raw = _pairs(query, service)
    options = Options(
        raw=raw,
        select=_select(raw.get("$select"), service),
        filter=parse_filter(raw["$filter"], service.fields) if "$filter" in raw else None,
        order=_order(raw.get("$orderby"), service),
        top=_top(raw.get("$top")),
        count=_count(raw.get("$inlinecount")),
        after=_after(raw, service),
        parameters={name: _parameter(raw.get(name), edm) for name, edm in service.parameters.items()},
    )
    _check_rules(options, service, knobs)
    return options


def parse_entity_select(query: str, service: Service) -> tuple[str, ...] | None:
    """Read the options for one row by its key: `$select` is the only one."""
    raw = _pairs(query, service)
    if set(raw) - {"$select"}:
        raise bad_request()
    return _select(raw.get("$select"), service)


def _pairs(query: str, service: Service) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    names = [name for name, _ in pairs]
    if any(f"${name}" in NAMES for name in names):
        raise Refused(status=503)
    unknown = set(names) - KNOWN - set(service.parameters)
    if unknown or len(set(names)) < len(names):
        raise bad_request()
    return dict(pairs)


def _select(text: str | None, service: Service) -> tuple[str, ...] | None:
    if text is None:
        return None
    names = tuple(name.strip() for name in text.split(","))
    if not set(names) <= set(service.fields):
        raise bad_request()
    return names


def _order(text: str | None, service: Service) -> tuple[Order, ...]:
    return tuple(_one_order(part.split(), service) for part in text.split(",")) if text is not None else ()


def _one_order(words: list[str], service: Service) -> Order:
    name, *direction = words or [""]
    if service.fields.get(name) in (None, Edm.COLLECTION, Edm.BINARY) or direction not in ([], ["asc"], ["desc"]):
        raise bad_request()
    return Order(name=name, descending=direction == ["desc"])


def _top(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise bad_request()
    return int(text)


def _count(text: str | None) -> bool:
    if text not in (None, "none", "allpages"):
        raise bad_request()
    return text == "allpages"


def _after(raw: Mapping[str, str], service: Service) -> tuple[object, ...] | None:
    if "$skiptoken" not in raw:
        return None
    names = [*(order.name for order in _order(raw.get("$orderby"), service)), service.key]
    words = list(tokens(raw["$skiptoken"]))
    literals, commas = words[::2], words[1::2]
    if len(literals) != len(names) or len(commas) != len(names) - 1 or any(word.text != "," for word in commas):
        raise bad_request()
    return tuple(_literal(word, service.fields[name]) for word, name in zip(literals, names, strict=True))


def _parameter(text: str | None, edm: Edm) -> object:
    words = list(tokens(text or ""))
    if len(words) != 1:
        raise bad_request()
    return _literal(words[0], edm)


def _literal(word: Token, edm: Edm) -> object:
    if word.text in CONSTANTS:
        return CONSTANTS[word.text][1]
    if word.edm is None or not (word.edm == edm or {word.edm, edm} <= set(NUMBERS)):
        raise bad_request()
    return word.value


def _check_rules(options: Options, service: Service, knobs: Knobs) -> None:
    if service.select_needed and options.select is None and options.top != 1:
        raise bad_request(SELECT_NEEDED)
    fields = options.filter.fields if options.filter else frozenset()
    _check_filterable(fields, service)
    if service.filter_needed and knobs.accounts_need_filter and not fields & service.filter_needed:
        raise bad_request(FILTER_NEEDED.format(", ".join(sorted(service.filter_needed))))


def _check_filterable(fields: frozenset[str], service: Service) -> None:
    refused = fields - (fields if service.filterable is None else service.filterable)
    if refused and service.path.startswith("bulk/"):
        raise bad_request(FILTER_FIELDS.format(", ".join(sorted(refused))))
    if refused:
        raise bad_request(FILTER_PARAMETER)
