"""The catalog's files, read and checked as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.catalog.checks import problems as problems_of
from bot.catalog.models import System
from bot.catalog.names import Names
from bot.catalog.observation import Observation
from bot.errors import ConfigurationError, Problem
from bot.yaml_source import Document, parse, read

SUFFIX = ".yaml"


@dataclass(frozen=True)
class Catalog:
    """What a team operates. ``systems`` is by name, in alphabetical order."""

    systems: dict[str, System]
    observation: Observation
    directory: Path

    @cached_property
    def names(self) -> Names:
        """Everything that people may call a resource; made once."""
        return Names(self.systems)


def load(directory: Path) -> Catalog:
    """Read ``systems/*.yaml`` and ``observation.yaml`` (defaults when there is none).

    Raises:
        ConfigurationError: every problem of every file, each with its line.
    """
    found: list[Problem] = []
    files = _files(directory, found)
    systems: dict[str, tuple[Document, System]] = {}
    for path in files:
        try:
            document = read(path)
            system = parse(System, document)
        except ConfigurationError as error:
            found += error.problems
            continue
        found += [document.problem(where, message) for where, message in problems_of(system)]
        found += _misnamed(document, system, systems)
        systems.setdefault(system.system, (document, system))
    found += _across(systems)
    observation = _observation(directory, found)
    if found:
        raise ConfigurationError(found)
    return Catalog({name: systems[name][1] for name in sorted(systems)}, observation, directory)


def _files(directory: Path, found: list[Problem]) -> list[Path]:
    folder = directory / "systems"
    if not folder.is_dir():
        advice = "set OPSBOT_CONFIG to a directory with systems/*.yaml, or unset it for the shipped ops/"
        found.append(Problem(folder, 0, f"no such directory; {advice}"))
        return []
    files = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)
    found += [
        Problem(path, 0, f"not read: rename it to {path.stem}{SUFFIX}")
        for path in sorted(folder.iterdir())
        if path.suffix == ".yml"
    ]
    if not files and not found:
        found.append(Problem(folder, 0, "holds no *.yaml: write one file for each system that you operate"))
    return files


def _misnamed(document: Document, system: System, systems: dict[str, tuple[Document, System]]) -> list[Problem]:
    found = []
    if document.path.stem != system.system:
        message = f"the file is {document.path.name}: rename it to {system.system}{SUFFIX}, or the system"
        found.append(document.problem(("system",), message))
    if system.system in systems:
        other = systems[system.system][0].path.name
        found.append(document.problem(("system",), f"{other} describes a system of the same name"))
    return found


def _across(systems: dict[str, tuple[Document, System]]) -> list[Problem]:
    """A short name that is a system's name, and a channel that means two environments."""
    found = []
    channels: dict[str, str] = {}
    for document, system in systems.values():
        for short in system.resources:
            if short in systems:
                message = f"`{short}` is the name of a system; call the resource something else"
                found.append(document.problem(("resources", short), message))
        for name, environment in system.environments.items():
            if environment.channel is None:
                continue
            if (other := channels.setdefault(environment.channel, name)) != name:
                message = f"{environment.channel} already means {other}; a channel stands for one environment"
                found.append(document.problem(("environments", name, "channel"), message))
    return found


def _observation(directory: Path, found: list[Problem]) -> Observation:
    path = directory / "observation.yaml"
    if not path.exists():
        return Observation()
    try:
        return parse(Observation, read(path))
    except ConfigurationError as error:
        found += error.problems
        return Observation()
