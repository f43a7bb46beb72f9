"""A small language for shapes: a rule takes a value and its JSON pointer and yields what is wrong with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One reason for a refusal, in Slack's words.

    As text: ``no more than 25 items allowed [json-pointer:/blocks/1/elements]``.
    """

    pointer: str
    reason: str

    def __str__(self) -> str:
        return f"{self.reason} [json-pointer:{self.pointer}]"


Rule = Callable[[object, str], Iterator[Problem]]


def string(*, least: int = 1, most: int | None = None, among: Sequence[str] = ()) -> Rule:
    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(pointer, "must be a string")
        elif among and value not in among:
            yield Problem(pointer, f"must be a valid enum value: {', '.join(among)}")
        elif len(value) < least:
            yield Problem(pointer, f"must be more than {least - 1} characters")
        elif most is not None and len(value) > most:
            yield Problem(pointer, f"must be less than {most + 1} characters")

    return check


def whole_number(*, least: int | None = None, most: int | None = None) -> Rule:
    def check(value: object, pointer: str) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Problem(pointer, "must be an integer")
        elif least is not None and value < least:
            yield Problem(pointer, f"must be at least {least}")
        elif most is not None and value > most:
            yield Problem(pointer, f"must be at most {most}")

    return check


def number(value: object, pointer: str) -> Iterator[Problem]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield Problem(pointer, "must be a number")


def boolean(value: object, pointer: str) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield Problem(pointer, "must be a boolean")


def listing(rule: Rule, *, least: int = 1, most: int | None = None) -> Rule:
    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(pointer, "must provide an array")
            return
        if len(value) < least:
            yield Problem(pointer, f"no less than {least} items allowed")
        if most is not None and len(value) > most:
            yield Problem(pointer, f"no more than {most} items allowed")
            return
        for index, item in enumerate(value):
            yield from rule(item, f"{pointer}/{index}")

    return check


def shape(
    kind: str | None,
    required: Mapping[str, Rule],
    optional: Mapping[str, Rule] | None = None,
    *,
    one_of: Sequence[str] = (),
) -> Rule:
    """An object with these fields and no other.

    ``kind`` is what its ``type`` must say (None: it has no type). Of ``one_of`` at least one must be there.
    """
    known = {**required, **(optional or {})}

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(pointer, "must provide an object")
            return
        if kind is not None and value.get("type") != kind:
            yield Problem(f"{pointer}/type", f"unsupported type: {value.get('type')}")
            return
        yield from _missing(value, pointer, required, one_of)
        for name, field in value.items():
            if name == "type" and kind is not None:
                continue
            if name not in known:
                yield Problem(pointer, f"invalid additional property: {name}")
            elif field is not None:
                yield from known[name](field, f"{pointer}/{name}")

    return check


def _missing(
    value: Mapping[str, object], pointer: str, required: Iterable[str], one_of: Sequence[str]
) -> Iterator[Problem]:
    for name in required:
        if value.get(name) is None:
            yield Problem(pointer, f"missing required field: {name}")
    if one_of and all(value.get(name) is None for name in one_of):
        yield Problem(pointer, f"must define either `{'` or `'.join(one_of)}`")


def by_type(rules: Mapping[str, Rule]) -> Rule:
    """Any of several objects, told apart by ``type``; another type is refused as unsupported."""

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(pointer, "must provide an object")
            return
        rule = rules.get(str(value.get("type")))
        if rule is None:
            yield Problem(f"{pointer}/type", f"unsupported type: {value.get('type')}")
            return
        yield from rule(value, pointer)

    return check


def nothing_or(rule: Rule) -> Rule:
    def check(value: object, pointer: str) -> Iterator[Problem]:
        if value is not None:
            yield from rule(value, pointer)

    return check
