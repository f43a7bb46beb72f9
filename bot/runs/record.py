"""One worker's hold on a run: the state as folded so far, and the pen that writes the next entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot.aws.port import Mutation, Outcome
from bot.errors import Effect
from bot.journal import Head, Journals
from bot.runs.state import Progress, RunState, Verdict, advance, fold


class Record:
    """Folds a run's journal and appends to it; of two workers at one run, one is told to stop.

    Every method that writes raises JournalConflict when somebody else has written, and redis.RedisError when
    Redis does not answer.
    """

    def __init__(self, journals: Journals, run: str, clock: Callable[[], float]) -> None:
        self._journals = journals
        self._clock = clock
        self.state: RunState = fold(journals.read(run))

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)

    def write(self, type_: str, data: dict[str, Any], *, due: float | None = None, closes: str | None = None) -> None:
        head = Head(self.state.head, self.state.head_digest)
        entry = self._journals.append(self.state.id, head, type_, data, now=self.now(), due=due, closes=closes)
        self.state = advance(self.state, entry)

    def step(
        self,
        step: str,
        state: str,
        *,
        seconds: float,
        result: Any = None,
        says: str | None = None,
        next_commands: list[str] | None = None,
        outside: bool = False,
    ) -> None:
        data = {
            "id": step,
            "state": state,
            "seconds": round(seconds, 3),
            "result": result,
            "says": says,
            "next_commands": next_commands or [],
            "outside": outside,
        }
        self.write("step", data)

    def park(self, step: str, *, until: float, why: str) -> None:
        if self.state.steps[step].progress is Progress.WAITING:
            # Written down already; looking again is no news, only its time moves.
            self._journals.wake_at(self.state.id, until)
            return
        since = self.state.parked_since or self._clock()
        self.write("parked", {"step": step, "since": since, "until": until, "why": why}, due=until)

    def intend(self, mutation: Mutation, params: dict[str, Any], not_after: float) -> None:
        data = {
            "step": mutation.step,
            "operation": mutation.operation,
            "params": params,
            "token": mutation.token[1] if mutation.token else None,
            "not_after": not_after,
        }
        self.write("intent", data)

    def settle(
        self, step: str, outcome: Outcome, *, result: Any, says: str | None, receipt: dict[str, Any] | None
    ) -> None:
        data = {
            "step": step,
            "effect": outcome.effect,
            "code": outcome.error.code if outcome.error else None,
            "message": outcome.error.message if outcome.error else None,
            "result": result,
            "seconds": round(outcome.seconds, 3),
            "says": says,
            "receipt": receipt,
        }
        if outcome.effect is Effect.APPLIED:
            # Before the outcome: a change that was made is known as the last one even if this worker is lost now.
            revision = (outcome.result or {}).get("RevisionId")
            change = {"run": self.state.id, "at": self._clock(), "revision": revision}
            self._journals.note_change(self.target, change)
        self.write("outcome", data)

    @property
    def target(self) -> str:
        """``system/environment/short`` of what the run works on."""
        asked = self.state.asked
        return f"{asked.systems[0]}/{asked.environment}/{asked.target}"

    def last_change(self) -> dict[str, Any] | None:
        """The last change of this run's target by any run (``Journals.last_change``)."""
        return self._journals.last_change(self.target)

    def lost(self, step: str) -> None:
        """The worker that held the intent is gone, and how the call ended is not known."""
        message = "The worker that sent it was lost before AWS's answer was written down."
        outcome = {"step": step, "effect": Effect.UNKNOWN, "code": "WorkerLost", "message": message}
        self.write("outcome", outcome)

    def end(self, verdict: Verdict, message: str, next_commands: list[str]) -> None:
        data = {"verdict": verdict, "message": message, "next_commands": next_commands}
        self.write("ended", data, closes=f"{self.state.asked.runbook}:{verdict}")
