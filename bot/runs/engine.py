"""Advances runs: folds a journal, carries out what comes next, writes it down, until the run ends or parks.

A run may be advanced any number of times, by anybody, at any moment: what has been written down is not done
again, and of two workers at one run the journal lets one go on.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from redis.exceptions import RedisError

from bot.aws.operations import Operations
from bot.aws.port import CallPort, Mutation
from bot.catalog.loader import Catalog
from bot.errors import AwsError, Effect, JournalConflict, StepFailed
from bot.journal import JournalBroken, Journals
from bot.runbooks import surroundings
from bot.runbooks.action import Actions, Context
from bot.runbooks.loader import Loaded, Runbooks
from bot.runbooks.models import Step
from bot.runs import plan
from bot.runs.advice import after_failure, after_unknown
from bot.runs.receipts import tell
from bot.runs.record import Record
from bot.runs.scope import scope
from bot.runs.state import Asked, Phase, Progress, RunState, Verdict
from bot.runs.step import Carried, Parked, Performer, Skipped
from bot.runs.target import place_of, resolve

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Equipment:
    """What an engine works with; the assembling module puts it together."""

    journals: Journals
    catalog: Catalog
    runbooks: Runbooks
    actions: Actions
    operations: Operations
    port: Callable[[Asked], CallPort]
    clock: Callable[[], float] = time.time


class Engine:
    def __init__(self, equipment: Equipment) -> None:
        self._with = equipment

    def advance(self, run: str) -> None:
        """Carry ``run`` on until it ends, parks, or turns out to be in other hands.

        Raises:
            redis.RedisError: Redis does not answer; the run is found again later.
            JournalBroken: the chain does not hold; nothing is done.
        """
        if self._with.journals.head_number(run) == 0:
            log.info("a job for a run that there is not", run=run)
            return
        record = Record(self._with.journals, run, self._with.clock)
        try:
            Advance(self._with, record).go()
        except JournalConflict:
            log.info("run is in other hands", run=run)
        except (RedisError, JournalBroken):
            raise
        except Exception:
            # The border of a run: a fault of ours ends it and says so, rather than being tried again for ever.
            log.exception("a run failed by a fault of opsbot itself", run=run)
            self._end_by_our_fault(record)

    def _end_by_our_fault(self, record: Record) -> None:
        """A call that may have been sent stays an intent without an outcome; the next worker asks about it."""
        state = record.state
        if state.ending or state.intent:
            return
        following = state.next_step()
        where = f" in step “{following.title}”" if following else ""
        message = f"Stopped by a fault of opsbot itself{where}; its log has run {state.id}."
        record.end(Verdict.FAILED, after_failure(state, message), [])


class Advance:
    """One worker's turn at one run."""

    def __init__(self, equipment: Equipment, record: Record) -> None:
        self._with = equipment
        self._record = record
        self._port = equipment.port(record.state.asked)

    def go(self) -> None:
        state = self._record.state
        if state.ending:
            return
        if self._end_what_had_stopped(state):
            return
        if state.intent:
            self._intent_without_outcome()
            return
        loaded = self._with.runbooks.with_digest(state.asked.runbook, state.asked.runbook_digest)
        if loaded is None:
            self._record.end(Verdict.FAILED, _TEXT_CHANGED.format(runbook=state.asked.runbook), [state.asked.command])
            return
        try:
            self._carry_on(loaded)
        except StepFailed as error:
            self._stop(error.message, list(error.next_commands))
        except AwsError as error:
            self._stop(error.message, [], outside=True)

    def _carry_on(self, loaded: Loaded) -> None:
        self._resolve()
        while (following := self._record.state.next_step()) is not None:
            if following.phase is not Phase.LOOK and loaded.runbook.change:
                if self._record.state.plan is None:
                    self._make_plan(loaded)
                self._is_the_chosen_plan()
                if self._record.state.asked.dry_run:
                    self._record.end(Verdict.PLANNED, "Nothing was changed: this was a dry run.", [])
                    return
            step = loaded.runbook.step(following.id)
            if not self._carry_out(step, following.phase):
                return
        says = [step.says for step in self._record.state.steps.values() if step.says]
        self._record.end(Verdict.DONE, says[-1] if says else "Done.", [])

    def _resolve(self) -> None:
        asked = self._record.state.asked
        if asked.target is None or self._record.state.target is not None or asked.environment is None:
            return
        target = resolve(self._port, self._with.catalog, asked.systems[0], asked.environment, asked.target)
        self._record.write("resolved", {"target": {**target, "last_change": self._record.last_change()}})

    def _make_plan(self, loaded: Loaded) -> None:
        state = self._record.state
        around = {}
        for key, table in (("live_traffic", surroundings.LIVE_TRAFFIC), ("taken_back_by", surroundings.TAKEN_BACK_BY)):
            kind = state.target["kind"] if state.target else ""
            if kind in table:
                action = self._with.actions[table[kind]]
                around[key] = str(action.execute(action.params(), self._context())["says"])
        seen = scope(state, self._with.catalog)
        made = plan.make(state, loaded, seen, self._with.operations, around)
        self._record.write("plan", made)

    def _is_the_chosen_plan(self) -> None:
        """Only the plan that a person chose is carried out, if one was chosen.

        Raises:
            StepFailed: by now it is another.
        """
        state = self._record.state
        chosen = state.asked.plan
        if chosen is not None and state.plan is not None and not state.plan.digest.startswith(chosen):
            raise StepFailed(
                f"Stopped before changing anything: the plan that was chosen was {chosen[:4]}, and by now it is "
                f"{state.plan.digest[:4]}.",
                next_commands=(_PLAN.sub("", state.asked.command) + " --dry-run",),
            )

    def _carry_out(self, step: Step, phase: Phase) -> bool:
        """Carry one step out; whether the run goes on."""
        if step.call and phase is Phase.CHANGE and not self._with.operations.reads(step.call):
            return self._mutate(step)
        started = time.perf_counter()
        identifier = str(step.id)
        performer = Performer(self._port, self._with.actions, self._with.operations, self._context())
        outcome = performer.perform(step, self._record.state, scope(self._record.state, self._with.catalog))
        seconds = time.perf_counter() - started
        match outcome:
            case Parked(until=until, why=why):
                self._record.park(identifier, until=until, why=why)
                return False
            case Skipped():
                self._record.step(identifier, "skipped", seconds=0)
            case Carried(result=result, says=says, refusal=None):
                if (since := self._record.state.parked_since) is not None:
                    seconds = self._with.clock() - since
                self._record.step(identifier, "done", seconds=seconds, result=result, says=says)
            case Carried(result=result, refusal=refusal, next_commands=commands):
                self._record.step(
                    identifier, "failed", seconds=seconds, result=result, says=refusal, next_commands=commands
                )
                self._end_failed(str(refusal), commands)
                return False
        return True

    def _mutate(self, step: Step) -> bool:
        state = self._record.state
        seen = scope(state, self._with.catalog)
        performer = Performer(self._port, self._with.actions, self._with.operations, self._context())
        if not performer.wanted(step, seen):
            self._record.step(str(step.id), "skipped", seconds=0)
            return True
        operation = str(step.call)
        params = performer.filled(step, seen)
        place = place_of(self._with.catalog, state.asked.systems[0], str(state.asked.environment))
        mutation = Mutation(str(step.id), place, operation, params, self._token(step, params))
        outcome = self._port.mutate(mutation, self._record)
        told = tell(performer, step, seen, outcome)
        self._record.settle(str(step.id), outcome, result=told.result, says=told.says, receipt=told.receipt)
        if outcome.effect is Effect.UNKNOWN:
            self._end_unknown(str(step.id))
        elif outcome.error:
            self._end_failed(outcome.error.message, [], outside=True)
        elif told.problem:
            self._end_failed(
                f"The change was made, but what came of it cannot be told: {told.problem}", [], outside=True
            )
        else:
            return True
        return False

    def _token(self, step: Step, params: dict[str, Any]) -> tuple[str, str] | None:
        """A value that is the same whenever this run sends this step with these parameters."""
        parameter = self._with.operations.token_parameter(str(step.call))
        if parameter is None:
            return None
        parts = json.dumps([self._record.state.id, step.id, params], sort_keys=True, default=str)
        return parameter, hashlib.sha256(parts.encode()).hexdigest()[:32]

    def _context(self) -> Context:
        state = self._record.state
        asked = state.asked
        single = asked.environment is not None and len(asked.systems) == 1
        place = place_of(self._with.catalog, asked.systems[0], str(asked.environment)) if single else None
        return Context(
            port=self._port,
            catalog=self._with.catalog,
            place=place,
            target=state.target,
            systems=asked.systems,
            environment=asked.environment,
            observation=self._with.catalog.observation,
            now=self._record.now(),
        )

    def _intent_without_outcome(self) -> None:
        intent = self._record.state.intent
        assert intent  # noqa: S101 -- the caller looked
        wait = intent.not_after - self._with.clock()
        if wait > 0:
            # Whoever wrote the intent may still send it until then.
            self._record.park(intent.step, until=intent.not_after, why="to know whether the call was sent")
            return
        self._record.lost(intent.step)
        self._end_unknown(intent.step)

    def _end_what_had_stopped(self, state: RunState) -> bool:
        """End a run whose worker was lost after a step had failed and before the end was written down."""
        for step in state.steps.values():
            if step.progress is Progress.UNKNOWN:
                self._end_unknown(step.id)
                return True
            if step.progress is Progress.FAILED:
                self._end_failed(str(step.says), step.next_commands, outside=step.outside)
                return True
        return False

    def _stop(self, message: str, commands: list[str], *, outside: bool = False) -> None:
        """End the run at the step where it is; what the outside refused is a failure, not a refusal of ours."""
        following = self._record.state.next_step()
        if following:
            self._record.step(following.id, "failed", seconds=0, says=message, next_commands=commands, outside=outside)
        self._end_failed(message, commands, outside=outside)

    def _end_failed(self, message: str, commands: list[str], *, outside: bool = False) -> None:
        state = self._record.state
        failed = next((s for s in state.steps.values() if s.progress is Progress.FAILED), None)
        refused = not outside and (failed is None or failed.phase is Phase.LOOK)
        verdict = Verdict.REFUSED if refused else Verdict.FAILED
        self._record.end(verdict, after_failure(state, message), commands)

    def _end_unknown(self, step: str) -> None:
        message, commands = after_unknown(self._record.state, step)
        self._record.end(Verdict.UNKNOWN, message, commands)


_PLAN = re.compile(r"\s+plan=\S+")
_TEXT_CHANGED = (
    "Stopped: the runbook {runbook} was changed after this run had begun, so it is not what was shown. "
    "Run the command again."
)
