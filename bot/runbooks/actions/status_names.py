"""From the catalog's names to AWS's own: what stacks generated, queue addresses, ids found by name.

One read a stack and one list a kind, all in the first wave of a survey.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.aws.place import Place
from bot.aws.port import Read
from bot.aws.wave import Answer, Wave
from bot.catalog.models import Resource
from bot.catalog.physical import resolved
from bot.errors import AwsError, AwsFault, Effect
from bot.runbooks.actions.status_health import PROBES
from bot.runbooks.actions.status_scope import Area

STACK_RESOURCES = "cloudformation.describe_stack_resources"
QUEUE_URL = "sqs.get_queue_url"

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Directory:
    """The list in which a kind's id is found by name. ``items`` and ``names`` are paths into the answer."""

    operation: str
    params: dict[str, Any]
    items: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    id: str


DIRECTORIES: dict[str, Directory] = {
    "apigateway.rest_api": Directory("apigateway.get_rest_apis", {}, ("items",), (("name",),), "id"),
    "apigatewayv2.api": Directory("apigatewayv2.get_apis", {}, ("Items",), (("Name",),), "ApiId"),
    "cognito.user_pool": Directory(
        "cognito-idp.list_user_pools", {"MaxResults": 60}, ("UserPools",), (("Name",),), "Id"
    ),
    # A distribution has no name: people mean its comment or the domain it answers to.
    "cloudfront.distribution": Directory(
        "cloudfront.list_distributions",
        {},
        ("DistributionList", "Items"),
        (("Comment",), ("Aliases", "Items")),
        "Id",
    ),
}
READS = (STACK_RESOURCES, QUEUE_URL, *(directory.operation for directory in DIRECTORIES.values()))


class Names:
    """Asks in the first wave, answers after it.

    What is neither measured nor looked at keeps the catalog's name, unless a stack is asked anyway.
    """

    def __init__(self, areas: list[Area], wave: Wave) -> None:
        self._wave = wave
        self._asked: dict[tuple[str, str], int] = {}
        self.problems: list[str] = []
        for area in areas:
            wanted = area.measured() | {short for short, one in area.watched().items() if one.kind in PROBES}
            for short, resource in area.resources.items():
                read = _question(area.place, resource) if short in wanted or resource.stack else None
                if read is not None:
                    self._asked[area.system.system, short] = wave.ask(read)

    def of(self, area: Area) -> dict[str, Resource | AwsError]:
        """The area's resources under AWS's own names, or why such a name is not known."""
        return {short: self._resolved(area, short, resource) for short, resource in area.resources.items()}

    def _resolved(self, area: Area, short: str, resource: Resource) -> Resource | AwsError:
        number = self._asked.get((area.system.system, short))
        if number is None:
            return resource
        answer = self._wave[number]
        found = answer if isinstance(answer, AwsError) else _found(resource, answer)
        if isinstance(found, Resource):
            return found
        if resource.stack is not None and resource.name is not None and found.says_it_is_not_there:
            self._note(f"{area.system.system}: {found.message} The catalog's own names are used instead.")
            return resource
        return found

    def _note(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


def known_beforehand(area: Area) -> dict[str, Resource | AwsError]:
    """The area's resources by whose catalog name AWS can be asked at once."""
    return {short: one for short, one in area.resources.items() if _question(area.place, one) is None}


def _question(place: Place, resource: Resource) -> Read | None:
    """What has to be asked before the resource can be read by its own name; ``None`` when it is known."""
    if resource.stack is not None:
        return Read(place, STACK_RESOURCES, {"StackName": resource.stack})
    if resource.kind == "sqs.queue":
        return Read(place, QUEUE_URL, {"QueueName": resource.name})
    directory = DIRECTORIES.get(resource.kind)
    if directory is None or resource.known_id is not None:
        return None
    return Read(place, directory.operation, directory.params)


def _found(resource: Resource, answer: Answer) -> Resource | AwsError:
    if isinstance(answer, AwsError):
        return answer
    if resource.stack is not None:
        return _in_stack(resource, answer)
    if resource.kind == "sqs.queue":
        return resource.model_copy(update={"id": answer["QueueUrl"]})
    return _in_directory(resource, DIRECTORIES[resource.kind], answer)


def _in_stack(resource: Resource, answer: dict[str, Any]) -> Resource | AwsError:
    for item in answer.get("StackResources", []):
        if item["LogicalResourceId"] == resource.logical_id and item.get("PhysicalResourceId"):
            physical = str(item["PhysicalResourceId"])
            found = resolved(resource, physical)
            # Of a queue CloudFormation says the address, which is what reads of it want.
            return found.model_copy(update={"id": physical}) if found.kind == "sqs.queue" else found
    return _nowhere(f"Stack {resource.stack} has no resource {resource.logical_id}.", STACK_RESOURCES)


def _in_directory(resource: Resource, directory: Directory, answer: dict[str, Any]) -> Resource | AwsError:
    for item in _at(answer, directory.items) or []:
        named = [_at(item, path) for path in directory.names]
        if any(resource.name == name or (isinstance(name, list) and resource.name in name) for name in named):
            update = {
                "id": str(item[directory.id]),
                "example": [field for field in resource.example if field != "id"],
            }
            return resource.model_copy(update=update)
    return _nowhere(f"There is no {resource.kind} {resource.name}.", directory.operation)


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _nowhere(message: str, operation: str) -> AwsError:
    return AwsError(
        message, operation=operation, code="NotFound", fault=AwsFault.NOT_FOUND, effect=Effect.REJECTED
    )
