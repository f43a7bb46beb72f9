"""The payloads of commands, clicks, modals and events (Slack: Interactivity, Events API)."""

import copy
from dataclasses import dataclass
from typing import Any

from playground.slack.people import (
    APP_ID,
    BOT_ID,
    BOT_USER_ID,
    TEAM_DOMAIN,
    TEAM_ID,
    VERIFICATION_TOKEN,
    Person,
)
from playground.slack.workspace import Channel, Post


@dataclass(frozen=True)
class Invitation:
    """What the app may use for a while to answer this person: see invitations.py."""

    trigger_id: str
    response_url: str


def slash_command(command: str, text: str, channel: Channel, person: Person, invitation: Invitation) -> dict[str, str]:
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.is_im else channel.name,
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": invitation.response_url,
        "trigger_id": invitation.trigger_id,
    }


def block_actions(
    channel: Channel, post: Post, action: dict[str, Any], person: Person, invitation: Invitation
) -> dict[str, Any]:
    container = {
        "type": "message",
        "message_ts": post.ts,
        "channel_id": channel.id,
        "is_ephemeral": post.only_for is not None,
    }
    if post.thread_ts:
        container["thread_ts"] = post.thread_ts
    payload = {
        "type": "block_actions",
        **_shared(person),
        "container": container,
        "trigger_id": invitation.trigger_id,
        "channel": {"id": channel.id, "name": channel.name},
        "state": {"values": {}},
        "response_url": invitation.response_url,
        "actions": [action],
    }
    if post.only_for is None:
        payload["message"] = copy.deepcopy(post.message)
    return payload


def view_submission(view: dict[str, Any], person: Person, trigger_id: str) -> dict[str, Any]:
    return {
        "type": "view_submission",
        **_shared(person),
        "trigger_id": trigger_id,
        "view": view,
        "response_urls": [],
    }


def app_mention(event_id: str, channel: Channel, post: Post, event_time: int) -> dict[str, Any]:
    event = {
        "type": "app_mention",
        "user": post.message["user"],
        "ts": post.ts,
        "text": post.message["text"],
        "team": TEAM_ID,
        "channel": channel.id,
        "event_ts": post.ts,
    }
    if post.thread_ts:
        event["thread_ts"] = post.thread_ts
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": event_time,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM_ID,
                "user_id": BOT_USER_ID,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}-{BOT_ID}",
    }


def _shared(person: Person) -> dict[str, Any]:
    return {
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": TEAM_ID,
        },
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }
