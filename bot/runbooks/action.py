"""A step written in Python, because one API call is not enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from bot.aws.place import Place
from bot.aws.port import CallPort
from bot.catalog.loader import Catalog
from bot.catalog.observation import Observation
from bot.errors import StepFailed


class Params(BaseModel):
    """What an action takes; unknown parameters are refused when the runbook is loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Context:
    """What an action may use. ``target`` is the resolved target as expressions see it; ``now`` is UTC.

    ``environment`` is ``None`` where each system's default is meant.
    """

    port: CallPort
    catalog: Catalog
    place: Place | None
    target: dict[str, Any] | None
    systems: list[str]
    environment: str | None
    observation: Observation
    now: datetime

    def single(self) -> tuple[dict[str, Any], Place]:
        """The one target and its place.

        Raises:
            StepFailed: the run is over a system, or several; the action works on one resource.
        """
        if self.target is None or self.place is None:
            raise StepFailed("This step works on one resource, and the command names none.")
        return self.target, self.place


class Action(Protocol):
    """``name`` is ``service.verb``; ``reads`` are the operations it may call, from which IAM actions follow."""

    @property
    def name(self) -> str: ...
    @property
    def params(self) -> type[BaseModel]: ...
    @property
    def reads(self) -> tuple[str, ...]: ...

    def execute(self, params: Any, context: Context) -> dict[str, Any]:
        """The step's result, as JSON; it goes into the journal.

        Raises:
            AwsError: a call without which the result makes no sense.
            StepFailed: the facts say no.
        """
        ...


class Actions:
    """The registry, built from an explicit list by the assembling module."""

    def __init__(self, actions: list[Action]) -> None:
        self._by_name: dict[str, Action] = {}
        for action in actions:
            if action.name in self._by_name:
                raise ValueError(f"two actions are named {action.name}")
            self._by_name[action.name] = action

    def __getitem__(self, name: str) -> Action:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def names(self) -> list[str]:
        return sorted(self._by_name)
