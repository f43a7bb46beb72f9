"""What the action ``status.survey`` leaves in a journal, as far as it is shown."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.runs.state import Progress, RunState


class Shape(BaseModel):
    """Journals outlive code: what is new in them is passed over, what is missing has a default."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Level(Shape):
    """A service level; ``now`` and ``window`` are in ``unit``."""

    title: str
    objective: str = ""
    unit: str = ""
    now: float | None = None
    window: float | None = None
    verdict: str = "cannot tell"
    reason: str | None = None
    trend: str | None = None
    means: str | None = None


class Health(Shape):
    """``ok`` is ``None`` where it cannot be told."""

    short: str
    kind: str = ""
    state: str = ""
    ok: bool | None = None
    note: str | None = None


class Alarm(Shape):
    """``since`` in seconds since the epoch."""

    name: str
    short: str | None = None
    since: float | None = None
    reason: str | None = None


class Metric(Shape):
    label: str
    value: float | None = None
    unit: str = ""
    trend: str | None = None
    note: str | None = None


class Change(Shape):
    """``at`` in seconds since the epoch; ``release``: it put other code before users."""

    at: float
    system: str = ""
    short: str | None = None
    what: str
    who: str | None = None
    release: bool = False


class SystemState(Shape):
    system: str
    environment: str = ""
    resource: str | None = None
    state: Literal["ok", "missed", "alarm", "unhealthy", "unknown"] = "unknown"
    headline: str = ""
    details: list[str] = []
    levels: list[Level] = []
    health: list[Health] = []
    alarms: list[Alarm] = []
    metrics: list[Metric] = []

    @property
    def name(self) -> str:
        return self.resource or self.system

    @property
    def where(self) -> str:
        return " ".join(part for part in (self.system, self.resource, self.environment) if part)

    @property
    def wrong(self) -> bool:
        return self.state in {"missed", "alarm", "unhealthy"}


class Survey(Shape):
    """``at`` and ``since_seconds``: the moment of looking, and how far back it looked."""

    at: float
    since_seconds: float = 3600
    systems: list[SystemState] = []
    changes: list[Change] = []
    freshness: str = ""
    changes_known: bool = True
    other_alarms: list[str] = []
    problems: list[str] = []

    @property
    def worst_first(self) -> list[SystemState]:
        return sorted(self.systems, key=lambda one: (not one.wrong, one.state == "ok"))


def survey_of(state: RunState) -> Survey | None:
    """The survey that a step of this run found; ``None`` where there is none, or none that can be read."""
    for step in state.steps.values():
        found: Any = step.result.get("survey") if isinstance(step.result, dict) else None
        if step.progress is Progress.DONE and isinstance(found, dict):
            try:
                return Survey.model_validate(found)
            except ValidationError:
                return None
    return None
