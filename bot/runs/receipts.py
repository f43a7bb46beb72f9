"""What a mutating call left behind: what it answered, in words, and the call that reverses it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.aws.answers import masked
from bot.aws.port import Outcome
from bot.errors import Effect, StepFailed
from bot.runbooks.expressions import fill
from bot.runbooks.models import Step
from bot.runs.step import Performer


@dataclass(frozen=True)
class Told:
    """``receipt`` is there whenever the call was applied, whatever else cannot be told.

    ``{"undo": {"operation", "params"} | null, "irreversible": why | null}``. ``problem`` is the sentence of an
    expression that could not be worked out over AWS's answer.
    """

    result: Any = None
    says: str | None = None
    receipt: dict[str, Any] | None = None
    problem: str | None = None


def tell(performer: Performer, step: Step, before: dict[str, Any], outcome: Outcome) -> Told:
    """What to write down of ``outcome``; never raises, since the call has been made.

    ``before`` is what expressions saw before the call; the facts for the reversal come from there.
    """
    if outcome.effect is not Effect.APPLIED:
        return Told()
    problems: list[str] = []
    result = None
    try:
        result = performer.kept(step, outcome.result)
    except StepFailed as error:
        problems.append(error.message)
    seen = {**before, "steps": {**before["steps"], str(step.id): result}, "result": outcome.result}
    says = None
    try:
        says = performer.sentence(step, seen)
    except StepFailed as error:
        problems.append(error.message)
    receipt: dict[str, Any] = {"undo": None, "irreversible": step.irreversible}
    if step.undo:
        try:
            params = masked(fill(step.undo.with_, seen), performer.operations.model(step.undo.call).input_shape)
            receipt["undo"] = {"operation": step.undo.call, "params": params}
        except StepFailed as error:
            problems.append(error.message)
            receipt["irreversible"] = f"the reversing call could not be worked out: {error.message}"
    return Told(result, says, receipt, problems[0] if problems else None)
