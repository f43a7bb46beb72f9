"""What people do in the workspace, and what Slack then sends to the app."""

from collections.abc import Mapping

from playground.slack import payloads
from playground.slack.arguments import ApiError
from playground.slack.clicks import Click, action_of
from playground.slack.events import Events
from playground.slack.invitations import ResponseUrls, Triggers
from playground.slack.messages import person_message, slackbot_message
from playground.slack.modals import after_submission, drop_view, open_view, state_of
from playground.slack.outgoing import Ack, Outgoing
from playground.slack.people import BOT_NAME, BOT_USER_ID, TEAM_ID, Person
from playground.slack.rate_limits import Limits
from playground.slack.responses import show_ack
from playground.slack.workspace import Channel, NotFoundError, Post, Workspace

NOTHING_SENT = Ack(status=200, body="", seconds=0.0)


class Interactions:
    def __init__(self, workspace: Workspace, outgoing: Outgoing, limits: Limits, triggers: Triggers) -> None:
        self.base_url = ""
        self.response_urls = ResponseUrls(workspace.clock, limits.response_url_seconds, limits.response_url_uses)
        self._workspace = workspace
        self._outgoing = outgoing
        self._limits = limits
        self._triggers = triggers
        self._events = Events(outgoing, limits.event_retry_seconds)

    def type(self, text: str, channel_name: str, user: str, thread_ts: str | None) -> Ack:
        channel, person = self._workspace.channel(channel_name), self._workspace.person(user)
        if text.startswith("/"):
            return self._command(text, channel, person, thread_ts)
        return self._say(text, channel, person, thread_ts)

    def click(self, click: Click) -> Ack:
        channel, person = self._workspace.channel(click.channel), self._workspace.person(click.user)
        with self._workspace.changed:
            post = channel.posts.get(click.message_ts)
            if post is None or post.only_for not in (None, person.id):
                raise NotFoundError(f"{person.name} sees no message {click.message_ts} in #{channel.name}")
            action = action_of(post, click, self._workspace.next_ts())
            invitation = self._invite(channel, person, post)
            payload = payloads.block_actions(channel, post, action, person, invitation)
        return self._outgoing.payload(payload)

    def submit(self, view_id: str, values: Mapping[str, str], user: str) -> Ack:
        """Sends a modal, ``values`` by action_id, and does with it what the ack says (Slack: Modals).

        An empty ack or ``clear`` closes it, ``update`` changes it, ``errors`` leaves it open.
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
        self._events.stop()

    def _command(self, text: str, channel: Channel, person: Person, thread_ts: str | None) -> Ack:
        command, _, rest = text.partition(" ")
        if thread_ts is not None:
            said = f"{command} is not supported in threads. Sorry!"
            self._slackbot_says(channel, person, said, thread_ts)
            return Ack(status=0, body="", seconds=0.0, error="not_supported_in_threads")
        invitation = self._invite(channel, person, None)
        ack = self._outgoing.form(payloads.slash_command(command, rest.strip(), channel, person, invitation))
        error = ack.error
        if error is None:
            try:
                show_ack(self._workspace, self._limits, channel, person.id, ack.body)
            except ApiError as problem:
                error = problem.code
        if error is not None:
            self._slackbot_says(channel, person, f'{command} failed with the error "{error}"')
        return ack

    def _say(self, text: str, channel: Channel, person: Person, thread_ts: str | None) -> Ack:
        said = text.replace(f"@{BOT_NAME}", f"<@{BOT_USER_ID}>")
        with self._workspace.changed:
            if thread_ts is not None and thread_ts not in channel.posts:
                raise NotFoundError(f"no message {thread_ts} in #{channel.name}")
            post = Post(person_message(self._workspace.next_ts(), person.id, said, thread_ts))
            self._workspace.put(channel, post)
        if f"<@{BOT_USER_ID}>" not in said or BOT_USER_ID not in channel.members:
            return NOTHING_SENT
        event_id = self._workspace.next_id("Ev")
        return self._events.send(payloads.app_mention(event_id, channel, post, int(self._workspace.clock())))

    def _invite(self, channel: Channel, person: Person, post: Post | None) -> payloads.Invitation:
        message_ts, thread_ts = (post.ts, post.thread_ts) if post else (None, None)
        secret = self.response_urls.issue(channel.id, person.id, message_ts, thread_ts)
        url = f"{self.base_url}commands/{TEAM_ID}/{secret}"
        return payloads.Invitation(self._triggers.issue(person.id), url)

    def _slackbot_says(self, channel: Channel, person: Person, text: str, thread_ts: str | None = None) -> None:
        with self._workspace.changed:
            message = slackbot_message(self._workspace.next_ts(), text)
            if thread_ts is not None:
                message["thread_ts"] = thread_ts
            self._workspace.put(channel, Post(message, only_for=person.id))
