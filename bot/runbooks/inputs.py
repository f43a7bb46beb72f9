"""What a person typed for a runbook's inputs, as the types that the runbook asks for."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from bot.duration import parse
from bot.errors import UserError
from bot.runbooks.models import Input
from bot.yaml_source import did_you_mean

_TRUE = {"true", "yes", "on", "1"}
_FALSE = {"false", "no", "off", "0"}


def typed(given: Mapping[str, str], wanted: Mapping[str, Input], *, command: str) -> dict[str, Any]:
    """Every input with its value: what was given, else its default, durations in seconds.

    ``command`` is what to type again, ``/ops rollback create-item --env prod``.

    Raises:
        UserError: an unknown or missing input, or a value of the wrong kind: what was wrong, what is allowed.
    """
    for name in given:
        if name not in wanted:
            near = did_you_mean(name, list(wanted))
            there = f"It takes {', '.join(f'{n}=…' for n in wanted)}." if wanted else "It takes none."
            raise UserError(f"There is no input {name} here{near.replace('`', '')}. {there}", next_commands=(command,))
    values: dict[str, Any] = {}
    for name, item in wanted.items():
        if name in given:
            values[name] = _value(name, given[name], item, command)
        elif item.default is not None:
            values[name] = (
                _value(name, str(item.default), item, command) if isinstance(item.default, str) else item.default
            )
        elif item.optional:
            values[name] = None
        else:
            example = item.example or (item.choices or ["…"])[0]
            raise UserError(f"{name} is missing: {item.help}.", next_commands=(f"{command} {name}={example}",))
    return values


def _value(name: str, text: str, item: Input, command: str) -> Any:
    try:
        return _READERS[item.type](text, item)
    except ValueError as error:
        example = item.example or item.default or (item.choices or [""])[0]
        again = (f"{command} {name}={example}",) if example else (command,)
        raise UserError(f"{name}={text} cannot be used: {error}.", next_commands=again) from None


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
            raise ValueError(f"it is between {low:g} and {high:g}")
        raise ValueError(f"it is at least {low:g}" if low is not None else f"it is at most {high:g}")
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
