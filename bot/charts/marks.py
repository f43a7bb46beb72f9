"""Where the labels of a chart's moments stand, so that none hides another and no line runs through one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

_GAP = 10.0
# More labels than this are numbers on the chart and words below it.
MOST_LABELS = 4


@dataclass(frozen=True)
class Flag:
    """A label of ``width`` for the moment at ``x``, both in pixels from the left edge of the axes."""

    x: float
    width: float


@dataclass(frozen=True)
class Place:
    """``row`` counts upwards from the axes; the label stands to the ``left`` or ``right`` of its line's foot."""

    row: int
    side: Literal["left", "right"]


def placed(flags: Sequence[Flag], room: float) -> list[Place] | None:
    """A place for each label within ``room`` pixels, in as few rows as possible; ``None`` when there is none."""
    if len(flags) > MOST_LABELS:
        return None
    sides = [list(_sides(flag, room)) for flag in flags]
    for rows in range(1, len(flags) + 1):
        for choice in product(product(range(rows), repeat=len(flags)), product(*sides)):
            places = [Place(row, side) for row, side in zip(*choice, strict=True)]
            if _clear(flags, places):
                return places
    return None if flags else []


def _sides(flag: Flag, room: float) -> Iterator[Literal["left", "right"]]:
    if flag.x + flag.width <= room:
        yield "right"
    if flag.x - flag.width >= 0:
        yield "left"


def _clear(flags: Sequence[Flag], places: Sequence[Place]) -> bool:
    spans = [_span(flag, place) for flag, place in zip(flags, places, strict=True)]
    for i, (left, right) in enumerate(spans):
        for j, flag in enumerate(flags):
            if i == j:
                continue
            crossed = places[j].row > places[i].row and left - _GAP < flag.x < right + _GAP
            beside = places[j].row == places[i].row
            overlaps = beside and spans[j][0] < right + _GAP and left < spans[j][1] + _GAP
            if crossed or overlaps:
                return False
    return True


def _span(flag: Flag, place: Place) -> tuple[float, float]:
    return (flag.x, flag.x + flag.width) if place.side == "right" else (flag.x - flag.width, flag.x)


def spread(positions: Sequence[float], distance: float, low: float, high: float) -> list[float]:
    """``positions`` moved as little as needed to lie ``distance`` apart within ``low`` and ``high``, in order."""
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    moved = list(positions)
    for before, this in zip(order, order[1:], strict=False):
        moved[this] = max(moved[this], moved[before] + distance)
    if order and moved[order[-1]] > high:
        moved[order[-1]] = high
        for this, after in zip(order[-2::-1], order[:0:-1], strict=False):
            moved[this] = min(moved[this], moved[after] - distance)
    return [max(low, value) for value in moved]
