"""A run's state: the fold of its journal, and nothing else.

Entry types and their data, in the order in which a run writes them:

    asked    {"run", "command", "verb", "runbook", "runbook_digest", "title", "risk", "by": {"team", "user",
              "name"}, "channel", "thread_ts", "systems": [name], "environment", "target", "inputs", "reason",
              "dry_run", "plan": digest or its beginning, "job", "timezone", "steps": [{"id", "phase", "title"}]}
    resolved {"target": {…}}                        the target as expressions see it
    step     {"id", "state": done|skipped|failed, "seconds", "result", "says", "next_commands",
              "outside": whether it was the world that said no, and not a check}
    plan     {"digest", "calls": [{"step", "operation", "params", "iam_actions", "undo", "irreversible"}],
              "lines": [text], "live_traffic": text, "taken_back_by": text}
    intent   {"step", "operation", "params", "token", "not_after"}
    outcome  {"step", "effect", "code", "message", "result", "seconds", "says", "receipt"}
    parked   {"step", "since", "until": seconds since the epoch, "why"}
    ended    {"verdict", "message", "next_commands": [text]}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.errors import Effect
from bot.journal import Entry


class Phase(StrEnum):
    LOOK = "look"
    CHANGE = "change"
    VERIFY = "verify"


class Progress(StrEnum):
    """Where a step stands. UNKNOWN: sent to AWS, and no answer that says how it ended."""

    PENDING = "pending"
    RUNNING = "running"
    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """How a run ended. REFUSED: it said no before anything changed. PLANNED: a dry run."""

    DONE = "done"
    PLANNED = "planned"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def well(self) -> bool:
        return self in {Verdict.DONE, Verdict.PLANNED}


@dataclass(frozen=True)
class Asked:
    """Who asked for what, where; as the door wrote it down.

    ``plan`` is the digest, or its beginning, of the one plan that may be carried out; ``job`` what the run was put
    on the queue as.
    """

    run: str
    command: str
    verb: str
    runbook: str
    runbook_digest: str
    title: str
    risk: str
    by: dict[str, str]
    channel: str
    thread_ts: str | None
    systems: list[str]
    environment: str | None
    target: str | None
    inputs: dict[str, Any]
    reason: str | None
    dry_run: bool
    timezone: str
    steps: list[dict[str, str]]
    plan: str | None = None
    job: str = ""


@dataclass(frozen=True)
class StepState:
    """One line of the card. ``says`` is what the step found or did, in a few words."""

    id: str
    phase: Phase
    title: str
    progress: Progress = Progress.PENDING
    seconds: float | None = None
    says: str | None = None
    result: Any = None
    receipt: dict[str, Any] | None = None
    next_commands: list[str] = field(default_factory=list)
    outside: bool = False


@dataclass(frozen=True)
class PlanState:
    digest: str
    calls: list[dict[str, Any]]
    lines: list[str]
    live_traffic: str
    taken_back_by: str


@dataclass(frozen=True)
class Intent:
    """A mutating call that was written down to be sent and whose outcome is not written down, or not known."""

    step: str
    operation: str
    params: dict[str, Any]
    token: str | None
    not_after: float
    at: datetime


@dataclass(frozen=True)
class Ending:
    verdict: Verdict
    message: str
    next_commands: list[str]
    at: datetime


@dataclass(frozen=True)
class RunState:
    """``head`` is the number of the last entry folded in.

    ``results`` are those of the steps that are done, ``times`` the seconds since the epoch at which they were;
    so are ``parked_since`` and ``parked_until``.
    """

    asked: Asked
    asked_at: datetime
    head: int
    head_digest: str
    last_at: datetime
    steps: dict[str, StepState]
    target: dict[str, Any] | None = None
    plan: PlanState | None = None
    intent: Intent | None = None
    parked_since: float | None = None
    parked_until: float | None = None
    parked_why: str | None = None
    ending: Ending | None = None
    results: dict[str, Any] = field(default_factory=dict)
    times: dict[str, float] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.asked.run

    def next_step(self) -> StepState | None:
        """The first step that has not come to an end."""
        return next(
            (s for s in self.steps.values() if s.progress in {Progress.PENDING, Progress.RUNNING, Progress.WAITING}),
            None,
        )


_ASKED = {field.name for field in fields(Asked)}


def fold(entries: Iterable[Entry]) -> RunState:
    """The state that a run's journal says.

    Raises:
        ValueError: the journal is empty or does not begin with ``asked``.
    """
    state: RunState | None = None
    for entry in entries:
        state = begin(entry) if state is None else advance(state, entry)
    if state is None:
        raise ValueError("an empty journal has no state")
    return state


def begin(entry: Entry) -> RunState:
    if entry.type != "asked":
        raise ValueError(f"a run's journal begins with `asked`, not `{entry.type}`")
    asked = Asked(**{key: value for key, value in entry.data.items() if key in _ASKED})
    steps = {s["id"]: StepState(s["id"], Phase(s["phase"]), s["title"]) for s in asked.steps}
    state = RunState(asked, entry.at, entry.number, entry.digest, entry.at, steps)
    return _mark_running(state)


def advance(state: RunState, entry: Entry) -> RunState:
    """``state`` with one more entry folded in."""
    state = replace(state, head=entry.number, head_digest=entry.digest, last_at=entry.at)
    try:
        state = _FOLDS[entry.type](state, entry)
    except KeyError as error:
        message = f"run {state.id}: entry {entry.number} `{entry.type}` is of another version of opsbot"
        raise ValueError(message) from error
    return _mark_running(state)


def _step(state: RunState, entry: Entry) -> RunState:
    data = entry.data
    step = replace(
        state.steps[data["id"]],
        progress=Progress(data["state"]),
        seconds=data.get("seconds"),
        says=data.get("says"),
        result=data.get("result"),
        next_commands=data.get("next_commands", []),
        outside=data.get("outside", False),
    )
    state = _timed(state, entry, data["id"])
    return _with_step(replace(state, parked_since=None, parked_until=None, parked_why=None), step)


def _resolved(state: RunState, entry: Entry) -> RunState:
    return replace(state, target=entry.data["target"])


def _plan(state: RunState, entry: Entry) -> RunState:
    return replace(state, plan=PlanState(**entry.data))


def _intent(state: RunState, entry: Entry) -> RunState:
    data = entry.data
    intent = Intent(data["step"], data["operation"], data["params"], data.get("token"), data["not_after"], entry.at)
    return replace(state, intent=intent)


_AFTER = {
    Effect.APPLIED: Progress.DONE,
    Effect.REJECTED: Progress.FAILED,
    Effect.NOT_SENT: Progress.FAILED,
    Effect.UNKNOWN: Progress.UNKNOWN,
}


def _outcome(state: RunState, entry: Entry) -> RunState:
    data = entry.data
    step = replace(
        state.steps[data["step"]],
        progress=_AFTER[Effect(data["effect"])],
        seconds=data.get("seconds"),
        says=data.get("says") or data.get("message"),
        result=data.get("result"),
        receipt=data.get("receipt"),
    )
    if step.progress is not Progress.UNKNOWN:
        state = replace(state, intent=None)
    return _with_step(_timed(state, entry, step.id), step)


def _parked(state: RunState, entry: Entry) -> RunState:
    data = entry.data
    state = replace(state, parked_since=data["since"], parked_until=data["until"], parked_why=data["why"])
    return _with_step(state, replace(state.steps[data["step"]], progress=Progress.WAITING))


def _ended(state: RunState, entry: Entry) -> RunState:
    data = entry.data
    ending = Ending(Verdict(data["verdict"]), data["message"], data["next_commands"], entry.at)
    return replace(state, ending=ending, parked_until=None, parked_why=None)


_FOLDS = {
    "resolved": _resolved,
    "step": _step,
    "plan": _plan,
    "intent": _intent,
    "outcome": _outcome,
    "parked": _parked,
    "ended": _ended,
}


def _timed(state: RunState, entry: Entry, step: str) -> RunState:
    return replace(state, times={**state.times, step: entry.at.timestamp()})


def _with_step(state: RunState, step: StepState) -> RunState:
    results = {**state.results, step.id: step.result} if step.progress is Progress.DONE else state.results
    return replace(state, steps={**state.steps, step.id: step}, results=results)


def _mark_running(state: RunState) -> RunState:
    """The step that comes next is the one that a worker is at, unless the run has ended."""
    step = state.next_step()
    if step is None or step.progress is not Progress.PENDING or state.ending:
        return state
    return replace(state, steps={**state.steps, step.id: replace(step, progress=Progress.RUNNING)})
