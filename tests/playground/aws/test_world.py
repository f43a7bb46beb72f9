"""The world as the sources describe it, seen through boto3, and the incident in it."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from playground.aws.server import SimulatedAws

from .conftest import Client

FUNCTIONS = {
    ("serverless-api", "prod"): {"create-item", "read-item", "update-item", "delete-item"},
    ("serverless-api", "dev"): {"create-item", "read-item", "update-item", "delete-item"},
    ("data-pipeline", "prod"): {"ingestion-lambda", "transformation-lambda", "analytics-lambda"},
    ("data-pipeline", "staging"): {"ingestion-lambda", "transformation-lambda", "analytics-lambda"},
    ("todo-app", "prod"): {"todo-handler"},
    ("reviews-app", "prod"): {"reviews-handler"},
    ("lifestyle-app", "prod"): {
        "create_goal", "get_goal", "list_goals", "update_goal", "archive_goal", "log_activity", "list_activities",
        "get_progress",
    },
}
MINUTE = 60
Clients = Callable[[SimulatedAws], Client]


@pytest.fixture
def world_client(world_server: SimulatedAws, clients_of: Clients) -> Client:
    return clients_of(world_server)


@pytest.fixture
def fresh_client(fresh_world: SimulatedAws, clients_of: Clients) -> Client:
    return clients_of(fresh_world)


def name_of(aws: SimulatedAws, short: str, system: str = "serverless-api") -> str:
    return str(aws.control("names")[system]["prod"][short])


def metric(name: str, stat: str, namespace: str = "AWS/Lambda", **dimensions: str) -> dict[str, Any]:
    named = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    held = {"Namespace": namespace, "MetricName": name, "Dimensions": named}
    return {"Id": "m", "MetricStat": {"Metric": held, "Period": 60, "Stat": stat}}


def values(client: Client, query: dict[str, Any], start: float, end: float, region: str = "us-east-1") -> list[float]:
    found: list[float] = client("cloudwatch", region).get_metric_data(
        MetricDataQueries=[query], StartTime=start, EndTime=end
    )["MetricDataResults"][0]["Values"]
    return found


def error_share(client: Client, function: str, start: float, end: float) -> float:
    errors = sum(values(client, metric("Errors", "Sum", FunctionName=function), start, end))
    return errors / sum(values(client, metric("Invocations", "Sum", FunctionName=function), start, end))


def now_of(aws: SimulatedAws) -> float:
    return float(aws.control("now")["now"])


def test_every_function_is_there_and_serves_by_its_alias(world_server: SimulatedAws, world_client: Client) -> None:
    names = world_server.control("names")
    assert {(system, env): set(held) for system, envs in names.items() for env, held in envs.items()} == FUNCTIONS
    aliases = {
        "serverless-api": "prod", "data-pipeline": "prod", "todo-app": "PROD", "reviews-app": "live",
        "lifestyle-app": "live",
    }
    for system, alias in aliases.items():
        region = "us-west-2" if system == "todo-app" else "us-east-1"
        for name in names[system]["prod"].values():
            held = world_client("lambda", region).get_alias(FunctionName=name, Name=alias)
            assert held["FunctionVersion"].isdigit()


def test_stacks_hold_their_resources(world_server: SimulatedAws, world_client: Client) -> None:
    stacks = world_client("cloudformation").describe_stacks()["Stacks"]
    assert {stack["StackName"] for stack in stacks} == {
        "serverless-api-prod", "serverless-api-dev", "serverless-data-pipeline-prod",
        "serverless-data-pipeline-staging",
    }
    found = world_client("cloudformation").describe_stack_resource(
        StackName="serverless-api-prod", LogicalResourceId="CreateItemFunction"
    )["StackResourceDetail"]["PhysicalResourceId"]
    assert found == name_of(world_server, "create-item")
    assert found.startswith("serverless-api-prod-CreateItemFunction-")


def test_the_other_resources_are_there(world_client: Client) -> None:
    tables = world_client("dynamodb").list_tables()["TableNames"]
    assert {"items-table", "CuratedEvents", "reviews", "ai-lifestyle-app-goals-prod"} <= set(tables)
    assert world_client("dynamodb", "us-west-2").list_tables()["TableNames"] == ["todos-table"]
    apis = {api["name"] for api in world_client("apigateway").get_rest_apis()["items"]}
    assert {"serverless-api", "ServerlessDataAPI", "ai-lifestyle-app-prod"} <= apis
    assert [api["Name"] for api in world_client("apigatewayv2").get_apis()["Items"]] == ["reviews-api"]
    queue = world_client("sqs").get_queue_url(QueueName="processing-dlq")["QueueUrl"]
    depth = world_client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    assert depth["ApproximateNumberOfMessages"] == "7"
    sets = world_client("wafv2").list_ip_sets(Scope="REGIONAL")["IPSets"]
    assert [one["Name"] for one in sets] == ["reviews-blocked-ips"]
    assert world_client("cloudwatch", "us-west-2").get_dashboard(DashboardName="TodoApp-dev")["DashboardBody"]
    assert world_client("secretsmanager").get_secret_value(SecretId="reviews-app/api-key")["SecretString"]
    distributions = world_client("cloudfront").list_distributions()["DistributionList"]["Items"]
    assert [one["Comment"] for one in distributions] == ["reviews-app"]


def test_executions_agree_with_their_metrics(world_server: SimulatedAws, world_client: Client) -> None:
    arn = "arn:aws:states:us-east-1:123456789012:stateMachine:DataProcessing"
    states = world_client("stepfunctions")
    pages = states.get_paginator("list_executions").paginate(stateMachineArn=arn)
    held = [execution for page in pages for execution in page["executions"]]
    failed = [execution for execution in held if execution["status"] == "FAILED"]
    assert 0.98 < 1 - len(failed) / len(held) < 0.999
    now = now_of(world_server)
    started = metric("ExecutionsStarted", "Sum", "AWS/States", StateMachineArn=arn)
    assert sum(values(world_client, started, now - 90_000, now + 60)) == len(held)
    history = states.get_execution_history(executionArn=failed[0]["executionArn"])["events"]
    assert history[-1]["type"] == "ExecutionFailed"
    assert states.describe_execution(executionArn=failed[0]["executionArn"])["error"] == "TransformError"


def test_versions_of_create_item_and_their_release(world_server: SimulatedAws, world_client: Client) -> None:
    name = name_of(world_server, "create-item")
    versions = world_client("lambda").list_versions_by_function(FunctionName=name)["Versions"]
    assert [version["Version"] for version in versions] == ["$LATEST", "39", "40", "41", "42"]
    assert len({version["CodeSha256"] for version in versions}) == 4
    dates = [version["LastModified"] for version in versions[1:]]
    assert dates == sorted(dates)
    events = world_client("cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "ResourceName", "AttributeValue": name}],
        StartTime=now_of(world_server) - 3600,
    )["Events"]
    assert [(event["EventName"], event["Username"]) for event in events] == [
        ("UpdateAlias20150331", "ci"), ("PublishVersion20150331", "ci"), ("UpdateFunctionCode20150331v2", "ci"),
    ]


def test_errors_rose_with_the_release(world_server: SimulatedAws, world_client: Client) -> None:
    name, now = name_of(world_server, "create-item"), now_of(world_server)
    assert 0.05 < error_share(world_client, name, now - 20 * MINUTE, now) < 0.07
    assert error_share(world_client, name, now - 6 * 3600, now - 30 * MINUTE) < 0.002
    p95 = metric("Duration", "p95", FunctionName=name, Resource=f"{name}:prod")
    slow = values(world_client, p95, now - 20 * MINUTE, now - MINUTE)
    fast = values(world_client, p95, now - 3600, now - 30 * MINUTE)
    assert 850 < sorted(slow)[len(slow) // 2] < 1000
    assert 170 < sorted(fast)[len(fast) // 2] < 190


def test_the_api_shows_its_share_of_it(world_server: SimulatedAws, world_client: Client) -> None:
    now = now_of(world_server)
    share = metric("5XXError", "Average", "AWS/ApiGateway", ApiName="serverless-api", Stage="prod")
    during = values(world_client, share, now - 20 * MINUTE, now - MINUTE)
    assert 0.022 < sum(during) / len(during) < 0.042
    before = values(world_client, share, now - 3600, now - 30 * MINUTE)
    assert sum(before) / len(before) < 0.002


def test_only_create_item_is_in_alarm(world_server: SimulatedAws, world_client: Client) -> None:
    alarms = world_client("cloudwatch").describe_alarms()["MetricAlarms"]
    alarms += world_client("cloudwatch", "us-west-2").describe_alarms()["MetricAlarms"]
    assert {alarm["AlarmName"] for alarm in alarms if alarm["StateValue"] == "ALARM"} == {"CreateItem-Errors"}
    assert {alarm["StateValue"] for alarm in alarms} == {"ALARM", "OK"}
    fired = next(alarm for alarm in alarms if alarm["StateValue"] == "ALARM")
    minutes = (now_of(world_server) - fired["StateTransitionedTimestamp"].timestamp()) / MINUTE
    assert 19 < minutes < 25


def test_the_latency_of_lifestyle_app_is_late(world_server: SimulatedAws, world_client: Client) -> None:
    now = now_of(world_server)
    name = "ai-lifestyle-app-prod"
    late = metric("Latency", "p95", "AWS/ApiGateway", ApiName=name)
    assert values(world_client, late, now - 38 * MINUTE, now) == []
    assert values(world_client, late, now - 60 * MINUTE, now - 42 * MINUTE)
    assert values(world_client, metric("Count", "Sum", "AWS/ApiGateway", ApiName=name), now - 600, now)


def test_todo_app_grows_slower(world_server: SimulatedAws, world_client: Client) -> None:
    now = now_of(world_server)
    p95 = metric("Duration", "p95", FunctionName="todo-handler")
    early = values(world_client, p95, now - 86_000, now - 82_000, "us-west-2")
    late = values(world_client, p95, now - 4_000, now, "us-west-2")
    assert sum(late) / len(late) > 1.4 * sum(early) / len(early)


def test_logs_tell_why(world_server: SimulatedAws, world_client: Client) -> None:
    group = f"/aws/lambda/{name_of(world_server, 'create-item')}"
    start = int((now_of(world_server) - 1500) * 1000)
    events = world_client("logs").filter_log_events(logGroupName=group, startTime=start, filterPattern="KeyError")
    assert len(events["events"]) > 100
    assert "KeyError: 'tenant'" in events["events"][0]["message"]
    reports = world_client("logs").filter_log_events(logGroupName=group, startTime=start, filterPattern="REPORT")
    assert "Max Memory Used" in reports["events"][0]["message"]


def test_sixty_metrics_of_an_hour_come_at_once(world_server: SimulatedAws, world_client: Client) -> None:
    now = now_of(world_server)
    names = [name for envs in world_server.control("names").values() for name in envs.get("prod", {}).values()]
    queries = []
    for number in range(60):
        stat = ("Sum", "p95", "Average")[number % 3]
        one = metric("Duration", stat, FunctionName=names[number % len(names)])
        queries.append(one | {"Id": f"m{number}"})
    cloudwatch = world_client("cloudwatch")
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        cloudwatch.get_metric_data(MetricDataQueries=queries, StartTime=now - 3600, EndTime=now)
        took.append(time.perf_counter() - begun)
    assert min(took) < 0.25


def set_alias(aws: SimulatedAws, client: Client, **given: Any) -> str:
    name = name_of(aws, "create-item")
    client("lambda").update_alias(FunctionName=name, Name="prod", **given)
    return name


def alarm_state(client: Client) -> str:
    return str(
        client("cloudwatch").describe_alarms(AlarmNames=["CreateItem-Errors"])["MetricAlarms"][0]["StateValue"]
    )


@pytest.mark.parametrize("move", ["tick", "age"])
def test_a_rollback_heals(fresh_world: SimulatedAws, fresh_client: Client, move: str) -> None:
    name = set_alias(fresh_world, fresh_client, FunctionVersion="41")
    fresh_world.control(move, seconds=6 * MINUTE)
    now = now_of(fresh_world)
    assert error_share(fresh_client, name, now - 5 * MINUTE, now) < 0.004
    p95 = values(fresh_client, metric("Duration", "p95", FunctionName=name), now - 5 * MINUTE, now - MINUTE)
    assert max(p95) < 260
    assert alarm_state(fresh_client) == "OK"


def test_a_rollback_to_the_wrong_version_does_not(fresh_world: SimulatedAws, fresh_client: Client) -> None:
    name = set_alias(fresh_world, fresh_client, FunctionVersion="39")
    fresh_world.control("tick", seconds=6 * MINUTE)
    now = now_of(fresh_world)
    assert 0.10 < error_share(fresh_client, name, now - 5 * MINUTE, now) < 0.14
    assert alarm_state(fresh_client) == "ALARM"
    events = fresh_client("logs").filter_log_events(
        logGroupName=f"/aws/lambda/{name}", startTime=int((now - 300) * 1000), filterPattern="parse_item"
    )["events"]
    assert events


def test_a_weighted_alias_shares_the_trouble(fresh_world: SimulatedAws, fresh_client: Client) -> None:
    weights = {"AdditionalVersionWeights": {"41": 0.5}}
    name = set_alias(fresh_world, fresh_client, RoutingConfig=weights)
    fresh_world.control("tick", seconds=6 * MINUTE)
    now = now_of(fresh_world)
    assert 0.02 < error_share(fresh_client, name, now - 5 * MINUTE, now) < 0.04
    by_version = {
        version: sum(
            values(
                fresh_client,
                metric("Errors", "Sum", FunctionName=name, Resource=f"{name}:prod", ExecutedVersion=version),
                now - 5 * MINUTE,
                now,
            )
        )
        for version in ("41", "42")
    }
    assert by_version["42"] > 10 * by_version["41"]


def test_a_release_by_control_behaves_as_asked(fresh_world: SimulatedAws, fresh_client: Client) -> None:
    made = fresh_world.control("release", function="ingestion-lambda", behaviour="bad")
    assert (made["version"], made["alias"]) == ("18", "prod")
    alias = fresh_client("lambda").get_alias(FunctionName="ingestion-lambda", Name="prod")
    assert alias["FunctionVersion"] == "18"
    fresh_world.control("tick", seconds=2.5 * MINUTE)
    now = now_of(fresh_world)
    assert 0.04 < error_share(fresh_client, "ingestion-lambda", now - 2 * MINUTE, now) < 0.08
    assert fresh_world.control("behaviour", function="ingestion-lambda", version="18")["behaviour"] == "bad"
    events = fresh_client("cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "ResourceName", "AttributeValue": "ingestion-lambda"}],
        StartTime=now - 3600,
        EndTime=now + 3600,
    )["Events"]
    assert events == []
    fresh_world.control("tick", seconds=3 * MINUTE)
    fresh_world.control("trail_lag", seconds=0)
    events = fresh_client("cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "Username", "AttributeValue": "ci"}], StartTime=now - 600
    )["Events"]
    assert "UpdateAlias20150331" in {event["EventName"] for event in events}


def test_new_code_carries_its_behaviour_into_versions(fresh_world: SimulatedAws, fresh_client: Client) -> None:
    """A memory change published from $LATEST releases what waits there: still the bad code."""
    name = name_of(fresh_world, "create-item")
    lambdas = fresh_client("lambda")
    lambdas.update_function_configuration(FunctionName=name, MemorySize=512)
    version = lambdas.publish_version(FunctionName=name)["Version"]
    assert version == "43"
    assert fresh_world.control("behaviour", function="create-item", version="43")["behaviour"] == "bad"


def test_no_concurrency_throttles_everything(fresh_world: SimulatedAws, fresh_client: Client) -> None:
    name = name_of(fresh_world, "create-item")
    fresh_client("lambda").put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    fresh_world.control("tick", seconds=3 * MINUTE)
    now = now_of(fresh_world)
    start = now // MINUTE * MINUTE - 2 * MINUTE
    assert sum(values(fresh_client, metric("Invocations", "Sum", FunctionName=name), start, now)) == 0
    assert sum(values(fresh_client, metric("Throttles", "Sum", FunctionName=name), start, now)) > 500


def test_the_alarm_queue_hears_of_the_incident(fresh_client: Client) -> None:
    queue = fresh_client("sqs").get_queue_url(QueueName="opsbot-alarms")["QueueUrl"]
    messages = fresh_client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    assert len(messages) == 1
    assert "CreateItem-Errors" in messages[0]["Body"]


def test_the_call_log_holds_only_what_was_called_from_outside(
    fresh_world: SimulatedAws, fresh_client: Client
) -> None:
    before = len(fresh_world.calls())
    fresh_world.control("release", function="create-item", behaviour="good")
    fresh_client("sns").list_topics()
    assert [call["operation"] for call in fresh_world.calls()[before:]] == ["ListTopics"]
