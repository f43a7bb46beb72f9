"""What Terraform makes for a system, by API calls: functions, user pools."""

import json
from typing import Any

from .clients import ACCOUNT, Clients
from .loads import FunctionLoad
from .releases import code


def create_function(
    clients: Clients, load: FunctionLoad, *, memory: int, timeout: int, image: bool = False
) -> None:
    """Memory in MiB, timeout in seconds."""
    given: dict[str, Any] = {
        "FunctionName": load.name,
        "Role": _role(clients, f"{load.system}-execution"),
        "MemorySize": memory,
        "Timeout": timeout,
        "Environment": {"Variables": {"TABLE_NAME": load.table or "", "STAGE": load.environment}},
    }
    if image:
        uri = f"{ACCOUNT}.dkr.ecr.{load.region}.amazonaws.com/{load.name}:initial"
        given |= {"PackageType": "Image", "Code": {"ImageUri": uri}}
    else:
        given |= {"Runtime": "python3.12", "Handler": "app.handler", "Code": {"ZipFile": code(load.name, 0)}}
    clients.get("lambda", load.region).create_function(**given)


def create_pool(clients: Clients, region: str, name: str, client: str, users: tuple[str, ...]) -> str:
    """The pool's id."""
    pools = clients.get("cognito-idp", region)
    pool = pools.create_user_pool(PoolName=name)["UserPool"]["Id"]
    flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    pools.create_user_pool_client(UserPoolId=pool, ClientName=client, ExplicitAuthFlows=flows)
    for user in users:
        pools.admin_create_user(
            UserPoolId=pool,
            Username=user,
            UserAttributes=[{"Name": "email", "Value": user}],
            MessageAction="SUPPRESS",
        )
        pools.admin_set_user_password(UserPoolId=pool, Username=user, Password="Simulated-1234", Permanent=True)  # noqa: S106
    return str(pool)


def _role(clients: Clients, name: str) -> str:
    iam = clients.get("iam")
    arn = f"arn:aws:iam::{ACCOUNT}:role/{name}"
    if arn not in [role["Arn"] for role in iam.list_roles()["Roles"]]:
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
    return arn
