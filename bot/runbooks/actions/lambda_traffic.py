"""Does live traffic use an alias: API integrations, event sources, and who else may invoke it."""

from __future__ import annotations

import json
from typing import Any

from bot.aws.place import Place
from bot.aws.port import CallPort, Read
from bot.catalog.loader import Catalog
from bot.catalog.models import Resource
from bot.errors import AwsError, AwsFault
from bot.runbooks.action import Context, Params


class LiveTraffic:
    """What sends requests to the target function's alias.

    Result: ``{"uses": true | false | null, "routes": ["POST /items"], "elsewhere": ["GET /old → $LATEST"],
    "event_sources": [arn], "may_invoke": ["apigateway"], "says": sentence}``; ``uses`` is ``None`` when it
    could not be found out.
    """

    name = "lambda.live_traffic"
    params = Params
    reads = (
        "lambda.get_policy",
        "lambda.list_event_source_mappings",
        "cloudformation.describe_stack_resource",
        "apigateway.get_rest_apis",
        "apigateway.get_resources",
        "apigatewayv2.get_apis",
        "apigatewayv2.get_integrations",
    )

    def execute(self, params: Params, context: Context) -> dict[str, Any]:  # noqa: ARG002 -- takes none
        target, place = context.single()
        alias = target.get("alias")
        if not alias:
            return {"uses": None, "says": "not known: the function has no alias"}
        function = target["name"]
        qualified = f"{function}:{alias}"
        reads, refused = _integration_reads(context.port, place, _apis(context.catalog, target))
        policy, sources, *integrations = context.port.read_all(
            [
                Read(place, "lambda.get_policy", {"FunctionName": function, "Qualifier": alias}),
                Read(place, "lambda.list_event_source_mappings", {"FunctionName": qualified}),
                *reads,
            ]
        )
        here, elsewhere = _routes(integrations, function, alias)
        return _told(
            alias,
            routes=here,
            elsewhere=elsewhere,
            event_sources=_event_sources(sources),
            may_invoke=_principals(policy),
            unread=[*refused, *(one for one in (sources, *integrations) if isinstance(one, AwsError))],
        )


def _apis(catalog: Catalog, target: dict[str, Any]) -> list[Resource]:
    """The APIs of the function's own system in that environment."""
    resources = catalog.systems[target["system"]].resources.values()
    return [
        resource.named_for(target["environment"])
        for resource in resources
        if resource.kind in {"apigateway.rest_api", "apigatewayv2.api"}
        and (resource.environments is None or target["environment"] in resource.environments)
    ]


def _integration_reads(port: CallPort, place: Place, apis: list[Resource]) -> tuple[list[Read], list[AwsError]]:
    """One read for each of the ``apis`` that AWS has, and why some could not be looked for."""
    reads: list[Read] = []
    refused: list[AwsError] = []
    for kind, listing, key, read, parameter in (
        ("apigateway.rest_api", "apigateway.get_rest_apis", "items", "apigateway.get_resources", "restApiId"),
        ("apigatewayv2.api", "apigatewayv2.get_apis", "Items", "apigatewayv2.get_integrations", "ApiId"),
    ):
        wanted = [api for api in apis if api.kind == kind]
        if not wanted:
            continue
        try:
            known = {name for api in wanted for name in _known_as(port, place, api)}
            found = port.read(place, listing, {}).get(key, [])
        except AwsError as error:
            refused.append(error)
            continue
        for api in found:
            identifier = api.get("id") or api.get("ApiId")
            if known & {api.get("name"), api.get("Name"), identifier}:
                more = {"embed": ["methods"]} if parameter == "restApiId" else {}
                reads.append(Read(place, read, {parameter: identifier, **more}))
    return reads, refused


def _known_as(port: CallPort, place: Place, api: Resource) -> set[str]:
    """The names and ids by which AWS may list an API: the catalog's, and the one that its stack gave it.

    Raises:
        AwsError: the stack could not be asked.
    """
    known = {name for name in (api.name, api.known_id) if name}
    if api.stack is None:
        return known
    params = {"StackName": api.stack, "LogicalResourceId": api.logical_id}
    try:
        detail = port.read(place, "cloudformation.describe_stack_resource", params)["StackResourceDetail"]
    except AwsError as error:
        if not error.says_it_is_not_there:
            raise
        return known
    return known | {str(detail.get("PhysicalResourceId") or "")} - {""}


def _routes(integrations: list[dict[str, Any] | AwsError], function: str, alias: str) -> tuple[list[str], list[str]]:
    """Routes that invoke the alias, and those that invoke the function some other way."""
    here: list[str] = []
    elsewhere: list[str] = []
    for answer in integrations:
        if isinstance(answer, AwsError):
            continue
        for route, uri in _uris(answer):
            _, found, rest = uri.partition(f"function:{function}")
            qualifier = rest.removeprefix(":").split("/")[0]
            if not found or (rest and rest[0] not in ":/"):
                continue
            if rest.startswith(":") and qualifier == alias:
                here.append(route)
            else:
                elsewhere.append(f"{route} → {qualifier if rest.startswith(':') else '$LATEST'}")
    return sorted(here), sorted(elsewhere)


def _uris(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """(route, integration URI) of an API's resources, first or second version."""
    found = [
        (f"{verb} {resource.get('path', '')}", str((method.get("methodIntegration") or {}).get("uri", "")))
        for resource in answer.get("items", [])
        for verb, method in (resource.get("resourceMethods") or {}).items()
    ]
    found += [
        (str(one.get("IntegrationMethod") or "ANY"), str(one.get("IntegrationUri", "")))
        for one in answer.get("Items", [])
    ]
    return found


def _event_sources(answer: dict[str, Any] | AwsError) -> list[str]:
    if isinstance(answer, AwsError):
        return []
    mappings = answer.get("EventSourceMappings", [])
    return [
        str(one["EventSourceArn"]) for one in mappings if one.get("EventSourceArn") and one.get("State") != "Disabled"
    ]


def _principals(answer: dict[str, Any] | AwsError) -> list[str]:
    """Who the alias's resource policy lets in, ``["apigateway"]``."""
    if isinstance(answer, AwsError):
        return []
    try:
        statements = json.loads(answer.get("Policy") or "{}").get("Statement", [])
    except json.JSONDecodeError:
        return []
    found = set()
    for statement in statements:
        principal = statement.get("Principal")
        named = principal.get("Service") or principal.get("AWS") if isinstance(principal, dict) else principal
        found.add(str(named).removesuffix(".amazonaws.com"))
    return sorted(found)


def _told(
    alias: str,
    *,
    routes: list[str],
    elsewhere: list[str],
    event_sources: list[str],
    may_invoke: list[str],
    unread: list[AwsError],
) -> dict[str, Any]:
    facts = {"routes": routes, "elsewhere": elsewhere, "event_sources": event_sources, "may_invoke": may_invoke}
    users = [*routes, *(f"event source {arn.rsplit(':', 1)[-1]}" for arn in event_sources)]
    if users:
        says = f"yes: {', '.join(users[:4])}{' and more' if len(users) > 4 else ''} invoke alias {alias}"  # noqa: PLR2004
        if elsewhere:
            says += f"; but {', '.join(elsewhere[:3])} would not change"
        return {"uses": True, **facts, "says": says}
    missing = [error for error in unread if error.fault is not AwsFault.NOT_FOUND]
    if missing:
        return {"uses": None, **facts, "says": f"not known: {missing[0].message}"}
    by_variable = [one for one in elsewhere if "${stageVariables" in one]
    if by_variable:
        says = f"not known: {', '.join(by_variable[:3])} is chosen by a stage variable"
        return {"uses": None, **facts, "says": says}
    if elsewhere:
        return {"uses": False, **facts, "says": f"no: {', '.join(elsewhere[:3])}; the alias is not what is invoked"}
    if may_invoke:
        says = f"probably: {', '.join(may_invoke)} may invoke alias {alias}; no integration of the catalog's APIs does"
        return {"uses": None, **facts, "says": says}
    return {
        "uses": False,
        **facts,
        "says": f"nothing found that invokes alias {alias}: no API of the system, no event source",
    }
