"""What changed lately: CloudTrail's write events joined with what the resources say about themselves.

CloudTrail knows who, and comes up to 15 minutes late ("Viewing events with CloudTrail event history"); the
resources know at once, and not who. The same change told by both becomes one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.catalog.models import Resource

Json = dict[str, Any]

# Two tellings of one change lie no further apart: a deployment publishes, waits, and then moves its alias.
_SAME_SECONDS = 600.0
_VERSION = re.compile(r"(?:^|→ )(v\d+)\b")
# CloudTrail's events do not always say which version was published.
_PUBLISHED = "version published"
_PREPARES = {"code updated", "configuration changed", _PUBLISHED}


@dataclass(frozen=True)
class Change:
    """``at`` in seconds since the epoch. ``short`` is ``None`` for a stack that the catalog only mentions.

    ``release``: it put other code or configuration before users, and is marked in charts.
    """

    at: float
    system: str
    short: str | None
    what: str
    sources: tuple[str, ...]
    who: str | None = None
    release: bool = False

    def as_json(self) -> Json:
        """``{"at", "system", "short", "what", "who", "source", "release"}``."""
        return {
            "at": self.at,
            "system": self.system,
            "short": self.short,
            "what": self.what,
            "who": self.who,
            "source": ", ".join(self.sources),
            "release": self.release,
        }

    @property
    def mark(self) -> str:
        """The change as a chart names it: ``create-item v42 released``."""
        return f"{self.short} {self.what}" if self.short else self.what


def of_resource(system: str, short: str | None, resource: Resource, answer: Json) -> Iterator[Change]:
    """What a resource's own description says about its last change."""
    if resource.kind == "lambda.function":
        yield from _of_function(system, short, resource, answer)
    elif resource.kind == "cloudformation.stack":
        yield from _of_stack(system, short, answer)
    elif resource.kind in {"apigateway.rest_api", "apigatewayv2.api"}:
        at = _time(answer.get("lastUpdatedDate") or answer.get("LastUpdatedDate"))
        if at is not None:
            yield Change(at, system, short, f"stage {resource.stage} changed", ("API Gateway",))


def _of_function(system: str, short: str | None, resource: Resource, answer: Json) -> Iterator[Change]:
    """A published version's ``LastModified`` is the moment of its publication."""
    at = _time(answer.get("LastModified"))
    if at is None:
        return
    version = str(answer.get("Version", ""))
    if resource.alias and version.isdigit():
        yield Change(at, system, short, f"v{version} released", ("Lambda",), release=True)
    else:
        yield Change(at, system, short, "code or configuration changed", ("Lambda",), release=True)


def _of_stack(system: str, short: str | None, answer: Json) -> Iterator[Change]:
    stack = (answer.get("Stacks") or [{}])[0]
    at = _time(stack.get("LastUpdatedTime") or stack.get("CreationTime"))
    if at is not None:
        done = "updated" if stack.get("LastUpdatedTime") else "created"
        yield Change(at, system, short, f"stack {stack.get('StackName', '')} {done}", ("CloudFormation",))


def _time(said: object) -> float | None:
    """AWS's times as text: ISO 8601, with Lambda's ``+0000`` for a zone."""
    return datetime.fromisoformat(said).timestamp() if isinstance(said, str) and said else None


def joined(changes: Iterable[Change]) -> list[Change]:
    """Every change once, newest first; what only prepared a release is part of it."""
    merged: list[Change] = []
    for change in sorted(changes, key=lambda change: change.at):
        position = next((i for i, other in enumerate(merged) if _same(other, change)), None)
        if position is None:
            merged.append(change)
        else:
            merged[position] = _merge(merged[position], change)
    kept = [_as_release(change, merged) for change in merged if not _prepares(change, merged)]
    return sorted(kept, key=lambda change: change.at, reverse=True)


def _same(one: Change, other: Change) -> bool:
    return (
        (one.system, one.short) == (other.system, other.short)
        and _subject(one.what) == _subject(other.what)
        and abs(one.at - other.at) <= _SAME_SECONDS
    )


def _subject(what: str) -> str:
    """``v42`` for a version however it is told; other changes by their own words."""
    version = _VERSION.search(what)
    return version.group(1) if version else what


def _merge(one: Change, other: Change) -> Change:
    """The telling that knows who, and the one whose words say most: released, over moved, over published."""
    knows = next((change for change in (other, one) if change.who), other)
    told = max((one, other), key=lambda change: ("released" in change.what, "→" in change.what))
    published = any("published" in change.what for change in (one, other))
    return replace(
        told,
        what=f"{_subject(told.what)} released" if published and "→" in told.what else told.what,
        at=knows.at,
        who=knows.who,
        sources=tuple(dict.fromkeys([*one.sources, *other.sources])),
        release=one.release or other.release,
    )


def _as_release(change: Change, others: list[Change]) -> Change:
    """An alias that takes a version just published is a release; one that moves otherwise is not."""
    published = any(
        other.what == _PUBLISHED
        and (other.system, other.short) == (change.system, change.short)
        and 0 <= change.at - other.at <= _SAME_SECONDS
        for other in others
    )
    return replace(change, what=f"{_subject(change.what)} released") if published and "→" in change.what else change


def _prepares(change: Change, others: list[Change]) -> bool:
    return change.what in _PREPARES and any(
        other.release and other.short == change.short and 0 <= other.at - change.at <= _SAME_SECONDS
        for other in others
        if other.system == change.system and other is not change
    )
