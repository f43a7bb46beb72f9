"""Runbooks from files: the library that ships, extended and overridden by the team's own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.aws.operations import Operations
from bot.errors import ConfigurationError, Problem
from bot.runbooks.action import Actions
from bot.runbooks.check import Checker, iam_actions, operations
from bot.runbooks.models import Runbook
from bot.yaml_source import Document, parse, read

LIBRARY = Path(__file__).parent / "library"


@dataclass(frozen=True)
class Loaded:
    """A runbook that passed every check. ``digest`` covers its text as data: comments do not count."""

    runbook: Runbook
    source: Path
    digest: str
    operations: list[dict[str, str]]
    iam_actions: list[str]

    @property
    def name(self) -> str:
        return self.runbook.runbook

    @cached_property
    def steps(self) -> list[dict[str, str]]:
        """The steps as a run's first entry lists them: ``[{"id", "phase", "title"}]``."""
        return [
            {"id": str(step.id), "phase": phase, "title": step.title or step.does}
            for phase, step in self.runbook.steps()
        ]

    def described(self) -> dict[str, Any]:
        """As ``opsbot runbooks --json`` prints it (CONTRACT: Terminal)."""
        runbook = self.runbook
        return {
            "name": runbook.runbook,
            "target": ", ".join(runbook.targets),
            "risk": runbook.risk,
            "title": runbook.title,
            "source": str(self.source),
            "inputs": [{"name": name, **item.model_dump(exclude_none=True)} for name, item in runbook.inputs.items()],
            "operations": self.operations,
            "iam_actions": self.iam_actions,
        }


class Runbooks:
    """Every runbook by verb and kind of target."""

    def __init__(self, chosen: Mapping[tuple[str, str], Loaded]) -> None:
        self._chosen = {key: chosen[key] for key in sorted(chosen)}

    def __iter__(self) -> Iterator[Loaded]:
        yield from {id(loaded): loaded for loaded in self._chosen.values()}.values()

    def verbs(self) -> list[str]:
        return list(dict.fromkeys(verb for verb, _ in self._chosen))

    def named(self, verb: str) -> list[Loaded]:
        """The runbooks of a verb, for their kinds of target; none when there is no such verb."""
        return [loaded for loaded in self if loaded.name == verb]

    def serving(self, verb: str, kind: str) -> Loaded | None:
        """The runbook of ``verb`` for a target of ``kind`` (``all``, ``system``, or a resource's kind)."""
        exact = self._chosen.get((verb, kind))
        if exact or kind in {"all", "system"}:
            return exact
        return self._chosen.get((verb, "resource"))

    def with_digest(self, name: str, digest: str) -> Loaded | None:
        """The runbook as a run knew it, unless its text has changed since."""
        return next((item for item in self.named(name) if item.digest == digest), None)


def load(directories: list[Path], known: Operations, actions: Actions) -> Runbooks:
    """All runbooks below ``directories``, later ones overriding earlier ones of the same name and target.

    Raises:
        ConfigurationError: every problem of every file.
    """
    problems: list[Problem] = []
    chosen: dict[tuple[str, str], Loaded] = {}
    checker = Checker(known, actions)
    for directory in directories:
        here: dict[tuple[str, str], Path] = {}
        misnamed = sorted(directory.rglob("*.yml"))
        problems += [Problem(path, 1, "runbooks are read from files that end in .yaml; rename it") for path in misnamed]
        for path in sorted(directory.rglob("*.yaml")):
            try:
                loaded = _load_one(path, checker)
            except ConfigurationError as error:
                problems.extend(error.problems)
                continue
            for target in loaded.runbook.targets:
                key = (loaded.name, target)
                if key in here:
                    problems.append(Problem(path, 1, f"runbook {key[0]} for {key[1]} is also in {here[key]}"))
                here[key] = path
                chosen[key] = loaded
    if problems:
        raise ConfigurationError(problems)
    return Runbooks(chosen)


def _load_one(path: Path, checker: Checker) -> Loaded:
    document: Document = read(path)
    runbook = parse(Runbook, document)
    if problems := list(checker.problems(runbook, document)):
        raise ConfigurationError(problems)
    text = json.dumps(document.data, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    used = list(operations(runbook, checker.actions))
    return Loaded(runbook, path, digest, used, sorted(iam_actions(runbook, checker.known, checker.actions)))
