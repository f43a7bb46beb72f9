"""A botocore waiter's rules, applied to one answer at a time, so that waiting holds no worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from bot.errors import AwsError


class Reached(StrEnum):
    SUCCESS = "success"
    FAILURE = "failure"
    RETRY = "retry"


@dataclass(frozen=True)
class WaiterRules:
    """``operation`` in boto3's spelling; ``acceptors``: (matches, the state then reached), first match wins."""

    operation: str
    delay_seconds: float
    attempts: int
    acceptors: list[tuple[Callable[[dict[str, Any]], bool], str]]


def judge(rules: WaiterRules, answer: dict[str, Any] | AwsError) -> Reached:
    """Where the waiter stands after ``answer``.

    Raises:
        AwsError: the answer is an error that no rule of the waiter expects.
    """
    if isinstance(answer, AwsError):
        response = {"Error": {"Code": answer.code}, "ResponseMetadata": {"HTTPStatusCode": answer.status}}
    else:
        response = {**answer, "ResponseMetadata": {"HTTPStatusCode": HTTPStatus.OK}}
    for matches, state in rules.acceptors:
        if matches(response):
            return Reached(state)
    if isinstance(answer, AwsError):
        raise answer
    return Reached.RETRY
