"""A chart for each service level that is missed, with the releases of the time marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.aws.series import MetricSeries
from bot.catalog.models import ServiceLevel
from bot.charts.comparison import change_chart
from bot.charts.points import thinned, with_gaps
from bot.charts.spec import ChartSpec, Limit, Mark, Panel, Point, Series
from bot.charts.words import chart
from bot.errors import AwsError
from bot.runbooks.actions.status_changes import Change
from bot.runbooks.actions.status_scope import Area
from bot.service_levels.measurement import Measurement, Verdict

MOST_CHARTS = 6
_MOST_MARKS = 4
# A journal's entry holds 60 kB, and a point is some twenty letters: six charts of one line, or two of four.
_MOST_POINTS = 120


def level_chart(
    area: Area, level: ServiceLevel, found: Measurement, changes: Sequence[Change], timezone: str
) -> ChartSpec | None:
    """The level over the window; ``None`` where nothing was measured."""
    lines = [
        Series(label=line.label, points=[(at, _short(v)) for at, v in thinned(line.points, _MOST_POINTS)])
        for line in found.lines
        if line.points
    ]
    if not lines:
        return None
    limit = Limit(value=level.objective.bound, label=f"objective {level.objective}")
    panel = Panel(label=level.title, unit=level.objective.unit, series=lines, limit=limit)
    title = f"{level.title} · {area.system.system} {area.environment}"
    return chart(title, [panel], marks(area, changes), timezone=timezone)


def function_chart(
    area: Area,
    known: Mapping[str, MetricSeries | AwsError],
    changes: Sequence[Change],
    timezone: str,
    now: float,
) -> ChartSpec | None:
    """Errors and duration of the one function that is asked about; ``None`` for anything else.

    A period that is not over at ``now`` is left out.
    """
    resource = area.resources.get(area.only) if area.only else None
    if resource is None or resource.kind != "lambda.function":
        return None
    names = (f"{area.only}/{tail}" for tail in ("Invocations/Sum", "Errors/Sum", "Duration/p95"))
    requests, errors, p95 = (known.get(name) for name in names)
    if not (isinstance(requests, MetricSeries) and isinstance(errors, MetricSeries) and requests.points):
        return None
    failed = dict(errors.points)
    shares = {at: 100.0 * min(failed.get(at, 0.0), n) / n for at, n in requests.points if n > 0}
    slow = dict(p95.points) if isinstance(p95, MetricSeries) else {}
    title = f"{area.only} · {area.system.system} {area.environment}"
    return change_chart(
        title,
        _line(shares, requests.period, now),
        _line(slow, requests.period, now),
        marks(area, changes),
        timezone=timezone,
    )


def _line(values: Mapping[float, float], period: int, now: float) -> list[Point]:
    over = [(at, _short(value)) for at, value in sorted(values.items()) if at + period <= now]
    return thinned(with_gaps(over, period), _MOST_POINTS)


def marks(area: Area, changes: Sequence[Change]) -> list[Mark]:
    """The newest releases of the system."""
    releases = [c for c in changes if c.release and c.system == area.system.system]
    newest = sorted(releases, key=lambda change: change.at)[-_MOST_MARKS:]
    return [Mark(at=change.at, label=change.mark) for change in newest]


def wanted(found: Measurement) -> bool:
    """Missed over the window, or now."""
    return found.verdict is Verdict.MISSED or found.now_met is False


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.5g}")
