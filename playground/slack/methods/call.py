"""One call of a Web API method: its arguments, and the workspace it acts on."""

from dataclasses import dataclass

from playground.slack.arguments import ApiError, Arguments
from playground.slack.invitations import Triggers
from playground.slack.people import BOT_USER_ID, Person
from playground.slack.rate_limits import Limits
from playground.slack.workspace import Channel, NotFoundError, Post, Workspace


@dataclass(frozen=True)
class Call:
    """``base_url`` is the simulated Slack's own address, with its closing slash."""

    arguments: Arguments
    workspace: Workspace
    limits: Limits
    triggers: Triggers
    base_url: str

    def channel(self, name: str = "channel", *, missing: str = "channel_not_found") -> Channel:
        """The channel that an argument names. Raises ApiError invalid_arguments or ``missing``."""
        wanted = self.arguments.text(name)
        if wanted in self.workspace.people:
            return direct_messages(self.workspace, self.workspace.people[wanted])
        try:
            return self.workspace.channel(wanted)
        except NotFoundError:
            raise ApiError(missing) from None

    def joined_channel(self, name: str = "channel") -> Channel:
        """As ``channel``, and the bot is in it. Raises ApiError not_in_channel."""
        channel = self.channel(name)
        if BOT_USER_ID not in channel.members:
            raise ApiError("not_in_channel")
        return channel

    def person(self, name: str = "user") -> Person:
        person = self.workspace.people.get(self.arguments.text(name))
        if person is None:
            raise ApiError("user_not_found")
        return person

    def post(self, channel: Channel, name: str = "ts", *, missing: str = "message_not_found") -> Post:
        post = channel.posts.get(self.arguments.text(name))
        if post is None or post.only_for:
            raise ApiError(missing)
        return post


def direct_messages(workspace: Workspace, person: Person) -> Channel:
    """The bot's conversation with one person; opened when there is none yet."""
    with workspace.changed:
        for channel in workspace.channels.values():
            if channel.is_im and person.id in channel.members:
                return channel
        channel = Channel(workspace.next_id("D0"), person.name, "", [person.id, BOT_USER_ID], is_im=True)
        workspace.channels[channel.id] = channel
        return channel
