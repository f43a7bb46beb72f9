"""Events to the app, and Slack's patience when it does not take one (Slack: Events API)."""

import threading
from collections.abc import Mapping
from typing import Any

from playground.slack.outgoing import Ack, Outgoing

Event = Mapping[str, Any]


class Events:
    """Sends an event; after a failure again, after each of ``retry_seconds`` in turn, the first at once."""

    def __init__(self, outgoing: Outgoing, retry_seconds: tuple[float, ...]) -> None:
        self._outgoing = outgoing
        self._retry_seconds = retry_seconds
        self._timers: list[threading.Timer] = []

    def send(self, event: Event) -> Ack:
        """The last answer known now; retries that wait go on by themselves."""
        return self._go_on(event, 1, self._outgoing.event(event, 0, None))

    def stop(self) -> None:
        for timer in self._timers:
            timer.cancel()

    def _go_on(self, event: Event, retry: int, ack: Ack) -> Ack:
        while not ack.ok and retry <= len(self._retry_seconds):
            seconds = self._retry_seconds[retry - 1]
            if seconds:
                self._later(seconds, event, retry, ack)
                break
            ack = self._outgoing.event(event, retry, _reason(ack))
            retry += 1
        return ack

    def _later(self, seconds: float, event: Event, retry: int, ack: Ack) -> None:
        timer = threading.Timer(seconds, self._again, (event, retry, _reason(ack)))
        timer.daemon = True
        self._timers.append(timer)
        timer.start()

    def _again(self, event: Event, retry: int, reason: str) -> None:
        self._go_on(event, retry + 1, self._outgoing.event(event, retry, reason))


def _reason(ack: Ack) -> str:
    return "http_timeout" if ack.error == "operation_timeout" else "http_error"
