"""A REST API by API calls: resources, methods, integrations to an alias, a deployed stage."""

from dataclasses import dataclass

from .clients import ACCOUNT, Clients


@dataclass(frozen=True)
class Route:
    """`function` None is a mock integration."""

    path: str
    method: str
    function: str | None
    alias: str


def integration_uri(region: str, function: str, alias: str) -> str:
    arn = f"arn:aws:lambda:{region}:{ACCOUNT}:function:{function}:{alias}"
    return f"arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations"


def create(clients: Clients, region: str, name: str, stage: str, routes: list[Route]) -> str:
    """The API's id."""
    gateway = clients.get("apigateway", region)
    api = gateway.create_rest_api(name=name, endpointConfiguration={"types": ["REGIONAL"]})["id"]
    root = next(item["id"] for item in gateway.get_resources(restApiId=api)["items"] if item["path"] == "/")
    known = {"/": root}
    for route in routes:
        _add(clients, region, api, route, _resource(gateway, api, known, route.path))
    gateway.create_deployment(restApiId=api, stageName=stage, description="release")
    return str(api)


def _resource(gateway: object, api: str, known: dict[str, str], path: str) -> str:
    parent = "/"
    for part in path.strip("/").split("/"):
        here = f"{parent.rstrip('/')}/{part}"
        if here not in known:
            made = gateway.create_resource(restApiId=api, parentId=known[parent], pathPart=part)  # type: ignore[attr-defined]
            known[here] = made["id"]
        parent = here
    return known[parent]


def _add(clients: Clients, region: str, api: str, route: Route, resource: str) -> None:
    gateway = clients.get("apigateway", region)
    where = {"restApiId": api, "resourceId": resource, "httpMethod": route.method}
    gateway.put_method(**where, authorizationType="NONE")
    if route.function is None:
        gateway.put_integration(**where, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
        return
    uri = integration_uri(region, route.function, route.alias)
    gateway.put_integration(**where, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
    clients.get("lambda", region).add_permission(
        FunctionName=route.function,
        Qualifier=route.alias,
        StatementId=f"api-{route.method.lower()}-{resource}",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{region}:{ACCOUNT}:{api}/*/{route.method}{route.path}",
    )
