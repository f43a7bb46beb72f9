"""Service levels and health metrics of the surveyed systems: what to ask CloudWatch, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.aws.series import MetricQuery, MetricSeries
from bot.catalog.metrics import METRICS, metric_identity, unit_of
from bot.catalog.models import Metric, Resource, ServiceLevel
from bot.errors import AwsError, AwsFault, Effect
from bot.runbooks.actions.status_scope import Area
from bot.service_levels.measure import measure, refusal, values_of
from bot.service_levels.measurement import Frame, Measurement
from bot.service_levels.needs import needed, needed_for, reading
from bot.service_levels.tally import missing_since
from bot.service_levels.trend import Trend

Json = dict[str, Any]
Resolved = Mapping[str, Resource | AwsError]
Found = Mapping[str, MetricSeries | AwsError]
Levels = Sequence[tuple[ServiceLevel, Measurement]]

# What is shown of a resource that somebody asks about by itself: (metric, stat), by its kind.
TELLING: Mapping[str, tuple[tuple[str, str], ...]] = {
    "lambda.function": (
        ("Invocations", "Sum"),
        ("Errors", "Sum"),
        ("Throttles", "Sum"),
        ("Duration", "p95"),
    ),
    "apigateway.rest_api": (("Count", "Sum"), ("5XXError", "Sum"), ("4XXError", "Sum"), ("Latency", "p95")),
    "apigatewayv2.api": (("Count", "Sum"), ("5xx", "Sum"), ("4xx", "Sum"), ("Latency", "p95")),
    "dynamodb.table": (
        ("ConsumedReadCapacityUnits", "Sum"),
        ("ConsumedWriteCapacityUnits", "Sum"),
        ("ReadThrottleEvents", "Sum"),
        ("WriteThrottleEvents", "Sum"),
    ),
    "sqs.queue": (
        ("ApproximateNumberOfMessagesVisible", "Maximum"),
        ("ApproximateAgeOfOldestMessage", "Maximum"),
        ("NumberOfMessagesSent", "Sum"),
    ),
    "stepfunctions.state_machine": (
        ("ExecutionsStarted", "Sum"),
        ("ExecutionsFailed", "Sum"),
        ("ExecutionTime", "p95"),
    ),
}
_STATS = {"Average": "average ", "Maximum": "highest ", "Minimum": "lowest ", "Sum": "", "SampleCount": ""}


def shown_metrics(area: Area) -> list[Metric]:
    """The metrics that are shown by themselves: of one resource, or where no service level is stated."""
    stated = [metric for metric in area.system.health if area.only in {None, metric.of}]
    if area.only is None:
        return [] if area.system.service_levels else stated
    resource = area.resources.get(area.only)
    telling = TELLING.get(resource.kind, ()) if resource else ()
    known = {(metric.metric, metric.stat) for metric in stated}
    added = [Metric(metric=m, of=area.only, stat=s) for m, s in telling if (m, s) not in known]
    return [*added, *stated]


def asked(area: Area) -> list[Metric]:
    """Everything that the area needs from CloudWatch, each metric once."""
    metrics = [metric for level in area.levels for metric in needed(level)]
    metrics += needed_for(shown_metrics(area))
    return list({reading(metric): metric for metric in metrics}.values())


def queries(area: Area, resolved: Resolved, period: int) -> Iterator[MetricQuery]:
    """The queries of the area; metrics of resources whose name is not known are left out."""
    for metric in asked(area):
        resource = resolved.get(metric.of)
        if isinstance(resource, Resource) and _has_identity(resource):
            namespace, name, dimensions = metric_identity(resource, metric, area.place)
            key = key_of(area, metric)
            yield MetricQuery(key, area.place, namespace, name, dimensions, metric.stat, period)


def key_of(area: Area, metric: Metric) -> str:
    return f"{area.system.system}/{reading(metric)}"


def _has_identity(resource: Resource) -> bool:
    """CloudWatch counts some kinds by an id; while that is only an example, there is nothing to ask by."""
    kind = METRICS.get(resource.kind)
    return kind is not None and (kind.identity != "id" or resource.known_id is not None)


def readings(area: Area, resolved: Resolved, found: Found) -> dict[str, MetricSeries | AwsError]:
    """The area's series by the names that measuring uses, with an error for what could not be asked."""
    return {
        reading(metric): found.get(key_of(area, metric)) or _unasked(area, resolved, metric)
        for metric in asked(area)
    }


def _unasked(area: Area, resolved: Resolved, metric: Metric) -> AwsError:
    resource = resolved.get(metric.of)
    if isinstance(resource, AwsError):
        return resource
    return AwsError(
        f"{metric.of} of {area.system.system} is not in {area.environment}, or its id is not known.",
        operation="cloudwatch.get_metric_data",
        code="NotAsked",
        fault=AwsFault.NOT_FOUND,
        effect=Effect.NOT_SENT,
    )


def measured(area: Area, known: Found, frame: Frame) -> list[tuple[ServiceLevel, Measurement]]:
    return [(level, measure(level, known, frame)) for level in area.levels]


def level_line(level: ServiceLevel, found: Measurement) -> Json:
    """One row of a system's table, as described in ``Survey``."""
    return {
        "name": level.name,
        "title": level.title,
        "objective": str(level.objective),
        "unit": level.objective.unit,
        "now": _rounded(found.now),
        "window": _rounded(found.window),
        "verdict": found.verdict.value,
        "reason": found.reason,
        "trend": found.trend.value if found.trend else None,
        "means": _means(level, found.trend),
        "now_met": found.now_met,
        "samples": found.samples,
        "failed": found.failed,
    }


def _means(level: ServiceLevel, trend: Trend | None) -> str | None:
    """Whether a trend is for better or worse: of an availability, falling is worse."""
    if trend in {None, Trend.STEADY}:
        return None
    higher_is_better = level.objective.at_least is not None
    return "better" if (trend is Trend.RISING) == higher_is_better else "worse"


def metric_line(area: Area, metric: Metric, known: Found, frame: Frame) -> Json:
    """``{"label", "value", "unit", "trend", "note"}`` of a metric that no objective judges."""
    line: Json = {"label": _label(metric), "value": None, "unit": _unit(area, metric), "trend": None}
    values = values_of(metric, known)
    if isinstance(values, AwsError):
        return {**line, "note": refusal(values)}
    line["note"] = None
    series = known[reading(metric)]
    period = series.period if isinstance(series, MetricSeries) else 60
    missing = missing_since(values.values, period, frame)
    trend = values.trend(frame)
    line["value"] = _rounded(values.over(frame.start - period))
    line["trend"] = trend.value if trend and missing is None else None
    if missing is not None:
        line["note"] = f"metric missing since {frame.clock(missing)}"
    elif not values.values:
        line["note"] = "no data"
    return line


def _unit(area: Area, metric: Metric) -> str:
    resource = area.resources.get(metric.of)
    unit = unit_of(resource.kind, metric.metric) if resource else "count"
    return "" if unit == "count" or metric.stat == "SampleCount" else unit


def _label(metric: Metric) -> str:
    """``p95 latency of todo-api``, ``query successful request latency of todos``."""
    stat = _STATS.get(metric.stat, f"{metric.stat} ")
    more = "".join(f"{_in_words(value)} " for _, value in sorted(metric.dimensions.items()))
    return f"{stat}{more}{_in_words(metric.metric)} of {metric.of}"


def _in_words(name: str) -> str:
    """``5XXError`` as ``5xx errors``, ``SuccessfulRequestLatency`` as ``request latency``."""
    plain = name.removeprefix("Successful").removeprefix("Approximate")
    if (status := re.fullmatch(r"([45])(?:XX|xx)(?:Error)?", plain)) is not None:
        return f"{status[1]}xx errors"
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", plain).lower()


def _rounded(value: float | None) -> float | None:
    """Six digits: more than anybody reads, fewer than binary fractions write."""
    return None if value is None else float(f"{value:.6g}")
