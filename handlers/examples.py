"""Examples of a runbook with the team's own targets in them."""

from __future__ import annotations

from bot.catalog.loader import Catalog
from bot.catalog.models import System
from bot.runbooks.loader import Loaded

PLACE = "{target}"


def examples(loaded: Loaded, catalog: Catalog, *, system: System | None = None) -> tuple[str, ...]:
    """The runbook's examples, filled with a target that it serves: of ``system``, or else of any system.

    An example for which the team has no target is left out.
    """
    filled = []
    for example in loaded.runbook.examples:
        if PLACE not in example:
            filled.append(example)
        elif (target := _target(loaded, [system] if system else list(catalog.systems.values()))) is not None:
            filled.append(example.replace(PLACE, target))
    return tuple(filled)


def _target(loaded: Loaded, systems: list[System]) -> str | None:
    wanted = loaded.runbook.targets
    if "system" in wanted:
        return systems[0].system if systems else None
    for system in systems:
        for short, resource in system.resources_in(system.default_environment).items():
            if resource.kind in wanted or "resource" in wanted:
                return short
    return None
