"""What a step ``chart: [errors, duration]`` draws: the target's metrics over the last hour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from pydantic import Field

from bot.aws import metrics
from bot.aws.metric_period import period_for
from bot.aws.place import Place
from bot.aws.series import MetricQuery, MetricSeries
from bot.catalog.metrics import metric_identity
from bot.catalog.models import Metric, Resource
from bot.catalog.physical import resolved
from bot.charts.points import thinned, with_gaps
from bot.charts.spec import Panel, Point, Series
from bot.charts.words import chart
from bot.errors import AwsError, StepFailed
from bot.runbooks.action import Context, Params

_HOUR = timedelta(hours=1)
_MOST_PANELS = 3
_MOST_POINTS = 120


@dataclass(frozen=True)
class Drawn:
    """A metric under the name that runbooks use. ``over``: in percent of that metric's sum."""

    label: str
    unit: str
    metric: str
    stat: str
    over: str | None = None


_REST = {
    "requests": Drawn("Requests", "a minute", "Count", "Sum"),
    "errors": Drawn("Server errors", "%", "5XXError", "Sum", over="Count"),
    "client_errors": Drawn("Client errors", "%", "4XXError", "Sum", over="Count"),
    "latency": Drawn("Latency p95", "ms", "Latency", "p95"),
}
DRAWN: Mapping[str, Mapping[str, Drawn]] = {
    "lambda.function": {
        "invocations": Drawn("Invocations", "a minute", "Invocations", "Sum"),
        "errors": Drawn("Errors", "%", "Errors", "Sum", over="Invocations"),
        "duration": Drawn("Duration p95", "ms", "Duration", "p95"),
        "throttles": Drawn("Throttles", "a minute", "Throttles", "Sum"),
        "concurrency": Drawn("Concurrent executions", "at once", "ConcurrentExecutions", "Maximum"),
    },
    "apigateway.rest_api": _REST,
    "apigatewayv2.api": {
        **_REST,
        "errors": Drawn("Server errors", "%", "5xx", "Sum", over="Count"),
        "client_errors": Drawn("Client errors", "%", "4xx", "Sum", over="Count"),
    },
    "dynamodb.table": {
        "reads": Drawn("Read capacity", "units a minute", "ConsumedReadCapacityUnits", "Sum"),
        "writes": Drawn("Write capacity", "units a minute", "ConsumedWriteCapacityUnits", "Sum"),
        "read_throttles": Drawn("Throttled reads", "a minute", "ReadThrottleEvents", "Sum"),
        "write_throttles": Drawn("Throttled writes", "a minute", "WriteThrottleEvents", "Sum"),
    },
    "sqs.queue": {
        "depth": Drawn("Messages waiting", "messages", "ApproximateNumberOfMessagesVisible", "Maximum"),
        "age": Drawn("Oldest message", "s", "ApproximateAgeOfOldestMessage", "Maximum"),
        "sent": Drawn("Messages sent", "a minute", "NumberOfMessagesSent", "Sum"),
    },
    "stepfunctions.state_machine": {
        "executions": Drawn("Executions", "a minute", "ExecutionsStarted", "Sum"),
        "errors": Drawn("Failed executions", "%", "ExecutionsFailed", "Sum", over="ExecutionsStarted"),
        "duration": Drawn("Duration p95", "ms", "ExecutionTime", "p95"),
    },
}


class ChartParams(Params):
    metrics: list[str] = Field(min_length=1, max_length=_MOST_PANELS)


class Chart:
    """``{"chart": ChartSpec}`` of up to three of the target's metrics, by the names in ``DRAWN``."""

    name: Literal["metrics.chart"] = "metrics.chart"
    params = ChartParams
    reads = (metrics.OPERATION,)

    def execute(self, params: ChartParams, context: Context) -> dict[str, Any]:
        resource, place = _resource(context)
        drawn = _drawn(params.metrics, resource)
        start = context.now - _HOUR
        period = period_for(start, context.now, context.now)
        queries = [query for one in drawn for query in _queries(one, resource, place, period)]
        found = metrics.fetch(context.port, queries, start, context.now)
        target = context.target or {}
        spec = chart(
            f"{target['short']} · {target['system']} {target['environment']}",
            [_panel(one, found, period, context.now.timestamp()) for one in drawn],
            timezone=context.catalog.systems[target["system"]].timezone,
        )
        return {"chart": spec.model_dump(mode="json")}


def _resource(context: Context) -> tuple[Resource, Place]:
    target = context.target
    if not target or not target.get("short") or context.place is None:
        raise StepFailed("A chart needs one resource as its target.")
    resource = context.catalog.systems[target["system"]].resources[target["short"]]
    resource = resource.named_for(target["environment"])
    if target.get("name") and target["name"] != resource.name:
        resource = resolved(resource, str(target["name"]))
    return resource, context.place


def _drawn(names: Sequence[str], resource: Resource) -> list[Drawn]:
    known = DRAWN.get(resource.kind, {})
    for name in names:
        if name not in known:
            there = f"it has {', '.join(known)}" if known else "no chart is drawn of that kind"
            raise StepFailed(f"A {resource.kind} has no chart `{name}`; {there}.")
    return [known[name] for name in names]


def _queries(drawn: Drawn, resource: Resource, place: Place, period: int) -> Iterator[MetricQuery]:
    for name, stat in ((drawn.metric, drawn.stat), *([(drawn.over, "Sum")] if drawn.over else [])):
        asked = Metric(metric=name, of="target", stat=stat)
        namespace, metric, dimensions = metric_identity(resource, asked, place)
        yield MetricQuery(f"{name}/{stat}", place, namespace, metric, dimensions, stat, period)


def _panel(drawn: Drawn, found: Mapping[str, MetricSeries | AwsError], period: int, now: float) -> Panel:
    values = _points(found[f"{drawn.metric}/{drawn.stat}"])
    if drawn.over:
        totals = _points(found[f"{drawn.over}/Sum"])
        values = {at: 100.0 * min(values.get(at, 0.0), n) / n for at, n in totals.items() if n > 0}
    elif drawn.stat == "Sum":
        values = {at: value * 60.0 / period for at, value in values.items()}
    # A period that is not over yet says too little.
    points: list[Point] = [(at, round(value, 3)) for at, value in values.items() if at + period <= now]
    line = Series(label=drawn.label, points=thinned(with_gaps(points, period), _MOST_POINTS))
    return Panel(label=drawn.label, unit=drawn.unit, series=[line])


def _points(series: MetricSeries | AwsError) -> dict[float, float]:
    if isinstance(series, AwsError):
        raise series
    return dict(series.points)
