"""How fresh the knowledge of what changed is, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.charts.clock import clock, zone_name
from bot.errors import AwsError
from bot.runbooks.actions.status_gathering import Gathered
from bot.runbooks.actions.status_scope import Area
from bot.runbooks.actions.status_trail import LATE, MOST_EVENTS

_SERVICES = {
    "lambda.function": "Lambda",
    "cloudformation.stack": "CloudFormation",
    "apigateway.rest_api": "API Gateway",
    "apigatewayv2.api": "API Gateway",
}


def freshness(areas: Sequence[Area], gathered: Gathered, now: datetime, where: tzinfo) -> str:
    """``CloudTrail complete to 14:17, up to 15 min late; Lambda and CloudFormation read at 14:32 CET``."""
    at = now.timestamp()
    read = _read(areas, gathered)
    told = _trail(gathered, at, where)
    if read:
        told.append(f"{_listed(read)} read at {clock(at, where)} {zone_name(at, at, where)}")
    return "; ".join(told)


def _trail(gathered: Gathered, at: float, where: tzinfo) -> list[str]:
    told: list[str] = []
    answers = [answer for answer in gathered.trail.values() if not isinstance(answer, AwsError)]
    if answers:
        minutes = round(LATE.total_seconds() / 60)
        full = any(len(answer.get("Events", [])) >= MOST_EVENTS for answer in answers)
        newest = f", only its newest {MOST_EVENTS} events" if full else ""
        complete = clock(at - LATE.total_seconds(), where)
        told.append(f"CloudTrail complete to {complete}, up to {minutes} min late{newest}")
    for place, answer in gathered.trail.items():
        if isinstance(answer, AwsError):
            of = f" of {place.region}" if len(gathered.trail) > 1 else ""
            told.append(f"CloudTrail{of} could not be read: {answer.message.rstrip('.')}")
    return told


def _read(areas: Sequence[Area], gathered: Gathered) -> list[str]:
    """The services whose own knowledge of changes was read."""
    found = [
        _SERVICES[looked.resource.kind]
        for area in areas
        for looked in gathered.looked.get(area.system.system, [])
        if looked.resource.kind in _SERVICES and not isinstance(looked.answer, AwsError)
    ]
    return list(dict.fromkeys(found))


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
