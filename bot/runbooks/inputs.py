"""What a person typed for a runbook's inputs, as the types that the runbook asks for."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.duration import parse
from bot.errors import UserError
from bot.runbooks.models import Input
from bot.yaml_source import did_you_mean, nearest

SHOWN = 60
_TRUE = {"true", "yes", "on", "1"}
_FALSE = {"false", "no", "off", "0"}


def typed(
    given: Mapping[str, str], wanted: Mapping[str, Input], *, again: Callable[[dict[str, str]], str]
) -> dict[str, Any]:
    """Every input with its value: what was given, else its default, durations in seconds.

    ``again`` writes the person's whole command once more with other inputs.

    Raises:
        UserError: an unknown or missing input, or a value of the wrong kind: what was wrong, what is allowed.
    """
    for name in given:
        if name not in wanted:
            raise _unknown(name, given, wanted, again)
    values: dict[str, Any] = {}
    for name, item in wanted.items():
        if name not in given and item.default is None and item.optional:
            values[name] = None
        elif name not in given and item.default is None:
            command = again({**given, name: _example(item)})
            raise UserError(f"{name} is missing: {item.help}.", next_commands=(command,))
        else:
            values[name] = _value(name, given.get(name, str(item.default)), item, given, again)
    return values


def _unknown(
    name: str, given: Mapping[str, str], wanted: Mapping[str, Input], again: Callable[[dict[str, str]], str]
) -> UserError:
    rest = {key: value for key, value in given.items() if key != name}
    near = nearest(name, [one for one in wanted if one not in given], most=1)
    command = again({**rest, near[0]: given[name]} if near else rest)
    there = f"It takes {', '.join(f'{one}=…' for one in wanted)}." if wanted else "It takes none."
    return UserError(f"There is no input {name} here. {there}", next_commands=(command,))


def problems_of(item: Input) -> Iterator[tuple[str, str]]:
    """What is wrong with an input before anybody uses it: (key, sentence)."""
    if item.pattern is not None:
        try:
            re.compile(item.pattern)
        except re.error as error:
            yield "pattern", f"not a regular expression: {error}"
            return
    for key, bound in (("min", item.min), ("max", item.max)):
        if bound is not None and (message := _unusable_bound(item, bound)):
            yield key, message
            return
    for key, value in (("default", item.default), ("example", item.example)):
        if value is not None:
            try:
                _READERS[item.type](str(value), item)
            except ValueError as error:
                yield key, f"{value!r} cannot be used: {error}"


def _unusable_bound(item: Input, bound: float | str) -> str | None:
    try:
        if item.type == "duration":
            parse(str(bound))
        elif item.type in {"integer", "number"}:
            float(bound)
        else:
            return f"a {item.type} has no bounds"
    except ValueError as error:
        return f"{bound!r} cannot be used: {error}"
    return None


def _value(name: str, text: str, item: Input, given: Mapping[str, str], again: Callable[[dict[str, str]], str]) -> Any:
    try:
        return _READERS[item.type](text, item)
    except ValueError as error:
        command = again({**given, name: _example(item)})
        raise UserError(f"{name}={_shortened(text)} cannot be used: {error}.", next_commands=(command,)) from None


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _example(item: Input) -> str:
    """A value that can be used."""
    return str(item.example or item.default or (item.choices or ["…"])[0])


def _string(text: str, item: Input) -> str:
    if item.pattern and not re.fullmatch(item.pattern, text):
        raise ValueError(item.help)
    return text


def _integer(text: str, item: Input) -> int:
    try:
        number = int(text)
    except ValueError:
        raise ValueError("it takes a whole number") from None
    return int(_within(number, item))


def _number(text: str, item: Input) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ValueError("it takes a number") from None
    if not math.isfinite(number):
        raise ValueError("it takes a number")
    return _within(number, item)


def _within(number: float, item: Input) -> float:
    low, high = (None if bound is None else float(bound) for bound in (item.min, item.max))
    if (low is not None and number < low) or (high is not None and number > high):
        if low is not None and high is not None:
            raise ValueError(f"it is between {low:.15g} and {high:.15g}")
        raise ValueError(f"it is at least {low:.15g}" if low is not None else f"it is at most {high:.15g}")
    return number


def _boolean(text: str, item: Input) -> bool:  # noqa: ARG001 -- one signature for all readers
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise ValueError("it takes yes or no")


def _duration(text: str, item: Input) -> int:
    length = parse(text)
    if (item.min is not None and length < parse(str(item.min))) or (
        item.max is not None and length > parse(str(item.max))
    ):
        raise ValueError(f"it is between {item.min or '1s'} and {item.max or 'any length'}")
    return int(length.total_seconds())


def _choice(text: str, item: Input) -> str:
    choices = item.choices or []
    if text not in choices:
        raise ValueError(f"it is one of {', '.join(choices)}{did_you_mean(text, choices).replace('`', '')}")
    return text


_READERS = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "duration": _duration,
    "choice": _choice,
}
