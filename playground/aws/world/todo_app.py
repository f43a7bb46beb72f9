"""todo-app: one function behind a REST API in us-west-2; by Terraform, and growing slower by the day."""

import json
from datetime import datetime, timedelta

from .alarms import MetricAlarm, by_alias, put
from .behaviours import Normal
from .clients import Clients
from .loads import ApiLoad, FunctionLoad, World
from .releases import Releases
from .rest_api import Route, create
from .terraform import create_function, create_pool

SYSTEM = "todo-app"
REGION = "us-west-2"
_NORMAL = Normal(95.0, 260.0, 0.0008, drift=0.6)


def build(clients: Clients, releases: Releases, now: datetime) -> World:
    load = FunctionLoad(
        system=SYSTEM, environment="prod", short="todo-handler", name="todo-handler", region=REGION, alias="PROD",
        per_second=3.0, normal=_NORMAL, table="todos-table", operation="Query", reads=1.5, writes=0.3,
    )
    create_function(clients, load, memory=512, timeout=15)
    releases.describe(load)
    dates = {number: now - timedelta(days=40 - 3 * number) for number in (10, 11, 12)}
    releases.history(load, dict.fromkeys(dates, "good"), dates)
    for alias, version in (("BLUE", "11"), ("PROD", "12")):
        clients.get("lambda", REGION).create_alias(FunctionName=load.name, Name=alias, FunctionVersion=version)
    routes = [Route("/todos", "GET", load.name, "PROD"), Route("/todos", "POST", load.name, "PROD")]
    api = create(clients, REGION, "todo-api", "prod", routes)
    _data(clients)
    create_pool(clients, REGION, "todo-app-users", "todo-app-web", ("test@example.com", "mallory@example.com"))
    access = f"API-Gateway-Execution-Logs_{api}/prod"
    for group in (access, "/aws/operational/emergency"):
        clients.get("logs", REGION).create_log_group(logGroupName=group)
    _watch(clients, load)
    gateway = ApiLoad(SYSTEM, "prod", "rest", "todo-api", api, "prod", REGION, (load.name,), access)
    return World(functions=[load], apis=[gateway])


def _data(clients: Clients) -> None:
    tables = clients.get("dynamodb", REGION)
    tables.create_table(
        TableName="todos-table",
        BillingMode="PROVISIONED",
        ProvisionedThroughput={"ReadCapacityUnits": 25, "WriteCapacityUnits": 10},
        AttributeDefinitions=[
            {"AttributeName": "userId", "AttributeType": "S"},
            {"AttributeName": "todoId", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "userId", "KeyType": "HASH"},
            {"AttributeName": "todoId", "KeyType": "RANGE"},
        ],
    )
    for number in range(6):
        item = {"userId": {"S": "test@example.com"}, "todoId": {"S": f"t-{number}"}, "title": {"S": "Water plants"}}
        tables.put_item(TableName="todos-table", Item=item)
    clients.get("secretsmanager", REGION).create_secret(
        Name="prod/todoapp/apikey", SecretString=json.dumps({"apiKey": "not-a-real-key"})
    )


def _watch(clients: Clients, load: FunctionLoad) -> None:
    topic = "todo-app-alerts-dev"
    clients.get("sns", REGION).create_topic(Name=topic)
    widget = {"type": "metric", "properties": {"metrics": [["AWS/Lambda", "Duration"]], "region": REGION}}
    clients.get("cloudwatch", REGION).put_dashboard(
        DashboardName="TodoApp-dev", DashboardBody=json.dumps({"widgets": [widget]})
    )
    dimensions = by_alias(load.name, load.alias)
    for alarm in (
        MetricAlarm("todo-lambda-error-rate-dev", "Errors of todo-handler", "AWS/Lambda", "Errors", dimensions, "Sum",
                    5.0, 300, 2, 2, topics=(topic,)),
        MetricAlarm("todo-lambda-duration-dev", "Average duration above 8 s", "AWS/Lambda", "Duration", dimensions,
                    "Average", 8000.0, 300, 2, 2, topics=(topic,)),
    ):
        put(clients, REGION, alarm)
