"""Where the words of a chart's moments stand, so that none hides another and no line runs through one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

_GAP = 12.0
# More than this are numbers on the chart and words below it.
MOST_WORDS = 4


@dataclass(frozen=True)
class Flag:
    """The words of the moment at ``x``, ``width`` wide; both in pixels."""

    x: float
    width: float


@dataclass(frozen=True)
class Place:
    """``row`` counts upwards from the axes; the words begin at ``left``.

    ``over``: they stand over their line, which ends below them, and not beside it.
    """

    row: int
    left: float
    over: bool = False


def placed(flags: Sequence[Flag], first: float, last: float) -> list[Place] | None:
    """A place for each flag between ``first`` and ``last``, in as few rows as possible.

    ``None`` when there is none, or when they are too many to be read there.
    """
    if len(flags) > MOST_WORDS:
        return None
    options = [list(_options(flag, first, last)) for flag in flags]
    for rows in range(1, len(flags) + 1):
        for choice in product(product(range(rows), repeat=len(flags)), product(*options)):
            places = [Place(row, left, over) for row, (left, over) in zip(*choice, strict=True)]
            if _clear(flags, places):
                return places
    return None if flags else []


def _options(flag: Flag, first: float, last: float) -> Iterator[tuple[float, bool]]:
    """(left edge, over the line): right of the line, left of it, over it."""
    if flag.x + _GAP + flag.width <= last:
        yield flag.x + _GAP, False
    if flag.x - _GAP - flag.width >= first:
        yield flag.x - _GAP - flag.width, False
    if flag.width <= last - first:
        yield min(max(flag.x - flag.width / 2, first), last - flag.width), True


def _clear(flags: Sequence[Flag], places: Sequence[Place]) -> bool:
    for i, (flag, place) in enumerate(zip(flags, places, strict=True)):
        left, right = place.left - _GAP, place.left + flag.width + _GAP
        for j, (other, there) in enumerate(zip(flags, places, strict=True)):
            if i == j:
                continue
            crossed = left < other.x < right and (
                there.row > place.row or (there.row == place.row and not there.over)
            )
            beside = there.row == place.row
            overlaps = beside and there.left < right and place.left - _GAP < there.left + other.width
            if crossed or overlaps:
                return False
    return True


def spread(positions: Sequence[float], distance: float, low: float, high: float) -> list[float]:
    """``positions`` moved apart to ``distance``, in order, between ``low`` and ``high`` where they fit."""
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    moved = [max(low, position) for position in positions]
    for before, this in pairwise(order):
        moved[this] = max(moved[this], moved[before] + distance)
    if order and moved[order[-1]] > high:
        moved[order[-1]] = high
        for after, this in pairwise(reversed(order)):
            moved[this] = min(moved[this], moved[after] - distance)
    return [max(low, value) for value in moved]
