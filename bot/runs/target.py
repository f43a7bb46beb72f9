"""The target of a run as it is deployed: the name that AWS knows it by."""

from __future__ import annotations

from typing import Any

from bot.aws.place import Place
from bot.aws.port import CallPort
from bot.catalog.loader import Catalog
from bot.catalog.models import Resource
from bot.catalog.physical import resolved
from bot.errors import AwsError, StepFailed


def place_of(catalog: Catalog, system: str, environment: str) -> Place:
    where = catalog.systems[system].environments[environment]
    return Place(where.account, where.region, where.role)


def resolve(port: CallPort, catalog: Catalog, system: str, environment: str, short: str) -> dict[str, Any]:
    """``{"kind", "short", "name", "system", "environment", "found_by", …}`` of a resource.

    ``name`` is the physical name; ``found_by`` says in words where it comes from.

    Raises:
        AwsError: CloudFormation cannot be asked.
        StepFailed: the stack does not know the resource and the catalog has no other name for it.
    """
    resource = catalog.systems[system].resources[short].named_for(environment)
    facts = resource.model_dump(exclude={"environments", "example", "about", "overrides", "temporary"})
    facts |= {"short": short, "system": system, "environment": environment}
    if resource.stack is None:
        return facts | {"found_by": "catalog"}
    try:
        answer = port.read(
            place_of(catalog, system, environment),
            "cloudformation.describe_stack_resource",
            {"StackName": resource.stack, "LogicalResourceId": resource.logical_id},
        )
    except AwsError as error:
        if not error.says_it_is_not_there:
            raise
        return facts | _by_catalog(resource, short)
    physical = answer["StackResourceDetail"].get("PhysicalResourceId")
    if not physical:
        raise StepFailed(
            f"Stack {resource.stack} has {resource.logical_id}, but it is not deployed. Check the stack first: "
            f"/ops status {system} --env {environment}"
        )
    deployed = resolved(resource, physical)
    return facts | {"name": deployed.name, "id": deployed.id, "found_by": f"stack {resource.stack}"}


def _by_catalog(resource: Resource, short: str) -> dict[str, Any]:
    if resource.name is None:
        raise StepFailed(
            f"{short} is {resource.logical_id} of stack {resource.stack}, and AWS has no such stack or resource. "
            "Correct the catalog, or give the resource a `name` in it."
        )
    return {"name": resource.name, "found_by": f"catalog (no {resource.logical_id} in a stack {resource.stack})"}
