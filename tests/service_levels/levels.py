"""Service levels and series as tests want them, minute by minute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from bot.aws.series import MetricSeries
from bot.catalog.models import Metric, Objective, Ratio, ServiceLevel
from bot.errors import AwsError, AwsFault, Effect
from bot.service_levels.measure import measure
from bot.service_levels.measurement import Frame, Measurement
from bot.service_levels.needs import needed, reading

MINUTE = 60
# 20 November 2026, 14:00 in Berlin.
END = 1795179600.0
START = END - 3600.0
FRAME = Frame(START, END, 300.0, ZoneInfo("Europe/Berlin"))

ERRORS = Metric(metric="Errors", of="f", stat="Sum")
CALLS = Metric(metric="Invocations", of="f", stat="Sum")
LATENCY = Metric(metric="Latency", of="api", stat="p95")


def error_rate(below: float = 1.0, minimum: int = 100) -> ServiceLevel:
    return level(Objective(below=below, unit="%"), ratio=Ratio(bad=[ERRORS], total=[CALLS]), minimum=minimum)


def availability(at_least: float = 99.0) -> ServiceLevel:
    return level(Objective(at_least=at_least, unit="%"), ratio=Ratio(bad=[ERRORS], total=[CALLS]))


def success_rate(at_least: float = 99.0) -> ServiceLevel:
    return level(Objective(at_least=at_least, unit="%"), ratio=Ratio(good=[ERRORS], total=[CALLS]))


def latency(*metrics: Metric, below: float = 500.0) -> ServiceLevel:
    return level(Objective(below=below, unit="ms"), statistic=list(metrics or [LATENCY]))


def level(objective: Objective, *, minimum: int = 100, **how: Any) -> ServiceLevel:
    return ServiceLevel(name="level", title="Level", objective=objective, minimum_samples=minimum, **how)


def series(values: Sequence[float | None] | Mapping[int, float], *, period: int = MINUTE) -> MetricSeries:
    """Values from the start of the window on, one a period; ``None`` is a period without a point."""
    items = values.items() if isinstance(values, Mapping) else enumerate(values)
    points = tuple((START + number * period, float(value)) for number, value in items if value is not None)
    return MetricSeries("k", period, points)


def refused(fault: AwsFault, message: str) -> AwsError:
    return AwsError(message, operation="cloudwatch.get_metric_data", code="X", fault=fault, effect=Effect.REJECTED)


def measured(level: ServiceLevel, **given: MetricSeries | AwsError) -> Measurement:
    """By metric name and, after two underscores, the statistic where it is not ``Sum``."""
    readings: dict[str, MetricSeries | AwsError] = {}
    for metric in needed(level):
        key = metric.metric if metric.stat == "Sum" else f"{metric.metric}__{metric.stat}"
        key = "_".join([key, *metric.dimensions.values()])
        readings[reading(metric)] = given.get(key, series([]))
    return measure(level, readings, FRAME)
