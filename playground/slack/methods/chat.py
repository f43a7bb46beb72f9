"""chat.*, reactions.add and pins.add: messages and what is done to them."""

import copy
from typing import Any

from playground.slack.arguments import ApiError
from playground.slack.messages import bot_message
from playground.slack.methods.call import Call
from playground.slack.methods.content import Content, content_of
from playground.slack.people import BOT_USER_ID
from playground.slack.workspace import Channel, Message, Post


def post_message(call: Call) -> dict[str, Any]:
    channel = call.joined_channel()
    content = content_of(call.arguments, call.workspace, call.limits)
    with call.workspace.changed:
        thread_ts = _thread(call, channel)
        message = _written(call, content, thread_ts)
        if thread_ts and call.arguments.flag("reply_broadcast"):
            message["subtype"] = "thread_broadcast"
        call.workspace.put(channel, Post(message, content.parse))
    return {"channel": channel.id, "ts": message["ts"], "message": copy.deepcopy(message)}


def update(call: Call) -> dict[str, Any]:
    """With ``text`` and no ``blocks`` the blocks go; metadata that is not sent again stays."""
    channel = call.joined_channel()
    content = content_of(call.arguments, call.workspace, call.limits)
    if content.text and len(content.text) > call.limits.update_characters:
        raise ApiError("msg_too_long")
    with call.workspace.changed:
        post = call.post(channel)
        if post.message["user"] != BOT_USER_ID:
            raise ApiError("cant_update_message")
        edited = {**post.message, "text": content.text or ""}
        edited["edited"] = {"user": BOT_USER_ID, "ts": call.workspace.next_ts()}
        for name in ("blocks", "attachments"):
            edited.pop(name, None)
        _fill(edited, content)
        call.workspace.put(channel, Post(edited, content.parse))
    return {
        "channel": channel.id,
        "ts": post.ts,
        "text": edited["text"],
        "message": copy.deepcopy(edited),
    }


def post_ephemeral(call: Call) -> dict[str, Any]:
    channel = call.joined_channel()
    person = call.workspace.people.get(call.arguments.text("user"))
    if person is None or person.id not in channel.members:
        raise ApiError("user_not_in_channel")
    content = content_of(call.arguments, call.workspace, call.limits)
    with call.workspace.changed:
        message = _written(call, content, _thread(call, channel))
        call.workspace.put(channel, Post(message, content.parse, only_for=person.id))
    return {"message_ts": message["ts"]}


def delete(call: Call) -> dict[str, Any]:
    channel = call.joined_channel()
    with call.workspace.changed:
        post = call.post(channel)
        if post.message["user"] != BOT_USER_ID:
            raise ApiError("cant_delete_message")
        call.workspace.drop(channel, post.ts)
    return {"channel": channel.id, "ts": post.ts}


def get_permalink(call: Call) -> dict[str, Any]:
    channel = call.channel()
    post = call.post(channel, "message_ts")
    link = f"{call.base_url}?channel={channel.id}&message={post.ts}"
    if post.thread_ts:
        link += f"&thread={post.thread_ts}"
    return {"channel": channel.id, "permalink": link}


def add_reaction(call: Call) -> dict[str, Any]:
    channel = call.joined_channel()
    name = call.arguments.text("name").strip(":")
    with call.workspace.changed:
        post = call.post(channel, "timestamp")
        reactions: list[dict[str, Any]] = copy.deepcopy(post.message.get("reactions", []))
        mine = next((reaction for reaction in reactions if reaction["name"] == name), None)
        if mine is None:
            reactions.append({"name": name, "users": [BOT_USER_ID], "count": 1})
        elif BOT_USER_ID in mine["users"]:
            raise ApiError("already_reacted")
        else:
            mine["users"].append(BOT_USER_ID)
            mine["count"] += 1
        post.message["reactions"] = reactions
        call.workspace.put(channel, post)
    return {}


def add_pin(call: Call) -> dict[str, Any]:
    channel = call.joined_channel()
    with call.workspace.changed:
        post = call.post(channel, "timestamp")
        if post.ts in channel.pins:
            raise ApiError("already_pinned")
        channel.pins.append(post.ts)
        post.message["pinned_to"] = [channel.id]
        call.workspace.put(channel, post)
    return {}


def _thread(call: Call, channel: Channel) -> str | None:
    """The parent's ts: a reply to a reply goes to its parent. Raises ApiError thread_not_found."""
    if not call.arguments.text_or_none("thread_ts"):
        return None
    post = call.post(channel, "thread_ts", missing="thread_not_found")
    return post.thread_ts or post.ts


def _written(call: Call, content: Content, thread_ts: str | None) -> Message:
    text = (content.text or "")[: call.limits.message_characters]
    message = bot_message(call.workspace.next_ts(), text, None, thread_ts)
    _fill(message, content)
    return message


def _fill(message: Message, content: Content) -> None:
    if content.blocks:
        message["blocks"] = content.blocks
    if content.attachments:
        message["attachments"] = content.attachments
    if content.metadata:
        message["metadata"] = content.metadata
    elif content.metadata is not None:
        message.pop("metadata", None)


METHODS = {
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post_message,
    "chat.update": update,
    "pins.add": add_pin,
    "reactions.add": add_reaction,
}
