"""From what people type to one resource or system in one environment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.aws.place import Place
from bot.catalog.fields import NAME_FIELDS
from bot.catalog.loader import Catalog
from bot.catalog.models import Resource, System
from bot.catalog.names import Bearer
from bot.catalog.refusals import Refusals, Retype

_QUALIFIED = re.compile(r"([^/:]+)[/:](.+)", re.DOTALL)


@dataclass(frozen=True)
class Found:
    """What a target names. ``resource`` has the names of ``environment``; without it the system is meant."""

    system: System
    environment: str
    short: str | None = None
    resource: Resource | None = None

    @property
    def title(self) -> str:
        """``create-item``, or the system's name."""
        return self.short or self.system.system

    def place(self) -> Place:
        deployed = self.system.environments[self.environment]
        return Place(deployed.account, deployed.region, deployed.role)

    def facts(self) -> dict[str, Any]:
        """The target as expressions see it, before AWS has been asked for what the catalog leaves open.

        ``{"kind": "lambda.function", "short": "create-item", "system": "serverless-api", "environment":
        "prod", "name": …, "stack": …, "logical_id": …, "id": …, "alias": …, "stage": …}``; a system has the
        kind ``system``, its own name as ``name``, and ``None`` for the rest. An ``id`` that is an example is
        ``None``.
        """
        facts: dict[str, Any] = {
            "kind": self.resource.kind if self.resource else "system",
            "short": self.short,
            "system": self.system.system,
            "environment": self.environment,
        }
        if self.resource is None:
            return facts | dict.fromkeys(NAME_FIELDS) | {"name": self.system.system}
        named = {field: getattr(self.resource, field) for field in NAME_FIELDS}
        return facts | named | {"id": self.resource.known_id}


def find(
    catalog: Catalog,
    target: str,
    *,
    retype: Retype,
    environment: str | None = None,
    channel_environment: str | None = None,
) -> Found:
    """The one thing that ``target`` names.

    Taken are a system's name, and a resource's short, physical or logical name or id, alone or after its
    system (``create-item``, ``serverless-api/create-item``, ``serverless-api:create-item``,
    ``CreateItemFunction``), in any case. The environment is ``environment``, else ``channel_environment``
    where the system has it, else the system's default; a name that only one environment has
    (``serverless-api-dev``) means that one.

    Raises:
        UserError: nothing or several things are called so, or not in that environment; ``next_commands`` are
            made with ``retype``.
    """
    asked = _Asked(environment, channel_environment, Refusals(catalog.systems, catalog.names, retype))
    systems = {name.casefold(): system for name, system in catalog.systems.items()}
    if (system := systems.get(target.casefold())) is not None:
        return Found(system, asked.of(system, system.system))
    within, name = None, target
    bearers = catalog.names.bearers(target)
    if not bearers and (qualified := _QUALIFIED.fullmatch(target)):
        within, name = systems.get(qualified[1].casefold()), qualified[2]
        bearers = catalog.names.bearers(name, within.system) if within else []
    if not bearers:
        raise asked.refusals.unknown(name if within else target, within, environment)
    if len(bearers) > 1:
        raise asked.refusals.ambiguous(target, bearers, environment)
    return _in_environment(catalog.systems[bearers[0].system], bearers[0], name, asked)


def environment_of(
    system: System,
    *,
    retype: Retype,
    environment: str | None = None,
    channel_environment: str | None = None,
) -> str:
    """The environment that a command means for a whole system, as in ``find``.

    Raises:
        UserError: the system has no environment called ``environment``.
    """
    asked = _Asked(environment, channel_environment, Refusals({system.system: system}, None, retype))
    return asked.of(system, system.system)


def environment_of_channel(catalog: Catalog, channel: str | None) -> str | None:
    """The environment that a channel stands for, if any; its name with or without the hash."""
    if channel is None:
        return None
    wanted = "#" + channel.removeprefix("#").casefold()
    for system in catalog.systems.values():
        for name, deployed in system.environments.items():
            if deployed.channel == wanted:
                return name
    return None


def place(found: Found) -> Place:
    """Where calls for this target go."""
    return found.place()


@dataclass(frozen=True)
class _Asked:
    """Which environment was asked for, and where."""

    environment: str | None
    of_channel: str | None
    refusals: Refusals

    def of(self, system: System, target: str) -> str:
        if self.environment is None:
            in_channel = self.of_channel if self.of_channel in system.environments else None
            return in_channel or system.default_environment
        if self.environment not in system.environments:
            raise self.refusals.no_environment(system, target, self.environment)
        return self.environment


def _in_environment(system: System, bearer: Bearer, name: str, asked: _Asked) -> Found:
    resource = system.resources[bearer.short]
    environment = asked.of(system, asked.refusals.typed(bearer))
    everywhere = tuple(resource.environments or system.environments)
    only_one = len(bearer.environments) == 1 and bearer.environments != everywhere
    if environment not in bearer.environments and asked.environment is None and only_one:
        environment = bearer.environments[0]
    if environment not in bearer.environments:
        raise asked.refusals.elsewhere(name, bearer, environment, everywhere)
    return Found(system, environment, bearer.short, resource.named_for(environment))
