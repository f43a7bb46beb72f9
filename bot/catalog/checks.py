"""What is wrong with a system that its model cannot see field by field; each problem with its place."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bot.catalog.fields import NAME_FIELDS
from bot.catalog.metric_checks import metric_problems
from bot.catalog.models import Naming, Resource, System, unknown_placeholders
from bot.yaml_source import Location, did_you_mean

Found = Iterator[tuple[Location, str]]


def problems(system: System) -> Found:
    """Everything that one system, looked at alone, gets wrong."""
    yield from _timezone(system)
    yield from _environments(system)
    yield from _service_levels(system)
    for short, resource in system.resources.items():
        where: Location = ("resources", short)
        yield from _placeholders(resource, where)
        yield from _resource_environments(system, resource, where)
    yield from _names(system)
    yield from metric_problems(system)


def _timezone(system: System) -> Found:
    try:
        ZoneInfo(system.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = did_you_mean(system.timezone, sorted(available_timezones()), cutoff=60)
        yield ("timezone",), f"no time zone `{system.timezone}`; write it as America/New_York{hint}"


def _environments(system: System) -> Found:
    if system.default_environment not in system.environments:
        yield ("default_environment",), _no_environment(system, system.default_environment)


def _no_environment(system: System, name: str) -> str:
    known = list(system.environments)
    return f"no environment here is called `{name}`; there is {', '.join(known)}{did_you_mean(name, known)}"


def _service_levels(system: System) -> Found:
    if bool(system.service_levels) == bool(system.no_service_levels):
        where = "service_levels" if system.service_levels else "system"
        yield (where,), "list `service_levels`, or say why there are none in `no_service_levels`"
    seen: set[str] = set()
    for index, level in enumerate(system.service_levels):
        if level.name in seen:
            yield ("service_levels", index, "name"), f"two service levels are called `{level.name}`"
        seen.add(level.name)


def _placeholders(resource: Resource, where: Location) -> Found:
    named: list[tuple[Location, Resource | Naming]] = [(where, resource)]
    named += [((*where, "overrides", env), naming) for env, naming in resource.overrides.items()]
    for at, names in named:
        for field in NAME_FIELDS:
            for unknown in unknown_placeholders(getattr(names, field) or ""):
                yield (*at, field), f"`{unknown}` is no placeholder; the only one is {{env}}"


def _resource_environments(system: System, resource: Resource, where: Location) -> Found:
    for index, name in enumerate(resource.environments or []):
        if name not in system.environments:
            yield (*where, "environments", index), _no_environment(system, name)
    if resource.environments is not None and not resource.environments:
        yield (*where, "environments"), "a resource that is in no environment can be left out"
    for name in resource.overrides:
        if name not in system.environments:
            yield (*where, "overrides", name), _no_environment(system, name)
        elif resource.environments is not None and name not in resource.environments:
            yield (*where, "overrides", name), f"the resource is not in {name}: see its `environments`"


def _names(system: System) -> Found:
    """Two things under one name could not be told apart when somebody types it."""
    told: set[str] = set()
    for environment in system.environments:
        first: dict[tuple[str, str], str] = {}
        for short, resource in system.resources_in(environment).items():
            if resource.name is None or short in told:
                continue
            same = first.setdefault((resource.kind, resource.name), short)
            other = resource.name.casefold()
            if same != short:
                told.add(short)
                yield ("resources", short), f"`{same}` is the same {resource.kind} in {environment}"
            elif other != short and other in system.resources:
                told.add(short)
                taken = f"`{resource.name}` is also the short name of another resource"
                yield ("resources", short, "name"), taken
