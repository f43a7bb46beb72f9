"""The survey against the simulated AWS: what it says, and with how few calls."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.aws.operations import Operations
from bot.catalog.loader import Catalog
from bot.charts.spec import ChartSpec
from bot.errors import AwsError
from bot.runbooks.actions.status import Survey, SurveyParams
from playground.aws.server import SimulatedAws
from tests.plain_moto import client, use
from tests.runbooks.actions.shop import ROLE, Account, catalog, context

# A minute ago, so that every point lies in the past of the simulated AWS too.
NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=30)
LAST_MINUTE = NOW.replace(second=0)
HOUR = 60


@pytest.fixture(scope="module")
def server() -> Iterator[SimulatedAws]:
    with SimulatedAws(world=False) as aws:
        yield aws


@pytest.fixture
def aws(server: SimulatedAws, monkeypatch: pytest.MonkeyPatch) -> SimulatedAws:
    server.reset()
    use(server.url, monkeypatch)
    return server


@pytest.fixture
def account(aws: SimulatedAws) -> Account:
    built = Account(aws.url)
    built.build()
    return built


@pytest.fixture
def known(tmp_path: Path) -> Catalog:
    return catalog(tmp_path)


def put(aws: SimulatedAws, metric: str, values: list[float], *, region: str = "us-east-1", **dimensions: str) -> None:
    """One value a minute, the last one for the last whole minute."""
    first = LAST_MINUTE.timestamp() - 60 * len(values)
    points = [[first + 60 * number, value] for number, value in enumerate(values)]
    namespace = "AWS/DynamoDB" if "TableName" in dimensions else "AWS/Lambda"
    aws.control("put_metrics", region=region, namespace=namespace, metric=metric, dimensions=dimensions, points=points)


def traffic(aws: SimulatedAws, failures: list[float], *, calls: float = 50, duration: float = 180) -> None:
    """Of the order function, minute by minute; every minute's errors and calls as one sum."""
    name = {"FunctionName": "order-prod"}
    put(aws, "Invocations", [calls] * len(failures), **name)
    put(aws, "Errors", failures, **name)
    # As many values as there have to be for a verdict.
    for _ in range(3):
        put(aws, "Duration", [duration] * len(failures), **name)


def survey(known: Catalog, operations: Operations, *, seconds: int = 3_600, **how: Any) -> dict[str, Any]:
    params = SurveyParams(since_seconds=seconds, timezone="Europe/Berlin")
    result = Survey().execute(params, context(known, operations, now=NOW, **how))
    assert len(json.dumps(result, ensure_ascii=False).encode()) < 60_000
    for spec in result["charts"]:
        ChartSpec.model_validate(spec)
    return result


def system(result: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in result["survey"]["systems"] if one["system"] == name)
    return found


def level(result: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in system(result, "shop")["levels"] if one["name"] == name)
    return found


def examined(result: dict[str, Any], short: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in system(result, "shop")["health"] if one["short"] == short)
    return found


def test_a_missed_level_with_its_chart(
    aws: SimulatedAws, account: Account, known: Catalog, operations: Operations
) -> None:
    traffic(aws, [0] * 40 + [3] * 20)
    result = survey(known, operations)
    shop = system(result, "shop")
    assert (shop["state"], shop["headline"]) == ("missed", "1 of 5 missed")
    assert shop["details"][0] == "Order errors 2 % (< 1 %)"
    found = level(result, "error-rate")
    assert (found["verdict"], found["window"], found["now"]) == ("missed", 2.0, 6.0)
    assert (found["trend"], found["means"], found["samples"], found["failed"]) == ("rising", "worse", 3000, 60)
    [chart] = [ChartSpec.model_validate(one) for one in result["charts"]]
    assert chart.title == "Order errors · shop prod"
    assert chart.panels[0].limit is not None
    assert chart.panels[0].limit.label == "objective < 1 %"
    assert chart.timezone == "Europe/Berlin"
    assert max(value or 0 for _, value in chart.panels[0].series[0].points) == 6.0


def test_one_metrics_call_a_place_and_few_calls_at_all(
    aws: SimulatedAws, account: Account, known: Catalog, operations: Operations
) -> None:
    traffic(aws, [0] * 60)
    before = len(aws.calls())
    survey(known, operations)
    made = Counter((call["service"], call["operation"], call["region"]) for call in aws.calls()[before:])
    assert made["cloudwatch", "GetMetricData", "us-east-1"] == 1
    assert made["cloudwatch", "GetMetricData", "us-west-2"] == 1
    assert made["cloudwatch", "DescribeAlarms", "us-east-1"] == 1
    assert made["cloudformation", "DescribeStackResources", "us-east-1"] == 2
    assert made["cloudtrail", "LookupEvents", "us-east-1"] <= 2
    assert set(made.values()) <= {1, 2}
    allowed = {f"{service}.{operation}" for service, operation, _ in made}
    assert len(allowed) <= len(Survey.reads)


def test_it_calls_nothing_that_it_does_not_declare(
    aws: SimulatedAws, account: Account, known: Catalog, operations: Operations
) -> None:
    before = len(aws.calls())
    survey(known, operations)
    declared = {operations.model(name).name for name in Survey.reads}
    assert {call["operation"] for call in aws.calls()[before:]} <= declared
    assert all(operations.reads(name) for name in Survey.reads)


def test_resources_are_looked_at_by_their_real_names(
    aws: SimulatedAws, account: Account, known: Catalog, operations: Operations
) -> None:
    result = survey(known, operations)
    assert examined(result, "orders") == {
        "short": "orders",
        "kind": "dynamodb.table",
        "name": account.orders,
        "state": "ACTIVE",
        "ok": True,
        "note": None,
    }
    assert examined(result, "order")["note"] == "live → v1"
    assert examined(result, "stack")["state"] == "CREATE_COMPLETE"
    assert examined(result, "jobs")["state"] == "0 messages"
    assert (examined(result, "dead")["ok"], examined(result, "dead")["note"]) == (True, "holds 3 messages")
    assert "dead: holds 3 messages" in system(result, "shop")["details"]


def test_a_stack_that_is_not_there_leaves_the_catalogs_name(
    aws: SimulatedAws, account: Account, known: Catalog, operations: Operations
) -> None:
    result = survey(known, operations)
    assert (examined(result, "archive")["name"], examined(result, "archive")["ok"]) == ("archive-prod", True)
    assert (examined(result, "archive-prod")["state"], examined(result, "archive-prod")["ok"]) == ("not there", False)
    [problem] = result["survey"]["problems"]
    assert problem.startswith("shop: ")
    assert problem.endswith("The catalog's own names are used instead.")


def test_what_is_there_only_for_a_while_is_not_missed(
    aws: SimulatedAws, account: Account, known: Catalog, operations: Operations
) -> None:
    shorts = {one["short"] for one in system(survey(known, operations), "shop")["health"]}
    assert "restored" not in shorts


def test_a_system_without_service_levels_shows_its_metrics(
    aws: SimulatedAws, account: Account, known: Catalog, operations: Operations
) -> None:
    put(aws, "Errors", [1] * 60, region="us-west-2", FunctionName="visit")
    put(aws, "Duration", [412] * 20, region="us-west-2", FunctionName="visit")
    clinic = system(survey(known, operations), "clinic")
    assert (clinic["state"], clinic["headline"]) == ("ok", "healthy")
    assert clinic["levels"] == []
    assert [(m["label"], m["value"], m["unit"]) for m in clinic["metrics"]] == [
        ("errors of visit", 60.0, ""),
        ("average duration of visit", 412.0, "ms"),
    ]
    assert clinic["summary"] == "healthy · no SLO stated · average duration of visit 412 ms"


def test_a_metric_that_stopped_is_said(
    aws: SimulatedAws, account: Account, known: Catalog, operations: Operations
) -> None:
    end = LAST_MINUTE - timedelta(minutes=40)
    points = [[(end - timedelta(minutes=m)).timestamp(), 200.0] for m in range(1, 21)]
    dimensions = {"FunctionName": "visit"}
    aws.control(
        "put_metrics",
        region="us-west-2",
        namespace="AWS/Lambda",
        metric="Duration",
        dimensions=dimensions,
        points=points,
    )
    clinic = system(survey(known, operations), "clinic")
    noted = next(m["note"] for m in clinic["metrics"] if m["unit"] == "ms")
    assert noted.startswith("metric missing since ")
    assert f"average duration of visit: {noted}" in clinic["details"]


def test_no_traffic_and_no_metric_are_no_miss(
    aws: SimulatedAws, account: Account, known: Catalog, operations: Operations
) -> None:
    result = survey(known, operations)
    assert level(result, "error-rate")["reason"] == "no traffic"
    assert level(result, "joy")["reason"] == "AWS has no metric for it: nobody asks them"
    assert result["charts"] == []


def test_alarms_go_to_the_system_that_they_are_about(
    aws: SimulatedAws, account: Account, known: Catalog, operations: Operations
) -> None:
    alarms = client("cloudwatch", aws.url)
    rule = {
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 1.0,
        "Namespace": "AWS/Lambda",
        "MetricName": "Errors",
        "Period": 60,
        "Statistic": "Sum",
    }
    for name, function in (("Order-Errors", "order-prod"), ("Elsewhere-Errors", "other"), ("Quiet", "order-prod")):
        dimensions = [{"Name": "FunctionName", "Value": function}]
        alarms.put_metric_alarm(AlarmName=name, Dimensions=dimensions, **rule)
        state = "OK" if name == "Quiet" else "ALARM"
        alarms.set_alarm_state(AlarmName=name, StateValue=state, StateReason="because")
    result = survey(known, operations)
    shop = system(result, "shop")
    assert [(alarm["name"], alarm["short"]) for alarm in shop["alarms"]] == [("Order-Errors", "order")]
    assert "alarm: Order-Errors" in shop["details"]
    assert result["survey"]["other_alarms"] == ["Elsewhere-Errors"]


def test_changes_say_what_when_who_and_from_where(
    aws: SimulatedAws, account: Account, known: Catalog, operations: Operations
) -> None:
    event = {
        "EventName": "UpdateAlias20150331",
        "EventSource": "lambda.amazonaws.com",
        "Username": "ci",
        "EventTime": NOW.timestamp() - 1_500,
        "Resources": [{"ResourceType": "AWS::Lambda::Function", "ResourceName": "order-prod"}],
        "ReadOnly": False,
        "RequestParameters": {"functionName": "order-prod", "name": "live", "functionVersion": "7"},
    }
    aws.control("put_trail_event", region="us-east-1", event=event)
    result = survey(known, operations)
    released = [change for change in result["survey"]["changes"] if change["who"] == "ci"]
    assert released == [
        {
            "at": NOW.timestamp() - 1_500,
            "system": "shop",
            "short": "order",
            "what": "alias live → v7",
            "who": "ci",
            "source": "CloudTrail",
            "release": True,
        }
    ]
    assert released[0] in system(result, "shop")["changes"]
    assert "CloudTrail complete to " in result["survey"]["freshness"]
    assert ", up to 15 min late; " in result["survey"]["freshness"]


def test_a_release_is_marked_in_the_chart(
    aws: SimulatedAws, account: Account, known: Catalog, operations: Operations
) -> None:
    traffic(aws, [0] * 40 + [3] * 20)
    [chart] = survey(known, operations)["charts"]
    assert [mark["label"] for mark in chart["marks"]] == ["order v1 released"]


def test_a_place_that_is_denied_blinds_only_its_systems(
    aws: SimulatedAws, account: Account, tmp_path: Path, operations: Operations
) -> None:
    traffic(aws, [0] * 60)
    aws.fail("AssumeRole", times=100, status=403, code="AccessDenied", message="not you")
    result = survey(catalog(tmp_path, role=ROLE), operations)
    clinic = system(result, "clinic")
    assert (clinic["state"], clinic["headline"]) == ("unknown", "cannot tell")
    assert clinic["details"][0].startswith("Access denied: ")
    assert "sts:AssumeRole" in clinic["summary"]
    assert level(result, "error-rate")["verdict"] == "met"
    assert "CloudTrail of us-west-2 could not be read: Access denied" in result["survey"]["freshness"]


def test_metrics_that_are_denied_leave_the_rest(
    aws: SimulatedAws, account: Account, known: Catalog, operations: Operations
) -> None:
    aws.fail("GetMetricData", times=100, status=403, code="AccessDenied", message="no")
    result = survey(known, operations)
    assert level(result, "error-rate")["reason"].startswith("Access denied: opsbot's own identity may not cloudwatch:")
    assert examined(result, "orders")["ok"] is True
    assert system(result, "clinic")["state"] == "unknown"


def test_nothing_answers(known: Catalog, operations: Operations, monkeypatch: pytest.MonkeyPatch) -> None:
    use("http://127.0.0.1:1", monkeypatch)
    with pytest.raises(AwsError, match="could not be reached"):
        survey(known, operations)


def test_an_environment_that_a_system_lacks(
    aws: SimulatedAws, account: Account, known: Catalog, operations: Operations
) -> None:
    result = survey(known, operations, environment="dev")
    clinic = system(result, "clinic")
    assert (clinic["state"], clinic["details"]) == ("unknown", ["clinic has no environment dev; it has prod."])
    assert system(result, "shop")["environment"] == "dev"


def test_one_resource(aws: SimulatedAws, account: Account, known: Catalog, operations: Operations) -> None:
    traffic(aws, [0] * 40 + [3] * 20)
    target = {"kind": "lambda.function", "short": "order", "system": "shop", "environment": "prod"}
    result = survey(known, operations, systems=["shop"], environment="prod", target=target)
    [shop] = result["survey"]["systems"]
    assert shop["resource"] == "order"
    assert [one["short"] for one in shop["health"]] == ["order"]
    assert [one["name"] for one in shop["levels"]] == ["error-rate", "duration", "slowest"]
    shown = {metric["label"]: metric["value"] for metric in shop["metrics"]}
    assert shown["invocations of order"] == 3000.0
    titles = [chart["title"] for chart in result["charts"]]
    assert titles == ["order · shop prod", "Order errors · shop prod"]


def test_a_day(aws: SimulatedAws, account: Account, known: Catalog, operations: Operations) -> None:
    traffic(aws, [0] * 60)
    found = level(survey(known, operations, seconds=86_400), "error-rate")
    assert found["samples"] == 3000


@pytest.mark.parametrize("seconds", [299, 30 * 86_400 + 1])
def test_how_far_back(seconds: int) -> None:
    with pytest.raises(ValueError, match="since_seconds"):
        SurveyParams(since_seconds=seconds)
