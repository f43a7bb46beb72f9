"""Slack's limits on how often and how long (Slack: Rate limits; chat.postMessage; chat.update)."""

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rate:
    """So many calls a minute, of which ``burst`` may come at once."""

    per_minute: float
    burst: int


TIER_1 = Rate(per_minute=1, burst=2)
TIER_2 = Rate(per_minute=20, burst=20)
TIER_3 = Rate(per_minute=50, burst=50)
TIER_4 = Rate(per_minute=100, burst=100)
SPECIAL = Rate(per_minute=600, burst=600)

METHOD_RATES: Mapping[str, Rate] = {
    "api.test": TIER_4,
    "auth.test": SPECIAL,
    "chat.delete": TIER_3,
    "chat.getPermalink": SPECIAL,
    "chat.postEphemeral": TIER_4,
    "chat.update": TIER_3,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.join": TIER_3,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.info": TIER_4,
    "pins.add": TIER_2,
    "reactions.add": TIER_3,
    "usergroups.users.list": TIER_2,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "views.open": TIER_4,
    "views.update": TIER_4,
}


@dataclass(frozen=True)
class Limits:
    """What the simulated Slack enforces; every number is in the unit that its name says.

    ``methods`` holds the rate of each method for the workspace; a method that is not in it has none.
    ``posts_per_channel`` holds for ``chat.postMessage`` in each channel by itself.
    """

    posts_per_channel: Rate | None = Rate(per_minute=60, burst=5)
    methods: Mapping[str, Rate] = field(default_factory=lambda: METHOD_RATES)
    ack_deadline_seconds: float = 3.0
    trigger_seconds: float = 3.0
    response_url_uses: int = 5
    response_url_seconds: float = 1800.0
    message_characters: int = 40_000
    update_characters: int = 4_000
    # Not in Slack's pages: measured by developers, slackapi/bolt-js issue 2509.
    blocks_characters: int = 13_200
    metadata_characters: int = 16_000
    event_retry_seconds: tuple[float, ...] = (0.0, 60.0, 300.0)

    @classmethod
    def without_rates(cls) -> "Limits":
        """The same workspace in no hurry: sizes and deadlines hold, rates do not."""
        return cls(posts_per_channel=None, methods={})


@dataclass
class _Bucket:
    tokens: float
    at: float


class RateLimiter:
    """Token buckets, one for each method, and one for posts in each channel."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._buckets: dict[str, _Bucket] = {}
        self._lock = threading.Lock()

    def retry_after(self, method: str, channel: str | None, now: float) -> int | None:
        """Whole seconds to wait, at least 1, or None when the call may pass; then it has been counted."""
        with self._lock:
            wait = self._take(method, self._limits.methods.get(method), now)
            if wait is None and method == "chat.postMessage" and channel is not None:
                wait = self._take(f"{method} {channel}", self._limits.posts_per_channel, now)
        return wait

    def _take(self, name: str, rate: Rate | None, now: float) -> int | None:
        if rate is None:
            return None
        per_second = rate.per_minute / 60
        bucket = self._buckets.setdefault(name, _Bucket(tokens=float(rate.burst), at=now))
        bucket.tokens = min(float(rate.burst), bucket.tokens + max(0.0, now - bucket.at) * per_second)
        bucket.at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return None
        return max(1, math.ceil((1 - bucket.tokens) / per_second))
