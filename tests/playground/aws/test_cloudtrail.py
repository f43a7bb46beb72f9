from typing import Any

import pytest
from botocore.exceptions import ClientError

from playground.aws.server import SimulatedAws

from .conftest import Client


def put(aws: SimulatedAws, name: str, ago: float, resource: str = "f", user: str = "ci") -> None:
    event = {
        "EventName": name,
        "EventSource": "lambda.amazonaws.com",
        "Username": user,
        "EventTime": aws.control("now")["now"] - ago,
        "Resources": [{"ResourceType": "AWS::Lambda::Function", "ResourceName": resource}],
    }
    aws.control("put_trail_event", region="us-east-1", event=event)


def lookup(client: Client, key: str = "", value: str = "", **given: Any) -> list[str]:
    if key:
        given["LookupAttributes"] = [{"AttributeKey": key, "AttributeValue": value}]
    return [event["EventName"] for event in client("cloudtrail").lookup_events(**given)["Events"]]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("ResourceName", "f", ["Second", "First"]),
        ("EventName", "First", ["First"]),
        ("Username", "dana", ["Other"]),
        ("EventSource", "lambda.amazonaws.com", ["Other", "Second", "First"]),
        ("ReadOnly", "false", ["Other", "Second", "First"]),
        ("ReadOnly", "true", []),
        ("ResourceType", "AWS::Lambda::Function", ["Other", "Second", "First"]),
    ],
)
def test_one_attribute_selects_newest_first(
    aws: SimulatedAws, client: Client, key: str, value: str, expected: list[str]
) -> None:
    put(aws, "First", 900)
    put(aws, "Second", 600)
    put(aws, "Other", 500, "g", "dana")
    assert lookup(client, key, value) == expected


def test_the_time_asked_for_and_pages(aws: SimulatedAws, client: Client) -> None:
    for number in range(5):
        put(aws, f"E{number}", 1000 - 100 * number)
    now = aws.control("now")["now"]
    assert lookup(client, StartTime=now - 850, EndTime=now - 650) == ["E3", "E2"]
    first = client("cloudtrail").lookup_events(MaxResults=2)
    assert [event["EventName"] for event in first["Events"]] == ["E4", "E3"]
    assert lookup(client, NextToken=first["NextToken"]) == ["E2", "E1", "E0"]


def test_a_change_by_http_is_seen_later_under_the_sessions_name(aws: SimulatedAws, client: Client) -> None:
    given = client("sts").assume_role(
        RoleArn="arn:aws:iam::123456789012:role/opsbot", RoleSessionName="7Q2F-ana"
    )["Credentials"]
    keys = {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }
    client("dynamodb", **keys).create_table(
        TableName="t",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    client("dynamodb", **keys).describe_table(TableName="t")
    client("dynamodb", **keys).put_item(TableName="t", Item={"id": {"S": "1"}})
    assert lookup(client, "ResourceName", "t") == []
    aws.control("tick", seconds=200)
    assert lookup(client, "ResourceName", "t") == ["CreateTable"]
    assert lookup(client, "Username", "7Q2F-ana") == ["CreateTable"]


def test_the_lag_is_the_worlds(aws: SimulatedAws, client: Client) -> None:
    aws.control("trail_lag", seconds=0)
    client("sns").create_topic(Name="t")
    assert lookup(client, "EventName", "CreateTopic") == ["CreateTopic"]


def test_what_failed_did_not_happen(aws: SimulatedAws, client: Client) -> None:
    aws.control("trail_lag", seconds=0)
    with pytest.raises(ClientError):
        client("dynamodb").delete_table(TableName="none")
    assert lookup(client) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"MaxResults": 51}, "InvalidMaxResultsException"),
        ({"StartTime": 2_000_000_000, "EndTime": 1_900_000_000}, "InvalidTimeRangeException"),
        (
            {"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "a"}] * 2},
            "InvalidLookupAttributesException",
        ),
        ({"NextToken": "x"}, "InvalidNextTokenException"),
    ],
)
def test_what_aws_refuses_is_refused(client: Client, given: dict[str, Any], code: str) -> None:
    with pytest.raises(ClientError, match=code):
        client("cloudtrail").lookup_events(**given)
