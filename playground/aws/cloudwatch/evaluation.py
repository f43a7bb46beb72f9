"""What state an alarm's data puts it in ("Using Amazon CloudWatch alarms: Evaluating an alarm", "Configuring how
CloudWatch alarms treat missing data").

An alarm looks at its last complete periods; periods of a minute and more end at the last whole minute. It reaches
back a few periods further than it needs, so that a late point does not count as missing.
"""

import json
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .alarm import COMPARISONS, Alarm, State
from .metric_data import MetricData, Window
from .metric_store import MetricStore

_REACH_FURTHER = 2
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


@dataclass(frozen=True)
class Looked:
    """The points an alarm decides on, newest first: (period start, value); `missing` periods had none."""

    points: list[tuple[float, float]]
    missing: int
    start: float


def evaluate(alarm: Alarm, store: MetricStore, now: float) -> State | None:
    """The state the data asks for; None when the alarm stays as it is."""
    looked = _look(alarm, store, now)
    crosses = _OPERATORS[alarm.comparison_operator]
    breaching = [point for point in looked.points if crosses(point[1], alarm.threshold)]
    treat = alarm.treat_missing_data or "missing"
    needed = alarm.datapoints_to_alarm or alarm.evaluation_periods
    count = len(breaching) + (looked.missing if treat == "breaching" else 0)
    if count >= needed:
        value = "ALARM"
    elif not looked.points and treat == "missing":
        value = "INSUFFICIENT_DATA"
    elif not looked.points and treat == "ignore":
        return None
    else:
        value = "OK"
    if value == alarm.state_value:
        return None
    return State(value, _reason(alarm, looked, value, needed), _reason_data(alarm, looked, now))


def _look(alarm: Alarm, store: MetricStore, now: float) -> Looked:
    queries, period = _queries(alarm)
    step = min(period, 60)
    end = now // step * step
    wanted = int(alarm.evaluation_periods)
    start = end - (wanted + _REACH_FURTHER) * period
    answers = MetricData(store, queries, Window(start, end, origin=end % period)).answers()
    series = answers[0].series
    found = list(zip(series.times.tolist(), series.values.tolist(), strict=True))[::-1]
    points = found[:wanted]
    return Looked(points, wanted - len(points), end - wanted * period)


def _queries(alarm: Alarm) -> tuple[list[dict[str, Any]], int]:
    """The alarm's metrics as GetMetricData's queries, and the period in seconds."""
    if not alarm.metric_data_queries:
        metric = {
            "Namespace": alarm.namespace,
            "MetricName": alarm.metric_name,
            "Dimensions": [{"Name": one.name, "Value": one.value} for one in alarm.dimensions],
        }
        period = int(alarm.period)
        stat = {"Metric": metric, "Period": period, "Stat": alarm.statistic or alarm.extended_statistic}
        return [{"Id": "m1", "MetricStat": stat}], period
    queries = [_query(one) for one in alarm.metric_data_queries]
    periods = [int(query["MetricStat"]["Period"]) for query in queries if "MetricStat" in query]
    return queries, max(periods)


def _query(one: Any) -> dict[str, Any]:
    returned = one.return_data if isinstance(one.return_data, bool) else str(one.return_data).lower() != "false"
    query: dict[str, Any] = {"Id": one.id, "ReturnData": returned, "Label": one.label}
    if one.expression:
        return query | {"Expression": one.expression}
    metric = one.metric_stat.metric
    dimensions = [{"Name": dimension.name, "Value": dimension.value} for dimension in metric.dimensions]
    named = {"Namespace": metric.namespace, "MetricName": metric.metric_name, "Dimensions": dimensions}
    stat = {"Metric": named, "Period": int(one.metric_stat.period), "Stat": one.metric_stat.stat}
    return query | {"MetricStat": stat}


def _reason(alarm: Alarm, looked: Looked, value: str, needed: int) -> str:
    if value == "INSUFFICIENT_DATA":
        many = "datapoint was" if looked.missing == 1 else "datapoints were"
        return f"Insufficient Data: {looked.missing} {many} unknown."
    if not looked.points:
        treated = "Breaching" if alarm.treat_missing_data == "breaching" else "NonBreaching"
        return (
            f"Threshold Crossed: no datapoints were received for {looked.missing} periods and "
            f"{looked.missing} missing datapoints were treated as [{treated}]."
        )
    crosses = _OPERATORS[alarm.comparison_operator]
    deciding = [point for point in looked.points if crosses(point[1], alarm.threshold) == (value == "ALARM")]
    shown = ", ".join(f"{point} ({_moment(at):%d/%m/%y %H:%M:%S})" for at, point in deciding)
    minimum = needed if value == "ALARM" else int(alarm.evaluation_periods) - needed + 1
    verb = "was" if len(deciding) == 1 else "were"
    negated = "" if value == "ALARM" else "not "
    return (
        f"Threshold Crossed: {len(deciding)} out of the last {alarm.evaluation_periods} datapoints [{shown}] {verb} "
        f"{negated}{COMPARISONS[alarm.comparison_operator]} the threshold ({float(alarm.threshold)}) (minimum "
        f"{minimum} datapoint{'' if minimum == 1 else 's'} for {alarm.state_value} -> {value} transition)."
    )


def _reason_data(alarm: Alarm, looked: Looked, now: float) -> str:
    oldest_first = looked.points[::-1]
    data: dict[str, Any] = {"version": "1.0", "queryDate": _iso(now), "startDate": _iso(looked.start)}
    if not alarm.metric_data_queries:
        data |= {"statistic": alarm.statistic or alarm.extended_statistic, "period": int(alarm.period)}
    data["recentDatapoints"] = [value for _, value in oldest_first]
    data["threshold"] = float(alarm.threshold)
    data["evaluatedDatapoints"] = [{"timestamp": _iso(at), "value": value} for at, value in looked.points]
    return json.dumps(data)


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _iso(at: float) -> str:
    return _moment(at).isoformat(timespec="milliseconds").replace("+00:00", "+0000")
