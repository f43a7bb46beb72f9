"""The two waves of a survey: names first, then everything else, each side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.aws import metrics
from bot.aws.metric_period import period_for
from bot.aws.place import Place
from bot.aws.port import CallPort, Read
from bot.aws.series import MetricSeries
from bot.aws.wave import Answer, Wave
from bot.catalog.models import Resource
from bot.errors import AwsError, AwsFault
from bot.runbooks.actions import status_alarms, status_health, status_levels, status_names, status_trail
from bot.runbooks.actions.status_scope import Area

DESCRIBE_STACKS = "cloudformation.describe_stacks"
READS = tuple(
    dict.fromkeys(
        (
            metrics.OPERATION,
            status_alarms.DESCRIBE_ALARMS,
            status_trail.LOOKUP_EVENTS,
            *status_names.READS,
            *status_health.READS,
        )
    )
)
# A place that answers so to one read answers so to all.
_OUT_OF_REACH = {AwsFault.CREDENTIALS, AwsFault.UNREACHABLE, AwsFault.NO_ANSWER}
_ASSUME_ROLE = "sts.assume_role"

Resolved = dict[str, Resource | AwsError]


@dataclass(frozen=True)
class Looked:
    """One resource and the answer about it; ``short`` is ``None`` for a stack the catalog only mentions."""

    short: str | None
    resource: Resource
    answer: Answer


@dataclass(frozen=True)
class Gathered:
    """Everything that AWS answered. Keys are systems' names, or places."""

    resolved: dict[str, Resolved]
    looked: dict[str, list[Looked]]
    series: dict[str, MetricSeries | AwsError]
    alarms: dict[Place, Answer]
    trail: dict[Place, Answer]
    unreachable: dict[Place, AwsError]
    problems: list[str]

    @property
    def nothing_reached(self) -> AwsError | None:
        """Why no place at all could be asked: then there is nothing to show."""
        if self.unreachable and set(self.unreachable) == set(self.trail):
            return next(iter(self.unreachable.values()))
        return None

    @property
    def refused(self) -> str | None:
        """The sentence with which CloudWatch refused every metric; ``None`` when it measured anything."""
        errors = [one for one in self.series.values() if isinstance(one, AwsError)]
        return errors[0].message if errors and len(errors) == len(self.series) else None

    @property
    def changes_known(self) -> bool:
        """Whether CloudTrail or any resource could be read, either of which would tell of a change."""
        read = [*self.trail.values(), *(one.answer for probes in self.looked.values() for one in probes)]
        return any(not isinstance(answer, AwsError) for answer in read)


def gather(port: CallPort, areas: Sequence[Area], now: datetime, since: timedelta) -> Gathered:
    """Ask AWS about ``areas``: in the first wave what needs no names to be found out, in the second the rest.

    A place that cannot be reached at all is not asked again in the second.
    """
    first = Wave()
    names = status_names.Names(list(areas), first)
    places = list(dict.fromkeys(area.place for area in areas))
    alarms = {place: first.ask(status_alarms.question(place)) for place in places}
    trail = {place: first.ask(status_trail.question(place, now)) for place in places}
    for area in areas:
        for _, _, read in _probes(area, status_names.known_beforehand(area)):
            first.ask(read)
    first.go(port)
    unreachable = dict(_unreachable(first, places))
    resolved = {area.system.system: names.of(area) for area in areas}
    reached = [area for area in areas if area.place not in unreachable]
    looked, series = _second(port, reached, resolved, first, now, since)
    return Gathered(
        resolved=resolved,
        looked=looked,
        series=series,
        alarms={place: first[number] for place, number in alarms.items()},
        trail={place: first[number] for place, number in trail.items()},
        unreachable=unreachable,
        problems=names.problems,
    )


def _second(
    port: CallPort,
    areas: Sequence[Area],
    resolved: dict[str, Resolved],
    first: Wave,
    now: datetime,
    since: timedelta,
) -> tuple[dict[str, list[Looked]], dict[str, MetricSeries | AwsError]]:
    wave = Wave()
    start = now - since
    period = period_for(start, now, now)
    queries = [q for area in areas for q in status_levels.queries(area, resolved[area.system.system], period)]
    batches = metrics.plan(queries, start, now)
    numbers = [wave.ask(batch.read) for batch in batches]
    probes = {area.system.system: list(_probes(area, resolved[area.system.system])) for area in areas}
    left = {
        system: {id(read): wave.ask(read) for _, _, read in asked if first.answered(read) is None}
        for system, asked in probes.items()
    }
    wave.go(port)

    def answer(system: str, read: Read) -> Answer:
        early = first.answered(read)
        return wave[left[system][id(read)]] if early is None else early

    looked = {
        system: [Looked(short, resource, answer(system, read)) for short, resource, read in asked]
        for system, asked in probes.items()
    }
    return looked, metrics.settle(port, batches, [wave[number] for number in numbers])


def _probes(area: Area, resolved: Resolved) -> Iterator[tuple[str | None, Resource, Read]]:
    stacks: set[str] = set()
    for short in area.watched():
        resource = resolved.get(short)
        if resource is None or isinstance(resource, AwsError):
            continue
        if (read := status_health.question(resource, area.place)) is not None:
            yield short, resource, read
        if resource.kind == "cloudformation.stack" and resource.name:
            stacks.add(resource.name)
    mentioned = {one.stack for one in area.watched().values() if one.stack}
    for name in sorted(mentioned - stacks):
        stack = Resource(kind="cloudformation.stack", name=name)
        read = status_health.question(stack, area.place)
        if read is not None:
            yield None, stack, read


def _unreachable(wave: Wave, places: Sequence[Place]) -> Iterator[tuple[Place, AwsError]]:
    for place in places:
        answers = [answer for read, answer in wave if read.place == place]
        errors = [answer for answer in answers if isinstance(answer, AwsError)]
        if len(errors) == len(answers) and all(map(_out_of_reach, errors)):
            yield place, errors[0]


def _out_of_reach(error: AwsError) -> bool:
    return error.fault in _OUT_OF_REACH or error.operation == _ASSUME_ROLE
