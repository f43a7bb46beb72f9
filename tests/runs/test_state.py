"""The fold: a run's state is what its journal says, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from bot.journal import Entry, Head, Journals
from bot.runs.state import Phase, Progress, Verdict, advance, begin, fold

NOW = datetime(2026, 11, 20, 14, 31, tzinfo=UTC)
ASKED: dict[str, Any] = {
    "run": "RUN1", "command": "/ops rollback order", "verb": "rollback", "runbook": "rollback",
    "runbook_digest": "d" * 64, "title": "Roll back order", "risk": "mitigation",
    "by": {"team": "T1", "user": "U1", "name": "ana"}, "channel": "C1", "thread_ts": None, "systems": ["shop"],
    "environment": "prod", "target": "order", "inputs": {"to": "previous"}, "reason": None, "dry_run": False,
    "timezone": "UTC",
    "steps": [
        {"id": "choice", "phase": "look", "title": "versions"},
        {"id": "shift", "phase": "change", "title": "shift"},
        {"id": "serves", "phase": "verify", "title": "serves"},
    ],
}  # fmt: skip
Line = tuple[str, dict[str, Any]]


def entries(*lines: Line) -> list[Entry]:
    """Entries a second apart, signed and nowhere written."""
    journals = Journals(Redis(), "k" * 32)
    told: list[Entry] = []
    for number, (type_, data) in enumerate([("asked", ASKED), *lines], 1):
        head = Head(number - 1, told[-1].digest) if told else Head()
        told.append(journals.entry("RUN1", head, type_, data, now=NOW + timedelta(seconds=number)))
    return told


def step(id_: str, state: str = "done", **more: Any) -> Line:
    return "step", {"id": id_, "state": state, "seconds": 0.5, "result": {"v": 1}, "says": "said", **more}


def outcome(effect: str, **more: Any) -> Line:
    return "outcome", {"step": "shift", "effect": effect, "seconds": 0.1, "result": None, "message": "why", **more}


INTENT: Line = (
    "intent",
    {"step": "shift", "operation": "lambda.update_alias", "params": {"a": 1}, "token": None, "not_after": 9.5},
)


def test_the_first_entry_is_the_question() -> None:
    state = fold(entries())

    assert state.id == "RUN1"
    assert state.asked.target == "order"
    assert state.head == 1
    assert state.asked_at == NOW + timedelta(seconds=1)
    assert [(one.id, one.phase, one.progress) for one in state.steps.values()] == [
        ("choice", Phase.LOOK, Progress.RUNNING),
        ("shift", Phase.CHANGE, Progress.PENDING),
        ("serves", Phase.VERIFY, Progress.PENDING),
    ]


def test_a_step_that_is_done_has_a_result_and_a_time() -> None:
    state = fold(entries(step("choice")))

    assert state.results == {"choice": {"v": 1}}
    assert state.times == {"choice": (NOW + timedelta(seconds=2)).timestamp()}
    assert state.steps["choice"].says == "said"
    assert state.steps["shift"].progress is Progress.RUNNING
    assert (state.head, state.last_at) == (2, NOW + timedelta(seconds=2))


@pytest.mark.parametrize("how", ["skipped", "failed"])
def test_what_was_not_done_has_no_result(how: str) -> None:
    state = fold(entries(step("choice", how)))

    assert state.results == {}
    assert state.steps["choice"].progress is Progress(how)


def test_an_intent_stands_until_its_outcome() -> None:
    with_intent = fold(entries(step("choice"), INTENT))
    settled = fold(entries(step("choice"), INTENT, outcome("APPLIED", receipt={"undo": None}, result={"w": 2})))

    assert with_intent.intent is not None
    assert (with_intent.intent.step, with_intent.intent.not_after) == ("shift", 9.5)
    assert settled.intent is None
    assert settled.results["shift"] == {"w": 2}
    assert settled.steps["shift"].receipt == {"undo": None}


@pytest.mark.parametrize(
    ("effect", "progress"),
    [
        ("APPLIED", Progress.DONE),
        ("REJECTED", Progress.FAILED),
        ("NOT_SENT", Progress.FAILED),
        ("UNKNOWN", Progress.UNKNOWN),
    ],
)
def test_how_a_change_ended(effect: str, progress: Progress) -> None:
    state = fold(entries(step("choice"), INTENT, outcome(effect)))

    assert state.steps["shift"].progress is progress
    assert state.steps["shift"].says == "why"
    assert ("shift" in state.results) is (effect == "APPLIED")


def test_a_parked_run_waits_until_its_step_is_done() -> None:
    parked = ("parked", {"step": "choice", "since": 5.0, "until": 65.0, "why": "for it"})
    waiting = fold(entries(parked))
    on = fold(entries(parked, step("choice")))

    assert (waiting.parked_since, waiting.parked_until, waiting.parked_why) == (5.0, 65.0, "for it")
    assert waiting.steps["choice"].progress is Progress.WAITING
    assert waiting.next_step() == waiting.steps["choice"]
    assert (on.parked_since, on.parked_until, on.parked_why) == (None, None, None)


def test_the_end() -> None:
    ended = ("ended", {"verdict": "refused", "message": "no", "next_commands": ["/ops status"]})

    state = fold(entries(step("choice", "failed"), ended))

    assert state.ending is not None
    assert (state.ending.verdict, state.ending.message, state.ending.next_commands) == (
        Verdict.REFUSED,
        "no",
        ["/ops status"],
    )
    assert [verdict for verdict in Verdict if verdict.well] == [Verdict.DONE, Verdict.PLANNED]


def test_the_plan_and_the_target_are_kept() -> None:
    plan = {"digest": "p" * 64, "calls": [], "lines": ["one"], "live_traffic": "yes", "taken_back_by": "no"}

    state = fold(entries(("resolved", {"target": {"name": "order-1X"}}), ("plan", plan)))

    assert state.target == {"name": "order-1X"}
    assert state.plan is not None
    assert state.plan.lines == ["one"]


def test_folding_on_is_folding_from_the_start() -> None:
    lines = entries(step("choice"), INTENT, outcome("APPLIED"), step("serves"))

    state = begin(lines[0])
    for number, entry in enumerate(lines[1:], 2):
        state = advance(state, entry)
        assert state == fold(lines[:number])


def test_folding_changes_nothing_that_was_there() -> None:
    before = fold(entries())

    advance(before, entries(step("choice"))[1])

    assert before.results == {}
    assert before.steps["choice"].progress is Progress.RUNNING


def test_no_journal_has_no_state() -> None:
    with pytest.raises(ValueError, match="empty journal"):
        fold([])


def test_a_journal_begins_with_the_question() -> None:
    with pytest.raises(ValueError, match="begins with `asked`, not `step`"):
        fold(entries(step("choice"))[1:])


def test_an_entry_of_a_later_version_is_told_as_such() -> None:
    """A worker of the version before, after a rollback of opsbot itself: it may not guess."""
    with pytest.raises(ValueError, match="approved"):
        fold(entries(("approved", {"by": "U2"})))
