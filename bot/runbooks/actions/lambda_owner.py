"""What would take a change of an alias back: the stack or the deployment that manages it."""

from __future__ import annotations

from typing import Any

from bot.errors import AwsError
from bot.runbooks.action import Context, Params

# DescribeStackResources answers at most so many, without pages; ListStackResources has pages.
MOST_DESCRIBED = 100
_NOTHING = {"stack": None, "alias_in_stack": False, "codedeploy": False}


class TakenBackBy:
    """Who manages the target function's alias.

    Result: ``{"stack": name | null, "alias_in_stack": bool, "codedeploy": bool, "says": sentence}``.
    CloudFormation knows the stack of a physical resource (DescribeStackResources, ``PhysicalResourceId``).
    """

    name = "lambda.taken_back_by"
    params = Params
    reads = ("cloudformation.describe_stack_resources", "cloudformation.list_stack_resources")

    def execute(self, params: Params, context: Context) -> dict[str, Any]:  # noqa: ARG002 -- takes none
        target, place = context.single()
        try:
            answer = context.port.read(place, "cloudformation.describe_stack_resources", _asked(target))
        except AwsError as error:
            if error.says_it_is_not_there:
                return _unmanaged(target)
            return {**_NOTHING, "says": f"not known: {error.message}"}
        resources = answer.get("StackResources", [])
        if len(resources) >= MOST_DESCRIBED:
            stack = {"StackName": resources[0]["StackName"]}
            try:
                more = context.port.read(place, "cloudformation.list_stack_resources", stack)
            except AwsError as error:
                return {**_NOTHING, "says": f"not known: {error.message}"}
            resources = [{**stack, **one} for one in more["StackResourceSummaries"]]
        return _told(target, resources)


def _asked(target: dict[str, Any]) -> dict[str, str]:
    """By the stack in which the target was found; otherwise by its physical name, whatever stack that is in."""
    if target.get("found_by") == f"stack {target.get('stack')}":
        return {"StackName": str(target["stack"])}
    return {"PhysicalResourceId": str(target["name"])}


def _unmanaged(target: dict[str, Any]) -> dict[str, Any]:
    says = (
        f"no stack manages {target['short']}; a pipeline or Terraform, which AWS cannot see, "
        "would with its next deployment"
    )
    return {**_NOTHING, "says": says}


def _told(target: dict[str, Any], resources: list[dict[str, Any]]) -> dict[str, Any]:
    if not resources:
        return _unmanaged(target)
    stack = str(resources[0]["StackName"])
    alias = str(target.get("alias"))
    aliases = [
        one
        for one in resources
        if one["ResourceType"] == "AWS::Lambda::Alias"
        and str(one.get("PhysicalResourceId", "")).endswith(f":{target['name']}:{alias}")
    ]
    codedeploy = any(one["ResourceType"] == "AWS::CodeDeploy::DeploymentGroup" for one in resources)
    facts = {"stack": stack, "alias_in_stack": bool(aliases), "codedeploy": codedeploy}
    if aliases:
        how = " through CodeDeploy" if codedeploy else ""
        says = f"stack {stack} manages alias {alias}{how}: its next deployment points it to a new version again"
    else:
        says = f"stack {stack} manages the function, not alias {alias}: a deployment that moves the alias takes it back"
    return {**facts, "says": says}
