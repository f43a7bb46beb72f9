"""conversations.*: channels, their members and what was said in them."""

import copy
from typing import Any

from playground.slack.arguments import ApiError, Arguments
from playground.slack.messages import without_metadata
from playground.slack.methods.call import Call, direct_messages
from playground.slack.methods.paging import cursor_after, place_of
from playground.slack.people import BOT_USER_ID
from playground.slack.workspace import Channel, Message, Post

CREATED = 1763600000
MOST_MESSAGES = 999


def channel_object(channel: Channel) -> dict[str, Any]:
    kinds = {"is_channel": not channel.is_im, "is_group": False, "is_im": channel.is_im, "is_mpim": False}
    shared = {
        "id": channel.id,
        "created": CREATED,
        "is_archived": False,
        "is_member": BOT_USER_ID in channel.members,
        "is_private": channel.is_im,
        **kinds,
    }
    if channel.is_im:
        return {**shared, "user": channel.members[0]}
    return {
        **shared,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_general": channel.name == "ops",
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(channel.members),
    }


def history(call: Call) -> dict[str, Any]:
    channel = call.joined_channel()
    with call.workspace.changed:
        posts = [post for post in channel.posts.values() if _is_top_level(post)]
        chosen = _between(call.arguments, posts)
        newest_first = sorted(chosen, key=lambda post: post.ts, reverse=True)
        page, cursor = _page(call.arguments, newest_first, newest_first_order=True)
        messages = [_as_asked(call.arguments, post) for post in page]
    return {
        "messages": messages,
        "has_more": bool(cursor),
        "pin_count": len(channel.pins),
        "response_metadata": {"next_cursor": cursor},
    }


def replies(call: Call) -> dict[str, Any]:
    channel = call.joined_channel()
    with call.workspace.changed:
        parent = call.post(channel, missing="thread_not_found")
        if parent.thread_ts is not None:
            found = [parent]
        else:
            said = call.workspace.replies(channel, parent.ts)
            found = [parent, *_between(call.arguments, said)]
        page, cursor = _page(call.arguments, found, newest_first_order=False)
        messages = [_as_asked(call.arguments, post) for post in page]
    return {"messages": messages, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def info(call: Call) -> dict[str, Any]:
    return {"channel": channel_object(call.channel())}


def list_(call: Call) -> dict[str, Any]:
    kinds = (call.arguments.text_or_none("types") or "public_channel").split(",")
    wanted = [
        channel
        for channel in call.workspace.channels.values()
        if ("im" if channel.is_im else "public_channel") in kinds
    ]
    return {
        "channels": [channel_object(channel) for channel in wanted],
        "response_metadata": {"next_cursor": ""},
    }


def join(call: Call) -> dict[str, Any]:
    channel = call.channel()
    with call.workspace.changed:
        if BOT_USER_ID not in channel.members:
            channel.members.append(BOT_USER_ID)
    return {"channel": channel_object(channel)}


def open_(call: Call) -> dict[str, Any]:
    users = call.arguments.text("users").split(",")
    if len(users) != 1:
        raise ApiError("invalid_arguments", ["the simulated workspace has no group conversations"])
    person = call.workspace.people.get(users[0])
    if person is None:
        raise ApiError("user_not_found")
    channel = direct_messages(call.workspace, person)
    return {"channel": channel_object(channel) if call.arguments.flag("return_im") else {"id": channel.id}}


def members(call: Call) -> dict[str, Any]:
    return {"members": list(call.channel().members), "response_metadata": {"next_cursor": ""}}


def _is_top_level(post: Post) -> bool:
    return not post.only_for and (post.thread_ts is None or post.message.get("subtype") == "thread_broadcast")


def _between(arguments: Arguments, posts: list[Post]) -> list[Post]:
    oldest = arguments.text_or_none("oldest") or "0"
    latest = arguments.text_or_none("latest")
    inclusive = arguments.flag("inclusive")
    try:
        low, high = float(oldest), float(latest) if latest else None
    except ValueError:
        raise ApiError("invalid_ts_oldest" if latest is None else "invalid_ts_latest") from None
    chosen = []
    for post in posts:
        at = float(post.ts)
        after = at > low or (inclusive and post.ts == oldest)
        before = high is None or at < high or (inclusive and post.ts == latest)
        if after and before:
            chosen.append(post)
    return chosen


def _page(arguments: Arguments, posts: list[Post], *, newest_first_order: bool) -> tuple[list[Post], str]:
    limit = arguments.whole_number("limit", default=100, most=MOST_MESSAGES)
    cursor = arguments.text_or_none("cursor")
    if cursor:
        place = place_of(cursor)
        posts = [post for post in posts if (post.ts <= place if newest_first_order else post.ts >= place)]
    following = posts[limit : limit + 1]
    return posts[:limit], cursor_after(following[0].ts) if following else ""


def _as_asked(arguments: Arguments, post: Post) -> Message:
    message = copy.deepcopy(post.message)
    return message if arguments.flag("include_all_metadata") else without_metadata(message)


METHODS = {
    "conversations.history": history,
    "conversations.info": info,
    "conversations.join": join,
    "conversations.list": list_,
    "conversations.members": members,
    "conversations.open": open_,
    "conversations.replies": replies,
}
