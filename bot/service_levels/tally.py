"""Series of counts and of values, added up and cut to a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.aws.series import MetricSeries
from bot.service_levels.measurement import LATE_SECONDS, Frame

Points = Mapping[float, float]

# Silence is told from rare events by what came before it: a point in most periods, and a handful of them.
_DENSE_SHARE = 0.8
_DENSE_POINTS = 5


def added(series: Iterable[MetricSeries]) -> dict[float, float]:
    """The sum of several series, period by period, ascending; a period that none of them has stays out."""
    total: dict[float, float] = {}
    for one in series:
        for at, value in one.points:
            total[at] = total.get(at, 0.0) + value
    return dict(sorted(total.items()))


def since(points: Points, start: float) -> dict[float, float]:
    """The points whose period begins at ``start`` or later."""
    return {at: value for at, value in points.items() if at >= start}


def missing_since(points: Points, period: int, frame: Frame) -> float | None:
    """The moment from which a metric that came steadily is silent for longer than ten minutes, or ``None``.

    A metric that only comes with rare events is silent in between; that is not missing.
    """
    if not points:
        return None
    times = sorted(points)
    stopped = times[-1] + period
    if frame.end - stopped <= LATE_SECONDS:
        return None
    periods = round((stopped - times[0]) / period)
    dense = len(times) >= _DENSE_POINTS and len(times) >= _DENSE_SHARE * periods
    return stopped if dense else None


def spread(points: Points, period: int, frame: Frame) -> tuple[tuple[float, float | None], ...]:
    """``points`` for a chart, with ``None`` wherever a period of the window has no point.

    Each stands at the *end* of its period: there its value is known, and no effect shows before its cause. A
    period that is not over yet is left out, unless there is nothing else. Publishing takes a while, so the last
    two periods are no gap yet.
    """
    if not points:
        return ()
    origin = min(points)
    first = origin - ((origin - frame.start) // period) * period
    over = [at for at in points if at + period <= frame.end] or list(points)
    last = max([*over, frame.end - 3 * period])
    count = int((last - first) // period) + 1
    return tuple((first + (n + 1) * period, points.get(first + n * period)) for n in range(count))
