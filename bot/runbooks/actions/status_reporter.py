"""What a survey says: words, tables and charts of what was gathered. It asks AWS nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.charts.clock import zone
from bot.charts.spec import ChartSpec
from bot.errors import AwsError
from bot.runbooks.action import Context
from bot.runbooks.actions import status_alarms, status_health
from bot.runbooks.actions.status_charts import MOST_CHARTS, function_chart, level_chart, wanted
from bot.runbooks.actions.status_freshness import freshness
from bot.runbooks.actions.status_gathering import Gathered
from bot.runbooks.actions.status_history import history
from bot.runbooks.actions.status_levels import measured, metric_line, readings, shown_metrics
from bot.runbooks.actions.status_report import Examined, Findings, system_line
from bot.runbooks.actions.status_scope import Area
from bot.service_levels.measurement import Frame

Json = dict[str, Any]

_HOUR = 3_600
_MOST_CHANGES = 8


@dataclass(frozen=True)
class Asked:
    """Over which time, and in which zone times are named; ``None``: the systems' own."""

    since_seconds: int
    timezone: str | None


@dataclass(frozen=True)
class _Alarm:
    area: Area
    line: Json


class Reporter:
    def __init__(self, areas: Sequence[Area], gathered: Gathered, asked: Asked, context: Context) -> None:
        self._areas = areas
        self._gathered = gathered
        self._asked = asked
        self._context = context
        self._now = context.now.timestamp()
        self._history = history(areas, gathered)
        self.other_alarms: list[str] = []
        self._alarms = list(self._owned_alarms())
        self._readings = {
            area.system.system: readings(area, gathered.resolved[area.system.system], gathered.series)
            for area in areas
        }
        self._levels = {
            area.system.system: measured(area, self._readings[area.system.system], self._frame(area))
            for area in areas
        }

    def systems(self) -> list[Json]:
        return [system_line(area, self._findings(area)) for area in self._areas]

    def changes(self) -> list[Json]:
        lately = [change for change in self._history if change.at >= self._now - _HOUR]
        return [change.as_json() for change in lately[: 2 * _MOST_CHANGES]]

    def freshness(self) -> str:
        names = {self._timezone(area) for area in self._areas}
        where = zone(names.pop() if len(names) == 1 else "UTC")
        return freshness(self._areas, self._gathered, self._context.now, where)

    def charts(self) -> Iterator[ChartSpec]:
        """One for each level that is missed; for a single function its errors and duration."""
        drawn = 0
        for area in self._areas:
            known = self._readings[area.system.system]
            spec = function_chart(area, known, self._history, self._timezone(area), self._now)
            if spec is not None:
                yield spec
            for level, found in self._levels[area.system.system]:
                if drawn < MOST_CHARTS and wanted(found):
                    chart = level_chart(area, level, found, self._history, self._timezone(area))
                    drawn += chart is not None
                    if chart is not None:
                        yield chart

    def _findings(self, area: Area) -> Findings:
        system = area.system.system
        trouble = self._gathered.unreachable.get(area.place)
        known, frame = self._readings[system], self._frame(area)
        mine = [c for c in self._history if c.system == system and c.at >= self._now - _HOUR]
        return Findings(
            levels=self._levels[system],
            health=[] if trouble else list(self._examined(area)),
            alarms=[alarm.line for alarm in self._alarms if alarm.area is area],
            metrics=[metric_line(area, metric, known, frame) for metric in shown_metrics(area)],
            changes=[change.as_json() for change in mine[:_MOST_CHANGES]],
            readings=known,
            trouble=trouble.message if trouble else None,
        )

    def _examined(self, area: Area) -> Iterator[Examined]:
        system = area.system.system
        for short, resource in self._gathered.resolved[system].items():
            if isinstance(resource, AwsError) and short in area.watched():
                catalogued = area.resources[short]
                health = status_health.unreadable(resource)
                yield Examined(short, catalogued.kind, catalogued.name or catalogued.logical_id, health)
        for looked in self._gathered.looked.get(system, []):
            health = status_health.health(looked.resource, looked.answer)
            yield Examined(looked.short, looked.resource.kind, looked.resource.name, health)

    def _owned_alarms(self) -> Iterator[_Alarm]:
        """Every firing alarm with its area; those of nobody go to ``other_alarms``."""
        for place, answer in self._gathered.alarms.items():
            if isinstance(answer, AwsError):
                continue
            here = [
                (area, self._gathered.resolved[area.system.system]) for area in self._areas if area.place == place
            ]
            for alarm in status_alarms.firing(answer):
                owner = status_alarms.owner(alarm, here)
                if owner is None:
                    self.other_alarms.append(str(alarm["AlarmName"]))
                elif owner[0].only in {None, owner[1]}:
                    yield _Alarm(owner[0], status_alarms.line(alarm, owner[1]))

    def _frame(self, area: Area) -> Frame:
        recent = self._context.observation.recent_seconds
        return Frame(self._now - self._asked.since_seconds, self._now, recent, zone(self._timezone(area)))

    def _timezone(self, area: Area) -> str:
        return self._asked.timezone or area.system.timezone
