"""The simulated Slack as one object: start it, type, click, look, and make it fail."""

import copy
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import TracebackType
from typing import Self

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from playground.slack.clicks import Click
from playground.slack.faults import Fault
from playground.slack.http_app import http_app
from playground.slack.interactions import Interactions
from playground.slack.invitations import Triggers
from playground.slack.outgoing import Ack, Outgoing
from playground.slack.rate_limits import Limits
from playground.slack.web_api import ApiCall, WebApi
from playground.slack.workspace import Message, StoredFile, Workspace

HOST = "127.0.0.1"
STOP_WITHIN_SECONDS = 0.05


class SimulatedSlack:
    """A Slack workspace on loopback.

    ``clock`` gives epoch seconds; rate limits, triggers and timestamps follow it. Channels and people are
    named by id or name (``#ops``, ``ops``; ``ana``, ``Ana Ruiz``); an unknown one raises NotFoundError.
    """

    def __init__(
        self,
        *,
        app_url: str,
        signing_secret: str,
        port: int = 0,
        bot_token: str = "xoxb-simulated-slack",  # noqa: S107 - of a workspace that exists on this machine only
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.signing_secret = signing_secret
        self.bot_token = bot_token
        self.limits = limits or Limits()
        self.workspace = Workspace(clock)
        triggers = Triggers(clock, self.limits.trigger_seconds)
        self._outgoing = Outgoing(app_url, signing_secret, clock, self.limits.ack_deadline_seconds)
        self._web_api = WebApi(self.workspace, self.limits, triggers, bot_token)
        self._interactions = Interactions(self.workspace, self._outgoing, self.limits, triggers)
        self._port = port
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def app_url(self) -> str:
        """Where signed requests go, e.g. ``http://127.0.0.1:3000/slack/events``."""
        return self._outgoing.app_url

    @app_url.setter
    def app_url(self, url: str) -> None:
        self._outgoing.app_url = url

    @property
    def url(self) -> str:
        """The page: ``http://127.0.0.1:PORT/``. Known once started."""
        if self._server is None:
            raise RuntimeError("the simulated Slack has not been started")
        return f"http://{HOST}:{self._server.server_port}/"

    @property
    def api_url(self) -> str:
        """What ``SLACK_API_URL`` gets: ``http://127.0.0.1:PORT/api/``."""
        return f"{self.url}api/"

    def start(self) -> None:
        app = http_app(self.workspace, self._web_api, self._interactions, self.limits)
        self._server = make_server(HOST, self._port, app, threaded=True, request_handler=_QuietHandler)
        self._web_api.base_url = self._interactions.base_url = self.url
        serve = partial(self._server.serve_forever, poll_interval=STOP_WITHIN_SECONDS)
        self._thread = threading.Thread(target=serve, name="simulated-slack", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._interactions.stop()
        self.workspace.close()
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def type(self, text: str, *, channel: str, user: str, thread_ts: str | None = None) -> Ack:
        """A person types: ``/ops status`` sends a command, a mention of @opsbot an event, other text nothing.

        As in Slack, a command in a thread is refused there and not sent (status 0).
        """
        return self._interactions.type(text, channel, user, thread_ts)

    def click(
        self,
        *,
        channel: str,
        message_ts: str,
        action_id: str,
        block_id: str | None = None,
        user: str,
        selected: str | None = None,
    ) -> Ack:
        """A person clicks a button, or takes the option whose value is ``selected``.

        Raises NoSuchActionError, which names what there is to click.
        """
        return self._interactions.click(Click(channel, message_ts, action_id, user, block_id, selected))

    def submit(self, *, view_id: str, values: Mapping[str, str], user: str) -> Ack:
        """A person sends an open modal; ``values`` by action_id (a text, or an option's value)."""
        return self._interactions.submit(view_id, values, user)

    def messages(self, channel: str) -> list[Message]:
        """Top-level messages that everybody sees, oldest first, metadata included."""
        with self.workspace.changed:
            posts = self.workspace.channel(channel).posts.values()
            found = [post.message for post in posts if post.thread_ts is None and not post.only_for]
            return copy.deepcopy(sorted(found, key=_ts))

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The parent and its replies, oldest first; empty when there is no such message."""
        with self.workspace.changed:
            place = self.workspace.channel(channel)
            parent = place.posts.get(ts)
            if parent is None:
                return []
            replies = [post.message for post in self.workspace.replies(place, ts)]
            return copy.deepcopy([parent.message, *replies])

    def ephemerals(self, channel: str, user: str | None = None) -> list[Message]:
        """What only one person sees (``user``, or each), acks of commands included, oldest first."""
        with self.workspace.changed:
            who = self.workspace.person(user).id if user else None
            posts = self.workspace.channel(channel).posts.values()
            found = [post.message for post in posts if post.only_for and who in (None, post.only_for)]
            return copy.deepcopy(sorted(found, key=_ts))

    def views(self, user: str) -> list[dict[str, object]]:
        """The modals open in front of this person, oldest first."""
        with self.workspace.changed:
            who = self.workspace.person(user).id
            views = self.workspace.views.values()
            return copy.deepcopy([view for view in views if view["sim"]["user"] == who])

    def files(self) -> list[StoredFile]:
        with self.workspace.changed:
            return [copy.copy(file) for file in self.workspace.files.values()]

    def calls(self) -> list[ApiCall]:
        """Every Web API call that arrived, oldest first."""
        return self._web_api.calls()

    def hint(self, commands: Iterable[str]) -> None:
        """Commands that the page offers to whoever begins to type one."""
        self.workspace.hints = tuple(commands)

    def fail(
        self,
        method: str,
        *,
        times: int = 1,
        status: int = 200,
        error: str | None = None,
        retry_after: int | None = None,
        after_processing: bool = False,
        delay_seconds: float = 0,
        reset: bool = False,
    ) -> None:
        """Makes the next calls of a method fail; Fault says how.

        ``method`` may be ``*``, ``upload`` (the bytes) or ``response_url``; a 429 needs only ``status``.
        """
        self._web_api.faults.add(
            Fault(method, times, status, error, retry_after, after_processing, delay_seconds, reset)
        )

    def heal(self) -> None:
        """Takes back every fault still to come."""
        self._web_api.faults.clear()

    def wait_for(self, condition: Callable[["SimulatedSlack"], bool], timeout: float) -> bool:
        """Whether the condition came true within ``timeout`` seconds; looked at after each change."""
        return self.workspace.wait_for(lambda: condition(self), timeout)


class _QuietHandler(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing: the calls are in ``calls()``."""


def _ts(message: Message) -> str:
    return str(message["ts"])
