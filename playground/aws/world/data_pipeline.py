"""data-pipeline: ingestion by API, a queue, a state machine; by CloudFormation."""

import json
from datetime import datetime, timedelta
from typing import Any

from .alarms import MetricAlarm, by_alias, put, put_error_rate
from .behaviours import Normal
from .clients import ACCOUNT, Clients
from .loads import ApiLoad, FunctionLoad, MachineLoad, QueueLoad, World
from .releases import Releases
from .rest_api import Route, create

SYSTEM = "data-pipeline"
REGION = "us-east-1"
MACHINE_ARN = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:DataProcessing"
DEAD_LETTERS = 7

_FUNCTIONS = {
    "IngestionFunction": ("ingestion-lambda", 14.0, Normal(55.0, 140.0, 0.0004), "PutItem"),
    "TransformationFunction": ("transformation-lambda", 13.0, Normal(120.0, 330.0, 0.003), "UpdateItem"),
    "AnalyticsFunction": ("analytics-lambda", 0.4, Normal(600.0, 1500.0, 0.001), "Query"),
}
_VERSIONS = {"IngestionFunction": 17, "TransformationFunction": 22, "AnalyticsFunction": 9}


def build(clients: Clients, releases: Releases, environment: str, now: datetime) -> World:
    suffix = "" if environment == "prod" else f"-{environment}"
    stack = f"serverless-data-pipeline-{environment}"
    clients.get("cloudformation", REGION).create_stack(
        StackName=stack, TemplateBody=_template(suffix), Capabilities=["CAPABILITY_IAM"]
    )
    loads = [_load(environment, suffix, logical) for logical in _FUNCTIONS]
    for load, logical in zip(loads, _FUNCTIONS, strict=True):
        releases.describe(load)
        newest = _VERSIONS[logical]
        dates = {newest - 1: now - timedelta(days=21.0), newest: now - timedelta(days=6.2)}
        releases.history(load, dict.fromkeys(dates, "good"), dates)
        clients.get("lambda", REGION).create_alias(
            FunctionName=load.name, Name=load.alias, FunctionVersion=str(newest)
        )
    routes = [Route("/ingest", "POST", loads[0].name, environment)]
    name = f"ServerlessDataAPI{suffix}"
    api = create(clients, REGION, name, environment, routes)
    world = World(functions=loads, apis=[_api(environment, name, api, loads[0].name)])
    if environment == "prod":
        _prod_only(clients, api, loads[0])
        world.machines.append(MachineLoad(MACHINE_ARN, REGION, 1 / 60, 0.011))
        world.queues += [QueueLoad("processing-queue", REGION, 3.0), QueueLoad("processing-dlq", REGION, None)]
    return world


def _load(environment: str, suffix: str, logical: str) -> FunctionLoad:
    name, rate, normal, operation = _FUNCTIONS[logical]
    write = operation != "Query"
    return FunctionLoad(
        system=SYSTEM,
        environment=environment,
        short=name,
        name=f"{name}{suffix}",
        region=REGION,
        alias=environment,
        per_second=rate if environment == "prod" else rate / 80,
        normal=normal,
        table=f"CuratedEvents{suffix}",
        operation=operation,
        reads=0.0 if write else 20.0,
        writes=1.0 if write else 0.0,
    )


def _api(environment: str, name: str, api: str, function: str) -> ApiLoad:
    return ApiLoad(SYSTEM, environment, "rest", name, api, environment, REGION, (function,),
                   f"/aws/apigateway/{name}")


def _template(suffix: str) -> str:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
    table = {
        "TableName": f"CuratedEvents{suffix}",
        "BillingMode": "PROVISIONED",
        "ProvisionedThroughput": {"ReadCapacityUnits": 50, "WriteCapacityUnits": 50},
        "AttributeDefinitions": [
            {"AttributeName": "eventType", "AttributeType": "S"},
            {"AttributeName": "eventTime", "AttributeType": "N"},
        ],
        "KeySchema": [
            {"AttributeName": "eventType", "KeyType": "HASH"},
            {"AttributeName": "eventTime", "KeyType": "RANGE"},
        ],
    }
    dead = {"Fn::GetAtt": ["ProcessingDlq", "Arn"]}
    queue = {
        "QueueName": f"processing-queue{suffix}",
        "VisibilityTimeout": 60,
        "RedrivePolicy": {"deadLetterTargetArn": dead, "maxReceiveCount": 3},
    }
    resources: dict[str, Any] = {
        "LambdaExecutionRole": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}},
        "CuratedEventsTable": {"Type": "AWS::DynamoDB::Table", "Properties": table},
        "ProcessingDlq": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": f"processing-dlq{suffix}"}},
        "ProcessingQueue": {"Type": "AWS::SQS::Queue", "Properties": queue},
    }
    for logical, (name, *_) in _FUNCTIONS.items():
        resources[logical] = _function(f"{name}{suffix}")
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources})


def _function(name: str) -> dict[str, Any]:
    return {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "FunctionName": name,
            "Code": {"ZipFile": f"# {name}\ndef handler(event, context):\n    return event\n"},
            "Handler": "app.handler",
            "Runtime": "python3.12",
            "MemorySize": 512,
            "Timeout": 30,
            "Role": {"Fn::GetAtt": ["LambdaExecutionRole", "Arn"]},
        },
    }


def _prod_only(clients: Clients, api: str, ingestion: FunctionLoad) -> None:
    _usage_plan(clients, api)
    for bucket in ("raw-events-bucket", "raw-events-backup-bucket", "analysis-bucket"):
        clients.get("s3", REGION).create_bucket(Bucket=bucket)
    for number in range(3):
        key = f"2026/events-{number:04d}.json"
        clients.get("s3", REGION).put_object(Bucket="raw-events-bucket", Key=key, Body=b'{"eventType": "click"}')
    clients.get("logs", REGION).create_log_group(logGroupName="/aws/apigateway/ServerlessDataAPI")
    widget = {"type": "metric", "properties": {"metrics": [["AWS/Lambda", "Errors"]], "region": REGION}}
    clients.get("cloudwatch", REGION).put_dashboard(
        DashboardName="ServerlessDataPipeline", DashboardBody=json.dumps({"widgets": [widget]})
    )
    _machine(clients)
    _dead_letters(clients)
    _alarms(clients, ingestion)


def _usage_plan(clients: Clients, api: str) -> None:
    gateway = clients.get("apigateway", REGION)
    plan = gateway.create_usage_plan(
        name="ServerlessDataAPI-plan",
        apiStages=[{"apiId": api, "stage": "prod"}],
        throttle={"rateLimit": 100.0, "burstLimit": 200},
        quota={"limit": 5_000_000, "period": "MONTH"},
    )["id"]
    key = gateway.create_api_key(name="data-pipeline-partner", enabled=True)["id"]
    gateway.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")


def _machine(clients: Clients) -> None:
    trust = {"Version": "2012-10-17", "Statement": []}
    role = clients.get("iam").create_role(
        RoleName="data-processing-states", AssumeRolePolicyDocument=json.dumps(trust)
    )["Role"]["Arn"]
    definition = {
        "Comment": "Validates, transforms and stores a batch of events",
        "StartAt": "Validate",
        "States": {
            "Validate": {"Type": "Pass", "Next": "Transform"},
            "Transform": {"Type": "Pass", "Next": "Store"},
            "Store": {"Type": "Succeed"},
        },
    }
    clients.get("stepfunctions", REGION).create_state_machine(
        name="DataProcessing", definition=json.dumps(definition), roleArn=role
    )


def _dead_letters(clients: Clients) -> None:
    queues = clients.get("sqs", REGION)
    url = queues.get_queue_url(QueueName="processing-dlq")["QueueUrl"]
    for number in range(DEAD_LETTERS):
        body = {"eventType": "purchase", "eventTime": 1_760_000_000 + number, "amount": None, "id": f"evt-{number}"}
        queues.send_message(QueueUrl=url, MessageBody=json.dumps(body))


def _alarms(clients: Clients, ingestion: FunctionLoad) -> None:
    dimensions = by_alias(ingestion.name, ingestion.alias)
    put_error_rate(
        clients,
        REGION,
        MetricAlarm("Ingestion-Errors", "Error rate of ingestion-lambda, per cent", "AWS/Lambda", "Errors",
                    dimensions, "Sum", 10.0),
    )
    api = {"ApiName": "ServerlessDataAPI", "Stage": "prod"}
    for alarm in (
        MetricAlarm("DataPipeline-DLQ-Depth", "More than 100 dead letters", "AWS/SQS",
                    "ApproximateNumberOfMessagesVisible", {"QueueName": "processing-dlq"}, "Maximum", 100.0, 300, 1, 1),
        MetricAlarm("DataPipeline-Executions-Failed", "Failed executions", "AWS/States", "ExecutionsFailed",
                    {"StateMachineArn": MACHINE_ARN}, "Sum", 3.0, 900, 1, 1),
        MetricAlarm("ServerlessDataAPI-5XX", "Share of 5XX above 5 %", "AWS/ApiGateway", "5XXError", api,
                    "Average", 0.05),
    ):
        put(clients, REGION, alarm)
