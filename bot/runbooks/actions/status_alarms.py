"""Alarms that fire, and whose they are.

An alarm belongs to the system that one of its dimensions names; failing that, to the one whose own name, or a
resource's, stands in the alarm's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.aws.place import Place
from bot.aws.port import Read
from bot.catalog.models import Resource
from bot.errors import AwsError
from bot.runbooks.actions.status_scope import Area

DESCRIBE_ALARMS = "cloudwatch.describe_alarms"
# A name shorter than this stands in too many others.
_TELLING = 5

Json = dict[str, Any]
Resolved = Mapping[str, Resource | AwsError]


def question(place: Place) -> Read:
    return Read(
        place, DESCRIBE_ALARMS, {"StateValue": "ALARM", "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}
    )


def firing(answer: Json) -> Iterator[Json]:
    """The alarms in state ALARM, metric and composite ones."""
    for alarm in [*answer.get("MetricAlarms", []), *answer.get("CompositeAlarms", [])]:
        if alarm.get("StateValue") == "ALARM":
            yield alarm


def line(alarm: Json, short: str | None) -> Json:
    """``{"name", "short", "since", "reason", "threshold"}``; ``since`` in seconds since the epoch or null."""
    updated = alarm.get("StateTransitionedTimestamp") or alarm.get("StateUpdatedTimestamp")
    return {
        "name": alarm["AlarmName"],
        "short": short,
        "since": datetime.fromisoformat(updated).timestamp() if updated else None,
        "reason": str(alarm.get("StateReason") or "")[:200] or None,
        "threshold": alarm.get("Threshold"),
    }


def owner(alarm: Json, areas: Sequence[tuple[Area, Resolved]]) -> tuple[Area, str | None] | None:
    """The area that the alarm is about, and the resource when that is known."""
    values = set(_dimension_values(alarm))
    for area, resolved in areas:
        for short, resource in resolved.items():
            if isinstance(resource, Resource) and values & _own_names(resource):
                return area, short
    return _by_name(str(alarm["AlarmName"]), areas)


def _dimension_values(alarm: Json) -> Iterator[str]:
    metrics = [query.get("MetricStat", {}).get("Metric", {}) for query in alarm.get("Metrics", [])]
    for holder in [alarm, *metrics]:
        for dimension in holder.get("Dimensions", []):
            yield str(dimension["Value"])


def _own_names(resource: Resource) -> set[str]:
    names = {resource.name, resource.known_id}
    if resource.name and resource.alias:
        names.add(f"{resource.name}:{resource.alias}")
    return {name for name in names if name}


def _by_name(name: str, areas: Sequence[tuple[Area, Resolved]]) -> tuple[Area, str | None] | None:
    folded = _folded(name)
    best: tuple[int, Area, str | None] | None = None
    for area, resolved in areas:
        if _elsewhere(name, area):
            continue
        for text, short in _candidates(area, resolved):
            length = len(_folded(text))
            if length >= _TELLING and _folded(text) in folded and (best is None or length > best[0]):
                best = (length, area, short)
    return (best[1], best[2]) if best else None


def _candidates(area: Area, resolved: Resolved) -> Iterator[tuple[str, str | None]]:
    yield area.system.system, None
    for short, resource in resolved.items():
        yield short, short
        if isinstance(resource, Resource) and resource.name:
            yield resource.name, short


def _elsewhere(name: str, area: Area) -> bool:
    """Whether the alarm's name says another environment than the area's."""
    words = set(re.split(r"[^a-z0-9]+", name.casefold()))
    others = set(area.system.environments) - {area.environment}
    return area.environment not in words and bool(words & others)


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
