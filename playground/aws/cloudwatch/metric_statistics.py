"""GetMetricStatistics ("GetMetricStatistics", CloudWatch API reference).

Its periods begin at the start asked for, rounded down to a minute, or to the period itself under a minute.
"""

from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.exceptions import InvalidParameterCombination, InvalidParameterValue, ValidationError

from .metric_data import Window, valid_period
from .metric_store import MetricKey, MetricStore
from .statistics import PLAIN, bucketed, is_statistic

MOST_POINTS = 1440


def datapoints(
    store: MetricStore, key: MetricKey, window: Window, period: int, statistics: list[str], unit: str | None
) -> list[dict[str, Any]]:
    _check(window, period, statistics)
    step = min(period, 60)
    start = window.start // step * step
    rows, held_unit = store.window(key, start, window.end)
    if unit not in (None, held_unit):
        return []
    points: dict[float, dict[str, Any]] = {}
    for statistic in statistics:
        times, values = bucketed(rows, start, period, statistic)
        for at, value in zip(times.tolist(), values.tolist(), strict=True):
            moment = datetime.fromtimestamp(at, UTC)
            point = points.setdefault(at, {"Timestamp": moment, "Unit": held_unit})
            if statistic in PLAIN:
                point[statistic] = value
            else:
                point.setdefault("ExtendedStatistics", {})[statistic] = value
    return list(points.values())


def _check(window: Window, period: int, statistics: list[str]) -> None:
    if not statistics:
        raise InvalidParameterCombination("Must specify either Statistics or ExtendedStatistics")
    for statistic in statistics:
        if not is_statistic(statistic):
            raise InvalidParameterValue(f"The value {statistic} for parameter Statistics is not supported.")
    if not valid_period(period):
        raise ValidationError(f"The value {period} for parameter Period is invalid: a multiple of 60 is expected.")
    if window.start >= window.end:
        raise InvalidParameterValue(
            "The parameter StartTime must be less than the parameter EndTime."
        )
    asked = int((window.end - window.start) / period)
    if asked > MOST_POINTS:
        raise InvalidParameterCombination(
            f"You have requested up to {asked:,} datapoints, which exceeds the limit of {MOST_POINTS:,}. You may "
            "reduce the datapoints requested by increasing Period, or decreasing the time range."
        )
