"""CloudTrail's write events of the last hour, as changes of the systems that are surveyed.

Source: AWS CloudTrail API Reference, "LookupEvents": two calls a second for an account and region, 50 events
a page, newest first. Two pages are read; what an hour holds beyond that is said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.aws.place import Place
from bot.aws.port import Read
from bot.catalog.models import Resource
from bot.errors import AwsError
from bot.runbooks.actions.status_changes import Change
from bot.runbooks.actions.status_scope import Area

LOOKUP_EVENTS = "cloudtrail.lookup_events"
LOOK_BACK = timedelta(hours=1)
MOST_EVENTS = 100
# "CloudTrail typically delivers logs within an average of about 5 minutes"; 15 is what the guide promises.
LATE = timedelta(minutes=15)

Json = dict[str, Any]
Resolved = Mapping[str, Resource | AwsError]

# API versions at the end of event names: UpdateAlias20150331, UpdateFunctionCode20150331v2.
_API_VERSION = re.compile(r"20\d{6}(v\d+)?$")
_PLAIN = {
    "UpdateFunctionCode": "code updated",
    "UpdateFunctionConfiguration": "configuration changed",
    "ExecuteChangeSet": "stack updated",
}
_STACK_EVENTS = {"CreateStack": "created", "UpdateStack": "updated", "ExecuteChangeSet": "updated"}


def question(place: Place, now: datetime) -> Read:
    return Read(
        place,
        LOOKUP_EVENTS,
        {
            "LookupAttributes": [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}],
            "StartTime": now - LOOK_BACK,
            "EndTime": now,
            "PaginationConfig": {"MaxItems": MOST_EVENTS, "PageSize": 50},
        },
    )


def changes(answer: Json, areas: Sequence[tuple[Area, Resolved]]) -> Iterator[Change]:
    """The events that are about resources of ``areas``; refused calls changed nothing and are left out."""
    for event in answer.get("Events", []):
        detail = _detail(event)
        if detail.get("errorCode"):
            continue
        tokens = _tokens(event, detail)
        for area, resolved in areas:
            for short, resource in resolved.items():
                if isinstance(resource, Resource) and tokens & _own_names(resource):
                    yield _change(event, detail, area.system.system, short)
                    break
            else:
                yield from _of_stack(event, detail, area, tokens)


def _of_stack(event: Json, detail: Json, area: Area, tokens: set[str]) -> Iterator[Change]:
    stacks = {resource.stack for resource in area.resources.values() if resource.stack}
    for stack in sorted(stacks & tokens):
        if (done := _STACK_EVENTS.get(_name(event))) is not None:
            at, who = _at(event), _who(event, detail)
            yield Change(at, area.system.system, None, f"stack {stack} {done}", ("CloudTrail",), who)


def _change(event: Json, detail: Json, system: str, short: str) -> Change:
    name, asked = _name(event), detail.get("requestParameters") or {}
    what = _PLAIN.get(name) or _in_words(name)
    release = False
    if name == "UpdateAlias" and asked.get("functionVersion"):
        what, release = f"alias {asked.get('name', '')} → v{asked['functionVersion']}", True
    elif name == "PublishVersion":
        published = (detail.get("responseElements") or {}).get("version")
        what = f"v{published} published" if published else "version published"
    elif name in _STACK_EVENTS:
        what = f"stack {str(asked.get('stackName', '')).rsplit('/', 2)[-1]} {_STACK_EVENTS[name]}"
    return Change(_at(event), system, short, what, ("CloudTrail",), _who(event, detail), release)


def _name(event: Json) -> str:
    return _API_VERSION.sub("", str(event.get("EventName", "")))


def _in_words(name: str) -> str:
    """``PutMethodResponse`` as ``put method response``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()[:60]


def _at(event: Json) -> float:
    return datetime.fromisoformat(event["EventTime"]).timestamp()


def _who(event: Json, detail: Json) -> str | None:
    """The user, or the role session's name; a service that acted by itself is named as such."""
    identity = detail.get("userIdentity") or {}
    who = event.get("Username") or identity.get("userName") or identity.get("invokedBy")
    arn = str(identity.get("arn", ""))
    return str(who or arn.rsplit("/", 1)[-1])[:80] or None


def _detail(event: Json) -> Json:
    """The event's own record. It is JSON within JSON, and may be absent."""
    try:
        detail = json.loads(event.get("CloudTrailEvent") or "{}")
    except ValueError:
        return {}
    return detail if isinstance(detail, dict) else {}


def _tokens(event: Json, detail: Json) -> set[str]:
    """Every name in the event: whole, and the parts of ARNs and addresses."""
    named = [str(resource.get("ResourceName", "")) for resource in event.get("Resources", [])]
    asked = detail.get("requestParameters") or {}
    named += [value for value in asked.values() if isinstance(value, str)]
    return {part for text in named for part in [text, *re.split(r"[:/]", text)] if part}


def _own_names(resource: Resource) -> set[str]:
    """Names under which an event may speak of the resource; those of stages and aliases are too common."""
    return {name for name in (resource.name, resource.known_id) if name}
