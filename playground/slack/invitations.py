"""What Slack hands to the app with each request: trigger ids and response URLs, good for a while only."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Trigger:
    user: str
    at: float
    used: bool = False


class ExpiredError(Exception):
    """The trigger or URL is unknown, too old, or used up; ``code`` is Slack's word for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Triggers:
    """Trigger ids live three seconds and work once (Slack: Modals)."""

    def __init__(self, clock: Callable[[], float], seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._known: dict[str, Trigger] = {}
        self._lock = threading.Lock()

    def issue(self, user: str) -> str:
        """``1763700000123.4815162342.a3f…``, as Slack writes them."""
        trigger_id = f"{int(self._clock() * 1000)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        with self._lock:
            self._known[trigger_id] = Trigger(user, self._clock())
        return trigger_id

    def redeem(self, trigger_id: str) -> str:
        """The person it was issued to.

        Raises ExpiredError: invalid_trigger_id, expired_trigger_id, trigger_exchanged.
        """
        with self._lock:
            trigger = self._known.get(trigger_id)
            if trigger is None:
                raise ExpiredError("invalid_trigger_id")
            if self._clock() - trigger.at > self._seconds:
                raise ExpiredError("expired_trigger_id")
            if trigger.used:
                raise ExpiredError("trigger_exchanged")
            trigger.used = True
            return trigger.user


@dataclass
class ResponseUrl:
    """Where it leads: the channel, the person, and the message that held the button, if one did."""

    channel: str
    user: str
    message_ts: str | None
    thread_ts: str | None
    at: float
    uses: int = 0


class ResponseUrls:
    """Five uses within 30 minutes (Slack: Handling user interaction in your Slack apps)."""

    def __init__(self, clock: Callable[[], float], seconds: float, uses: int) -> None:
        self._clock = clock
        self._seconds = seconds
        self._uses = uses
        self._known: dict[str, ResponseUrl] = {}
        self._lock = threading.Lock()

    def issue(self, channel: str, user: str, message_ts: str | None, thread_ts: str | None) -> str:
        secret = secrets.token_urlsafe(18)
        with self._lock:
            self._known[secret] = ResponseUrl(channel, user, message_ts, thread_ts, self._clock())
        return secret

    def use(self, secret: str) -> ResponseUrl:
        """Counts one use. Raises ExpiredError: no_such_url, expired_url, used_url."""
        with self._lock:
            url = self._known.get(secret)
            if url is None:
                raise ExpiredError("no_such_url")
            if self._clock() - url.at > self._seconds:
                raise ExpiredError("expired_url")
            if url.uses >= self._uses:
                raise ExpiredError("used_url")
            url.uses += 1
            return url
