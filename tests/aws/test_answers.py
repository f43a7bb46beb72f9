"""AWS's answers as they may be written down."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from botocore.response import StreamingBody

from bot.aws.answers import MASK, as_json, masked
from bot.aws.operations import Operations


def test_an_answer_becomes_json() -> None:
    body = StreamingBody(io.BytesIO(b"secret"), 6)
    answer = {
        "At": datetime(2026, 11, 20, 14, 31, tzinfo=UTC),
        "Body": body,
        "Blob": b"secret",
        "Cost": Decimal("1.50"),
        "Nested": [{"x": (1, 2.5, None, True)}],
        "ResponseMetadata": {"RequestId": "r", "HTTPStatusCode": 200},
        "Inner": {"ResponseMetadata": {"RequestId": "r"}},
    }

    told = as_json(answer)

    assert told["At"] == "2026-11-20T14:31:00+00:00"
    assert told["Nested"] == [{"x": [1, 2.5, None, True]}]
    assert "ResponseMetadata" not in json.dumps(told)
    assert "secret" not in json.dumps(told)
    assert (told["Body"], told["Blob"]) == ("«StreamingBody»", "«bytes»")


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}, float("nan"), float("inf")])
def test_what_no_journal_can_hold_does_not_come_out(value: object) -> None:
    """An answer may escape half a surrogate; the journal is UTF-8 and JSON without NaN."""
    text = json.dumps(as_json({"x": value}), allow_nan=False, ensure_ascii=False)

    assert text.encode()


@pytest.mark.parametrize(
    ("operation", "side", "value", "expected"),
    [
        (
            "lambda.get_function",
            "output",
            {"Configuration": {"Environment": {"Variables": {"A": "b"}, "Error": {"Message": "m"}}}},
            {"Configuration": {"Environment": {"Variables": MASK, "Error": {"Message": MASK}}}},
        ),
        (
            "cognito-idp.admin_set_user_password",
            "input",
            {"UserPoolId": "p", "Username": "ana", "Password": "hunter2"},
            {"UserPoolId": "p", "Username": MASK, "Password": MASK},
        ),
        (
            "secretsmanager.put_secret_value",
            "input",
            {"SecretId": "s", "SecretString": "x"},
            {"SecretId": "s", "SecretString": MASK},
        ),
        ("lambda.get_alias", "output", {"Name": "prod", "Unheard": {"of": 1}}, {"Name": "prod", "Unheard": {"of": 1}}),
        ("stepfunctions.start_execution", "input", {"input": '{"card": 1}'}, {"input": MASK}),
        ("lambda.get_alias", "output", {"Name": None}, {"Name": None}),
        ("lambda.get_alias", "output", "not a structure", "not a structure"),
    ],
)
def test_what_the_model_marks_is_masked(
    operations: Operations, operation: str, side: str, value: Any, expected: Any
) -> None:
    model = operations.model(operation)

    assert masked(value, model.output_shape if side == "output" else model.input_shape) == expected


def test_masking_leaves_the_value_as_it_was(operations: Operations) -> None:
    params = {"SecretId": "s", "SecretString": "x"}

    masked(params, operations.model("secretsmanager.put_secret_value").input_shape)

    assert params == {"SecretId": "s", "SecretString": "x"}


def test_an_operation_without_an_answer(operations: Operations) -> None:
    assert masked({}, operations.model("sqs.purge_queue").output_shape) == {}
