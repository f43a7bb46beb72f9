"""Whether resources are in order, as far as one cheap read tells.

Sources for the states: AWS Lambda "Lambda function states", CloudFormation "Stack status codes", and the API
references of DynamoDB, SQS, Step Functions, API Gateway and CloudFront.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.aws.place import Place
from bot.aws.port import Read
from bot.aws.wave import Answer
from bot.catalog.metrics import state_machine_arn
from bot.catalog.models import Resource
from bot.errors import AwsError, AwsFault

Json = dict[str, Any]


@dataclass(frozen=True)
class Health:
    """``ok`` is ``None`` where it cannot be told. ``telling``: the note is worth a line where all is well."""

    state: str
    ok: bool | None
    note: str | None = None
    telling: bool = False


@dataclass(frozen=True)
class Probe:
    """The one read that tells a kind's health. ``params`` gives ``None`` where an id is not known."""

    operation: str
    params: Callable[[Resource, Place], Json | None]
    read: Callable[[Resource, Json], Health]


def question(resource: Resource, place: Place) -> Read | None:
    """What to ask about a resource that has AWS's own names; ``None`` where one read tells nothing."""
    probe = PROBES.get(resource.kind)
    params = probe.params(resource, place) if probe else None
    return Read(place, probe.operation, params) if probe and params is not None else None


def health(resource: Resource, answer: Answer) -> Health:
    """What the answer to ``question`` says."""
    if isinstance(answer, AwsError):
        return unreadable(answer)
    return PROBES[resource.kind].read(resource, answer)


def unreadable(error: AwsError) -> Health:
    """A resource that is not there is out of order; of one that could not be asked nothing is known."""
    gone = error.fault is AwsFault.NOT_FOUND or "does not exist" in error.message
    return Health("not there" if gone else "unknown", ok=False if gone else None, note=error.message)


def _function(resource: Resource, answer: Json) -> Health:
    """A function that was idle for long is ``Inactive`` and wakes with the next call."""
    state, update = answer.get("State", "Active"), answer.get("LastUpdateStatus", "Successful")
    if state == "Failed" or update == "Failed":
        why = answer.get("LastUpdateStatusReason") or answer.get("StateReason") or "AWS gives no reason"
        return Health("update failed" if update == "Failed" else "failed", ok=False, note=str(why)[:200])
    if update == "InProgress" or state == "Pending":
        return Health("updating", ok=True, note="an update is in progress", telling=True)
    served = f"{resource.alias} → v{answer['Version']}" if resource.alias and "Version" in answer else None
    return Health(str(state).lower(), ok=True, note=served)


def _stack(_resource: Resource, answer: Json) -> Health:
    stacks = answer.get("Stacks") or [{}]
    status = str(stacks[0].get("StackStatus", "unknown"))
    why = stacks[0].get("StackStatusReason")
    failing = status.startswith("ROLLBACK_") or status == "UPDATE_ROLLBACK_IN_PROGRESS"
    if failing or status.endswith("_FAILED"):
        return Health(status, ok=False, note=str(why)[:200] if why else None)
    if status.endswith("_IN_PROGRESS"):
        return Health(status, ok=True, note="a stack operation is in progress", telling=True)
    if status == "UPDATE_ROLLBACK_COMPLETE":
        return Health(status, ok=True, note="its last update failed and was rolled back", telling=True)
    return Health(status, ok=status != "DELETE_COMPLETE")


def _table(_resource: Resource, answer: Json) -> Health:
    status = str(answer.get("Table", {}).get("TableStatus", "unknown"))
    if status in {"UPDATING", "CREATING"}:
        return Health(status, ok=True, note=f"the table is {status.lower()}", telling=True)
    return Health(status, ok=status == "ACTIVE")


def _queue(resource: Resource, answer: Json) -> Health:
    attributes = answer.get("Attributes", {})
    depth = int(attributes.get("ApproximateNumberOfMessages", 0))
    held = f"{depth:,} {'message' if depth == 1 else 'messages'}"
    dead_letters = (resource.name or "").removesuffix(".fifo").endswith(("-dlq", "_dlq", "-dead-letter"))
    full = dead_letters and depth > 0
    return Health(held, ok=True, note=f"holds {held}" if full else None, telling=full)


def _state_machine(_resource: Resource, answer: Json) -> Health:
    status = str(answer.get("status", "unknown"))
    return Health(status, ok=status == "ACTIVE")


def _stage(resource: Resource, _answer: Json) -> Health:
    return Health("deployed", ok=True, note=f"stage {resource.stage}")


def _distribution(_resource: Resource, answer: Json) -> Health:
    distribution = answer.get("Distribution", {})
    status = str(distribution.get("Status", "unknown"))
    if not distribution.get("DistributionConfig", {}).get("Enabled", True):
        return Health("disabled", ok=False, note="the distribution is switched off")
    moving = status == "InProgress"
    return Health(status, ok=True, note="a change is on its way" if moving else None, telling=moving)


def _qualified(resource: Resource, _place: Place) -> Json:
    """Of a function with an alias, what the alias serves is asked, not ``$LATEST``."""
    return {"FunctionName": resource.name, **({"Qualifier": resource.alias} if resource.alias else {})}


def _depth(resource: Resource, _place: Place) -> Json | None:
    wanted = ["ApproximateNumberOfMessages"]
    return {"QueueUrl": resource.id, "AttributeNames": wanted} if resource.id else None


def _rest_stage(resource: Resource, _place: Place) -> Json | None:
    known = resource.known_id and resource.stage
    return {"restApiId": resource.known_id, "stageName": resource.stage} if known else None


def _http_stage(resource: Resource, _place: Place) -> Json | None:
    known = resource.known_id and resource.stage
    return {"ApiId": resource.known_id, "StageName": resource.stage} if known else None


PROBES: dict[str, Probe] = {
    "lambda.function": Probe("lambda.get_function_configuration", _qualified, _function),
    "cloudformation.stack": Probe(
        "cloudformation.describe_stacks", lambda resource, _place: {"StackName": resource.name}, _stack
    ),
    "dynamodb.table": Probe(
        "dynamodb.describe_table", lambda resource, _place: {"TableName": resource.name}, _table
    ),
    "sqs.queue": Probe("sqs.get_queue_attributes", _depth, _queue),
    "stepfunctions.state_machine": Probe(
        "stepfunctions.describe_state_machine",
        lambda resource, place: {"stateMachineArn": state_machine_arn(resource.name or "", place)},
        _state_machine,
    ),
    "apigateway.rest_api": Probe("apigateway.get_stage", _rest_stage, _stage),
    "apigatewayv2.api": Probe("apigatewayv2.get_stage", _http_stage, _stage),
    "cloudfront.distribution": Probe(
        "cloudfront.get_distribution",
        lambda resource, _place: {"Id": resource.known_id} if resource.known_id else None,
        _distribution,
    ),
}
READS = tuple(probe.operation for probe in PROBES.values())
