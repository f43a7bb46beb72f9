import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from playground.aws.server import SimulatedAws

from .conftest import Client

ALARM: dict[str, Any] = {
    "AlarmName": "f-errors",
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "f"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 3,
    "DatapointsToAlarm": 2,
    "Threshold": 5.0,
    "ComparisonOperator": "GreaterThanThreshold",
}


def put(aws: SimulatedAws, values: list[float | None]) -> None:
    """The last complete minutes, oldest first; None is a missing one."""
    end = int(aws.control("now")["now"]) // 60 * 60
    first = end - 60 * len(values)
    points = [[first + 60 * number, value] for number, value in enumerate(values) if value is not None]
    aws.control(
        "put_metrics",
        region="us-east-1",
        namespace="AWS/Lambda",
        metric="Errors",
        dimensions={"FunctionName": "f"},
        points=points,
    )


def state(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client("cloudwatch").describe_alarms(AlarmNames=["f-errors"])["MetricAlarms"][0]
    return found


def test_a_new_alarm_knows_nothing(client: Client) -> None:
    client("cloudwatch").put_metric_alarm(**ALARM)
    assert state(client)["StateValue"] == "INSUFFICIENT_DATA"
    assert state(client)["StateReason"] == "Unchecked: Initial alarm creation"


@pytest.mark.parametrize(
    ("values", "treat", "expected"),
    [
        ([1.0, 9.0, 9.0], "missing", "ALARM"),
        ([9.0, 1.0, 1.0], "missing", "OK"),
        ([None, None, 9.0], "missing", "OK"),
        ([None, None, 9.0], "breaching", "ALARM"),
        ([None, None, None], "notBreaching", "OK"),
        ([None, None, None], "breaching", "ALARM"),
        ([9.0, None, 9.0, None], "missing", "ALARM"),
    ],
)
def test_the_data_decides(
    aws: SimulatedAws, client: Client, values: list[float | None], treat: str, expected: str
) -> None:
    client("cloudwatch").put_metric_alarm(**ALARM, TreatMissingData=treat)
    if any(values):
        put(aws, values)
    aws.control("evaluate_alarms")
    assert state(client)["StateValue"] == expected


def test_reason_history_and_moments_say_what_happened(aws: SimulatedAws, client: Client) -> None:
    cloudwatch = client("cloudwatch")
    cloudwatch.put_metric_alarm(**ALARM)
    put(aws, [1.0, 1.0, 1.0])
    aws.control("evaluate_alarms")
    put(aws, [8.0, 8.0])
    assert aws.control("evaluate_alarms") == {"changed": 1}
    alarm = state(client)
    assert "2 out of the last 3 datapoints" in alarm["StateReason"]
    words = "were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition)."
    assert alarm["StateReason"].endswith(words)
    assert json.loads(alarm["StateReasonData"])["recentDatapoints"] == [1.0, 9.0, 9.0]
    assert alarm["StateTransitionedTimestamp"] == alarm["StateUpdatedTimestamp"]
    history = cloudwatch.describe_alarm_history(AlarmName="f-errors", HistoryItemType="StateUpdate")
    assert [item["HistorySummary"] for item in history["AlarmHistoryItems"]] == [
        "Alarm updated from OK to ALARM",
        "Alarm updated from INSUFFICIENT_DATA to OK",
    ]
    assert aws.control("evaluate_alarms") == {"changed": 0}


def test_a_changed_alarm_keeps_its_state(aws: SimulatedAws, client: Client) -> None:
    cloudwatch = client("cloudwatch")
    cloudwatch.put_metric_alarm(**ALARM)
    cloudwatch.set_alarm_state(AlarmName="f-errors", StateValue="ALARM", StateReason="by hand")
    cloudwatch.put_metric_alarm(**ALARM | {"Threshold": 7.0})
    assert (state(client)["StateValue"], state(client)["Threshold"]) == ("ALARM", 7.0)
    items = cloudwatch.describe_alarm_history(AlarmName="f-errors", ScanBy="TimestampAscending")["AlarmHistoryItems"]
    assert [item["HistoryItemType"] for item in items] == ["ConfigurationUpdate", "StateUpdate", "ConfigurationUpdate"]


def test_metric_math_alarms_evaluate(aws: SimulatedAws, client: Client) -> None:
    plain = {"AlarmName", "EvaluationPeriods", "DatapointsToAlarm", "ComparisonOperator"}
    errors = {key: ALARM[key] for key in ("Namespace", "MetricName", "Dimensions")}
    stat = {"Metric": errors, "Period": 60, "Stat": "Sum"}
    client("cloudwatch").put_metric_alarm(
        **{key: value for key, value in ALARM.items() if key in plain},
        Threshold=1000.0,
        Metrics=[
            {"Id": "e", "MetricStat": stat, "ReturnData": False},
            {"Id": "scaled", "Expression": "e * 1000", "Label": "scaled", "ReturnData": True},
        ],
    )
    put(aws, [2.0, 2.0, 2.0])
    aws.control("evaluate_alarms")
    assert state(client)["StateValue"] == "ALARM"


def test_a_percentile_alarm_evaluates(aws: SimulatedAws, client: Client) -> None:
    given = {key: value for key, value in ALARM.items() if key != "Statistic"}
    client("cloudwatch").put_metric_alarm(**given, ExtendedStatistic="p95")
    put(aws, [9.0, 9.0, 9.0])
    aws.control("evaluate_alarms")
    assert state(client)["StateValue"] == "ALARM"


def test_the_topic_hears_of_it_in_cloudwatchs_words(aws: SimulatedAws, client: Client) -> None:
    topic = client("sns").create_topic(Name="pages")["TopicArn"]
    queue = client("sqs").create_queue(QueueName="pages")["QueueUrl"]
    attributes = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=attributes["QueueArn"])
    client("cloudwatch").put_metric_alarm(**ALARM, AlarmActions=[topic])
    put(aws, [9.0, 9.0, 9.0])
    aws.control("evaluate_alarms")
    message = client("sqs").receive_message(QueueUrl=queue)["Messages"][0]
    said = json.loads(json.loads(message["Body"])["Message"])
    assert said["AlarmName"] == "f-errors"
    assert (said["NewStateValue"], said["OldStateValue"]) == ("ALARM", "INSUFFICIENT_DATA")
    assert said["Trigger"]["MetricName"] == "Errors"
    assert said["Trigger"]["Dimensions"] == [{"value": "f", "name": "FunctionName"}]


def test_muted_actions_stay_silent(aws: SimulatedAws, client: Client) -> None:
    topic = client("sns").create_topic(Name="pages")["TopicArn"]
    cloudwatch = client("cloudwatch")
    cloudwatch.put_metric_alarm(**ALARM, AlarmActions=[topic])
    cloudwatch.disable_alarm_actions(AlarmNames=["f-errors"])
    cloudwatch.set_alarm_state(AlarmName="f-errors", StateValue="ALARM", StateReason="by hand")
    actions = cloudwatch.describe_alarm_history(HistoryItemType="Action")["AlarmHistoryItems"]
    assert actions == []
    assert state(client)["ActionsEnabled"] is False


def test_describe_alarms_filters_and_pages(client: Client) -> None:
    cloudwatch = client("cloudwatch")
    for name in ("a-1", "a-2", "b-1"):
        cloudwatch.put_metric_alarm(**ALARM | {"AlarmName": name})
    cloudwatch.set_alarm_state(AlarmName="a-2", StateValue="ALARM", StateReason="by hand")
    found = cloudwatch.describe_alarms(AlarmNamePrefix="a-", StateValue="ALARM")["MetricAlarms"]
    assert [alarm["AlarmName"] for alarm in found] == ["a-2"]
    pages = list(cloudwatch.get_paginator("describe_alarms").paginate(PaginationConfig={"PageSize": 2}))
    assert [len(page["MetricAlarms"]) for page in pages] == [2, 1]


@pytest.mark.parametrize(
    "wrong", [{"ComparisonOperator": "Above"}, {"TreatMissingData": "fine"}, {"Statistic": "Median"}, {"Period": 45}]
)
def test_what_aws_refuses_is_refused(client: Client, wrong: dict[str, Any]) -> None:
    with pytest.raises(ClientError) as raised:
        client("cloudwatch").put_metric_alarm(**ALARM | wrong)
    assert raised.value.response["Error"]["Code"] == "ValidationError"


def test_alarm_history_ends_where_asked(client: Client) -> None:
    cloudwatch = client("cloudwatch")
    cloudwatch.put_metric_alarm(**ALARM)
    later = time.time() + 3600
    assert cloudwatch.describe_alarm_history(AlarmName="f-errors", StartDate=later)["AlarmHistoryItems"] == []
