"""Slack's side of the front door: what Bolt hands over becomes a person, a place and a command's text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltContext, Respond
from slack_bolt.authorization import AuthorizeResult

from bot.slack.message import Message
from handlers.door import Door
from handlers.intake import Person, Where

log = structlog.get_logger(__name__)

COMMAND = "/ops"
REFUSED = "opsbot.refused"
BUTTON = re.compile(r"^ops(:|$)")


def build(door: Door, *, bot_token: str, signing_secret: str) -> App:
    """A Bolt app that answers within the request, without a call to Slack.

    ``authorize`` is ours: with ``token=`` Bolt calls ``auth.test`` before the first ack, and answers 500 when
    Slack cannot be reached. Signatures are checked before Bolt sees a request (``handlers.signature``).
    """

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=bot_token)

    app = App(
        name="opsbot",
        authorize=authorize,
        signing_secret=signing_secret,
        process_before_response=True,
        request_verification_enabled=False,
        # None of these has anything to do for commands and clicks, and all are in the way to the ack.
        ssl_check_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )

    def on_command(ack: Ack, command: Mapping[str, Any]) -> None:
        user = command["user_id"]
        # Slack says that names will go ("Implementing slash commands"); ids are what counts.
        person = Person(command.get("enterprise_id"), command["team_id"], user, command.get("user_name") or user)
        where = Where(command["channel_id"], command.get("channel_name", ""))
        text = f"{command['command']} {command.get('text', '')}"
        _answer(ack, door.take(text, person=person, where=where, delivery=command.get("trigger_id")))

    def on_button(ack: Ack, body: Mapping[str, Any], action: Mapping[str, Any], context: BoltContext) -> None:
        """A button is a command; clicking it is typing it."""
        user, container = body["user"], body.get("container", {})
        person = Person(
            (body.get("enterprise") or {}).get("id"),
            user.get("team_id") or body.get("team", {}).get("id", ""),
            user["id"],
            user.get("username") or user.get("name") or user["id"],
        )
        channel = body.get("channel") or {"id": container.get("channel_id", ""), "name": ""}
        where = Where(channel["id"], channel.get("name", ""))
        refused = door.take(action["value"], person=person, where=where, delivery=body.get("trigger_id"), escaped=False)
        if refused is not None:
            context[REFUSED] = {"text": refused.text, "blocks": refused.blocks}
        ack()

    def tell_refused(context: BoltContext, respond: Respond) -> None:
        """The answer to a click carries no text, so a refusal goes to the click's response URL, after the ack."""
        if refused := context.get(REFUSED):
            answer = respond(**refused, response_type="ephemeral", replace_original=False)
            if answer.status_code != HTTPStatus.OK:
                log.warning("a refusal did not reach the person who clicked", status=answer.status_code)

    app.command(COMMAND)(on_command)
    app.action(BUTTON)(ack=on_button, lazy=[tell_refused])
    return app


def _answer(ack: Ack, message: Message | None) -> None:
    if message is None:
        ack()
    else:
        ack(text=message.text, blocks=message.blocks, response_type="ephemeral")
