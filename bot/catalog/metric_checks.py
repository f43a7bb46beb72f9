"""What is wrong with a metric that a catalog names: AWS has no such metric, or the statistic says nothing."""

from __future__ import annotations

from collections.abc import Iterator

from bot.catalog.fields import Kind
from bot.catalog.metrics import METRICS, KindMetrics
from bot.catalog.models import Metric, Resource, System
from bot.yaml_source import Location, did_you_mean

_COLD_STARTS = (
    "AWS/Lambda has no metric for cold starts: their length stands in REPORT log lines as Init Duration (or "
    "in Lambda Insights); measure it with a log query, or say `unmeasured: why`"
)
_MEMORY = "memory used stands in REPORT log lines (or in Lambda Insights); say `unmeasured: why`"

MISTAKES: dict[tuple[str, str], str] = {
    ("lambda.function", "InitDuration"): _COLD_STARTS,
    ("lambda.function", "ColdStart"): _COLD_STARTS,
    ("lambda.function", "ColdStarts"): _COLD_STARTS,
    ("lambda.function", "ColdStartDuration"): _COLD_STARTS,
    ("lambda.function", "MemoryUtilization"): f"AWS/Lambda has no MemoryUtilization: {_MEMORY}",
    ("lambda.function", "MaxMemoryUsed"): f"AWS/Lambda has no MaxMemoryUsed: {_MEMORY}",
    ("lambda.function", "Timeouts"): (
        "AWS/Lambda has no Timeouts: they are counted among Errors; the log says `Task timed out`"
    ),
    ("lambda.function", "UnreservedConcurrentExecutions"): (
        "UnreservedConcurrentExecutions has no FunctionName: AWS counts it for the account and region"
    ),
    ("dynamodb.table", "UserErrors"): (
        "UserErrors has no TableName: AWS counts it for the account and region, throttling not included; a "
        "table's throttling is ReadThrottleEvents and WriteThrottleEvents"
    ),
    ("apigateway.rest_api", "2XX"): (
        "AWS/ApiGateway does not count 2xx: use a `ratio` with 4XXError and 5XXError as `bad` over Count"
    ),
    ("apigatewayv2.api", "2xx"): (
        "AWS/ApiGateway does not count 2xx: use a `ratio` with 4xx and 5xx as `bad` over Count"
    ),
    ("stepfunctions.state_machine", "ExecutionsCompleted"): (
        "AWS/States has no ExecutionsCompleted: add ExecutionsSucceeded, ExecutionsFailed, "
        "ExecutionsTimedOut and ExecutionsAborted"
    ),
    ("sqs.queue", "ApproximateNumberOfMessages"): (
        "AWS/SQS has no ApproximateNumberOfMessages (that is a queue attribute); the metric is "
        "ApproximateNumberOfMessagesVisible"
    ),
}
OPERATIONS = [
    "BatchExecuteStatement",
    "BatchGetItem",
    "BatchWriteItem",
    "DeleteItem",
    "ExecuteStatement",
    "ExecuteTransaction",
    "GetItem",
    "GetRecords",
    "PutItem",
    "Query",
    "Scan",
    "TransactGetItems",
    "TransactWriteItems",
    "UpdateItem",
]
CLOUDFRONT_REGION = "us-east-1"


def metric_problems(system: System) -> Iterator[tuple[Location, str]]:
    """Every metric of the system, in its service levels and its health, that could never be read."""
    for index, metric in enumerate(system.health):
        yield from _metric(system, metric, ("health", index))
    for index, level in enumerate(system.service_levels):
        where: Location = ("service_levels", index)
        for part in ("good", "bad", "total"):
            for number, metric in enumerate(getattr(level.ratio, part, [])):
                inner = (*where, "ratio", part, number)
                yield from _metric(system, metric, inner)
                yield from _countable(metric, inner)
        for number, metric in enumerate(level.statistic or []):
            inner = (*where, "statistic", number)
            yield from _metric(system, metric, inner)
            yield from _same_unit(system, metric, level.objective.unit, inner)


def _metric(system: System, metric: Metric, where: Location) -> Iterator[tuple[Location, str]]:
    resource = system.resources.get(metric.of)
    if resource is None:
        hint = did_you_mean(metric.of, list(system.resources))
        yield (*where, "of"), f"no resource here is called `{metric.of}`{hint}"
        return
    kind = METRICS.get(resource.kind)
    if kind is None:
        yield (*where, "of"), f"`{metric.of}` is a {resource.kind}, for which AWS sends no metrics"
    elif metric.metric not in kind.sorts:
        yield (*where, "metric"), unknown_metric(resource.kind, metric.metric)
    else:
        yield from _read(metric, resource, kind, where)
        if kind.namespace == "AWS/CloudFront":
            yield from _global_only(system, where)


def _global_only(system: System, where: Location) -> Iterator[tuple[Location, str]]:
    elsewhere = sorted({place.region for place in system.environments.values()} - {CLOUDFRONT_REGION})
    if elsewhere:
        yield where, f"CloudFront's metrics stand in {CLOUDFRONT_REGION}, not in {', '.join(elsewhere)}"


def unknown_metric(kind: Kind, metric: str) -> str:
    """Why there is no such metric: a known mistake, or probably a slip of the pen."""
    if (kind, metric) in MISTAKES:
        return MISTAKES[kind, metric]
    known = METRICS[kind]
    spelled = {name.casefold(): name for name in known.sorts}
    folded = metric.casefold().removesuffix("error") if kind == "apigatewayv2.api" else metric.casefold()
    meant = spelled.get(folded) or spelled.get(folded + "error")
    hint = f"; did you mean `{meant}`?" if meant else did_you_mean(metric, list(known.sorts), cutoff=60)
    return f"{known.namespace} has no metric `{metric}` for a {kind}{hint}"


def _read(metric: Metric, resource: Resource, kind: KindMetrics, where: Location) -> Iterator[tuple[Location, str]]:
    sort = kind.sorts[metric.metric]
    if not sort.allows(metric.stat):
        allowed = ", ".join("p95 and other percentiles" if s == "p" else s for s in sort.statistics)
        yield (*where, "stat"), f"{metric.stat} of {metric.metric} says nothing; it has {allowed}"
    needed = kind.needs.get(metric.metric, ())
    for name in needed:
        if name not in metric.dimensions:
            without = f"{kind.namespace} has none without"
            yield where, f"{metric.metric} needs `dimensions: {{{name}: …}}`: {without}"
    allowed_names = [*needed, *kind.takes]
    for name, value in metric.dimensions.items():
        at = (*where, "dimensions", name)
        if name not in allowed_names:
            hint = did_you_mean(name, allowed_names)
            yield at, f"{metric.metric} has no dimension `{name}` besides {kind.dimension}{hint}"
        elif name == "Operation" and value not in OPERATIONS:
            yield at, f"DynamoDB has no operation `{value}`{did_you_mean(value, OPERATIONS)}"
    if kind.identity != "id" and resource.name is None and kind.dimension == "ApiName":
        yield where, "CloudWatch counts a REST API by its name: give the resource a `name`"


def _countable(metric: Metric, where: Location) -> Iterator[tuple[Location, str]]:
    if metric.stat not in {"Sum", "SampleCount"}:
        yield (*where, "stat"), f"a `ratio` counts: use Sum (or SampleCount), not {metric.stat}"


def _same_unit(system: System, metric: Metric, unit: str, where: Location) -> Iterator[tuple[Location, str]]:
    resource = system.resources.get(metric.of)
    kind = METRICS.get(resource.kind) if resource else None
    sort = kind.sorts.get(metric.metric) if kind else None
    if sort is not None and sort.unit != unit:
        yield where, f"{metric.metric} is measured in {sort.unit}, the objective in {unit}"
