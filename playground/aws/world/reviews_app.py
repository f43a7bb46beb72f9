"""reviews-app: a function behind an HTTP API and CloudFront; by Terraform, little used."""

import json
from datetime import datetime, timedelta
from typing import Any

from .alarms import MetricAlarm, by_alias, put
from .behaviours import Normal
from .clients import ACCOUNT, Clients
from .loads import ApiLoad, FunctionLoad, World
from .releases import Releases
from .terraform import create_function

SYSTEM = "reviews-app"
REGION = "us-east-1"


def build(clients: Clients, releases: Releases, now: datetime) -> World:
    load = FunctionLoad(
        system=SYSTEM, environment="prod", short="reviews-handler", name="reviews-handler", region=REGION,
        alias="live", per_second=0.3, normal=Normal(130.0, 380.0, 0.001), table="reviews", operation="Query",
        reads=2.0, writes=0.1,
    )
    create_function(clients, load, memory=256, timeout=10)
    releases.describe(load)
    dates = {number: now - timedelta(days=30 - 4 * number) for number in (4, 5, 6)}
    releases.history(load, dict.fromkeys(dates, "good"), dates)
    clients.get("lambda", REGION).create_alias(FunctionName=load.name, Name="live", FunctionVersion="6")
    api = _http_api(clients, load)
    _data(clients)
    _distribution(clients, api)
    for group in ("/aws/apigateway/reviews-api",):
        clients.get("logs", REGION).create_log_group(logGroupName=group)
    put(
        clients,
        REGION,
        MetricAlarm("reviews-error-rate", "Errors of reviews-handler", "AWS/Lambda", "Errors",
                    by_alias(load.name, "live"), "Average", 0.05, 300, 3, 2),
    )
    gateway = ApiLoad(SYSTEM, "prod", "http", "reviews-api", api, "$default", REGION, (load.name,),
                      "/aws/apigateway/reviews-api")
    return World(functions=[load], apis=[gateway])


def _http_api(clients: Clients, load: FunctionLoad) -> str:
    gateway = clients.get("apigatewayv2", REGION)
    api = gateway.create_api(Name="reviews-api", ProtocolType="HTTP")["ApiId"]
    target = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{load.name}:live"
    integration = gateway.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=target, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    for method in ("GET", "POST"):
        gateway.create_route(ApiId=api, RouteKey=f"{method} /api/reviews", Target=f"integrations/{integration}")
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    return str(api)


def _data(clients: Clients) -> None:
    tables = clients.get("dynamodb", REGION)
    tables.create_table(
        TableName="reviews",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
    )
    for number in range(5):
        item = {"PK": {"S": f"REVIEW#{number}"}, "stars": {"N": "4"}, "text": {"S": "Kept its promise"}}
        tables.put_item(TableName="reviews", Item=item)
    clients.get("secretsmanager", REGION).create_secret(
        Name="reviews-app/api-key", SecretString=json.dumps({"apiKey": "not-a-real-key"})
    )
    clients.get("wafv2", REGION).create_ip_set(
        Name="reviews-blocked-ips", Scope="REGIONAL", IPAddressVersion="IPV4", Addresses=["198.51.100.7/32"]
    )


def _distribution(clients: Clients, api: str) -> None:
    domain = f"{api}.execute-api.{REGION}.amazonaws.com"
    origin: dict[str, Any] = {
        "Id": "api",
        "DomainName": domain,
        "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"},
    }
    behaviour = {
        "TargetOriginId": "api",
        "ViewerProtocolPolicy": "redirect-to-https",
        "MinTTL": 0,
        "ForwardedValues": {"QueryString": True, "Cookies": {"Forward": "none"}},
    }
    clients.get("cloudfront").create_distribution(
        DistributionConfig={
            "CallerReference": "reviews-app",
            "Comment": "reviews-app",
            "Enabled": True,
            "Aliases": {"Quantity": 1, "Items": ["reviews.example.com"]},
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": behaviour,
        }
    )
