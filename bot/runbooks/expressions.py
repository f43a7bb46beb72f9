"""Expressions: JMESPath over ``target``, ``env``, ``inputs``, ``steps``, ``observation`` and ``result``.

``${…}`` holds one. A value that is wholly one ``${…}`` keeps its type; inside other text it becomes text.
Nothing is ever spliced into the text of an expression.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

from bot.errors import StepFailed

_HOLE = re.compile(r"\$\{((?:[^{}`'\"]|`[^`]*`|'[^']*'|\"[^\"]*\"|\{[^{}]*\})*)\}")


class Dynamic:
    """Stands, while a runbook is checked, for a value that is known only at run time."""


@lru_cache(maxsize=4096)
def compiled(expression: str) -> ParsedResult:
    """A parsed expression.

    Raises:
        ValueError: it does not parse (the message shows where), or says something else than it seems to.
    """
    try:
        parsed = jmespath.compile(expression)
    except JMESPathError as error:
        raise ValueError(f"`{expression}` does not parse: {' '.join(str(error).split())}") from None
    if _negates_too_little(parsed.parsed):
        raise ValueError(f"`{expression}`: JMESPath reads `!a.b` as `(!a).b`; write `!(a.b)`")
    return parsed


def _negates_too_little(node: Mapping[str, Any]) -> bool:
    children = [child for child in node["children"] if isinstance(child, Mapping)]
    if node["type"] in {"subexpression", "index_expression"} and children[0]["type"] == "not_expression":
        return True
    return any(_negates_too_little(child) for child in children)


def search(expression: str, scope: Mapping[str, Any]) -> Any:
    """What ``expression`` selects from ``scope``; ``None`` when it selects nothing.

    Raises:
        StepFailed: the expression meets values that it cannot work with, naming both.
    """
    try:
        return compiled(expression).search(scope)
    except JMESPathError as error:
        reason = " ".join(str(error).split())
        raise StepFailed(f"The expression `{expression}` could not be worked out: {reason}") from error


def holds(value: Any) -> bool:
    """JMESPath's own truth: null, false and what is empty are false; 0 is true."""
    return not (value is None or value is False or value in ("", [], {}))


def whole(text: str) -> str | None:
    """The expression of a value that is wholly one ``${…}``."""
    match = _HOLE.fullmatch(text)
    return match.group(1).strip() if match else None


def texts(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text inside ``value``, a tree of JSON, with its place."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from texts(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts(item, (*path, index))


def expressions(value: Any) -> Iterator[str]:
    """Every expression inside ``value``, a tree of JSON."""
    for _, text in texts(value):
        for match in _HOLE.finditer(text):
            yield match.group(1).strip()


def not_closed(text: str) -> bool:
    """Whether ``text`` has a ``${`` that is no expression and would go out as it stands."""
    return "${" in _HOLE.sub("", text)


def fill(value: Any, scope: Mapping[str, Any]) -> Any:
    """``value`` with every ``${…}`` replaced by what it selects."""
    if isinstance(value, str):
        return _fill_text(value, scope)
    if isinstance(value, Mapping):
        return {key: fill(item, scope) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, scope) for item in value]
    return value


def _fill_text(text: str, scope: Mapping[str, Any]) -> Any:
    if (expression := whole(text)) is not None:
        return search(expression, scope)
    return _HOLE.sub(lambda match: as_text(search(match.group(1).strip(), scope)), text)


def as_text(value: Any) -> str:
    """A selected value inside a sentence."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def dynamic(value: Any) -> Any:
    """``value`` with every text that holds an expression replaced by ``Dynamic``."""
    if isinstance(value, str):
        return Dynamic() if _HOLE.search(value) else value
    if isinstance(value, Mapping):
        return {key: dynamic(item) for key, item in value.items()}
    if isinstance(value, list):
        return [dynamic(item) for item in value]
    return value


def names(expression: str) -> Iterator[tuple[str, str | None]]:
    """The first one or two names of every path in an expression: ``("steps", "now")``, ``("target", "alias")``."""
    yield from _names(compiled(expression).parsed, free=True)


def _names(node: Mapping[str, Any], *, free: bool) -> Iterator[tuple[str, str | None]]:
    """``free``: names here start at the scope, not inside the result of something to the left."""
    children = node["children"]
    if node["type"] == "field":
        if free:
            yield str(node["value"]), None
        return
    if node["type"] == "subexpression":
        first, *rest = _leftmost(node)
        if first["type"] != "field":
            yield from _names(first, free=free)
        elif free:
            yield str(first["value"]), _first_name(rest[0])
        return
    if node["type"] == "expref":
        # Worked out over each element, not over the scope.
        return
    inner_is_free = node["type"] in {
        "or_expression", "and_expression", "not_expression", "comparator", "function_expression",
        "multi_select_list", "multi_select_dict", "key_val_pair",
    }  # fmt: skip
    for position, child in enumerate(children):
        if isinstance(child, Mapping):
            yield from _names(child, free=free and (inner_is_free or position == 0))


def _first_name(node: Mapping[str, Any]) -> str | None:
    """The field with which a part of a path begins: ``a`` of ``a``, ``a[0]``, ``a[1:2]``, ``a[*]``."""
    while node["type"] != "field":
        children = [child for child in node["children"] if isinstance(child, Mapping)]
        if not children or node["type"] not in _PATHS:
            return None
        node = children[0]
    return str(node["value"])


_PATHS = {"index_expression", "subexpression", "projection", "value_projection", "filter_projection", "flatten"}


def _leftmost(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for child in node["children"]:
        if child["type"] == "subexpression":
            found.extend(_leftmost(child))
        else:
            found.append(child)
    return found
