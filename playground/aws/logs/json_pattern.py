"""JSON filter patterns: { ($.level = "ERROR") && ($.latency > 100) || $.user NOT EXISTS }."""

import fnmatch
import json
import operator
import re
from collections.abc import Callable
from typing import Any

from moto.logs.exceptions import InvalidParameterException

_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<sign>&&|\|\||!=|<=|>=|[=<>()])'
    r"|(?P<path>\$(?:\.[\w-]+|\[\d+\]|\[\"[^\"]+\"\])*)|(?P<word>[^\s()=<>!&|]+))"
)
_NUMBERS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_MISSING = object()
Test = Callable[[Any], bool]


def parse_json_pattern(text: str) -> Callable[[str], bool]:
    if not text.endswith("}"):
        raise _invalid(text)
    test = _Reader(text, text[1:-1]).whole()

    def matches(message: str) -> bool:
        try:
            document = json.loads(message)
        except ValueError:
            return False
        return isinstance(document, dict | list) and test(document)

    return matches


class _Reader:
    def __init__(self, pattern: str, inside: str) -> None:
        self._pattern = pattern
        self._tokens = [*_tokens(pattern, inside.strip()), ""]
        self._place = 0

    def whole(self) -> Test:
        test = self._either()
        if self._here:
            raise _invalid(self._pattern)
        return test

    @property
    def _here(self) -> str:
        return self._tokens[self._place]

    def _take(self) -> str:
        token = self._here
        if not token:
            raise _invalid(self._pattern)
        self._place += 1
        return token

    def _either(self) -> Test:
        tests = [self._both()]
        while self._here == "||":
            self._take()
            tests.append(self._both())
        return lambda document: any(test(document) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._here == "&&":
            self._take()
            tests.append(self._one())
        return lambda document: all(test(document) for test in tests)

    def _one(self) -> Test:
        if self._here == "(":
            self._take()
            test = self._either()
            if self._take() != ")":
                raise _invalid(self._pattern)
            return test
        path = self._take()
        if not path.startswith("$"):
            raise _invalid(self._pattern)
        sign = self._take()
        if sign in _NUMBERS:
            return _comparison(path, sign, self._take())
        words = [sign.upper(), self._take().upper()]
        return _state(path, " ".join(words), self._pattern)


def _tokens(pattern: str, inside: str) -> list[str]:
    tokens, place = [], 0
    while place < len(inside):
        match = _TOKEN.match(inside, place)
        if match is None:
            raise _invalid(pattern)
        tokens.append(match.group().strip())
        place = match.end()
    return tokens


def _comparison(path: str, sign: str, wanted: str) -> Test:
    number = _number(wanted)
    if number is not None:
        compare = _NUMBERS[sign]

        def numeric(document: Any) -> bool:
            held = _number(_select(document, path))
            return sign == "!=" if held is None else compare(held, number)

        return numeric
    plain = wanted[1:-1].replace('\\"', '"') if wanted.startswith('"') else wanted

    def textual(document: Any) -> bool:
        held = _select(document, path)
        same = isinstance(held, str) and fnmatch.fnmatchcase(held, plain.replace("[", "[[]"))
        return same == (sign == "=") and (sign == "=" or held is not _MISSING)

    return textual


def _state(path: str, state: str, pattern: str) -> Test:
    tests: dict[str, Test] = {
        "IS NULL": lambda document: _select(document, path) is None,
        "IS TRUE": lambda document: _select(document, path) is True,
        "IS FALSE": lambda document: _select(document, path) is False,
        "NOT EXISTS": lambda document: _select(document, path) is _MISSING,
    }
    if state not in tests:
        raise _invalid(pattern)
    return tests[state]


def _select(document: Any, path: str) -> Any:
    held = document
    for name, index, quoted in re.findall(r"\.([\w-]+)|\[(\d+)\]|\[\"([^\"]+)\"\]", path):
        if index:
            if not isinstance(held, list) or int(index) >= len(held):
                return _MISSING
            held = held[int(index)]
        elif not isinstance(held, dict) or (name or quoted) not in held:
            return _MISSING
        else:
            held = held[name or quoted]
    return held


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value is _MISSING or not isinstance(value, str | int | float):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _invalid(pattern: str) -> InvalidParameterException:
    return InvalidParameterException(f"Invalid metric filter pattern: {pattern}")
