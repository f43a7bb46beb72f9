"""Points for a chart: fewer of them where there are too many to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from bot.charts.spec import Point


def thinned(points: Sequence[Point], most: int) -> list[Point]:
    """At most ``most`` points: of neighbours the one furthest from what is usual, so that no peak is lost.

    Neighbours that are all gaps leave a gap.
    """
    return list(points) if len(points) <= most else stretched(points, most)


def stretched(points: Sequence[Point], cells: int) -> list[Point]:
    """Exactly ``cells`` points, evenly over ``points``; with fewer points than cells, some stand twice."""
    if not points:
        return []
    known = [value for _, value in points if value is not None]
    usual = median(known) if known else 0.0
    chosen: list[Point] = []
    for cell in range(cells):
        first = cell * len(points) // cells
        group = points[first : max(first + 1, (cell + 1) * len(points) // cells)]
        measured = [(at, value) for at, value in group if value is not None]
        chosen.append(max(measured, key=lambda point: abs(point[1] - usual)) if measured else group[0])
    return chosen


def with_gaps(points: Sequence[Point], period: int) -> list[Point]:
    """``points``, each at the end of its period, with a gap wherever a period between two of them is missing.

    At its end a period's value is known; placed at its beginning, an effect would show before its cause.
    """
    filled: list[Point] = []
    for at, value in points:
        end = at + period
        if filled and end - filled[-1][0] > 1.5 * period:
            filled.append((filled[-1][0] + period, None))
        filled.append((end, value))
    return filled
