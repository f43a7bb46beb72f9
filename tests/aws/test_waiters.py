"""A waiter's rules, applied to one answer at a time."""

from __future__ import annotations

from typing import Any

import pytest

from bot.aws.operations import Operations
from bot.aws.waiters import Reached, judge
from bot.errors import AwsError, AwsFault, Effect


def error(code: str) -> AwsError:
    return AwsError("m", operation="o", code=code, fault=AwsFault.INVALID, effect=Effect.REJECTED)


def updating(status: str) -> dict[str, Any]:
    return {"Configuration": {"LastUpdateStatus": status}}


@pytest.mark.parametrize(
    ("waiter", "answer", "reached"),
    [
        ("lambda.function_updated_v2", updating("Successful"), Reached.SUCCESS),
        ("lambda.function_updated_v2", updating("InProgress"), Reached.RETRY),
        ("lambda.function_updated_v2", updating("Failed"), Reached.FAILURE),
        ("lambda.function_updated_v2", {}, Reached.RETRY),
        ("lambda.function_exists", error("ResourceNotFoundException"), Reached.RETRY),
        ("lambda.function_exists", {"Configuration": {}}, Reached.SUCCESS),
        ("cloudformation.stack_update_complete", {"Stacks": [{"StackStatus": "UPDATE_COMPLETE"}]}, Reached.SUCCESS),
        ("cloudformation.stack_update_complete", {"Stacks": [{"StackStatus": "UPDATE_FAILED"}]}, Reached.FAILURE),
        ("cloudformation.stack_update_complete", {"Stacks": [{"StackStatus": "UPDATE_IN_PROGRESS"}]}, Reached.RETRY),
        ("cloudformation.stack_update_complete", error("ValidationError"), Reached.FAILURE),
        ("cloudformation.stack_delete_complete", error("ValidationError"), Reached.SUCCESS),
        ("dynamodb.table_not_exists", error("ResourceNotFoundException"), Reached.SUCCESS),
        ("dynamodb.table_exists", {"Table": {"TableStatus": "ACTIVE"}}, Reached.SUCCESS),
        ("s3.bucket_exists", {}, Reached.SUCCESS),
        ("s3.object_not_exists", {}, Reached.RETRY),
    ],
)
def test_where_a_waiter_stands(
    operations: Operations, waiter: str, answer: dict[str, Any] | AwsError, reached: Reached
) -> None:
    assert judge(operations.waiter(waiter), answer) is reached


def test_an_error_that_no_rule_expects_is_raised(operations: Operations) -> None:
    denied = error("AccessDeniedException")

    with pytest.raises(AwsError) as caught:
        judge(operations.waiter("lambda.function_updated_v2"), denied)

    assert caught.value is denied
