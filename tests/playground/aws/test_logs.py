import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .conftest import Client

LINES = (
    "[ERROR] KeyError: 'tenant' in request 17",
    "Task timed out after 10.00 seconds",
    "INFO all is well",
    '{"level": "ERROR", "latency": 240, "user": {"id": "u1"}, "cold": true}',
    '{"level": "INFO", "latency": 12, "user": null}',
)


@pytest.fixture
def group(client: Client) -> Any:
    logs = client("logs")
    logs.create_log_group(logGroupName="g")
    logs.create_log_stream(logGroupName="g", logStreamName="s")
    at = int(time.time() * 1000) - 10_000
    events = [{"timestamp": at + number, "message": line} for number, line in enumerate(LINES)]
    logs.put_log_events(logGroupName="g", logStreamName="s", logEvents=events)
    return logs


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("ERROR", [0, 3]),
        ("ERROR KeyError", [0]),
        ("?KeyError ?timed", [0, 1]),
        ('?"timed out" ?well', [1, 2]),
        ('"timed out"', [1]),
        ('"Task timed" "10.00"', [1]),
        ("ERROR -KeyError", [3]),
        ("?timed KeyError", [0]),
        ("%[0-9]{3}%", [3]),
        ('{ $.level = "ERROR" }', [3]),
        ("{ $.latency > 100 }", [3]),
        ('{ ($.level = "I*") && ($.latency <= 12) }', [4]),
        ('{ $.user.id = "u1" || $.latency = 12 }', [3, 4]),
        ("{ $.user IS NULL }", [4]),
        ("{ $.cold IS TRUE }", [3]),
        ("{ $.cold NOT EXISTS }", [4]),
        ('{ $.level != "ERROR" }', [4]),
    ],
)
def test_patterns_select(group: Any, pattern: str, expected: list[int]) -> None:
    found = group.filter_log_events(logGroupName="g", filterPattern=pattern)["events"]
    assert [LINES.index(event["message"]) for event in found] == expected


@pytest.mark.parametrize("pattern", ["a:b", "{ $.level }", '{ level = "x" }', "[ip, user]", '"open'])
def test_patterns_that_cannot_be_read_are_refused(group: Any, pattern: str) -> None:
    with pytest.raises(ClientError, match="InvalidParameterException"):
        group.filter_log_events(logGroupName="g", filterPattern=pattern)


def test_pages_bring_every_event_once(group: Any) -> None:
    pages = group.get_paginator("filter_log_events").paginate(
        logGroupName="g", PaginationConfig={"PageSize": 2}
    )
    assert [event["message"] for page in pages for event in page["events"]] == list(LINES)
