"""What a survey looks at: systems, each in one environment, with their resources as they are named there."""

from __future__ import annotations

from dataclasses import dataclass

from bot.aws.place import Place
from bot.catalog.models import Resource, ServiceLevel, System
from bot.runbooks.action import Context


@dataclass(frozen=True)
class Area:
    """One system in one environment. ``only`` is the short name when one resource is meant.

    ``resources`` are those that have to be known: all, or the one that is meant and those by which its
    service levels are measured.
    """

    system: System
    environment: str
    place: Place
    resources: dict[str, Resource]
    only: str | None = None

    @property
    def levels(self) -> list[ServiceLevel]:
        return [level for level in self.system.service_levels if _concerns(level, self.only)]

    def measured(self) -> set[str]:
        """The resources of which metrics are read."""
        health = [metric.of for metric in self.system.health]
        return {*health, *(metric.of for level in self.levels for metric in level.metrics())}

    def watched(self) -> dict[str, Resource]:
        """The resources whose health is asked: the one that is meant, or all but temporary ones."""
        if self.only is not None:
            return {short: one for short, one in self.resources.items() if short == self.only}
        return {short: one for short, one in self.resources.items() if not one.temporary}


@dataclass(frozen=True)
class Absent:
    """A system that cannot be surveyed as asked; ``why`` is a sentence."""

    system: System
    environment: str
    why: str


def scope(context: Context) -> tuple[list[Area], list[Absent]]:
    """The areas of the run's systems: its environment, else each system's default one."""
    areas: list[Area] = []
    absent: list[Absent] = []
    only = context.target.get("short") if context.target else None
    for name in context.systems:
        system = context.catalog.systems[name]
        environment = context.environment or system.default_environment
        if environment in system.environments:
            areas.append(_area(system, environment, only))
        else:
            why = f"{name} has no environment {environment}; it has {', '.join(system.environments)}."
            absent.append(Absent(system, environment, why))
    return areas, absent


def _area(system: System, environment: str, only: str | None) -> Area:
    deployed = system.environments[environment]
    resources = system.resources_in(environment)
    if only is not None:
        levels = [level for level in system.service_levels if _concerns(level, only)]
        wanted = {only, *(metric.of for level in levels for metric in level.metrics())}
        resources = {short: resource for short, resource in resources.items() if short in wanted}
    place = Place(deployed.account, deployed.region, deployed.role)
    return Area(system, environment, place, resources, only)


def _concerns(level: ServiceLevel, only: str | None) -> bool:
    return only is None or any(metric.of == only for metric in level.metrics())
