"""views.open and views.update: modals (Slack: Modals)."""

import copy
import secrets
from typing import Any

from playground.slack.arguments import ApiError
from playground.slack.block_rules import modal_problems
from playground.slack.invitations import ExpiredError
from playground.slack.messages import with_ids
from playground.slack.methods.call import Call
from playground.slack.people import APP_ID, BOT_ID, TEAM_ID


def open_(call: Call) -> dict[str, Any]:
    view = _checked(call)
    trigger = call.arguments.text("trigger_id")
    try:
        user = call.triggers.redeem(trigger)
    except ExpiredError as problem:
        raise ApiError(problem.code) from None
    kept = _kept(call, view, call.workspace.next_id("V0"))
    with call.workspace.changed:
        call.workspace.views[kept["id"]] = {**kept, "sim": {"user": user}}
        call.workspace.tell("view", None, copy.deepcopy(kept), only_for=user)
    return {"view": kept}


def update(call: Call) -> dict[str, Any]:
    view = _checked(call)
    with call.workspace.changed:
        before = call.workspace.views.get(call.arguments.text("view_id"))
        if before is None:
            raise ApiError("not_found")
        if call.arguments.text_or_none("hash") not in (None, before["hash"]):
            raise ApiError("hash_conflict")
        kept = _kept(call, view, before["id"])
        call.workspace.views[kept["id"]] = {**kept, "sim": before["sim"]}
        call.workspace.tell("view", None, copy.deepcopy(kept), only_for=before["sim"]["user"])
    return {"view": kept}


def _checked(call: Call) -> dict[str, Any]:
    view = call.arguments.json("view", "invalid_arguments")
    problems = modal_problems(view)
    if problems:
        raise ApiError("invalid_arguments", [str(problem) for problem in problems])
    return dict(view)


def _kept(call: Call, view: dict[str, Any], view_id: str) -> dict[str, Any]:
    return {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "close": None,
        "submit": None,
        **view,
        "id": view_id,
        "team_id": TEAM_ID,
        "app_id": APP_ID,
        "bot_id": BOT_ID,
        "root_view_id": view_id,
        "previous_view_id": None,
        "blocks": with_ids(view["blocks"], call.workspace),
        "state": {"values": {}},
        "hash": f"{int(call.workspace.clock())}.{secrets.token_hex(4)}",
    }


METHODS = {"views.open": open_, "views.update": update}
