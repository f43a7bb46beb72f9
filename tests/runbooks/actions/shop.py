"""Two small systems in two regions, and the same in an account of the simulated AWS."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.aws.operations import Operations
from bot.aws.place import Place
from bot.aws.port import CallPort
from bot.aws.sessions import Actor, Sessions
from bot.catalog.loader import Catalog, load
from bot.catalog.observation import Observation
from bot.runbooks.action import Context
from tests.plain_moto import client

SHOP = """\
system: shop
title: Shop
source: shop.md
owners: {team: Shop}
channel: "#shop"
timezone: Europe/Berlin
default_environment: prod
environments:
  prod: {account: "123456789012", region: us-east-1}
  dev: {account: "123456789012", region: us-east-1}
resources:
  stack: {kind: cloudformation.stack, name: "shop-{env}"}
  orders: {kind: dynamodb.table, stack: "shop-{env}", logical_id: OrdersTable}
  order: {kind: lambda.function, name: "order-{env}", alias: live}
  jobs: {kind: sqs.queue, name: "shop-jobs-{env}"}
  dead: {kind: sqs.queue, name: "shop-jobs-{env}-dlq"}
  archive: {kind: dynamodb.table, stack: "archive-{env}", logical_id: Table, name: "archive-{env}"}
  restored: {kind: dynamodb.table, name: "orders-restored", temporary: true}
service_levels:
  - name: error-rate
    title: Order errors
    objective: {below: 1, unit: "%"}
    ratio:
      bad: [{metric: Errors, of: order, stat: Sum}]
      total: [{metric: Invocations, of: order, stat: Sum}]
  - name: duration
    title: Order duration
    objective: {below: 500, unit: ms}
    statistic: [{metric: Duration, of: order, stat: Average}]
  - name: slowest
    title: Order duration (p95)
    objective: {below: 900, unit: ms}
    statistic: [{metric: Duration, of: order, stat: p95}]
  - name: reads
    title: Table latency
    objective: {below: 10, unit: ms}
    statistic:
      - {metric: SuccessfulRequestLatency, of: orders, stat: Average, dimensions: {Operation: GetItem}}
  - name: joy
    title: Customers' joy
    objective: {at_least: 99, unit: "%"}
    unmeasured: nobody asks them
"""
CLINIC = """\
system: clinic
title: Clinic
source: clinic.md
owners: {team: Clinic}
channel: "#clinic"
default_environment: prod
environments:
  prod: {account: "123456789012", region: us-west-2%s}
resources:
  visit: {kind: lambda.function, name: visit}
no_service_levels: none agreed
health:
  - {metric: Errors, of: visit, stat: Sum}
  - {metric: Duration, of: visit, stat: Average}
"""
ROLE = ", role: 'arn:aws:iam::123456789012:role/opsbot'"
TEMPLATE = {
    "Resources": {
        "OrdersTable": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            },
        }
    }
}


def catalog(directory: Path, *, role: str = "") -> Catalog:
    (directory / "systems").mkdir()
    (directory / "systems" / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (directory / "systems" / "clinic.yaml").write_text(CLINIC % role, encoding="utf-8")
    return load(directory)


class Account:
    """What the two systems consist of, made through AWS's own API."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.orders = ""

    def build(self) -> None:
        stacks = client("cloudformation", self.url)
        stacks.create_stack(StackName="shop-prod", TemplateBody=json.dumps(TEMPLATE))
        [made] = stacks.describe_stack_resources(StackName="shop-prod")["StackResources"]
        self.orders = made["PhysicalResourceId"]
        queues = client("sqs", self.url)
        queues.create_queue(QueueName="shop-jobs-prod")
        dead = queues.create_queue(QueueName="shop-jobs-prod-dlq")["QueueUrl"]
        for number in range(3):
            queues.send_message(QueueUrl=dead, MessageBody=str(number))
        tables = client("dynamodb", self.url)
        tables.create_table(
            TableName="archive-prod",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        )
        self._function("us-east-1", "order-prod", alias="live")
        self._function("us-west-2", "visit", alias=None)

    def _function(self, region: str, name: str, alias: str | None) -> None:
        roles = client("iam", self.url)
        if not any(role["RoleName"] == "run" for role in roles.list_roles()["Roles"]):
            roles.create_role(RoleName="run", AssumeRolePolicyDocument="{}")
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("app.py", "def handler(event, context): return event")
        functions = client("lambda", self.url, region)
        functions.create_function(
            FunctionName=name,
            Runtime="python3.12",
            Role="arn:aws:iam::123456789012:role/run",
            Handler="app.handler",
            Code={"ZipFile": code.getvalue()},
            Publish=True,
        )
        if alias is not None:
            functions.create_alias(FunctionName=name, Name=alias, FunctionVersion="1")


def context(
    known: Catalog,
    operations: Operations,
    *,
    now: datetime | None = None,
    systems: list[str] | None = None,
    environment: str | None = None,
    target: dict[str, Any] | None = None,
    place: Place | None = None,
) -> Context:
    return Context(
        port=CallPort(Sessions(Actor("R1", "U0ANA00001")), operations),
        catalog=known,
        place=place,
        target=target,
        systems=systems or list(known.systems),
        environment=environment,
        observation=Observation(),
        now=now or datetime.now(UTC),
    )
