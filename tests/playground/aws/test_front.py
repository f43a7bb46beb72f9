import http.client
import json
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, HTTPClientError

from playground.aws.server import SimulatedAws, SimulatedAwsError

from .conftest import Client

CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("sns", "list_topics", {}),
    ("sqs", "list_queues", {}),
    ("lambda", "list_functions", {}),
    ("dynamodb", "list_tables", {}),
    ("cloudwatch", "describe_alarms", {}),
    ("s3", "list_buckets", {}),
    ("cloudfront", "list_distributions", {}),
    ("apigateway", "get_rest_apis", {}),
    ("apigatewayv2", "get_apis", {}),
    ("stepfunctions", "list_state_machines", {}),
    ("cognito-idp", "list_user_pools", {"MaxResults": 5}),
]


@pytest.mark.parametrize(("service", "operation", "given"), CALLS)
def test_a_fault_has_the_shape_of_its_service(
    aws: SimulatedAws, client: Client, service: str, operation: str, given: dict[str, Any]
) -> None:
    held = client(service)
    aws.fail(operation, service=service, code="ThrottlingException", message="Rate exceeded")
    with pytest.raises(ClientError) as raised:
        getattr(held, operation)(**given)
    error = raised.value.response["Error"]
    assert (error["Code"], error["Message"]) == ("ThrottlingException", "Rate exceeded")
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    getattr(held, operation)(**given)
    calls = [(call["service"], call["status"]) for call in aws.calls()]
    assert calls == [(service, 400), (service, 200)]


def test_a_fault_meets_as_many_calls_as_asked(aws: SimulatedAws, client: Client) -> None:
    aws.fail("ListTopics", times=2, status=503, code="ServiceUnavailable")
    sns = client("sns")
    for _ in range(2):
        with pytest.raises(ClientError, match="ServiceUnavailable"):
            sns.list_topics()
    assert sns.list_topics()["Topics"] == []


def test_it_happened_and_the_answer_says_otherwise(aws: SimulatedAws, client: Client) -> None:
    aws.fail("create_topic", after_processing=True, status=500, code="InternalFailure")
    sns = client("sns")
    with pytest.raises(ClientError, match="InternalFailure"):
        sns.create_topic(Name="t")
    assert len(sns.list_topics()["Topics"]) == 1


@pytest.mark.parametrize("happened", [True, False])
def test_no_answer_at_all(aws: SimulatedAws, client: Client, happened: bool) -> None:
    aws.fail("create_topic", after_processing=happened, drop=True)
    sns = client("sns")
    with pytest.raises((ConnectionClosedError, HTTPClientError)):
        sns.create_topic(Name="t")
    assert len(sns.list_topics()["Topics"]) == int(happened)
    assert [call["status"] for call in aws.calls()] == [None, 200]


def test_a_delay_only_delays(aws: SimulatedAws, client: Client) -> None:
    aws.fail("list_topics", status=200, delay_seconds=0.2)
    sns = client("sns")
    begun = time.perf_counter()
    assert sns.list_topics()["Topics"] == []
    assert time.perf_counter() - begun >= 0.2


def test_latency_is_added_to_every_call(aws: SimulatedAws, client: Client) -> None:
    sns = client("sns")
    sns.list_topics()
    aws.control("latency", milliseconds=50)
    begun = time.perf_counter()
    for _ in range(3):
        sns.list_topics()
    aws.control("latency", milliseconds=0)
    assert time.perf_counter() - begun >= 0.15


def test_calls_are_named_with_their_parameters(aws: SimulatedAws, client: Client) -> None:
    client("sqs").create_queue(QueueName="q")
    client("sns", "us-west-2").create_topic(Name="t")
    with pytest.raises(ClientError):
        client("lambda").get_alias(FunctionName="f", Name="prod")
    named = [(call["service"], call["operation"], call["region"], call["params"]) for call in aws.calls()]
    assert named == [
        ("sqs", "CreateQueue", "us-east-1", {"QueueName": "q"}),
        ("sns", "CreateTopic", "us-west-2", {"Name": "t"}),
        ("lambda", "GetAlias", "us-east-1", {"FunctionName": "f", "Name": "prod"}),
    ]


def test_what_is_not_simulated_says_so_in_the_services_shape(client: Client) -> None:
    for service, operation, given in (
        ("cloudformation", "list_types", {}),
        ("lambda", "list_code_signing_configs", {}),
        ("logs", "test_metric_filter", {"filterPattern": "a", "logEventMessages": ["a"]}),
    ):
        with pytest.raises(ClientError) as raised:
            getattr(client(service), operation)(**given)
        assert raised.value.response["Error"]["Code"] == "NotImplemented"


def test_a_connection_is_kept(aws: SimulatedAws) -> None:
    connection = http.client.HTTPConnection(urlsplit(aws.url).netloc, timeout=5)
    connection.connect()
    kept = connection.sock
    for _ in range(3):
        connection.request("POST", "/sim/now", body="{}")
        answer = connection.getresponse()
        assert json.load(answer)["now"] > 0
        assert connection.sock is kept
    connection.close()


def test_large_bodies_arrive_whole(client: Client) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="bucket")
    body = b"x" * 300_000
    s3.put_object(Bucket="bucket", Key="k/ä", Body=body)
    held = s3.get_object(Bucket="bucket", Key="k/ä")["Body"]
    assert held.read() == body
    held.close()


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [("nothing", {}, "no control named"), ("tick", {"minutes": 1}, "TypeError"), ("age", {"seconds": 7}, "multiple")],
)
def test_a_wrong_control_is_refused(aws: SimulatedAws, name: str, given: dict[str, Any], words: str) -> None:
    with pytest.raises(SimulatedAwsError, match=words):
        aws.control(name, **given)
