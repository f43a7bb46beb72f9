"""One system as the survey tells it: state, headline, details, and the tables behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.aws.series import MetricSeries
from bot.catalog.models import ServiceLevel
from bot.errors import AwsError
from bot.runbooks.actions.status_charts import wanted
from bot.runbooks.actions.status_health import Health
from bot.runbooks.actions.status_levels import Levels, level_line
from bot.runbooks.actions.status_scope import Absent, Area
from bot.service_levels.measurement import Measurement, Verdict
from bot.service_levels.quantity import spoken

Json = dict[str, Any]
State = Literal["ok", "missed", "alarm", "unhealthy", "unknown"]

_MOST_DETAILS = 6
_MOST_NAMED = 3
_MOST_LETTERS = 160


@dataclass(frozen=True)
class Examined:
    """One resource; ``short`` is ``None`` for a stack that the catalog only mentions."""

    short: str | None
    kind: str
    name: str | None
    health: Health

    @property
    def title(self) -> str:
        return self.short or self.name or self.kind

    def as_json(self) -> Json:
        """``{"short", "kind", "name", "state", "ok", "note"}``; a stack without a short name has its own."""
        health = self.health
        return {
            "short": self.title,
            "kind": self.kind,
            "name": self.name,
            "state": health.state,
            "ok": health.ok,
            "note": health.note[:_MOST_LETTERS] if health.note else None,
        }


@dataclass(frozen=True)
class Findings:
    """What was found about one area. ``trouble`` is the sentence why it could not be looked at, or ``None``.

    ``alarms``, ``metrics`` and ``changes`` are lines as described in ``Survey``.
    """

    levels: Levels
    health: list[Examined]
    alarms: list[Json]
    metrics: list[Json]
    changes: list[Json]
    readings: Mapping[str, MetricSeries | AwsError]
    trouble: str | None = None


def system_line(area: Area, found: Findings) -> Json:
    """The entry of one system in ``systems``."""
    state = _state(found)
    headline, details = _headline(found, state), list(_details(area, found))
    details = [_cut(text) for text in details[:_MOST_DETAILS]]
    return {
        "system": area.system.system,
        "title": area.system.title,
        "environment": area.environment,
        "resource": area.only,
        "state": state,
        "headline": headline,
        "details": details,
        "summary": " · ".join([headline, *details]),
        "levels": [level_line(level, measured) for level, measured in found.levels],
        "health": [examined.as_json() for examined in found.health],
        "alarms": found.alarms,
        "metrics": found.metrics,
        "changes": found.changes,
    }


def absent_line(absent: Absent) -> Json:
    """A system that does not have the environment that was asked for."""
    return {
        "system": absent.system.system,
        "title": absent.system.title,
        "environment": absent.environment,
        "resource": None,
        "state": "unknown",
        "headline": "cannot tell",
        "details": [absent.why],
        "summary": f"cannot tell · {absent.why}",
        **{name: [] for name in ("levels", "health", "alarms", "metrics", "changes")},
    }


def _state(found: Findings) -> State:
    """What people should see first. Nothing is called well of which nothing could be read."""
    if any(wanted(measured) for _, measured in found.levels):
        return "missed"
    if any(examined.health.ok is False for examined in found.health):
        return "unhealthy"
    if found.alarms:
        return "alarm"
    blind = bool(found.readings) and all(isinstance(one, AwsError) for one in found.readings.values())
    numb = bool(found.health) and all(examined.health.ok is None for examined in found.health)
    return "unknown" if found.trouble or blind or numb else "ok"


def _headline(found: Findings, state: State) -> str:
    if state == "unknown":
        return "cannot tell"
    if not found.levels:
        return {"unhealthy": "unhealthy", "alarm": "alarm"}.get(state, "healthy")
    verdicts = [measured.verdict for _, measured in found.levels]
    of = f"of {len(verdicts)}"
    if missed := verdicts.count(Verdict.MISSED):
        return f"{missed} {of} missed"
    if missed := sum(measured.now_met is False for _, measured in found.levels):
        return f"{missed} {of} missed now"
    met, open_ = verdicts.count(Verdict.MET), verdicts.count(Verdict.CANNOT_TELL)
    return f"{met} {of} met, {open_} cannot tell" if open_ else f"{met} {of} met"


def _details(area: Area, found: Findings) -> Iterator[str]:
    """What stands behind the headline, the worst first."""
    if found.trouble:
        yield found.trouble
        return
    yield from _bad(found)
    if not found.levels and area.only is None:
        yield "no SLO stated"
    yield from _untold(found.levels)
    if not any(wanted(measured) for _, measured in found.levels):
        yield from _unmeasured(found.levels)
    yield from _telling(found.metrics)
    for examined in found.health:
        if examined.health.telling:
            yield f"{examined.title}: {examined.health.note}"


def _bad(found: Findings) -> Iterator[str]:
    """Levels that are missed, resources out of order, alarms."""
    for level, measured in found.levels:
        if wanted(measured):
            yield _missed(level, measured)
    for examined in found.health:
        if examined.health.ok is False:
            yield f"{examined.title}: {examined.health.state}"
    if found.alarms:
        yield _alarms(found.alarms)


def _missed(level: ServiceLevel, measured: Measurement) -> str:
    unit = level.objective.unit
    if measured.verdict is not Verdict.MISSED:
        return f"{level.title} {_spoken(measured.now, unit)} now ({level.objective})"
    recovered = f", {_spoken(measured.now, unit)} now" if measured.now_met else ""
    return f"{level.title} {_spoken(measured.window, unit)} ({level.objective}){recovered}"


def _spoken(value: float | None, unit: str) -> str:
    return "—" if value is None else spoken(value, unit)


def _alarms(alarms: Sequence[Json]) -> str:
    names = [alarm["name"] for alarm in alarms]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{'alarms' if len(names) > 1 else 'alarm'}: {', '.join(names[:_MOST_NAMED])}{more}"


def _untold(levels: Levels) -> Iterator[str]:
    """Levels that could have a verdict and have none, together where the reason is the same."""
    by_reason: dict[str, list[str]] = {}
    for level, measured in levels:
        if measured.verdict is Verdict.CANNOT_TELL and not level.unmeasured:
            by_reason.setdefault(measured.reason or "cannot tell", []).append(level.title)
    for reason, titles in by_reason.items():
        yield f"{', '.join(titles)}: {reason}"


def _unmeasured(levels: Levels) -> Iterator[str]:
    """Levels that never have a verdict, in one line; the reasons are in the table."""
    titles = [level.title for level, _ in levels if level.unmeasured]
    if titles:
        yield f"{', '.join(titles)}: AWS has no metric for {'it' if len(titles) == 1 else 'them'}"


def _telling(metrics: Sequence[Json]) -> Iterator[str]:
    """Of the metrics without an objective: what is missing or rising, or else the first duration."""
    told = [line for line in metrics if line["note"] or line["trend"] == "rising"]
    told = told or [line for line in metrics if line["unit"] == "ms"][:1]
    for line in told:
        if line["note"]:
            yield f"{line['label']}: {line['note']}"
        else:
            rising = ", rising" if line["trend"] == "rising" else ""
            yield f"{line['label']} {_spoken(line['value'], line['unit'])}{rising}"


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"
