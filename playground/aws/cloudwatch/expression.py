"""Metric math: reads an expression and computes it over the metrics of a request ("Using math expressions")."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from .series import Floats
from .timeseries import MathError, TimeSeries, Value, choose, combine, each, fill, reduce_value

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<text>\"[^\"]*\"|'[^']*')|(?P<sign>&&|\|\||[<>=!]=|[-+*/^()\[\],<>]))"
)

_OPERATORS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
    "<": np.less,
    ">": np.greater,
    "<=": np.less_equal,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
    "&&": lambda a, b: np.asarray((a != 0) & (b != 0), dtype=np.float64),
    "||": lambda a, b: np.asarray((a != 0) | (b != 0), dtype=np.float64),
}
_LEVELS = (("||",), ("&&",), ("==", "!=", "<", ">", "<=", ">="), ("+", "-"), ("*", "/"))
_FOLDS: dict[str, Callable[[Floats], Floats]] = {
    "SUM": lambda table: np.nansum(table, axis=0),
    "AVG": lambda table: np.nanmean(table, axis=0),
    "MIN": lambda table: np.nanmin(table, axis=0),
    "MAX": lambda table: np.nanmax(table, axis=0),
    "STDDEV": lambda table: np.nanstd(table, axis=0),
}
_EACH: dict[str, Callable[[Floats], Floats]] = {"ABS": np.abs, "CEIL": np.ceil, "FLOOR": np.floor}


@dataclass(frozen=True)
class Surroundings:
    """What an expression may refer to: `metrics` are the plain metrics by id (for METRICS()), `grid` the starts
    of all periods of the request, `period` their length in seconds."""

    resolve: Callable[[str], Value]
    metrics: Mapping[str, TimeSeries]
    grid: Floats
    period: int


def compute(text: str, surroundings: Surroundings) -> Value:
    """Raises MathError."""
    return _Reader(_tokens(text), surroundings).whole()


def _tokens(text: str) -> list[str]:
    tokens, place = [], 0
    text = text.strip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise MathError(f"Unsupported character '{text[place]}' at position {place}")
        token = match.group().strip()
        tokens.append({"AND": "&&", "OR": "||"}.get(token, token))
        place = match.end()
    return tokens


class _Reader:
    """Recursive descent; every method reads from the current token on and returns a value."""

    def __init__(self, tokens: list[str], surroundings: Surroundings) -> None:
        self._tokens = [*tokens, ""]
        self._place = 0
        self._with = surroundings

    def whole(self) -> Value:
        value = self._binary(0)
        if self._here:
            raise MathError(f"Unexpected '{self._here}'")
        return value

    @property
    def _here(self) -> str:
        return self._tokens[self._place]

    def _take(self, wanted: str | None = None) -> str:
        token = self._here
        if wanted is not None and token != wanted:
            raise MathError(f"Expected '{wanted}' but found '{token or 'the end'}'")
        self._place += 1
        return token

    def _binary(self, level: int) -> Value:
        if level == len(_LEVELS):
            return self._power()
        value = self._binary(level + 1)
        while self._here in _LEVELS[level]:
            operate = _OPERATORS[self._take()]
            value = combine(value, self._binary(level + 1), operate)
        return value

    def _power(self) -> Value:
        if self._here == "-":
            self._take()
            return combine(0.0, self._power(), np.subtract)
        value = self._atom()
        if self._here == "^":
            self._take()
            return combine(value, self._power(), np.power)
        return value

    def _atom(self) -> Value:
        token = self._take()
        if token == "(":  # noqa: S105 - of an expression
            value = self._binary(0)
            self._take(")")
            return value
        if token == "[":  # noqa: S105 - of an expression
            return self._list()
        if token[:1].isdigit():
            return float(token)
        if token[:1].isalpha() or token[:1] == "_":
            return self._call(token) if self._here == "(" else self._with.resolve(token)
        raise MathError(f"Unexpected '{token or 'end of the expression'}'")

    def _list(self) -> Value:
        members: list[TimeSeries] = []
        while self._here != "]":
            value = self._binary(0)
            if not isinstance(value, TimeSeries):
                raise MathError("A list may hold time series only")
            members.append(value)
            if self._here == ",":
                self._take()
        self._take("]")
        return members

    def _call(self, name: str) -> Value:
        self._take("(")
        function = name.upper()
        if function == "METRICS":
            return self._metrics()
        if function == "PERIOD":
            self._binary(0)
            self._take(")")
            return float(self._with.period)
        value = self._binary(0)
        if function == "FILL":
            value = self._fill(value)
        elif function == "IF":
            value = self._if(value)
        elif function in _FOLDS:
            value = reduce_value(value, _FOLDS[function])
        elif function in _EACH:
            value = each(value, _EACH[function])
        elif function in ("DIFF", "RATE"):
            value = self._change(value, function)
        else:
            raise MathError(f"Unsupported function '{name}'")
        self._take(")")
        return value

    def _metrics(self) -> Value:
        part = ""
        if self._here != ")":
            part = self._take()[1:-1]
        self._take(")")
        return [series for name, series in self._with.metrics.items() if part in name]

    def _fill(self, value: Value) -> Value:
        self._take(",")
        if self._here.upper() in ("REPEAT", "LINEAR"):
            return fill(value, self._take().upper(), self._with.grid)
        return fill(value, self._binary(0), self._with.grid)

    def _if(self, condition: Value) -> Value:
        self._take(",")
        then = self._binary(0)
        if self._here == ",":
            self._take()
            return choose(condition, then, self._binary(0))
        nothing = TimeSeries(np.empty(0), np.empty(0))
        return choose(condition, then, nothing)

    def _change(self, value: Value, function: str) -> Value:
        if not isinstance(value, TimeSeries):
            raise MathError(f"{function} takes one time series")
        steps = np.diff(value.values)
        if function == "RATE":
            steps = steps / np.diff(value.times)
        return TimeSeries(value.times[1:], steps)
