import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from playground.aws.server import SimulatedAws

from .conftest import Client

MINUTE = 60
END = int(time.time()) // 3600 * 3600


def put(aws: SimulatedAws, points: list[list[float]], name: str = "Duration", **dimensions: str) -> None:
    aws.control(
        "put_metrics",
        region="us-east-1",
        namespace="AWS/Lambda",
        metric=name,
        dimensions=dimensions or {"FunctionName": "f"},
        points=points,
    )


def metric(name: str = "Duration", stat: str = "Sum", period: int = MINUTE, **dimensions: str) -> dict[str, Any]:
    named = [{"Name": key, "Value": value} for key, value in (dimensions or {"FunctionName": "f"}).items()]
    metric = {"Namespace": "AWS/Lambda", "MetricName": name, "Dimensions": named}
    return {"Metric": metric, "Period": period, "Stat": stat}


def query(client: Client, *queries: dict[str, Any], seconds: int = 600, **given: Any) -> dict[str, Any]:
    asked = {"StartTime": END - seconds, "EndTime": END, "ScanBy": "TimestampAscending"} | given
    found: dict[str, Any] = client("cloudwatch").get_metric_data(MetricDataQueries=list(queries), **asked)
    return found


def test_periods_begin_at_multiples_of_the_period(aws: SimulatedAws, client: Client) -> None:
    put(aws, [[END - 600 + 7, 1.0], [END - 600 + 59, 2.0], [END - 301, 4.0]])
    result = query(client, {"Id": "m", "MetricStat": metric(period=300)}, seconds=590)["MetricDataResults"][0]
    assert [int(moment.timestamp()) for moment in result["Timestamps"]] == [END - 600]
    assert result["Values"] == [7.0]
    assert result["StatusCode"] == "Complete"
    assert result["Label"] == "Duration"


def test_seconds_are_a_period_too(aws: SimulatedAws, client: Client) -> None:
    put(aws, [[END - 20 + second, 1.0] for second in range(20)])
    result = query(client, {"Id": "m", "MetricStat": metric(period=5)}, seconds=20)["MetricDataResults"][0]
    assert result["Values"] == [5.0] * 4


def test_the_newest_comes_first_unless_asked_otherwise(aws: SimulatedAws, client: Client) -> None:
    put(aws, [[END - 120, 1.0], [END - 60, 2.0]])
    newest = query(client, {"Id": "m", "MetricStat": metric()}, ScanBy="TimestampDescending")
    assert newest["MetricDataResults"][0]["Values"] == [2.0, 1.0]


def test_percentiles_and_math_in_one_request(aws: SimulatedAws, client: Client) -> None:
    put(aws, [[END - 60, 100.0, 90], [END - 60, 900.0, 10]])
    put(aws, [[END - 60, 1.0, 3], [END - 60, 0.0, 97]], "Errors")
    results = query(
        client,
        {"Id": "p95", "MetricStat": metric(stat="p95")},
        {"Id": "errors", "MetricStat": metric("Errors", "Sum"), "ReturnData": False},
        {"Id": "count", "MetricStat": metric("Errors", "SampleCount"), "ReturnData": False},
        {"Id": "rate", "Expression": "100 * errors / count", "Label": "Error rate"},
    )["MetricDataResults"]
    assert [(one["Id"], one["Label"], one["Values"]) for one in results] == [
        ("p95", "Duration", [900.0]),
        ("rate", "Error rate", [3.0]),
    ]


def test_dimensions_match_exactly(aws: SimulatedAws, client: Client) -> None:
    put(aws, [[END - 60, 5.0]], FunctionName="f", Resource="f:prod")
    results = query(
        client,
        {"Id": "part", "MetricStat": metric()},
        {"Id": "whole", "MetricStat": metric(FunctionName="f", Resource="f:prod")},
    )["MetricDataResults"]
    assert [one["Values"] for one in results] == [[], [5.0]]


def test_pages_bring_every_point_once(aws: SimulatedAws, client: Client) -> None:
    put(aws, [[END - 600 + second, float(second)] for second in range(600)])
    queries = [{"Id": f"m{number}", "MetricStat": metric(period=1)} for number in range(3)]
    token, found = {}, dict.fromkeys(("m0", "m1", "m2"), 0)
    pages = 0
    while True:
        page = query(client, *queries, MaxDatapoints=500, **token)
        pages += 1
        for result in page["MetricDataResults"]:
            found[result["Id"]] += len(result["Values"])
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert found == {"m0": 600, "m1": 600, "m2": 600}
    assert pages == 4


@pytest.mark.parametrize(
    ("queries", "words"),
    [
        ([{"Id": "M", "MetricStat": metric()}], "not matching the expected pattern"),
        ([{"Id": "a", "MetricStat": metric()}] * 2, "not unique"),
        ([{"Id": "a", "MetricStat": metric(stat="p101")}], "Stat is not supported"),
        ([{"Id": "a", "MetricStat": metric(period=45)}], "Period is invalid"),
        ([{"Id": "a", "Expression": "b + 1"}], "Error in expression 'a'"),
        ([{"Id": "a", "Expression": "1 + 1"}], "must return a time series"),
        ([{"Id": f"m{n}", "MetricStat": metric()} for n in range(501)], "must not have a size greater than 500"),
    ],
)
def test_what_aws_refuses_is_refused(client: Client, queries: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(ClientError) as raised:
        query(client, *queries)
    assert raised.value.response["Error"]["Code"] == "ValidationError"
    assert words in raised.value.response["Error"]["Message"]


def test_the_end_comes_after_the_start(client: Client) -> None:
    with pytest.raises(ClientError, match="EndTime must be greater than StartTime"):
        query(client, {"Id": "a", "MetricStat": metric()}, StartTime=END, EndTime=END)


def test_get_metric_statistics_with_extended_ones(aws: SimulatedAws, client: Client) -> None:
    put(aws, [[END - 60, 100.0, 90], [END - 60, 900.0, 10]])
    given = {
        "Namespace": "AWS/Lambda",
        "MetricName": "Duration",
        "Dimensions": [{"Name": "FunctionName", "Value": "f"}],
        "StartTime": END - 300,
        "EndTime": END,
    }
    cloudwatch = client("cloudwatch")
    plain = cloudwatch.get_metric_statistics(**given, Period=300, Statistics=["Sum", "Maximum"])["Datapoints"]
    assert [(point["Sum"], point["Maximum"]) for point in plain] == [(18000.0, 900.0)]
    extended = cloudwatch.get_metric_statistics(**given, Period=60, ExtendedStatistics=["p95"])["Datapoints"]
    assert [point["ExtendedStatistics"] for point in extended] == [{"p95": 900.0}]
    with pytest.raises(ClientError, match="exceeds the limit of 1,440"):
        cloudwatch.get_metric_statistics(**given | {"StartTime": END - 86400 * 2}, Period=60, Statistics=["Sum"])


def test_put_metric_data_is_read_back_and_aws_namespaces_are_refused(client: Client) -> None:
    cloudwatch = client("cloudwatch")
    sets = {"SampleCount": 4, "Sum": 20, "Minimum": 1, "Maximum": 9}
    cloudwatch.put_metric_data(
        Namespace="Shop",
        MetricData=[
            {"MetricName": "Orders", "Timestamp": END - 60, "Values": [1, 2], "Counts": [3, 1], "Unit": "Count"},
            {"MetricName": "Basket", "Timestamp": END - 60, "StatisticValues": sets},
        ],
    )

    def shop(name: str, stat: str) -> dict[str, Any]:
        return {"Metric": {"Namespace": "Shop", "MetricName": name}, "Period": 60, "Stat": stat}

    results = query(
        client,
        {"Id": "orders", "MetricStat": shop("Orders", "Sum")},
        {"Id": "basket", "MetricStat": shop("Basket", "Average")},
        {"Id": "p95", "MetricStat": shop("Basket", "p95")},
    )["MetricDataResults"]
    assert [one["Values"] for one in results] == [[5.0], [5.0], []]
    names = {one["MetricName"] for one in cloudwatch.list_metrics(Namespace="Shop")["Metrics"]}
    assert names == {"Orders", "Basket"}
    with pytest.raises(ClientError, match="AWS/Lambda for parameter Namespace is invalid"):
        cloudwatch.put_metric_data(Namespace="AWS/Lambda", MetricData=[{"MetricName": "Errors", "Value": 1}])


def test_list_metrics_filters_by_dimension(aws: SimulatedAws, client: Client) -> None:
    put(aws, [[END, 1.0]], FunctionName="f")
    put(aws, [[END, 1.0]], FunctionName="g")
    listed = client("cloudwatch").list_metrics(Dimensions=[{"Name": "FunctionName", "Value": "g"}])["Metrics"]
    assert [one["Dimensions"] for one in listed] == [[{"Name": "FunctionName", "Value": "g"}]]
