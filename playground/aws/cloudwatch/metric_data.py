"""GetMetricData ("GetMetricData", CloudWatch API reference).

Periods begin at multiples of the period since the epoch; a period is answered when it holds data. Beyond
100,800 points the answer goes on under a token.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from moto.cloudwatch.exceptions import CloudWatchException, ValidationError

from .expression import Surroundings, compute
from .metric_store import MetricKey, MetricStore
from .series import Floats
from .statistics import bucketed, is_statistic
from .timeseries import MathError, TimeSeries, Value

MOST_QUERIES = 500
MOST_POINTS = 100_800
HIGH_RESOLUTION = (1, 5, 10, 20, 30)
MINUTE = 60
_ID = re.compile(r"[a-z][a-zA-Z0-9_]*")


class InvalidNextToken(CloudWatchException):
    code = "InvalidNextToken"


@dataclass(frozen=True)
class Window:
    """start <= time < end; periods begin at origin + n * period."""

    start: float
    end: float
    origin: float = 0.0


@dataclass(frozen=True)
class Answer:
    """One query's points, times ascending."""

    query_id: str
    label: str
    series: TimeSeries


def valid_period(period: int) -> bool:
    return period in HIGH_RESOLUTION or (period >= MINUTE and period % MINUTE == 0)


def check(queries: Sequence[dict[str, Any]], window: Window) -> None:
    """Raises ValidationError as AWS words it."""
    if not queries:
        raise ValidationError("The parameter MetricDataQueries is required.")
    if len(queries) > MOST_QUERIES:
        raise ValidationError(f"The collection MetricDataQueries must not have a size greater than {MOST_QUERIES}.")
    if window.start >= window.end:
        raise ValidationError("The parameter EndTime must be greater than StartTime.")
    seen: set[str] = set()
    for number, query in enumerate(queries, start=1):
        _check_query(query, f"MetricDataQueries.member.{number}")
        if query["Id"] in seen:
            raise ValidationError(f"The values for parameter id in MetricDataQueries are not unique: {query['Id']}.")
        seen.add(query["Id"])
    if not any(query.get("ReturnData", True) for query in queries):
        raise ValidationError("At least one of the MetricDataQueries must have ReturnData set to true.")


def _check_query(query: dict[str, Any], where: str) -> None:
    name = query.get("Id", "")
    if not _ID.fullmatch(name):
        raise ValidationError(
            f"The value {name} for parameter {where}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$."
        )
    has_metric, has_expression = "MetricStat" in query, "Expression" in query
    if has_metric and has_expression:
        raise ValidationError(f"The parameters {where}.Expression and {where}.MetricStat are mutually exclusive and "
                              "you have specified both.")
    if not has_metric and not has_expression:
        raise ValidationError(f"The parameter {where}.MetricStat is required.\n")
    if has_expression:
        return
    stat = query["MetricStat"]
    if not is_statistic(stat.get("Stat", "")):
        raise ValidationError(f"The value {stat.get('Stat')} for parameter {where}.MetricStat.Stat is not supported.")
    if not valid_period(int(stat["Period"])):
        raise ValidationError(f"The value {stat['Period']} for parameter {where}.MetricStat.Period is invalid.")


class MetricData:
    """Answers the queries of one request; a query is computed once, whoever refers to it."""

    def __init__(self, store: MetricStore, queries: Sequence[dict[str, Any]], window: Window) -> None:
        self._store = store
        self._queries = {query["Id"]: query for query in queries}
        self._window = window
        self._known: dict[str, Value] = {}
        self._busy: list[str] = []
        periods = [int(query["MetricStat"]["Period"]) for query in queries if "MetricStat" in query]
        periods += [int(query["Period"]) for query in queries if query.get("Period")]
        self._period = max(periods, default=300)

    def answers(self) -> list[Answer]:
        found = []
        for query in self._queries.values():
            if not query.get("ReturnData", True):
                continue
            value = self._value(query["Id"])
            if isinstance(value, float):
                raise ValidationError(
                    f"Error in expression '{query['Id']}': The expression must return a time series, not a scalar"
                )
            label = query.get("Label") or _label(query)
            many = value if isinstance(value, list) else [value]
            found += [Answer(query["Id"], label, series) for series in many]
        return found

    def _value(self, name: str) -> Value:
        if name not in self._known:
            self._known[name] = self._compute(name)
        return self._known[name]

    def _compute(self, name: str) -> Value:
        query = self._queries.get(name)
        if query is None:
            raise MathError(f"The identifier '{name}' is not defined")
        if "MetricStat" in query:
            return self._metric(query["MetricStat"])
        if name in self._busy:
            raise ValidationError(f"Error in expression '{name}': The expression refers to itself")
        self._busy.append(name)
        try:
            return compute(query["Expression"], self._surroundings(query["Expression"]))
        except MathError as error:
            raise ValidationError(f"Error in expression '{name}': {error}") from error
        finally:
            self._busy.pop()

    def _surroundings(self, text: str) -> Surroundings:
        metrics: dict[str, TimeSeries] = {}
        if "METRICS" in text.upper():
            for name, query in self._queries.items():
                value = self._value(name) if "MetricStat" in query else None
                if isinstance(value, TimeSeries):
                    metrics[name] = value
        first = self._first(self._period)
        grid = np.arange(first, self._window.end, self._period, dtype=np.float64)
        return Surroundings(self._value, metrics, grid, self._period)

    def _metric(self, stat: dict[str, Any]) -> TimeSeries:
        metric, period = stat["Metric"], int(stat["Period"])
        dimensions = {one["Name"]: one["Value"] for one in metric.get("Dimensions") or []}
        key = MetricKey.of(metric["Namespace"], metric["MetricName"], dimensions)
        rows, unit = self._store.window(key, self._first(period), self._window.end)
        if stat.get("Unit") not in (None, unit):
            return TimeSeries(np.empty(0), np.empty(0))
        return TimeSeries(*bucketed(rows, self._window.origin, period, stat["Stat"]))

    def _first(self, period: int) -> float:
        return (self._window.start - self._window.origin) // period * period + self._window.origin


def _label(query: dict[str, Any]) -> str:
    if "MetricStat" in query:
        return str(query["MetricStat"]["Metric"]["MetricName"])
    return str(query["Id"])


def page(
    answers: Sequence[Answer], *, newest_first: bool, most: int | None, token: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """The points after those that earlier pages brought: (MetricDataResults, NextToken or None)."""
    skip, room = _from_token(token), min(most or MOST_POINTS, MOST_POINTS)
    results, passed, end = [], 0, skip + room
    for answer in answers:
        times, values = answer.series.times, answer.series.values
        if newest_first:
            times, values = times[::-1], values[::-1]
        low, high = max(skip - passed, 0), min(end - passed, len(times))
        whole = passed + len(times) <= end
        empty_here = not len(times) and (skip < passed <= end or passed == skip == 0)
        if high > low or empty_here:
            results.append(_result(answer, times[low:high], values[low:high], complete=whole))
        passed += len(times)
    return results, _to_token(end) if passed > end else None


def _result(answer: Answer, times: Floats, values: Floats, *, complete: bool) -> dict[str, Any]:
    return {
        "Id": answer.query_id,
        "Label": answer.label,
        "Timestamps": times.tolist(),
        "Values": values.tolist(),
        "StatusCode": "Complete" if complete else "PartialData",
    }


def _to_token(passed: int) -> str:
    return base64.urlsafe_b64encode(f"points:{passed}".encode()).decode()


def _from_token(token: str | None) -> int:
    if token is None:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token.encode()).decode().removeprefix("points:"))
    except (binascii.Error, ValueError) as error:
        raise InvalidNextToken("The value for parameter NextToken is invalid.") from error
