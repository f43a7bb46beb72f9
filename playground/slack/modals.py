"""Modals that are open: kept, changed, sent and closed (Slack: Modals)."""

import copy
import json
import secrets
from collections.abc import Mapping
from typing import Any

from playground.slack.block_rules import modal_problems
from playground.slack.clicks import choice_of
from playground.slack.messages import interactive_elements, with_ids
from playground.slack.people import APP_ID, BOT_ID, TEAM_ID
from playground.slack.workspace import NotFoundError, Workspace

View = dict[str, Any]


def keep_view(workspace: Workspace, view: View, view_id: str, user: str) -> View:
    """Opens the view in front of this person, or changes the open one of that id."""
    with workspace.changed:
        kept = {
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
            "blocks": with_ids(view["blocks"], workspace),
            "state": {"values": {}},
            "hash": f"{int(workspace.clock())}.{secrets.token_hex(4)}",
        }
        workspace.views[view_id] = {**kept, "sim": {"user": user}}
        workspace.tell("view", None, copy.deepcopy(kept), only_for=user)
    return kept


def open_view(workspace: Workspace, view_id: str, user: str) -> View:
    """The view as the app knows it. Raises NotFoundError when this person has none of that id open."""
    with workspace.changed:
        kept = workspace.views.get(view_id)
        if kept is None or kept["sim"]["user"] != user:
            raise NotFoundError(f"no open modal {view_id!r} in front of {user}")
        return {name: copy.deepcopy(value) for name, value in kept.items() if name != "sim"}


def drop_view(workspace: Workspace, view_id: str) -> None:
    with workspace.changed:
        kept = workspace.views.pop(view_id, None)
        if kept is not None:
            workspace.tell("view_closed", None, {"id": view_id}, only_for=kept["sim"]["user"])


def after_submission(workspace: Workspace, view_id: str, ack_body: str) -> None:
    """Does what the ack of a submission says; an update that Slack would refuse leaves the modal as it is."""
    try:
        said = json.loads(ack_body) if ack_body.strip() else {}
    except ValueError:
        return
    action = said.get("response_action", "clear") if isinstance(said, dict) else "clear"
    if action == "clear":
        drop_view(workspace, view_id)
    elif action == "update" and not modal_problems(said.get("view")):
        user = workspace.views[view_id]["sim"]["user"]
        keep_view(workspace, said["view"], view_id, user)


def state_of(view: View, values: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """``{block_id: {action_id: {"type": …, "value": …}}}``; an input that is not in ``values`` is empty."""
    state: dict[str, dict[str, Any]] = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        for element in interactive_elements(block):
            given = values.get(element["action_id"]) or None
            entry = {"type": element["type"], **choice_of(element, given)}
            state.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return state
