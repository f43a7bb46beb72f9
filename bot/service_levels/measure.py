"""A service level held against its metrics: from series to a verdict, with the reason in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.aws.series import MetricSeries
from bot.catalog.models import Metric, Ratio, ServiceLevel
from bot.errors import AwsError, AwsFault
from bot.service_levels import ratio, worst
from bot.service_levels.measurement import Frame, Measurement, Verdict
from bot.service_levels.needs import reading, samples_of
from bot.service_levels.statistic import Values
from bot.service_levels.tally import added

# Series or errors by the names that ``needs.reading`` gives.
Readings = Mapping[str, MetricSeries | AwsError]


def measure(level: ServiceLevel, readings: Readings, frame: Frame) -> Measurement:
    """The verdict on ``level``; ``readings`` holds everything that ``needs.needed(level)`` lists."""
    if level.unmeasured is not None:
        return Measurement(Verdict.CANNOT_TELL, f"AWS has no metric for it: {level.unmeasured}")
    if level.ratio:
        return _ratio(level, level.ratio, readings, frame)
    return _statistic(level, readings, frame)


def _ratio(level: ServiceLevel, counted: Ratio, readings: Readings, frame: Frame) -> Measurement:
    for metric in level.metrics():
        if isinstance(found := readings[reading(metric)], AwsError):
            return Measurement(Verdict.CANNOT_TELL, refusal(found))
    numerator = added(_series(counted.bad or counted.good, readings))
    total = added(_series(counted.total, readings))
    return ratio.judge(level, ratio.events_of(level, numerator, total), _period(level, readings), frame)


def _statistic(level: ServiceLevel, readings: Readings, frame: Frame) -> Measurement:
    found: list[Values] = []
    unreadable: list[str] = []
    for metric in level.statistic or []:
        values = values_of(metric, readings)
        if isinstance(values, AwsError):
            unreadable.append(refusal(values))
        else:
            found.append(values)
    return worst.judge(level, found, unreadable, _period(level, readings), frame)


def values_of(metric: Metric, readings: Readings) -> Values | AwsError:
    """A metric's values with the events behind them, or why there are none."""
    values = readings[reading(metric)]
    weights = readings.get(reading(samples_of(metric)), values)
    if isinstance(values, AwsError):
        return values
    if isinstance(weights, AwsError):
        return weights
    return Values(metric, dict(values.points), dict(weights.points))


def refusal(error: AwsError) -> str:
    """Why CloudWatch did not tell, in words that stand after "cannot tell"."""
    if error.fault is AwsFault.INVALID:
        return f"CloudWatch refused: {error.message}"
    return error.message


def _series(metrics: Iterable[Metric], readings: Readings) -> list[MetricSeries]:
    found = (readings[reading(metric)] for metric in metrics)
    return [one for one in found if isinstance(one, MetricSeries)]


def _period(level: ServiceLevel, readings: Readings) -> int:
    found = (readings[reading(metric)] for metric in level.metrics())
    return next((one.period for one in found if isinstance(one, MetricSeries)), 60)
