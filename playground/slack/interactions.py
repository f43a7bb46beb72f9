"""What people do in the workspace, and what Slack then sends to the app."""

import threading
from collections.abc import Mapping
from typing import Any

from playground.slack import payloads
from playground.slack.arguments import ApiError
from playground.slack.clicks import action_of
from playground.slack.invitations import ResponseUrls, Triggers
from playground.slack.messages import person_message, slackbot_message
from playground.slack.outgoing import Ack, Outgoing
from playground.slack.people import BOT_NAME, BOT_USER_ID, TEAM_ID
from playground.slack.rate_limits import Limits
from playground.slack.responses import show_ack
from playground.slack.modals import after_submission, drop_view, open_view, state_of
from playground.slack.workspace import Channel, NotFoundError, Post, Workspace

NOTHING_SENT = Ack(status=200, body="", seconds=0.0)


class Interactions:
    def __init__(self, workspace: Workspace, outgoing: Outgoing, limits: Limits, triggers: Triggers) -> None:
        self.base_url = ""
        self.response_urls = ResponseUrls(
            workspace.clock, limits.response_url_seconds, limits.response_url_uses
        )
        self._workspace = workspace
        self._outgoing = outgoing
        self._limits = limits
        self._triggers = triggers
        self._retries: list[threading.Timer] = []

    def type(self, text: str, channel_name: str, user: str, thread_ts: str | None) -> Ack:
        channel, person = self._workspace.channel(channel_name), self._workspace.person(user)
        if text.startswith("/"):
            return self._command(text, channel, person.id, thread_ts)
        return self._say(text, channel, person.id, thread_ts)

    def click(
        self,
        channel_name: str,
        message_ts: str,
        action_id: str,
        block_id: str | None,
        user: str,
        selected: str | None,
    ) -> Ack:
        channel, person = self._workspace.channel(channel_name), self._workspace.person(user)
        with self._workspace.changed:
            post = channel.posts.get(message_ts)
            if post is None or post.only_for not in (None, person.id):
                raise NotFoundError(f"{person.name} sees no message of {message_ts} in #{channel.name}")
            action = action_of(post, action_id, block_id, selected, self._workspace.next_ts())
            url = self._response_url(channel, person.id, post.ts, post.thread_ts)
            payload = payloads.block_actions(
                channel, post, action, person, self._triggers.issue(person.id), url
            )
        return self._outgoing.payload(payload)

    def submit(self, view_id: str, values: Mapping[str, str], user: str) -> Ack:
        """Sends a modal, ``values`` by action_id, and does with it what the ack says (Slack: Modals).

        An empty ack or ``clear`` closes it, ``update`` shows another view in its place, ``errors`` leaves it open.
        """
        person = self._workspace.person(user)
        kept = open_view(self._workspace, view_id, person.id)
        view = {**kept, "state": {"values": state_of(kept, values)}}
        ack = self._outgoing.payload(payloads.view_submission(view, person, self._triggers.issue(person.id)))
        if ack.ok:
            after_submission(self._workspace, view_id, ack.body)
        return ack

    def close_view(self, view_id: str, user: str) -> None:
        """A person closes a modal without sending it."""
        open_view(self._workspace, view_id, self._workspace.person(user).id)
        drop_view(self._workspace, view_id)

    def stop(self) -> None:
        for timer in self._retries:
            timer.cancel()

    def _command(self, text: str, channel: Channel, user: str, thread_ts: str | None) -> Ack:
        command, _, rest = text.partition(" ")
        if thread_ts is not None:
            said = f"{command} is not supported in threads. Sorry!"
            self._slackbot_says(channel, user, said, thread_ts)
            return Ack(status=0, body="", seconds=0.0, error="not_supported_in_threads")
        person = self._workspace.person(user)
        url = self._response_url(channel, user, None, None)
        fields = payloads.slash_command(
            command, rest.strip(), channel, person, self._triggers.issue(user), url
        )
        ack = self._outgoing.form(fields)
        if ack.error is not None:
            self._slackbot_says(channel, user, f'{command} failed with the error "{ack.error}"')
            return ack
        try:
            show_ack(self._workspace, self._limits, channel, user, ack.body)
        except ApiError as problem:
            self._slackbot_says(channel, user, f'{command} failed with the error "{problem.code}"')
        return ack

    def _say(self, text: str, channel: Channel, user: str, thread_ts: str | None) -> Ack:
        linked = text.replace(f"@{BOT_NAME}", f"<@{BOT_USER_ID}>")
        with self._workspace.changed:
            if thread_ts is not None and thread_ts not in channel.posts:
                raise NotFoundError(f"no message of {thread_ts} in #{channel.name}")
            post = Post(person_message(self._workspace.next_ts(), user, linked, thread_ts))
            self._workspace.put(channel, post)
        if f"<@{BOT_USER_ID}>" not in linked or BOT_USER_ID not in channel.members:
            return NOTHING_SENT
        event_id = self._workspace.next_id("Ev")
        event = payloads.app_mention(event_id, channel, post, int(self._workspace.clock()))
        return self._send_event(event)

    def _send_event(self, event: Mapping[str, Any]) -> Ack:
        """Once now; after a failure again at once, after one minute and after five, like Slack (Events API)."""
        ack = self._outgoing.event(event, 0, None)
        for number, seconds in enumerate(self._limits.event_retry_seconds, start=1):
            if ack.ok or seconds:
                break
            ack = self._outgoing.event(event, number, _reason(ack))
        else:
            return ack
        if not ack.ok:
            self._later(event, number, _reason(ack))
        return ack

    def _later(self, event: Mapping[str, Any], number: int, reason: str) -> None:
        delays = self._limits.event_retry_seconds
        if number > len(delays):
            return
        timer = threading.Timer(delays[number - 1], self._retry, (event, number, reason))
        timer.daemon = True
        self._retries.append(timer)
        timer.start()

    def _retry(self, event: Mapping[str, Any], number: int, reason: str) -> None:
        ack = self._outgoing.event(event, number, reason)
        if not ack.ok:
            self._later(event, number + 1, _reason(ack))

    def _response_url(self, channel: Channel, user: str, message_ts: str | None, thread_ts: str | None) -> str:
        secret = self.response_urls.issue(channel.id, user, message_ts, thread_ts)
        return f"{self.base_url}commands/{TEAM_ID}/{secret}"

    def _slackbot_says(self, channel: Channel, user: str, text: str, thread_ts: str | None = None) -> None:
        with self._workspace.changed:
            message = slackbot_message(self._workspace.next_ts(), text)
            if thread_ts is not None:
                message["thread_ts"] = thread_ts
            self._workspace.put(channel, Post(message, only_for=user))


def _reason(ack: Ack) -> str:
    return "http_timeout" if ack.error == "operation_timeout" else "http_error"
