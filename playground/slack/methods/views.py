"""views.open and views.update (Slack: Modals)."""

from typing import Any

from playground.slack.arguments import ApiError
from playground.slack.block_rules import modal_problems
from playground.slack.invitations import ExpiredError
from playground.slack.methods.call import Call
from playground.slack.modals import View, keep_view


def open_(call: Call) -> dict[str, Any]:
    view = _checked(call)
    try:
        user = call.triggers.redeem(call.arguments.text("trigger_id"))
    except ExpiredError as problem:
        raise ApiError(problem.code) from None
    return {"view": keep_view(call.workspace, view, call.workspace.next_id("V0"), user)}


def update(call: Call) -> dict[str, Any]:
    view = _checked(call)
    with call.workspace.changed:
        before = call.workspace.views.get(call.arguments.text("view_id"))
        if before is None:
            raise ApiError("not_found")
        if call.arguments.text_or_none("hash") not in (None, before["hash"]):
            raise ApiError("hash_conflict")
        return {"view": keep_view(call.workspace, view, before["id"], before["sim"]["user"])}


def _checked(call: Call) -> View:
    view = call.arguments.json("view", "invalid_arguments")
    problems = modal_problems(view)
    if problems:
        raise ApiError("invalid_arguments", [str(problem) for problem in problems])
    return dict(view)


METHODS = {"views.open": open_, "views.update": update}
