"""LookupEvents ("LookupEvents", CloudTrail API reference): newest first, one attribute at a time, and late."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from moto.core.exceptions import JsonRESTError

from .event import TrailEvent

KEEP_SECONDS = 90 * 86400
MOST_RESULTS = 50
DEFAULT_LAG_SECONDS = 180.0

_ATTRIBUTES: dict[str, Callable[[TrailEvent], set[str]]] = {
    "EventId": lambda event: {event.event_id},
    "EventName": lambda event: {event.name},
    "ReadOnly": lambda event: {"true" if event.read_only else "false"},
    "Username": lambda event: {event.username},
    "ResourceType": lambda event: {one.type for one in event.resources},
    "ResourceName": lambda event: {one.name for one in event.resources},
    "EventSource": lambda event: {event.source},
    "AccessKeyId": lambda event: {event.access_key},
}


@dataclass(frozen=True)
class Lookup:
    """Moments are seconds since the epoch; `attribute` is (key, value)."""

    start: float | None
    end: float | None
    attribute: tuple[str, str] | None
    most: int
    skip: int


class EventHistory:
    def __init__(self) -> None:
        self._events: list[TrailEvent] = []
        self._lock = threading.Lock()

    def add(self, event: TrailEvent) -> None:
        with self._lock:
            self._events.append(event)

    def shift(self, seconds: float) -> None:
        with self._lock:
            self._events = [event.moved(seconds) for event in self._events]

    def find(self, lookup: Lookup, *, now: float, lag_seconds: float) -> tuple[list[TrailEvent], int | None]:
        """A page, and where the next one begins. An event can be found `lag_seconds` after it happened."""
        with self._lock:
            held = sorted(self._events, key=lambda event: event.at, reverse=True)
        start = now - KEEP_SECONDS if lookup.start is None else lookup.start
        end = now if lookup.end is None else lookup.end
        found = [
            event
            for event in held
            if start <= event.at <= end and event.at <= now - lag_seconds and _has(event, lookup.attribute)
        ]
        after = lookup.skip + lookup.most
        return found[lookup.skip : after], after if after < len(found) else None


def parse(given: dict[str, Any]) -> Lookup:
    """Of a request's members; raises what AWS answers to wrong ones."""
    attributes = given.get("LookupAttributes") or []
    if len(attributes) > 1:
        raise _refusal("InvalidLookupAttributesException", "You can specify only one lookup attribute.")
    pair = None
    if attributes:
        pair = (attributes[0].get("AttributeKey", ""), attributes[0].get("AttributeValue", ""))
        if pair[0] not in _ATTRIBUTES:
            raise _refusal("InvalidLookupAttributesException", f"{pair[0]} is not a valid lookup attribute key.")
    most = int(given.get("MaxResults") or MOST_RESULTS)
    if not 1 <= most <= MOST_RESULTS:
        raise _refusal("InvalidMaxResultsException", f"MaxResults must be between 1 and {MOST_RESULTS}.")
    start, end = given.get("StartTime"), given.get("EndTime")
    if start is not None and end is not None and start > end:
        raise _refusal("InvalidTimeRangeException", "StartTime must be before EndTime.")
    token = str(given.get("NextToken") or "0")
    if not token.isdigit():
        raise _refusal("InvalidNextTokenException", "The token that is supplied is not valid.")
    return Lookup(start, end, pair, most, int(token))


def _has(event: TrailEvent, attribute: tuple[str, str] | None) -> bool:
    return attribute is None or attribute[1] in _ATTRIBUTES[attribute[0]](event)


def _refusal(code: str, message: str) -> JsonRESTError:
    return JsonRESTError(code, message)
