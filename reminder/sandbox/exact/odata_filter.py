"""A parser for `$filter`: comparisons, and, or, parentheses, substringof, startswith and trim.

Source: Exact Online: operators eq ne gt ge lt le and or; literals guid, datetime, strings, numbers, L, true and false.
"""

import operator
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reminder.sandbox.exact.edm import NUMBERS, Edm
from reminder.sandbox.exact.errors import INCOMPATIBLE, bad_request
from reminder.sandbox.exact.odata_lexer import Token, tokens

Get = Callable[[str], object]
"""Gives a row's value of a field, in comparable form."""

Test = Callable[[Get], bool]

OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
CONSTANTS: Mapping[str, tuple[Edm | None, object]] = {
    "true": (Edm.BOOLEAN, True),
    "false": (Edm.BOOLEAN, False),
    "null": (None, None),
}
FUNCTIONS: Mapping[str, tuple[int, Edm, Callable[..., object]]] = {
    "substringof": (2, Edm.BOOLEAN, lambda part, whole: part.lower() in whole.lower()),
    "startswith": (2, Edm.BOOLEAN, lambda whole, part: whole.lower().startswith(part.lower())),
    "trim": (1, Edm.STRING, lambda whole: whole.strip()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A parsed filter: the test of a row and the fields it looks at."""

    test: Test
    fields: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Operand:
    edm: Edm | None
    get: Callable[[Get], object]
    at: int


def parse_filter(text: str, fields: Mapping[str, Edm]) -> Filter:
    """Read a filter over these fields; refuses what Exact would."""
    parser = _Parser(tokens(text), fields)
    return parser.whole()


class _Parser:
    def __init__(self, words: Iterable[Token], fields: Mapping[str, Edm]) -> None:
        self._words = deque(words)
        self._fields = fields
        self._used: set[str] = set()

    def whole(self) -> Filter:
        test = self._any()
        if self._words:
            raise bad_request()
        return Filter(test=test, fields=frozenset(self._used))

    def _any(self) -> Test:
        tests = self._chain("or", self._all)
        return lambda row: any(test(row) for test in tests)

    def _all(self) -> Test:
        tests = self._chain("and", self._term)
        return lambda row: all(test(row) for test in tests)

    def _chain(self, word: str, part: Callable[[], Test]) -> list[Test]:
        tests = [part()]
        while self._skip(word):
            tests.append(part())
        return tests

    def _term(self) -> Test:
        if self._skip("("):
            test = self._any()
            self._expect(")")
            return test
        return self._comparison()

    def _comparison(self) -> Test:
        left = self._operand()
        if not self._words or self._words[0].text not in OPERATORS:
            return _bare(left)
        word = self._next()
        right = self._operand()
        _check_types(word, left.edm, right.edm)
        return _compare(word.text, left, right)

    def _operand(self) -> _Operand:
        word = self._next()
        if word.kind == "literal":
            return _Operand(edm=word.edm, get=lambda _: word.value, at=word.at)
        if word.text in CONSTANTS:
            edm, value = CONSTANTS[word.text]
            return _Operand(edm=edm, get=lambda _: value, at=word.at)
        if word.text in FUNCTIONS:
            return self._call(word)
        return self._field(word)

    def _call(self, word: Token) -> _Operand:
        count, edm, function = FUNCTIONS[word.text]
        self._expect("(")
        arguments = [self._operand()]
        while self._skip(","):
            arguments.append(self._operand())
        self._expect(")")
        if len(arguments) != count or any(argument.edm is not Edm.STRING for argument in arguments):
            raise bad_request()
        return _Operand(edm=edm, get=lambda row: function(*(a.get(row) or "" for a in arguments)), at=word.at)

    def _field(self, word: Token) -> _Operand:
        edm = self._fields.get(word.text)
        if word.kind != "name" or edm in (None, Edm.COLLECTION, Edm.BINARY):
            raise bad_request()
        self._used.add(word.text)
        return _Operand(edm=edm, get=lambda row: row(word.text), at=word.at)

    def _next(self) -> Token:
        if not self._words:
            raise bad_request()
        return self._words.popleft()

    def _skip(self, text: str) -> bool:
        found = bool(self._words) and self._words[0].kind != "literal" and self._words[0].text == text
        if found:
            self._words.popleft()
        return found

    def _expect(self, text: str) -> None:
        if not self._skip(text):
            raise bad_request()


def _bare(operand: _Operand) -> Test:
    if operand.edm is not Edm.BOOLEAN:
        raise bad_request()
    return lambda row: operand.get(row) is True


def _check_types(word: Token, left: Edm | None, right: Edm | None) -> None:
    if left is None or right is None or left == right or {left, right} <= set(NUMBERS):
        return
    raise bad_request(INCOMPATIBLE.format(word.text, left, right, word.at))


def _compare(word: str, left: _Operand, right: _Operand) -> Test:
    function = OPERATORS[word]

    def test(row: Get) -> bool:
        one, other = left.get(row), right.get(row)
        if one is None or other is None:
            return word in ("eq", "ne") and function(one, other)
        return function(one, other)

    return test
