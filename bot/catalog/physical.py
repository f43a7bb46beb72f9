"""What CloudFormation calls a resource, put where a catalog keeps it.

A stack's PhysicalResourceId is a name for some kinds, an id for others, an ARN or a URL for a few ("Return
values: Ref" on each resource type's page of the CloudFormation template reference).
"""

from __future__ import annotations

import re

from bot.catalog.fields import Kind
from bot.catalog.models import Resource

IDS: frozenset[Kind] = frozenset(
    {
        "apigateway.api_key",
        "apigateway.rest_api",
        "apigateway.usage_plan",
        "apigatewayv2.api",
        "cloudfront.distribution",
        "cognito.user_pool",
    }
)
# The name is the last part: queue URLs, ARNs of topics and state machines.
_LAST_PART: frozenset[Kind] = frozenset({"sns.topic", "sqs.queue", "stepfunctions.state_machine"})


def resolved(resource: Resource, physical_id: str) -> Resource:
    """``resource`` with the name or id that its stack gave it; whatever that does not say stays.

    A stack's own physical id is its ARN, which is not what it is called: stacks keep their name.
    """
    if resource.kind in IDS:
        return resource.model_copy(update={"id": physical_id, "example": _without(resource, "id")})
    if resource.kind == "cloudformation.stack":
        return resource
    update = {"name": physical_id, "example": _without(resource, "name")}
    if resource.kind in _LAST_PART:
        update["name"] = re.split(r"[/:]", physical_id)[-1]
    elif resource.kind == "wafv2.ip_set":
        name, identifier, *_ = [*physical_id.split("|"), None]
        update |= {"name": name, "id": identifier}
    elif resource.kind == "secretsmanager.secret":
        # arn:aws:secretsmanager:…:secret:prod/todoapp/apikey-AbCdEf
        update["name"] = re.sub(r"^arn:.*:secret:|-[A-Za-z0-9]{6}$", "", physical_id)
    return resource.model_copy(update=update)


def _without(resource: Resource, field: str) -> list[str]:
    return [name for name in resource.example if name != field]
