"""What a function did in a stretch of time: requests, errors, and how long it took.

Of a function with an alias, what counts is what the alias served: ``FunctionName`` and ``Resource``
(``name:alias``) together ("Viewing metrics for Lambda functions: Resource"). Where that has no points at all
the whole function is counted, and the result says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.aws.metric_period import period_for
from bot.aws.place import Place
from bot.aws.series import MetricQuery, MetricSeries
from bot.errors import AwsError, StepFailed
from bot.runbooks.action import Context
from bot.service_levels.statistic import over

FUNCTION = "lambda.function"
_ASKED = (("Invocations", "Sum"), ("Errors", "Sum"), ("Duration", "p95"), ("Duration", "SampleCount"))

Found = Mapping[str, MetricSeries | AwsError]
Values = dict[float, float]


@dataclass(frozen=True)
class Subject:
    """The function whose metrics are read."""

    name: str
    alias: str | None
    place: Place

    @property
    def views(self) -> dict[str, dict[str, str]]:
        """What is counted, in words, and the dimensions that count it; the most exact first."""
        whole = {"FunctionName": self.name}
        if self.alias is None:
            return {"function": whole}
        return {f"alias {self.alias}": {**whole, "Resource": f"{self.name}:{self.alias}"}, "function": whole}


def subject(context: Context, action: str) -> Subject:
    """The run's target.

    Raises:
        StepFailed: the target is not a function of one environment.
    """
    target = context.target or {}
    if target.get("kind") != FUNCTION or context.place is None:
        kind = target.get("kind", "nothing")
        raise StepFailed(f"{action} works on a function of one environment, not on {kind}.")
    return Subject(str(target["name"]), target.get("alias"), context.place)


def queries(subject: Subject, period: int, *, prefix: str = "") -> list[MetricQuery]:
    """All that a window needs, of each view."""
    return [
        MetricQuery(
            key=f"{prefix}{view}/{metric}/{stat}",
            place=subject.place,
            namespace="AWS/Lambda",
            metric=metric,
            dimensions=dimensions,
            stat=stat,
            period=period,
        )
        for view, dimensions in subject.views.items()
        for metric, stat in _ASKED
    ]


@dataclass(frozen=True)
class Counted:
    """Values by the period in which they were counted, of one view."""

    view: str
    period: int
    requests: Values
    errors: Values
    p95: Values
    weights: Values

    def percent(self) -> Iterator[tuple[float, float | None]]:
        for at, requests in self.requests.items():
            yield at, (100.0 * min(self.errors.get(at, 0.0), requests) / requests if requests > 0 else None)


def counted(found: Found, subject: Subject, period: int, *, prefix: str = "") -> Counted:
    """The most exact view that has points; the most exact one when none has.

    Raises:
        AwsError: CloudWatch refused one of the view's metrics.
    """
    views = [_view(found, view, period, prefix) for view in subject.views]
    return next((view for view in views if view.requests), views[0])


def _view(found: Found, view: str, period: int, prefix: str) -> Counted:
    values: list[Values] = []
    for metric, stat in _ASKED:
        series = found[f"{prefix}{view}/{metric}/{stat}"]
        if isinstance(series, AwsError):
            raise series
        values.append(dict(series.points))
    return Counted(view, period, *values)


def window(
    context: Context, seconds: int | None, since: float | None, until: float | None
) -> tuple[float, float]:
    """(start, end). ``seconds`` count back from ``until``, which is now when it is not given.

    Raises:
        StepFailed: the window ends before it begins.
    """
    end = min(until or context.now.timestamp(), context.now.timestamp())
    start = since if since is not None else end - (seconds or context.observation.window_seconds)
    if start >= end:
        raise StepFailed("The window that is to be measured ends before it begins.")
    return start, end


def as_seconds(value: object) -> object:
    """A moment as seconds since the epoch; AWS's own text is taken too."""
    return datetime.fromisoformat(value).timestamp() if isinstance(value, str) else value


def period_of(context: Context, start: float, end: float) -> int:
    finest = context.observation.period_seconds
    return period_for(moment(start), moment(end), context.now, finest=finest)


def moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def inside(counts: Counted, start: float, end: float, *, whole_start: bool) -> Counted:
    """Only the periods of the window. ``whole_start`` leaves out a period that began before the window."""
    first = -(-start // counts.period) * counts.period if whole_start else start - start % counts.period

    def cut(values: Values) -> Values:
        return {at: value for at, value in values.items() if first <= at < end}

    return Counted(
        counts.view,
        counts.period,
        cut(counts.requests),
        cut(counts.errors),
        cut(counts.p95),
        cut(counts.weights),
    )


def facts(counts: Counted) -> dict[str, Any]:
    """``{"measured", "period", "requests", "errors", "percent", "p95_ms"}`` of a window."""
    requests, errors = sum(counts.requests.values()), sum(counts.errors.values())
    p95 = over("p95", counts.p95, counts.weights)
    return {
        "measured": counts.view,
        "period": counts.period,
        "requests": round(requests),
        "errors": round(errors),
        "percent": round(100.0 * min(errors, requests) / requests, 4) if requests > 0 else None,
        "p95_ms": round(p95, 1) if p95 is not None else None,
    }
