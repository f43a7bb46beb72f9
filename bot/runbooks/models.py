"""The runbook language: what a file may say.

A runbook has three phases. ``look`` and ``verify`` only read; ``change`` mutates, and every mutating step says
how it is undone or why it cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from bot.catalog.models import Kind
from bot.yaml_source import did_you_mean

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Operation = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.[a-z0-9_]+$")]
_TARGETS = ("all", "system", "resource", *get_args(Kind))


def _known_target(value: Any) -> Any:
    """Refused in one sentence rather than once for each member of the union."""
    if value not in _TARGETS:
        raise ValueError(f"no kind of target is called {value!r}{did_you_mean(str(value), _TARGETS)}")
    return value


Target = Annotated[Kind | Literal["all", "system", "resource"], BeforeValidator(_known_target)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Input(Strict):
    """One value that a person gives. Without ``default`` it is required. ``duration`` is kept in seconds."""

    type: Literal["string", "integer", "number", "boolean", "duration", "choice"]
    help: str
    default: str | int | float | bool | None = None
    optional: bool = False
    min: float | str | None = None
    max: float | str | None = None
    choices: list[str] | None = None
    pattern: str | None = None
    example: str | None = None

    @model_validator(mode="after")
    def _choices_belong_to_choice(self) -> Input:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("`choices` goes with `type: choice`, and only with it")
        return self


class Undo(Strict):
    """The call that reverses a step."""

    call: Operation
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")


class PollFor(Strict):
    """Wait for a time: ``{for: "${observation.settle_seconds}"}``, in seconds or as a duration (``3m``)."""

    for_: str | int | float = Field(alias="for")


def _waited(value: Any) -> Any:
    """A waiter's name, or a mapping with ``for``."""
    if value is None or isinstance(value, PollFor):
        return value
    if isinstance(value, str) and re.fullmatch(r"[a-z0-9-]+\.[a-z0-9_]+", value):
        return value
    if isinstance(value, dict) and list(value) == ["for"] and isinstance(value["for"], str | int | float):
        return PollFor.model_validate(value)
    raise ValueError("wait for a waiter, as in `wait: lambda.function_updated_v2`, or a time, as in `wait: {for: 3m}`")


class Step(Strict):
    """One thing that a runbook does; exactly one of ``call``, ``wait``, ``action``, ``chart``, ``check``.

    ``check`` also stands beside a call or an action, over its ``result``. ``title`` is what the card shows
    before, ``says`` what it shows after, and may hold ``${…}`` over ``result``, too.
    """

    id: Identifier | None = None
    title: str | None = None
    says: str | None = None
    when: str | None = None
    call: Operation | None = None
    wait: Annotated[Operation | PollFor | None, BeforeValidator(_waited)] = None
    action: Operation | None = None
    chart: list[str] | str | None = None
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")
    keep: str | None = None
    check: str | None = None
    else_: str | None = Field(default=None, alias="else")
    next: list[str] = []
    undo: Undo | None = None
    irreversible: str | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> Step:
        does = [name for name in ("call", "wait", "action", "chart") if getattr(self, name) is not None]
        if len(does) > 1:
            raise ValueError(f"a step does one thing, this one has {' and '.join(does)}")
        if not does and self.check is None:
            raise ValueError("a step needs one of `call`, `wait`, `action`, `chart` or `check`")
        if self.check is not None and self.else_ is None and self.call is None and self.action is None:
            raise ValueError("a `check` of its own says in `else` what it means when it does not hold")
        if self.with_ and does and does[0] == "chart":
            raise ValueError("`chart` takes no `with`")
        if self.wait is not None and (self.check is not None or self.keep is not None):
            raise ValueError("a `wait` has no result to `check` or `keep`; look at it in a step of its own")
        return self

    @field_validator("chart")
    @classmethod
    def _metrics_named(cls, value: list[str] | str | None) -> list[str] | str | None:
        if value == []:
            raise ValueError("name the metrics to draw, as in `chart: [errors, duration]`")
        return value

    @property
    def does(self) -> str:
        """What the step is, in a few words, where it has no title of its own."""
        if self.call:
            return self.call
        if isinstance(self.wait, str):
            return f"wait for {self.wait.partition('.')[2].replace('_', ' ')}"
        if self.wait:
            return "wait"
        if self.action:
            return self.action
        return "chart" if self.chart else "check"


class Runbook(Strict):
    """A procedure: a verb, the kinds of target it serves, inputs and three phases.

    ``examples`` are commands in which ``{target}`` stands for something of the team's own that the runbook serves.
    ``plan`` are the lines by which the plan is told; ``rests_on`` the steps whose facts the decision rests on.
    """

    runbook: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    title: str
    target: Annotated[list[Target], BeforeValidator(lambda value: value if isinstance(value, list) else [value])]
    risk: Literal["read", "sensitive", "mitigation", "change", "destructive"]
    help: str | None = None
    examples: list[str] = []
    inputs: dict[Identifier, Input] = {}
    look: list[Step] = []
    rests_on: list[Identifier] = []
    plan: list[str] = []
    change: list[Step] = []
    verify: list[Step] = []

    @model_validator(mode="before")
    @classmethod
    def _number_steps(cls, data: Any) -> Any:
        """Steps without an id are named by phase and place: ``look_2``."""
        if not isinstance(data, dict):
            return data
        named = dict(data)
        for phase in ("look", "change", "verify"):
            if isinstance(steps := named.get(phase), list):
                named[phase] = [
                    {"id": f"{phase}_{position}", **step} if isinstance(step, dict) else step
                    for position, step in enumerate(steps, 1)
                ]
        return named

    @property
    def targets(self) -> tuple[str, ...]:
        return tuple(self.target)

    def phases(self) -> Iterator[tuple[str, list[Step]]]:
        yield "look", self.look
        yield "change", self.change
        yield "verify", self.verify

    def steps(self) -> Iterator[tuple[str, Step]]:
        """(phase, step) in the order of execution."""
        for phase, steps in self.phases():
            for step in steps:
                yield phase, step

    def step(self, identifier: str) -> Step:
        return next(step for _, step in self.steps() if step.id == identifier)
