"""How a metric of a resolved resource is addressed in CloudWatch."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.aws.place import Place
from bot.catalog.fields import Kind
from bot.catalog.metric_checks import MISTAKES
from bot.catalog.metrics import METRICS, metric_identity, partition, state_machine_arn, unit_of
from bot.catalog.models import Metric, Resource
from bot.catalog.physical import resolved

HERE = Place("123456789012", "us-east-1")
MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:DataProcessing"


@pytest.mark.parametrize(
    ("resource", "metric", "identity"),
    [
        (
            Resource(kind="lambda.function", name="shop-OrderFunction-X1"),
            Metric(metric="Errors", of="x", stat="Sum"),
            ("AWS/Lambda", "Errors", {"FunctionName": "shop-OrderFunction-X1"}),
        ),
        (
            Resource(kind="lambda.function", name="f", alias="prod"),
            Metric(metric="Errors", of="x", stat="Sum", dimensions={"Resource": "f:prod"}),
            ("AWS/Lambda", "Errors", {"FunctionName": "f", "Resource": "f:prod"}),
        ),
        (
            Resource(kind="apigateway.rest_api", name="serverless-api", id="a1", stage="prod"),
            Metric(metric="5XXError", of="x", stat="Sum"),
            ("AWS/ApiGateway", "5XXError", {"ApiName": "serverless-api", "Stage": "prod"}),
        ),
        (
            Resource(kind="apigateway.rest_api", name="serverless-api"),
            Metric(metric="Count", of="x", stat="Sum"),
            ("AWS/ApiGateway", "Count", {"ApiName": "serverless-api"}),
        ),
        (
            Resource(kind="apigatewayv2.api", name="reviews-api", id="b2", stage="$default"),
            Metric(metric="5xx", of="x", stat="Sum"),
            ("AWS/ApiGateway", "5xx", {"ApiId": "b2", "Stage": "$default"}),
        ),
        (
            Resource(kind="dynamodb.table", name="items-table"),
            Metric(metric="SuccessfulRequestLatency", of="x", stat="p99", dimensions={"Operation": "GetItem"}),
            (
                "AWS/DynamoDB",
                "SuccessfulRequestLatency",
                {"TableName": "items-table", "Operation": "GetItem"},
            ),
        ),
        (
            Resource(kind="sqs.queue", name="processing-dlq"),
            Metric(metric="ApproximateNumberOfMessagesVisible", of="x", stat="Maximum"),
            ("AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": "processing-dlq"}),
        ),
        (
            Resource(kind="stepfunctions.state_machine", name="DataProcessing"),
            Metric(metric="ExecutionsFailed", of="x", stat="Sum"),
            ("AWS/States", "ExecutionsFailed", {"StateMachineArn": MACHINE}),
        ),
        (
            Resource(kind="cloudfront.distribution", name="shop", id="E1"),
            Metric(metric="Requests", of="x", stat="Sum"),
            ("AWS/CloudFront", "Requests", {"DistributionId": "E1", "Region": "Global"}),
        ),
    ],
)
def test_identity(resource: Resource, metric: Metric, identity: tuple[str, str, dict[str, str]]) -> None:
    assert metric_identity(resource, metric, HERE) == identity


def test_an_unresolved_id_is_refused() -> None:
    metric = Metric(metric="5xx", of="x", stat="Sum")
    with pytest.raises(ValueError, match=r"ApiId of this apigatewayv2\.api is not resolved: no `id`"):
        metric_identity(Resource(kind="apigatewayv2.api", name="reviews-api"), metric, HERE)


def test_a_kind_without_metrics_is_refused() -> None:
    metric = Metric(metric="Errors", of="x", stat="Sum")
    with pytest.raises(ValueError, match=r"AWS sends no metrics for a s3\.bucket"):
        metric_identity(Resource(kind="s3.bucket", name="b"), metric, HERE)


@pytest.mark.parametrize(
    ("region", "expected"),
    [("eu-central-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")],
)
def test_partition(region: str, expected: str) -> None:
    assert partition(region) == expected
    arn = state_machine_arn("M", Place("123456789012", region))
    assert arn == f"arn:{expected}:states:{region}:123456789012:stateMachine:M"
    assert state_machine_arn(arn, HERE) == arn


def test_units() -> None:
    assert unit_of("lambda.function", "Duration") == "ms"
    assert unit_of("lambda.function", "Errors") == "count"
    assert unit_of("sqs.queue", "ApproximateAgeOfOldestMessage") == "s"
    assert unit_of("cloudfront.distribution", "5xxErrorRate") == "%"


def test_no_known_mistake_is_a_metric_after_all() -> None:
    for kind, metric in MISTAKES:
        assert kind in get_args(Kind)
        assert metric not in METRICS[kind].sorts  # type: ignore[index]


def test_what_needs_a_dimension_is_a_metric() -> None:
    for kind in METRICS.values():
        assert set(kind.needs) <= set(kind.sorts)


@pytest.mark.parametrize(
    ("resource", "physical", "name", "identifier"),
    [
        (Resource(kind="lambda.function", name="F"), "s-F-1A2B", "s-F-1A2B", None),
        (
            Resource(kind="apigateway.rest_api", name="shop-api", id="x", example=["id"]),
            "a1",
            "shop-api",
            "a1",
        ),
        (Resource(kind="cognito.user_pool", name="users"), "us-east-1_AbC", "users", "us-east-1_AbC"),
        (
            Resource(kind="sqs.queue", name="q"),
            "https://sqs.us-east-1.amazonaws.com/123456789012/s-Queue-1X",
            "s-Queue-1X",
            None,
        ),
        (Resource(kind="stepfunctions.state_machine", name="m"), MACHINE, "DataProcessing", None),
        (Resource(kind="sns.topic", name="t"), "arn:aws:sns:us-east-1:123456789012:alerts", "alerts", None),
        (Resource(kind="wafv2.ip_set", name="i"), "blocked|1234-5678|REGIONAL", "blocked", "1234-5678"),
        (
            Resource(kind="secretsmanager.secret", name="s"),
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/todoapp/apikey-AbCdEf",
            "prod/todoapp/apikey",
            None,
        ),
        (
            Resource(kind="cloudformation.stack", name="s"),
            "arn:aws:cloudformation:us-east-1:123456789012:stack/s/1-2",
            "s",
            None,
        ),
    ],
)
def test_a_stacks_physical_id_goes_where_it_belongs(
    resource: Resource, physical: str, name: str, identifier: str | None
) -> None:
    found = resolved(resource, physical)
    assert (found.name, found.known_id) == (name, identifier)
