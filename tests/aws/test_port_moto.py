"""The call port and a server that speaks AWS's protocols: pages, secrets and errors as they really come."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator

import pytest

from bot.aws.port import CallPort, Mutation
from bot.errors import AwsError, AwsFault, Effect
from tests.aws.conftest import MakePort
from tests.aws.ledger import HERE, Ledger
from tests.plain_moto import client, plain_moto


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    with plain_moto() as url:
        yield url


@pytest.fixture
def moto_port(moto: str, port_to: MakePort) -> CallPort:
    return port_to(moto)


def test_all_pages_of_a_query_protocol(moto: str, moto_port: CallPort) -> None:
    cloudwatch = client("cloudwatch", moto, HERE.region)
    names = [f"alarm-{number:03}" for number in range(120)]
    for name in names:
        cloudwatch.put_metric_alarm(
            AlarmName=name, MetricName="Errors", Namespace="AWS/Lambda", Period=60, EvaluationPeriods=1,
            Statistic="Sum", Threshold=1, ComparisonOperator="GreaterThanThreshold",
        )  # fmt: skip

    answer = moto_port.read(HERE, "cloudwatch.describe_alarms", {"MaxRecords": 50})

    assert sorted(alarm["AlarmName"] for alarm in answer["MetricAlarms"]) == names
    json.dumps(answer)


def test_all_pages_of_a_json_protocol(moto: str, moto_port: CallPort) -> None:
    logs = client("logs", moto, HERE.region)
    for number in range(60):
        logs.create_log_group(logGroupName=f"/group/{number:02}")

    answer = moto_port.read(HERE, "logs.describe_log_groups", {"logGroupNamePrefix": "/group/"})

    assert len(answer["logGroups"]) == 60


def test_the_environment_of_a_function_stays_where_it_is(moto: str, moto_port: CallPort, ledger: Ledger) -> None:
    role = client("iam", moto).create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("main.py", "")
    created = {
        "FunctionName": "f", "Runtime": "python3.12", "Role": role, "Handler": "main.handler",
        "Code": {"ZipFile": packed.getvalue()}, "Environment": {"Variables": {"DB_PASSWORD": "hunter2"}},
    }  # fmt: skip
    client("lambda", moto, HERE.region).create_function(**created)
    changed = {"FunctionName": "f", "Environment": {"Variables": {"DB_PASSWORD": "hunter3"}}}

    told = [
        moto_port.read(HERE, "lambda.list_functions", {}),
        moto_port.read(HERE, "lambda.get_function", {"FunctionName": "f"}),
        moto_port.mutate(Mutation("s", HERE, "lambda.update_function_configuration", changed), ledger).result,
        ledger.intents[0][1],
    ]

    assert "hunter" not in json.dumps(told)
    kept = client("lambda", moto, HERE.region).get_function_configuration(FunctionName="f")
    assert kept["Environment"]["Variables"] == {"DB_PASSWORD": "hunter3"}


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("sqs.get_queue_url", {"QueueName": "nowhere"}),
        ("lambda.get_alias", {"FunctionName": "nowhere", "Name": "prod"}),
        ("dynamodb.describe_table", {"TableName": "nowhere"}),
        ("s3.head_bucket", {"Bucket": "nowhere-at-all"}),
        (
            "stepfunctions.describe_state_machine",
            {"stateMachineArn": "arn:aws:states:eu-west-1:123456789012:stateMachine:x"},
        ),
        ("secretsmanager.describe_secret", {"SecretId": "nowhere"}),
        ("logs.describe_log_streams", {"logGroupName": "/nowhere"}),
        ("iam.get_role", {"RoleName": "nobody"}),
    ],
)
def test_what_is_not_there_is_told_alike_by_every_service(
    moto_port: CallPort, operation: str, params: dict[str, str]
) -> None:
    with pytest.raises(AwsError) as caught:
        moto_port.read(HERE, operation, params)

    assert caught.value.fault is AwsFault.NOT_FOUND
    assert caught.value.effect is Effect.REJECTED
