"""The vertical axis: from zero unless that is nonsense, with a few round ticks."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bot.charts.spec import Panel

# A limit this many times above everything measured is told in words; drawn, it would press the line flat.
_FAR_ABOVE = 4.0
# A share that never falls below this is looked at from close by: 99.2 % and 99.9 % are worlds apart.
_CLOSE_LOOK = 80.0
_WHOLE = 100.0
_HEADROOM = 1.12
_NOTHING = 1e-9
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """``ticks`` as (value, text). ``limit_drawn``: whether the panel's limit lies on the axis."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    limit_drawn: bool


def scale(panel: Panel, *, most: int = 4) -> Scale:
    """The axis on which everything in ``panel`` can be seen."""
    values = [value for series in panel.series for _, value in series.points if value is not None]
    highest = max(values, default=0.0)
    limit = panel.limit.value if panel.limit else None
    drawn = limit is not None and (limit <= _FAR_ABOVE * highest or highest <= 0)
    shown = [*values, limit] if drawn and limit is not None else values
    if panel.unit == "%" and values and min(shown) >= _CLOSE_LOOK and max(shown) <= _WHOLE:
        return _close(min(shown), most, drawn)
    top, bottom = max([*shown, 0.0]) * _HEADROOM, min([*shown, 0.0])
    if top - bottom < _NOTHING:
        top = 1.0
    step = _step((top - bottom) / most)
    low = math.floor(bottom / step) * step
    high = max(top, math.ceil(max([*shown, 0.0]) / step) * step)
    if panel.unit == "%" and max([*shown, 0.0]) <= _WHOLE:
        high = min(high, 1.03 * _WHOLE)
    return Scale(low, high, _ticks(low, high, step), drawn)


def _close(lowest: float, most: int, drawn: bool) -> Scale:
    step = _step(max(_WHOLE - lowest, 0.01) / (most - 1))
    low = math.floor(lowest / step) * step
    if lowest - low < 0.1 * step:
        low -= step
    room = (_WHOLE - low) * 0.04
    return Scale(low, _WHOLE + room, _ticks(low, _WHOLE, step), drawn)


def _step(rough: float) -> float:
    """The next round number at or above ``rough``: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * size for size in _ROUND if power * size >= rough * (1 - 1e-9))


def _ticks(low: float, high: float, step: float) -> tuple[tuple[float, str], ...]:
    count = int((high - low) / step + 1e-6)
    return tuple((value, _written(value)) for value in _multiples(low, step, count))


def _multiples(low: float, step: float, count: int) -> Iterable[float]:
    for number in range(count + 1):
        yield round(low + number * step, 10)


def _written(value: float) -> str:
    """Ticks keep all their digits: 99.75 must not read as 99.8."""
    return f"{value:,.10g}"
