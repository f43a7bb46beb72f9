"""What one read says about a resource."""

from __future__ import annotations

from typing import Any

import pytest

from bot.aws.place import Place
from bot.catalog.models import Resource
from bot.errors import AwsError, AwsFault, Effect
from bot.runbooks.actions.status_health import PROBES, Health, health, question

HERE = Place("123456789012", "us-east-1")


def of(kind: str, answer: dict[str, Any], **fields: Any) -> Health:
    return health(Resource.model_validate({"kind": kind, "name": "thing", **fields}), answer)


@pytest.mark.parametrize(
    ("answer", "state", "ok"),
    [
        ({"State": "Active", "LastUpdateStatus": "Successful"}, "active", True),
        ({"State": "Inactive"}, "inactive", True),
        ({"State": "Active", "LastUpdateStatus": "InProgress"}, "updating", True),
        ({"LastUpdateStatus": "Failed", "LastUpdateStatusReason": "no image"}, "update failed", False),
        ({"State": "Failed"}, "failed", False),
    ],
)
def test_functions(answer: dict[str, Any], state: str, ok: bool) -> None:
    found = of("lambda.function", answer)
    assert (found.state, found.ok) == (state, ok)


@pytest.mark.parametrize(
    ("status", "ok", "telling"),
    [
        ("CREATE_COMPLETE", True, False),
        ("UPDATE_COMPLETE", True, False),
        ("UPDATE_IN_PROGRESS", True, True),
        ("UPDATE_ROLLBACK_COMPLETE", True, True),
        ("UPDATE_ROLLBACK_IN_PROGRESS", False, False),
        ("UPDATE_ROLLBACK_FAILED", False, False),
        ("ROLLBACK_COMPLETE", False, False),
        ("ROLLBACK_IN_PROGRESS", False, False),
        ("CREATE_FAILED", False, False),
        ("DELETE_COMPLETE", False, False),
    ],
)
def test_stacks(status: str, ok: bool, telling: bool) -> None:
    found = of("cloudformation.stack", {"Stacks": [{"StackStatus": status}]})
    assert (found.state, found.ok, found.telling) == (status, ok, telling)


@pytest.mark.parametrize(
    ("status", "ok"), [("ACTIVE", True), ("UPDATING", True), ("DELETING", False), ("ARCHIVED", False)]
)
def test_tables(status: str, ok: bool) -> None:
    assert of("dynamodb.table", {"Table": {"TableStatus": status}}).ok is ok


@pytest.mark.parametrize(
    ("name", "depth", "note"),
    [
        ("jobs", 7, None),
        ("jobs-dlq", 0, None),
        ("jobs-dlq", 1, "holds 1 message"),
        ("jobs-dlq.fifo", 7, "holds 7 messages"),
    ],
)
def test_queues(name: str, depth: int, note: str | None) -> None:
    found = of("sqs.queue", {"Attributes": {"ApproximateNumberOfMessages": str(depth)}}, name=name)
    assert (found.ok, found.note, found.telling) == (True, note, note is not None)


def test_a_distribution_that_is_switched_off() -> None:
    off = {"Distribution": {"Status": "Deployed", "DistributionConfig": {"Enabled": False}}}
    assert of("cloudfront.distribution", off).ok is False


def error(fault: AwsFault, message: str = "…") -> AwsError:
    return AwsError(message, operation="x", code="X", fault=fault, effect=Effect.REJECTED)


def test_gone_is_out_of_order_and_unknown_is_unknown() -> None:
    table = Resource(kind="dynamodb.table", name="thing")
    assert health(table, error(AwsFault.NOT_FOUND)).ok is False
    assert health(table, error(AwsFault.INVALID, "Stack with id thing does not exist")).ok is False
    assert health(table, error(AwsFault.DENIED)).ok is None
    assert health(table, error(AwsFault.THROTTLED)).state == "unknown"


def test_a_function_is_asked_by_its_alias() -> None:
    read = question(Resource(kind="lambda.function", name="f", alias="live"), HERE)
    assert read is not None
    assert read.params == {"FunctionName": "f", "Qualifier": "live"}


def test_what_has_no_id_yet_is_not_asked() -> None:
    for kind in ("apigateway.rest_api", "apigatewayv2.api", "cloudfront.distribution", "sqs.queue"):
        assert question(Resource.model_validate({"kind": kind, "name": "x", "stage": "prod"}), HERE) is None


def test_a_bucket_tells_nothing() -> None:
    assert question(Resource(kind="s3.bucket", name="x"), HERE) is None
    assert "s3.bucket" not in PROBES
