"""The workspace's state: channels, messages, files, views; one lock, and a condition told of every change."""

import copy
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playground.slack.people import BOT, BOT_USER_ID, CHANNELS, PEOPLE, USER_GROUPS, Person, UserGroup

Message = dict[str, Any]
Content = bytes
CHANGES_KEPT = 5_000
# What Slack does when `parse` is not said: bare URLs become links.
UNSAID_PARSE = "client"


@dataclass
class Channel:
    id: str
    name: str
    topic: str
    members: list[str]
    is_im: bool = False
    posts: dict[str, "Post"] = field(default_factory=dict)
    pins: list[str] = field(default_factory=list)


@dataclass
class Post:
    """A message and what the Web API does not say about it.

    ``only_for`` is the one person who sees an ephemeral message; ``parse`` is the argument it was sent with.
    """

    message: Message
    parse: str = UNSAID_PARSE
    only_for: str | None = None

    @property
    def ts(self) -> str:
        return str(self.message["ts"])

    @property
    def thread_ts(self) -> str | None:
        """The parent's ts when this is a reply, else None."""
        parent = self.message.get("thread_ts")
        return str(parent) if parent is not None and parent != self.ts else None


@dataclass
class StoredFile:
    """An uploaded file; ``bytes`` is empty until they have been posted to the upload URL."""

    id: str
    name: str
    title: str
    alt_txt: str | None
    mimetype: str
    length: int
    bytes: Content = b""
    channel: str | None = None
    thread_ts: str | None = None


@dataclass(frozen=True)
class Change:
    """One thing that changed, as the page is told.

    ``kind`` is ``post`` (new or edited), ``deleted``, ``view`` (opened or changed) or ``view_closed``.
    """

    number: int
    kind: str
    channel: str | None
    body: dict[str, Any]
    only_for: str | None = None


class NotFoundError(LookupError):
    """No channel, person or message by that name in the simulated workspace."""


class Workspace:
    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.changed = threading.Condition(threading.RLock())
        self.people: dict[str, Person] = {person.id: person for person in (*PEOPLE, BOT)}
        self.groups: dict[str, UserGroup] = {group.id: group for group in USER_GROUPS}
        everybody = [person.id for person in PEOPLE]
        self.channels: dict[str, Channel] = {
            seed.id: Channel(seed.id, seed.name, seed.topic, [*everybody, *([BOT_USER_ID] if seed.with_bot else [])])
            for seed in CHANNELS
        }
        self.files: dict[str, StoredFile] = {}
        self.views: dict[str, dict[str, Any]] = {}
        self.changes: deque[Change] = deque(maxlen=CHANGES_KEPT)
        self.hints: tuple[str, ...] = ("/ops help", "/ops status")
        self.closed = False
        self._number = 0
        self._last_micros = 0

    def next_ts(self) -> str:
        """A timestamp no other message has: ``1763700000.000100``, seconds and microseconds."""
        with self.changed:
            micros = max(int(self.clock() * 1_000_000), self._last_micros + 1)
            self._last_micros = micros
            return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        with self.changed:
            self._number += 1
            return f"{prefix}{self._number:08d}"

    def channel(self, name: str) -> Channel:
        """By id, ``ops`` or ``#ops``. Raises NotFoundError."""
        wanted = name.removeprefix("#")
        for channel in self.channels.values():
            if wanted in (channel.id, channel.name):
                return channel
        raise NotFoundError(f"there is no channel {name!r}; there are: {', '.join(self._channel_names())}")

    def person(self, name: str) -> Person:
        """By id, ``ana``, ``@ana`` or ``Ana Ruiz``. Raises NotFoundError."""
        wanted = name.removeprefix("@")
        for person in self.people.values():
            if wanted in (person.id, person.name, person.real_name):
                return person
        names = ", ".join(person.name for person in self.people.values())
        raise NotFoundError(f"there is nobody called {name!r}; there are: {names}")

    def put(self, channel: Channel, post: Post) -> None:
        """Adds the post, or tells everyone that it has been edited."""
        with self.changed:
            is_new = post.ts not in channel.posts
            channel.posts[post.ts] = post
            if is_new:
                self._count_replies(channel, post)
            self.tell("post", channel.id, shown(post), post.only_for)

    def drop(self, channel: Channel, ts: str) -> None:
        with self.changed:
            post = channel.posts.pop(ts)
            self._count_replies(channel, post)
            self.tell("deleted", channel.id, {"ts": ts}, post.only_for)

    def tell(self, kind: str, channel: str | None, body: dict[str, Any], only_for: str | None = None) -> None:
        with self.changed:
            number = self.changes[-1].number + 1 if self.changes else 1
            self.changes.append(Change(number, kind, channel, body, only_for))
            self.changed.notify_all()

    def wait_for(self, condition: Callable[[], bool], timeout_seconds: float) -> bool:
        """Whether the condition came true in time; it is looked at again after each change."""
        deadline = time.monotonic() + timeout_seconds
        with self.changed:
            while not condition():
                left = deadline - time.monotonic()
                if left <= 0 or self.closed:
                    return False
                self.changed.wait(left)
            return True

    def close(self) -> None:
        with self.changed:
            self.closed = True
            self.changed.notify_all()

    def replies(self, channel: Channel, parent_ts: str) -> list[Post]:
        """The replies that everybody sees, oldest first."""
        with self.changed:
            found = [post for post in channel.posts.values() if post.thread_ts == parent_ts]
        return sorted((post for post in found if not post.only_for), key=lambda post: post.ts)

    def _count_replies(self, channel: Channel, post: Post) -> None:
        parent = channel.posts.get(post.thread_ts or "")
        if parent is None or post.only_for:
            return
        replies = self.replies(channel, parent.ts)
        people = list(dict.fromkeys(str(reply.message["user"]) for reply in replies))
        if replies:
            parent.message.update(
                thread_ts=parent.ts,
                reply_count=len(replies),
                reply_users=people,
                reply_users_count=len(people),
                latest_reply=replies[-1].ts,
            )
        else:
            for name in ("thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply"):
                parent.message.pop(name, None)
        self.tell("post", channel.id, shown(parent), parent.only_for)

    def _channel_names(self) -> list[str]:
        return [f"#{channel.name}" for channel in self.channels.values()]


def shown(post: Post) -> dict[str, Any]:
    """A post as the page gets it: the message, and beside it what only the simulated Slack knows."""
    return {**copy.deepcopy(post.message), "sim": {"parse": post.parse, "only_for": post.only_for}}
