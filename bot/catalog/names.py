"""Everything that people may call a resource: short, physical and logical names, ids, generated names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.catalog.models import Resource, System

# CloudFormation ends a name that it generates with a hyphen and 12 or 13 random characters.
_GENERATED = re.compile(r"(.+)-[a-z0-9]{8,13}$")
_LOG_GROUP = "/aws/lambda/"


@dataclass(frozen=True, order=True)
class Bearer:
    """Who bears a name, and the environments in which it does."""

    system: str
    short: str
    environments: tuple[str, ...]


class Names:
    """An index over all systems, folded to lower case: made once, asked on the way to an ack."""

    def __init__(self, systems: dict[str, System]) -> None:
        self._shorts: dict[str, list[Bearer]] = {}
        self._others: dict[str, list[Bearer]] = {}
        self._examples: dict[str, list[Bearer]] = {}
        self._generated: dict[str, list[Bearer]] = {}
        for system in systems.values():
            for short, resource in system.resources.items():
                self._add(system, short, resource)

    def _add(self, system: System, short: str, resource: Resource) -> None:
        here = resource.environments or list(system.environments)
        self._shorts.setdefault(short, []).append(Bearer(system.system, short, tuple(here)))
        others: dict[str, list[str]] = {}
        examples: dict[str, list[str]] = {}
        generated: dict[str, list[str]] = {}
        for environment in here:
            named = resource.named_for(environment)
            for field in ("name", "logical_id", "id"):
                if (name := getattr(named, field)) is not None:
                    names = examples if field in named.example else others
                    names.setdefault(name.casefold(), []).append(environment)
            if named.stack is not None:
                generated.setdefault(f"{named.stack}-{named.logical_id}".casefold(), []).append(environment)
        indexes = ((self._others, others), (self._examples, examples), (self._generated, generated))
        for index, names in indexes:
            for name, environments in names.items():
                once = tuple(dict.fromkeys(environments))
                index.setdefault(name, []).append(Bearer(system.system, short, once))

    def bearers(self, name: str, system: str | None = None) -> list[Bearer]:
        """Those called ``name``, within ``system`` or anywhere.

        Short names come before all others, names that the source gives before those that are examples. A
        function may also be called by its log group, and by the name that its stack generated for it.
        """
        folded = name.casefold().removeprefix(_LOG_GROUP)
        generated = _GENERATED.fullmatch(folded)
        for index, key in (
            (self._shorts, folded),
            (self._others, folded),
            (self._examples, folded),
            (self._generated, generated[1] if generated else ""),
        ):
            if found := [bearer for bearer in index.get(key, []) if system in {None, bearer.system}]:
                return sorted(found)
        return []

    def known(self, system: str | None = None) -> dict[str, list[Bearer]]:
        """Each name with its bearers, within ``system`` or anywhere, to find what was probably meant."""
        names: dict[str, list[Bearer]] = {}
        for index in (self._shorts, self._others, self._examples):
            for name, bearers in index.items():
                if here := [bearer for bearer in bearers if system in {None, bearer.system}]:
                    names.setdefault(name, here)
        return names
