"""A run's steps as a plan block: each with its state in words, what it found, and how long it took."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bot.runs.state import Progress, RunState, StepState
from bot.slack import blocks as b
from bot.slack.blocks import Block, Task, TaskStatus
from bot.slack.render.figures import Clock, counted, lasted

_STATUS = {
    Progress.PENDING: TaskStatus.PENDING,
    Progress.RUNNING: TaskStatus.IN_PROGRESS,
    Progress.WAITING: TaskStatus.IN_PROGRESS,
    Progress.DONE: TaskStatus.COMPLETE,
    Progress.SKIPPED: TaskStatus.COMPLETE,
    Progress.FAILED: TaskStatus.ERROR,
    Progress.UNKNOWN: TaskStatus.ERROR,
}

_WORTH_SAYING_SECONDS = 0.05
_OTHERWISE = {
    Progress.FAILED: "Failed",
    Progress.UNKNOWN: "UNKNOWN",
    Progress.SKIPPED: "Skipped",
}


def steps(state: RunState, clock: Clock) -> Block | None:
    """``None`` for a run without steps."""
    if not state.steps:
        return None
    shown = [_as_it_stands(step, state) for step in state.steps.values()]
    return b.plan(_title(shown), [_task(step, state, clock) for step in shown])


def _as_it_stands(step: StepState, state: RunState) -> StepState:
    """A run that ended with a call on its way does not know how that step ended."""
    if state.ending and state.intent and state.intent.step == step.id:
        return replace(step, progress=Progress.UNKNOWN)
    return step


def _title(shown: list[StepState]) -> str:
    count = Counter(step.progress for step in shown)
    total = counted(len(shown), "step")
    said = {
        "done": count[Progress.DONE],
        "skipped": count[Progress.SKIPPED],
        "failed": count[Progress.FAILED],
        "UNKNOWN": count[Progress.UNKNOWN],
    }
    if said["done"] == len(shown):
        return f"{total}, all done"
    ended = [f"{number} {word}" for word, number in said.items() if number]
    return f"{total}: {', '.join(ended)}" if ended else total


def _task(step: StepState, state: RunState, clock: Clock) -> Task:
    title, output = _words(step, state, clock)
    time = f" · {lasted(step.seconds)}" if step.seconds and step.seconds >= _WORTH_SAYING_SECONDS else ""
    return Task(step.id, f"{title}{time}", _status(step, state), output)


def _status(step: StepState, state: RunState) -> TaskStatus:
    """What a run that has ended did not come to is pending, not running."""
    if state.ending and step.progress in {Progress.RUNNING, Progress.WAITING}:
        return TaskStatus.PENDING
    return _STATUS[step.progress]


def _words(step: StepState, state: RunState, clock: Clock) -> tuple[str, str | None]:
    """The line, and what stands below it."""
    if step.progress is Progress.DONE:
        return step.says or step.title, None
    if step.progress in _OTHERWISE:
        known = state.ending is not None and (step.says or "") in state.ending.message
        return f"{_OTHERWISE[step.progress]}: {step.title}", None if known else step.says
    if state.ending:
        return f"Not run: {step.title}", None
    if step.progress is Progress.WAITING and state.parked_until is not None:
        until = clock.at(state.parked_until, seconds=True)
        return f"{step.title} · waiting until {until}", state.parked_why
    return f"{step.title} · {'to come' if step.progress is Progress.PENDING else 'running'}", None
