"""Message objects as the Web API returns them (Slack: Message payloads)."""

import copy
from typing import Any

from playground.slack.people import APP_ID, BOT_ID, BOT_NAME, BOT_USER_ID, TEAM_ID
from playground.slack.workspace import Message, Workspace

SLACKBOT_ID = "USLACKBOT"


def bot_message(ts: str, text: str, blocks: list[dict[str, Any]] | None, thread_ts: str | None) -> Message:
    message: Message = {
        "user": BOT_USER_ID,
        "type": "message",
        "ts": ts,
        "bot_id": BOT_ID,
        "app_id": APP_ID,
        "text": text,
        "team": TEAM_ID,
        "bot_profile": {
            "id": BOT_ID,
            "app_id": APP_ID,
            "user_id": BOT_USER_ID,
            "name": BOT_NAME,
            "team_id": TEAM_ID,
            "deleted": False,
        },
    }
    if blocks is not None:
        message["blocks"] = blocks
    if thread_ts is not None:
        message["thread_ts"] = thread_ts
    return message


def person_message(ts: str, user: str, text: str, thread_ts: str | None = None) -> Message:
    message: Message = {"user": user, "type": "message", "ts": ts, "text": text, "team": TEAM_ID}
    if thread_ts is not None:
        message["thread_ts"] = thread_ts
    return message


def slackbot_message(ts: str, text: str) -> Message:
    return person_message(ts, SLACKBOT_ID, text)


def with_ids(blocks: list[dict[str, Any]], workspace: Workspace) -> list[dict[str, Any]]:
    """The blocks as Slack keeps them: what has no ``block_id`` or ``action_id`` gets one."""
    kept = copy.deepcopy(blocks)
    for block in kept:
        if not block.get("block_id"):
            block["block_id"] = workspace.next_id("b")
        for element in interactive_elements(block):
            if not element.get("action_id"):
                element["action_id"] = workspace.next_id("a")
    return kept


def interactive_elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The elements of this block that send something when somebody uses them."""
    found = list(block.get("elements", [])) if block.get("type") == "actions" else []
    accessory = block.get("accessory")
    if accessory is not None and accessory.get("type") != "image":
        found.append(accessory)
    if block.get("type") == "input":
        found.append(block["element"])
    return found


def without_metadata(message: Message) -> Message:
    return {name: value for name, value in message.items() if name != "metadata"}
