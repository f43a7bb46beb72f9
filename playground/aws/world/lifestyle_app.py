"""lifestyle-app: eight container functions behind a REST API; by Terraform. Its latency metric is late."""

from datetime import datetime, timedelta

from .alarms import MetricAlarm, put
from .behaviours import Normal
from .clients import Clients
from .loads import ApiLoad, FunctionLoad, World
from .releases import Releases
from .rest_api import Route, create
from .terraform import create_function, create_pool

SYSTEM = "lifestyle-app"
REGION = "us-east-1"
TABLE = "ai-lifestyle-app-goals-prod"
LATENCY_LATE_SECONDS = 40 * 60

# Method, path, requests a second, p50 and p95 in ms, table operation.
_FUNCTIONS = {
    "create_goal": ("POST", "/goals", 0.3, 90.0, 240.0, "PutItem"),
    "get_goal": ("GET", "/goals/{id}", 1.6, 40.0, 110.0, "GetItem"),
    "list_goals": ("GET", "/goals", 2.4, 70.0, 190.0, "Query"),
    "update_goal": ("PUT", "/goals/{id}", 0.5, 80.0, 210.0, "UpdateItem"),
    "archive_goal": ("DELETE", "/goals/{id}", 0.05, 75.0, 200.0, "UpdateItem"),
    "log_activity": ("POST", "/activities", 1.1, 85.0, 230.0, "PutItem"),
    "list_activities": ("GET", "/activities", 1.3, 75.0, 220.0, "Query"),
    "get_progress": ("GET", "/progress", 0.7, 140.0, 420.0, "Query"),
}


def build(clients: Clients, releases: Releases, now: datetime) -> World:
    _data(clients)
    loads = [_load(name) for name in _FUNCTIONS]
    for load in loads:
        create_function(clients, load, memory=512, timeout=29, image=True)
        releases.describe(load)
        dates = {6: now - timedelta(days=33.0), 7: now - timedelta(days=9.7)}
        releases.history(load, dict.fromkeys(dates, "good"), dates)
        clients.get("lambda", REGION).create_alias(FunctionName=load.name, Name="live", FunctionVersion="7")
    routes = [Route(_FUNCTIONS[load.short][1], _FUNCTIONS[load.short][0], load.name, "live") for load in loads]
    api = create(clients, REGION, "ai-lifestyle-app-prod", "prod", routes)
    access = "/aws/api-gateway/ai-lifestyle-app-prod"
    clients.get("logs", REGION).create_log_group(logGroupName=access)
    create_pool(clients, REGION, "ai-lifestyle-app-prod", "ai-lifestyle-app-web", ("jo@example.com",))
    put(
        clients,
        REGION,
        MetricAlarm(f"{TABLE}-service-degraded", "5XX of the API", "AWS/ApiGateway", "5XXError",
                    {"ApiName": "ai-lifestyle-app-prod"}, "Sum", 20.0, 300, 2, 2),
    )
    gateway = ApiLoad(SYSTEM, "prod", "rest", "ai-lifestyle-app-prod", api, "prod", REGION,
                      tuple(load.name for load in loads), access, LATENCY_LATE_SECONDS)
    return World(functions=loads, apis=[gateway])


def _load(short: str) -> FunctionLoad:
    _, _, rate, p50, p95, operation = _FUNCTIONS[short]
    write = operation in ("PutItem", "UpdateItem")
    return FunctionLoad(
        system=SYSTEM, environment="prod", short=short, name=f"{short}-prod", region=REGION, alias="live",
        per_second=rate, normal=Normal(p50, p95, 0.0006), table=TABLE, operation=operation,
        reads=0.0 if write else 1.0, writes=1.0 if write else 0.0,
    )


def _data(clients: Clients) -> None:
    tables = clients.get("dynamodb", REGION)
    tables.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "PK", "AttributeType": "S"},
            {"AttributeName": "SK", "AttributeType": "S"},
        ],
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
    )
    for number in range(5):
        item = {"PK": {"S": "USER#jo"}, "SK": {"S": f"GOAL#{number}"}, "title": {"S": "Walk every day"}}
        tables.put_item(TableName=TABLE, Item=item)
