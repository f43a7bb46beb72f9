"""One function with versions, an alias and what surrounds it, as AWS answers for it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.aws.recorder import Answer, Call, refusal

FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:order-1X"
INVOKED = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{}/invocations"
TARGET: dict[str, Any] = {
    "kind": "lambda.function", "short": "order", "name": "order-1X", "system": "shop", "environment": "prod",
    "alias": "prod", "stack": "shop-prod", "logical_id": "OrderFunction", "found_by": "stack shop-prod",
}  # fmt: skip


def version(number: int, **more: Any) -> dict[str, Any]:
    made = f"2026-11-{10 + number % 10:02}T14:09:00.000+0000"
    return {"Version": str(number), "LastModified": made, "CodeSha256": f"sha{number}", "MemorySize": 256, **more}


def shift(at: float, by: str, alias: str = "prod", to: str = "3", **more: Any) -> dict[str, Any]:
    """CloudTrail's record of an alias that was pointed to a version."""
    event = {
        "eventName": "UpdateAlias20150331",
        "requestParameters": {"name": alias, "functionName": "order-1X", "functionVersion": to},
        **more,
    }
    return {
        "EventName": "UpdateAlias20150331",
        "EventTime": at,
        "Username": by,
        "CloudTrailEvent": json.dumps(event),
    }


@dataclass
class Surroundings:
    """What AWS has; ``faults`` by a part of the call's name, ``GET …/policy`` or ``LookupEvents``."""

    versions: list[dict[str, Any]] = field(default_factory=lambda: [version(n) for n in (1, 2, 3)])
    serves: str = "3"
    weights: dict[str, float] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=lambda: ["prod"])
    trail: list[dict[str, Any]] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    policy: str | None = None
    uris: dict[str, str] = field(default_factory=dict)
    """Of the API `shop`: ``POST /items`` to the integration's URI."""
    stack: list[tuple[str, str]] | None = None
    """(resource type, physical id) of the stack; without it, no stack knows the function."""
    faults: dict[str, Answer] = field(default_factory=dict)

    def __call__(self, call: Call) -> Answer:
        name = f"{call.name} {call.headers.get('X-Amz-Target', '')} {call.body if isinstance(call.body, str) else ''}"
        for part, fault in self.faults.items():
            if part in name:
                return fault
        if "LookupEvents" in name:
            return Answer({"Events": self.trail})
        if "DescribeStackResources" in name:
            return self._stack()
        return self._lambda(call) or self._gateway(call) or refusal("ResourceNotFoundException", 404)

    def _lambda(self, call: Call) -> Answer | None:
        path = call.path.partition("/functions/")[2]
        if path == "order-1X/versions":
            return Answer({"Versions": [{"Version": "$LATEST"}, *self.versions]})
        if path == "order-1X/aliases":
            return Answer({"Aliases": [{"Name": name} for name in self.aliases]})
        if path.startswith("order-1X/aliases/") and path.rsplit("/", 1)[1] in self.aliases:
            routing = {"RoutingConfig": {"AdditionalVersionWeights": self.weights}} if self.weights else {}
            return Answer({"Name": "prod", "FunctionVersion": self.serves, "RevisionId": "r7", **routing})
        if path == "order-1X/policy" and self.policy is not None:
            return Answer({"Policy": self.policy})
        if "event-source-mappings" in call.path:
            return Answer({"EventSourceMappings": self.sources})
        return None

    def _gateway(self, call: Call) -> Answer | None:
        if call.path == "/restapis":
            return Answer({"item": [{"id": "api1", "name": "shop"}, {"id": "api2", "name": "another"}]})
        if call.path == "/restapis/api1/resources":
            items = []
            for route, uri in self.uris.items():
                verb, path = route.split(" ")
                items.append({"path": path, "resourceMethods": {verb: {"methodIntegration": {"uri": uri}}}})
            return Answer({"item": items})
        return None

    def _stack(self) -> Answer:
        if self.stack is None:
            said = b"<Code>ValidationError</Code><Message>Stack for order-1X does not exist</Message>"
            return Answer(b"<ErrorResponse><Error>" + said + b"</Error></ErrorResponse>", 400)
        members = "".join(
            f"<member><StackName>shop-prod</StackName><ResourceType>{kind}</ResourceType>"
            f"<PhysicalResourceId>{name}</PhysicalResourceId></member>"
            for kind, name in self.stack
        )
        operation = "DescribeStackResources"
        inner = f"<StackResources>{members}</StackResources>"
        return Answer(
            f"<{operation}Response><{operation}Result>{inner}</{operation}Result></{operation}Response>".encode()
        )
