"""A chart for each service level that is missed, with the releases of the time marked."""

from __future__ import annotations

from collections.abc import Sequence

from bot.catalog.models import ServiceLevel
from bot.charts.points import thinned
from bot.charts.spec import ChartSpec, Limit, Mark, Panel, Series
from bot.charts.words import chart
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
