"""What an app may say without the Web API: in its ack of a command, and to a response URL."""

import json
from typing import Any

from playground.slack.arguments import ApiError, Arguments
from playground.slack.invitations import ResponseUrl
from playground.slack.messages import bot_message
from playground.slack.methods.content import Content, content_of
from playground.slack.people import BOT_USER_ID
from playground.slack.rate_limits import Limits
from playground.slack.workspace import Channel, Post, Workspace


def show_ack(workspace: Workspace, limits: Limits, channel: Channel, user: str, body: str) -> None:
    """Shows the body of a command's ack to the person who typed it, or to all if it says ``in_channel``.

    An empty body shows nothing. Raises ApiError when Slack would not show it.
    """
    if not body.strip():
        return
    said = _decoded(body)
    content = content_of(Arguments(said), workspace, limits)
    only_for = None if said.get("response_type") == "in_channel" else user
    _post(workspace, channel, content, only_for, None)


def respond(workspace: Workspace, limits: Limits, url: ResponseUrl, said: dict[str, Any]) -> None:
    """Carries out a POST to a response URL. Raises ApiError."""
    channel = workspace.channels[url.channel]
    with workspace.changed:
        original = channel.posts.get(url.message_ts or "")
        if said.get("delete_original"):
            if original is None:
                raise ApiError("message_not_found")
            workspace.drop(channel, original.ts)
            return
        content = content_of(Arguments(said), workspace, limits)
        if said.get("replace_original") and original is not None:
            _replace(workspace, channel, original, content)
            return
        only_for = None if said.get("response_type") == "in_channel" else url.user
        thread_ts = str(said["thread_ts"]) if said.get("thread_ts") else None
        _post(workspace, channel, content, only_for, thread_ts)


def _decoded(body: str) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {"text": body}
    return said if isinstance(said, dict) else {"text": body}


def _post(
    workspace: Workspace, channel: Channel, content: Content, only_for: str | None, thread_ts: str | None
) -> None:
    with workspace.changed:
        message = bot_message(workspace.next_ts(), content.text or "", content.blocks, thread_ts)
        if content.metadata:
            message["metadata"] = content.metadata
        workspace.put(channel, Post(message, content.parse, only_for))


def _replace(workspace: Workspace, channel: Channel, original: Post, content: Content) -> None:
    edited = {**original.message, "text": content.text or ""}
    edited["edited"] = {"user": BOT_USER_ID, "ts": workspace.next_ts()}
    edited.pop("blocks", None)
    if content.blocks:
        edited["blocks"] = content.blocks
    workspace.put(channel, Post(edited, content.parse, original.only_for))
