"""Which CloudWatch metrics AWS sends for a resource, by its kind, and how one of them is addressed.

Sources: the pages on CloudWatch metrics of each service's guide ("Types of metrics for Lambda functions",
"Amazon API Gateway dimensions and metrics", "DynamoDB metrics and dimensions", "Available CloudWatch metrics
for Amazon SQS", "Monitoring Step Functions metrics using Amazon CloudWatch", …).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.aws.place import Place
from bot.catalog.fields import Kind
from bot.catalog.models import Metric, Resource

Identity = tuple[str, str, dict[str, str]]
Unit = Literal["count", "ms", "s", "bytes", "%"]

_BASIC = ("Average", "Minimum", "Maximum")
_PERCENTILE = "p"


@dataclass(frozen=True)
class Sort:
    """What a metric's numbers are, and which statistics say something about them; ``p`` is percentiles."""

    unit: Unit
    statistics: tuple[str, ...]

    def allows(self, statistic: str) -> bool:
        return ("p" if statistic.startswith(_PERCENTILE) else statistic) in self.statistics


EVENTS = Sort("count", ("Sum", "SampleCount", *_BASIC))
LEVEL = Sort("count", _BASIC)
LATENCY = Sort("ms", (*_BASIC, "SampleCount", _PERCENTILE))
AGE = Sort("s", _BASIC)
BYTES = Sort("bytes", ("Sum", "SampleCount", *_BASIC))
STORED = Sort("bytes", _BASIC)
SHARE = Sort("%", _BASIC)
# A share between 0 and 1, as Lambda sends utilisation.
FRACTION = Sort("count", _BASIC)


@dataclass(frozen=True)
class KindMetrics:
    """The metrics of one kind.

    ``identity`` is the resource's field that becomes the value of ``dimension``; ``needs`` maps a metric to
    the dimensions without which AWS has no such metric, ``takes`` lists those that may be added to any.
    """

    namespace: str
    dimension: str
    identity: Literal["name", "id", "arn"]
    sorts: dict[str, Sort]
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    takes: tuple[str, ...] = ()


def _sorted(*groups: tuple[Sort, *tuple[str, ...]]) -> dict[str, Sort]:
    """``(EVENTS, "Errors Throttles")`` as ``{"Errors": EVENTS, "Throttles": EVENTS}``."""
    return {name: sort for sort, *lines in groups for line in lines for name in line.split()}


_OPERATION = ("Operation",)

METRICS: dict[Kind, KindMetrics] = {
    "lambda.function": KindMetrics(
        "AWS/Lambda",
        "FunctionName",
        "name",
        _sorted(
            (
                EVENTS,
                "Invocations Errors Throttles DeadLetterErrors DestinationDeliveryFailures",
                "ProvisionedConcurrencyInvocations ProvisionedConcurrencySpilloverInvocations",
                "RecursiveInvocationsDropped AsyncEventsReceived AsyncEventsDropped OversizedRecordCount",
            ),
            (LATENCY, "Duration PostRuntimeExtensionsDuration IteratorAge AsyncEventAge"),
            (LEVEL, "ConcurrentExecutions ProvisionedConcurrentExecutions OffsetLag"),
            (FRACTION, "ProvisionedConcurrencyUtilization"),
        ),
        takes=("Resource", "ExecutedVersion"),
    ),
    "apigateway.rest_api": KindMetrics(
        "AWS/ApiGateway",
        "ApiName",
        "name",
        _sorted(
            (EVENTS, "Count 4XXError 5XXError CacheHitCount CacheMissCount"),
            (LATENCY, "Latency IntegrationLatency"),
        ),
        takes=("Stage", "Method", "Resource"),
    ),
    "apigatewayv2.api": KindMetrics(
        "AWS/ApiGateway",
        "ApiId",
        "id",
        _sorted(
            (EVENTS, "Count 4xx 5xx"),
            (LATENCY, "Latency IntegrationLatency"),
            (BYTES, "DataProcessed"),
        ),
        takes=("Stage", "Method", "Resource"),
    ),
    "dynamodb.table": KindMetrics(
        "AWS/DynamoDB",
        "TableName",
        "name",
        _sorted(
            (
                EVENTS,
                "ConsumedReadCapacityUnits ConsumedWriteCapacityUnits ReadThrottleEvents WriteThrottleEvents",
                "ThrottledRequests SystemErrors ConditionalCheckFailedRequests TransactionConflict",
                "ReturnedItemCount TimeToLiveDeletedItemCount",
            ),
            # Percentiles: "Troubleshooting latency issues in Amazon DynamoDB" reads p50, p90 and p99.
            (LATENCY, "SuccessfulRequestLatency ReplicationLatency"),
            (
                LEVEL,
                "ProvisionedReadCapacityUnits ProvisionedWriteCapacityUnits",
                "OnDemandMaxReadRequestUnits OnDemandMaxWriteRequestUnits",
            ),
        ),
        needs={
            "SuccessfulRequestLatency": _OPERATION,
            "ThrottledRequests": _OPERATION,
            "SystemErrors": _OPERATION,
            "ReturnedItemCount": _OPERATION,
            "ReplicationLatency": ("ReceivingRegion",),
        },
        takes=("GlobalSecondaryIndexName",),
    ),
    "sqs.queue": KindMetrics(
        "AWS/SQS",
        "QueueName",
        "name",
        _sorted(
            (
                EVENTS,
                "NumberOfMessagesSent NumberOfMessagesReceived NumberOfMessagesDeleted NumberOfEmptyReceives",
            ),
            (
                LEVEL,
                "ApproximateNumberOfMessagesVisible ApproximateNumberOfMessagesNotVisible",
                "ApproximateNumberOfMessagesDelayed ApproximateNumberOfGroupsWithInflightMessages",
            ),
            (AGE, "ApproximateAgeOfOldestMessage"),
            (BYTES, "SentMessageSize"),
        ),
    ),
    "stepfunctions.state_machine": KindMetrics(
        "AWS/States",
        "StateMachineArn",
        "arn",
        _sorted(
            (
                EVENTS,
                "ExecutionsStarted ExecutionsSucceeded ExecutionsFailed ExecutionsAborted ExecutionsTimedOut",
                "ExecutionsRedriven ExecutionThrottled",
            ),
            (LATENCY, "ExecutionTime"),
        ),
    ),
    "cognito.user_pool": KindMetrics(
        "AWS/Cognito",
        "UserPool",
        "id",
        _sorted(
            (
                EVENTS,
                "SignInSuccesses SignInThrottles SignUpSuccesses SignUpThrottles TokenRefreshSuccesses",
                "TokenRefreshThrottles FederationSuccesses FederationThrottles",
            )
        ),
        needs=dict.fromkeys(
            (
                "SignInSuccesses",
                "SignInThrottles",
                "SignUpSuccesses",
                "SignUpThrottles",
                "TokenRefreshSuccesses",
                "TokenRefreshThrottles",
                "FederationSuccesses",
                "FederationThrottles",
            ),
            ("UserPoolClient",),
        ),
        takes=("IdentityProvider",),
    ),
    "cloudfront.distribution": KindMetrics(
        "AWS/CloudFront",
        "DistributionId",
        "id",
        _sorted(
            (EVENTS, "Requests"),
            (BYTES, "BytesDownloaded BytesUploaded"),
            (
                SHARE,
                "TotalErrorRate 4xxErrorRate 401ErrorRate 403ErrorRate 404ErrorRate 5xxErrorRate",
                "502ErrorRate 503ErrorRate 504ErrorRate CacheHitRate",
            ),
            (LATENCY, "OriginLatency"),
        ),
    ),
    "sns.topic": KindMetrics(
        "AWS/SNS",
        "TopicName",
        "name",
        _sorted(
            (
                EVENTS,
                "NumberOfMessagesPublished NumberOfNotificationsDelivered NumberOfNotificationsFailed",
            ),
            (BYTES, "PublishSize"),
        ),
    ),
    "logs.log_group": KindMetrics(
        "AWS/Logs",
        "LogGroupName",
        "name",
        _sorted((EVENTS, "IncomingLogEvents"), (BYTES, "IncomingBytes")),
    ),
}


def metric_identity(resource: Resource, metric: Metric, place: Place) -> Identity:
    """``(namespace, metric name, dimensions)`` of ``metric`` of a *resolved* resource.

    Of a resolved resource ``name`` (or ``id``, for kinds that CloudWatch counts by id) is what AWS calls it.

    Raises:
        ValueError: the kind has no metrics, or the field that names it to CloudWatch is not resolved.
    """
    kind = METRICS.get(resource.kind)
    if kind is None:
        raise ValueError(f"AWS sends no metrics for a {resource.kind}")
    value = resource.id if kind.identity == "id" else resource.name
    if value is None:
        raise ValueError(f"{kind.dimension} of this {resource.kind} is not resolved: no `{kind.identity}`")
    if kind.identity == "arn":
        value = state_machine_arn(value, place)
    dimensions = {kind.dimension: value}
    if resource.stage is not None and "Stage" in kind.takes:
        dimensions["Stage"] = resource.stage
    if resource.kind == "cloudfront.distribution":
        dimensions["Region"] = "Global"
    return kind.namespace, metric.metric, {**dimensions, **metric.dimensions}


def unit_of(kind: Kind, metric: str) -> Unit:
    """The unit of a metric that the catalog's checks have let through."""
    return METRICS[kind].sorts[metric].unit


def state_machine_arn(name: str, place: Place) -> str:
    """``name`` may be the ARN already, as CloudFormation's physical id is."""
    if name.startswith("arn:"):
        return name
    return f"arn:{partition(place.region)}:states:{place.region}:{place.account}:stateMachine:{name}"


def partition(region: str) -> str:
    """The part of AWS that a region belongs to, as ARNs spell it."""
    starts = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
    return next((name for start, name in starts.items() if region.startswith(start)), "aws")
