"""The verdict on a level that names one or several metrics: the worst of them is held against the objective.

One metric that misses is a miss, whatever the others do. One that cannot be read leaves open what the others
do not settle. One with fewer than ``minimum_samples`` events decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.catalog.models import ServiceLevel
from bot.service_levels.measurement import Frame, Line, Measurement, Verdict, recent_needed
from bot.service_levels.needs import label
from bot.service_levels.quantity import count, span, spoken
from bot.service_levels.statistic import Values
from bot.service_levels.tally import missing_since, since, spread

# A picture holds six lines (bot/charts/spec.py).
_LINES = 6


@dataclass(frozen=True)
class _Sorted:
    """A level's metrics by what they can tell. ``late``: (metric, the moment since which it is silent)."""

    seen: list[Values]
    enough: list[Values]
    fresh: list[Values]
    late: list[tuple[Values, float]]


def judge(
    level: ServiceLevel, found: Sequence[Values], unreadable: Sequence[str], period: int, frame: Frame
) -> Measurement:
    """``unreadable``: the reasons, as finished words, why further metrics of the level could not be read."""
    metrics = _sorted(level, found, period, frame)
    measured = _measured(level, metrics, period, frame)
    if metrics.fresh and measured.window is not None and not level.objective.met_by(measured.window):
        return replace(measured, verdict=Verdict.MISSED, reason=_missed(level, measured, frame))
    if (why := _open(level, metrics, unreadable, frame)) is not None:
        return replace(measured, reason=why)
    return replace(measured, verdict=Verdict.MET, reason=_met(level, measured, frame))


def _sorted(level: ServiceLevel, found: Sequence[Values], period: int, frame: Frame) -> _Sorted:
    seen = [values for values in found if values.values]
    enough = [values for values in seen if values.samples >= level.minimum_samples]
    silent = [(values, missing_since(values.values, period, frame)) for values in enough]
    return _Sorted(
        seen,
        enough,
        fresh=[values for values, at in silent if at is None],
        late=[(values, at) for values, at in silent if at is not None],
    )


def _measured(level: ServiceLevel, metrics: _Sorted, period: int, frame: Frame) -> Measurement:
    """The numbers, of the metrics that can tell or else of those that are there; no verdict yet."""
    shown = metrics.fresh or metrics.enough or metrics.seen
    if not shown:
        return Measurement(Verdict.CANNOT_TELL)
    recent_start = frame.recent_since(period)
    deciding = max(shown, key=lambda values: _badness(level, values.over(frame.start - period)))
    now = max((values.over(recent_start) for values in shown), key=lambda value: _badness(level, value))
    return Measurement(
        Verdict.CANNOT_TELL,
        now=now,
        window=deciding.over(frame.start - period),
        now_met=_now_met(level, metrics.fresh, recent_start),
        samples=round(deciding.samples),
        trend=deciding.trend(frame),
        lines=tuple(_line(values, period, frame) for values in metrics.seen[:_LINES]),
    )


def _line(values: Values, period: int, frame: Frame) -> Line:
    return Line(label(values.metric), spread(values.values, period, frame))


def _badness(level: ServiceLevel, value: float | None) -> float:
    if value is None:
        return float("-inf")
    return -value if level.objective.at_least is not None else value


def _now_met(level: ServiceLevel, fresh: Sequence[Values], recent_start: float) -> bool | None:
    verdicts = [
        level.objective.met_by(value)
        for values in fresh
        if sum(since(values.weights, recent_start).values()) >= recent_needed(level.minimum_samples)
        and (value := values.over(recent_start)) is not None
    ]
    return all(verdicts) if verdicts else None


def _open(level: ServiceLevel, metrics: _Sorted, unreadable: Sequence[str], frame: Frame) -> str | None:
    """Why it cannot be told whether the level is met; ``None`` when it can."""
    if unreadable:
        return unreadable[0]
    if metrics.late:
        return f"metric missing since {frame.clock(min(at for _, at in metrics.late))}"
    if not metrics.seen:
        return "no data: no traffic, or the metric is missing"
    if not metrics.enough:
        samples = max(values.samples for values in metrics.seen)
        return f"only {count(samples)} requests, at least {count(level.minimum_samples)} are needed"
    return None


def _missed(level: ServiceLevel, measured: Measurement, frame: Frame) -> str | None:
    if not measured.now_met or measured.now is None:
        return None
    return f"met again in the last {span(frame.recent_seconds)}: {spoken(measured.now, level.objective.unit)}"


def _met(level: ServiceLevel, measured: Measurement, frame: Frame) -> str | None:
    if measured.now_met is not False or measured.now is None:
        return None
    return f"but {spoken(measured.now, level.objective.unit)} in the last {span(frame.recent_seconds)}"
