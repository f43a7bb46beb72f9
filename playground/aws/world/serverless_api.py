"""serverless-api: a CRUD API by CloudFormation, whose create-item was released badly 25 minutes ago."""

from datetime import datetime, timedelta

from .alarms import MetricAlarm, by_alias, put, put_error_rate
from .behaviours import Normal
from .clients import Clients
from .loads import ApiLoad, FunctionLoad, World
from .releases import Releases
from .serverless_api_template import FUNCTIONS, template

SYSTEM = "serverless-api"
REGION = "us-east-1"
INCIDENT_SECONDS = 25 * 60

# Name, what people call it, requests a second in prod, how it is when good, the table operation it makes.
_LOADS = {
    "CreateItemFunction": ("create-item", 24.0, Normal(85.0, 180.0), "PutItem"),
    "ReadItemFunction": ("read-item", 18.0, Normal(22.0, 70.0, 0.0004), "GetItem"),
    "UpdateItemFunction": ("update-item", 4.0, Normal(60.0, 150.0, 0.0006), "UpdateItem"),
    "DeleteItemFunction": ("delete-item", 1.0, Normal(45.0, 120.0, 0.0005), "UpdateItem"),
}
_VERSIONS = {"ReadItemFunction": 28, "UpdateItemFunction": 19, "DeleteItemFunction": 11}


def build(clients: Clients, releases: Releases, environment: str, now: datetime) -> World:
    stack = f"{SYSTEM}-{environment}"
    cloudformation = clients.get("cloudformation", REGION)
    cloudformation.create_stack(
        StackName=stack, TemplateBody=template(environment), Capabilities=["CAPABILITY_IAM"]
    )
    held = cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    physical = {one["LogicalResourceId"]: one.get("PhysicalResourceId", "") for one in held}
    loads = [_load(environment, name, physical[name]) for name in FUNCTIONS]
    world = World(functions=loads, apis=[_api(environment, physical["ServerlessApi"], loads)])
    for load, logical in zip(loads, FUNCTIONS, strict=True):
        releases.describe(load)
        releases.describe(load)
        _release(releases, load, logical, environment, now)
        _alias(clients, load)
    _extras(clients, environment)
    if environment == "prod":
        _alarms(clients, loads)
    return world


def _load(environment: str, logical: str, name: str) -> FunctionLoad:
    short, rate, normal, operation = _LOADS[logical]
    prod = environment == "prod"
    write = operation != "GetItem"
    return FunctionLoad(
        system=SYSTEM,
        environment=environment,
        short=short,
        name=name,
        region=REGION,
        alias=environment,
        per_second=rate if prod else rate / 100,
        normal=normal,
        table="items-table" if prod else f"items-table-{environment}",
        operation=operation,
        reads=0.0 if write else 0.5,
        writes=1.0 if write else 0.0,
    )


def _api(environment: str, api_id: str, loads: list[FunctionLoad]) -> ApiLoad:
    suffix = "" if environment == "prod" else f"-{environment}"
    return ApiLoad(
        system=SYSTEM,
        environment=environment,
        kind="rest",
        name=f"serverless-api{suffix}",
        api_id=api_id,
        stage=environment,
        region=REGION,
        functions=tuple(load.name for load in loads),
        access_log=f"/aws/apigateway/serverless-api{suffix}/access",
    )


def _release(
    releases: Releases, load: FunctionLoad, logical: str, environment: str, now: datetime
) -> None:
    if environment == "prod" and logical == "CreateItemFunction":
        kinds = {39: "broken", 40: "good", 41: "good", 42: "bad"}
        days = {39: 23.0, 40: 16.2, 41: 8.1, 42: INCIDENT_SECONDS / 86400}
    else:
        newest = _VERSIONS.get(logical, 44) + (4 if environment != "prod" else 0)
        kinds = dict.fromkeys((newest - 1, newest), "good")
        days = {newest - 1: 19.3, newest: 5.4}
    dates = {number: now - timedelta(days=ago) for number, ago in days.items()}
    releases.history(load, kinds, dates)


def _alias(clients: Clients, load: FunctionLoad) -> None:
    client = clients.get("lambda", REGION)
    versions = client.list_versions_by_function(FunctionName=load.name)["Versions"]
    newest = versions[-1]["Version"]
    client.create_alias(FunctionName=load.name, Name=load.alias, FunctionVersion=newest)
    client.add_permission(
        FunctionName=load.name,
        Qualifier=load.alias,
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
    )


def _extras(clients: Clients, environment: str) -> None:
    suffix = "" if environment == "prod" else f"-{environment}"
    clients.get("dynamodb", REGION).update_continuous_backups(
        TableName=f"items-table{suffix}", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    items = clients.get("dynamodb", REGION)
    for number in range(12):
        item = {"id": {"S": f"item-{number:03d}"}, "name": {"S": f"Item {number}"}, "price": {"N": str(number * 3)}}
        items.put_item(TableName=f"items-table{suffix}", Item=item)
    for group in (f"/aws/apigateway/serverless-api{suffix}", f"/aws/apigateway/serverless-api{suffix}/access"):
        clients.get("logs", REGION).create_log_group(logGroupName=group)
    clients.get("s3", REGION).create_bucket(Bucket=f"deployment-artifacts-{environment}")


def _alarms(clients: Clients, loads: list[FunctionLoad]) -> None:
    create = next(load for load in loads if load.short == "create-item")
    dimensions = by_alias(create.name, create.alias)
    put_error_rate(
        clients,
        REGION,
        MetricAlarm("CreateItem-Errors", "Error rate of create-item, per cent", "AWS/Lambda", "Errors",
                    dimensions, "Sum", 1.0),
    )
    api = {"ApiName": "serverless-api", "Stage": "prod"}
    gateway, lambdas = "AWS/ApiGateway", "AWS/Lambda"
    for alarm in (
        MetricAlarm("CreateItem-Throttles", "create-item is throttled", lambdas, "Throttles", dimensions, "Sum", 5.0),
        MetricAlarm("ServerlessApi-5XX", "Share of 5XX above 5 %", gateway, "5XXError", api, "Average", 0.05),
        MetricAlarm("ServerlessApi-Latency-p95", "p95 above 2 s", gateway, "Latency", api, "p95", 2000.0),
        MetricAlarm("ItemsTable-Throttles", "items-table throttles writes", "AWS/DynamoDB", "ThrottledRequests",
                    {"TableName": "items-table", "Operation": "PutItem"}, "Sum", 10.0),
    ):
        put(clients, REGION, alarm)
