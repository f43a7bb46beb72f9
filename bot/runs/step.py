"""Carrying out one step that only looks: a read, an action, a wait, a check, a chart."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from bot.aws.answers import MASK
from bot.aws.operations import Operations
from bot.aws.port import CallPort
from bot.aws.waiters import Reached, judge
from bot.duration import parse
from bot.errors import AwsError, StepFailed
from bot.runbooks.action import Actions, Context
from bot.runbooks.check import CHARTS
from bot.runbooks.expressions import fill, holds, search, texts
from bot.runbooks.models import PollFor, Step
from bot.runs.state import RunState
from bot.runs.target import place_of

MAX_RESULT_BYTES = 256_000


@dataclass(frozen=True)
class Carried:
    """The step was carried out; ``refusal`` is the sentence of a check that did not hold."""

    result: Any = None
    says: str | None = None
    refusal: str | None = None
    next_commands: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Parked:
    """The step waits: look again at ``until`` (seconds since the epoch)."""

    until: float
    why: str


@dataclass(frozen=True)
class Skipped:
    """``when`` did not hold."""


class Performer:
    def __init__(self, port: CallPort, actions: Actions, operations: Operations, context: Context) -> None:
        self._port = port
        self._actions = actions
        self.operations = operations
        self._context = context

    def perform(self, step: Step, state: RunState, scope: dict[str, Any]) -> Carried | Parked | Skipped:
        """Carry ``step`` out.

        Raises:
            AwsError: AWS refused a read, or did not answer.
            StepFailed: an expression cannot be worked out, or yields nothing where something is needed.
        """
        if not self.wanted(step, scope):
            return Skipped()
        if step.wait is not None:
            return self._wait(step, state, scope)
        raw = self._result(step, state, scope)
        result = self.kept(step, raw)
        seen = {**scope, "steps": {**scope["steps"], str(step.id): result}, "result": raw}
        if step.check is not None and not holds(search(step.check, seen)):
            refusal = str(fill(step.else_, seen)) if step.else_ else f"The check `{step.check}` does not hold."
            return Carried(result, refusal=refusal, next_commands=[str(fill(n, seen)) for n in step.next])
        return Carried(result, says=self.sentence(step, seen))

    def wanted(self, step: Step, scope: dict[str, Any]) -> bool:
        return step.when is None or holds(search(step.when, scope))

    def kept(self, step: Step, raw: Any) -> Any:
        """What of a result goes into the journal."""
        result = raw if step.keep is None or raw is None else search(step.keep, raw)
        size = len(json.dumps(result, default=str))
        if size > MAX_RESULT_BYTES:
            raise StepFailed(
                f"Step `{step.id}` answered {size:,} bytes, more than a journal keeps ({MAX_RESULT_BYTES:,}). "
                "Select what is needed with `keep`."
            )
        return result

    def sentence(self, step: Step, seen: dict[str, Any]) -> str | None:
        return str(fill(step.says, seen)) if step.says else None

    def _result(self, step: Step, state: RunState, scope: dict[str, Any]) -> Any:
        if step.call:
            params = self.filled(step, scope)
            place = place_of(self._context.catalog, state.asked.systems[0], str(state.asked.environment))
            return self._port.read(place, step.call, params)
        if step.action:
            return self._act(step.action, self.filled(step, scope, nothing_allowed=True), step)
        if isinstance(step.chart, str):
            return {"chart": fill(step.chart, scope)}
        if step.chart:
            return self._act(CHARTS, {"metrics": step.chart}, step)
        return None

    def _act(self, name: str, given: dict[str, Any], step: Step) -> dict[str, Any]:
        action = self._actions[name]
        try:
            params = action.params.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise StepFailed(
                f"Step `{step.id}`: {name} does not take {where} = {first['input']!r}: {first['msg']}"
            ) from error
        return action.execute(params, self._context)

    def filled(self, step: Step, scope: dict[str, Any], *, nothing_allowed: bool = False) -> dict[str, Any]:
        """The step's parameters, worked out. An action's own model says which of them may be nothing.

        Raises:
            StepFailed: one comes out as nothing, or holds a mask where the value itself would have to stand.
        """
        params: dict[str, Any] = fill(step.with_, scope)
        for path, text in texts(params):
            if MASK in text:
                raise StepFailed(
                    f"Step `{step.id}`: {'.'.join(map(str, path))} was read masked, since AWS's models call it "
                    "sensitive; it cannot be passed on. AWS was not called."
                )
        for name, value in params.items():
            if value is None and not nothing_allowed:
                raise StepFailed(
                    f"Step `{step.id}`: {name} is {step.with_[name]}, and that selects nothing here. "
                    "AWS was not called."
                )
        return params

    def _wait(self, step: Step, state: RunState, scope: dict[str, Any]) -> Carried | Parked:
        now = self._context.now.timestamp()
        since = state.parked_since or now
        if isinstance(step.wait, PollFor):
            until = since + _seconds(fill(step.wait.for_, scope))
            return Carried() if now >= until else Parked(until, "until enough has been measured")
        return self._wait_for(step, state, scope, now, since)

    def _wait_for(
        self, step: Step, state: RunState, scope: dict[str, Any], now: float, since: float
    ) -> Carried | Parked:
        waiter = str(step.wait)
        rules = self.operations.waiter(waiter)
        place = place_of(self._context.catalog, state.asked.systems[0], str(state.asked.environment))
        answer: dict[str, Any] | AwsError
        try:
            answer = self._port.read(place, rules.operation, self.filled(step, scope))
        except AwsError as error:
            answer = error
        reached = judge(rules, answer)
        if reached is Reached.SUCCESS:
            return Carried(says=self.sentence(step, scope))
        if reached is Reached.FAILURE:
            return Carried(refusal=str(fill(step.else_, scope)) if step.else_ else f"{waiter} will not come about.")
        if now - since > rules.delay_seconds * rules.attempts:
            return Carried(refusal=f"{waiter} did not come about within {rules.delay_seconds * rules.attempts:g} s.")
        return Parked(now + rules.delay_seconds, f"for {waiter}")


def _seconds(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        return parse(str(value)).total_seconds()
    except ValueError as error:
        raise StepFailed(f"A wait is a number of seconds or a duration such as 3m, not {value!r}.") from error
