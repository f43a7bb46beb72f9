"""Waiting: a run parks, holds no worker, and goes on when its time has come."""

from __future__ import annotations

from typing import Any

import pytest

from bot.journal import DUE, DUE_WAKE, JournalBroken, Journals
from bot.runs.state import Progress, RunState, Verdict
from jobs.clock import Clock
from jobs.queues import RunQueue
from tests.aws.recorder import refusal
from tests.runs.world import RUN, World

PAUSE = """\
runbook: pause
title: Pause
target: lambda.function
risk: read
inputs:
  long: {type: string, help: how long, default: 90s}
look:
  - id: settle
    wait: {for: SECONDS}
  - id: now
    call: lambda.get_function_configuration
    with: {FunctionName: "${target.name}"}
"""
UNTIL = """\
runbook: pause
title: Pause
target: lambda.function
risk: read
look:
  - id: updated
    title: updated
    wait: lambda.function_updated_v2
    with: {FunctionName: "${target.name}"}
    says: "${target.short} is ready"
  - id: now
    call: lambda.get_function_configuration
    with: {FunctionName: "${target.name}"}
"""


def pause(world: World, seconds: str = "90", **more: Any) -> RunState:
    return world.run(PAUSE.replace("SECONDS", seconds), **more)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("90", 90), ("2m", 120), ('"${observation.settle_seconds}"', 60), ('"${inputs.long}"', 45), ("0.5", 0.5)],
)
def test_a_pause_parks_the_run_until_its_time(world: World, written: str, seconds: float) -> None:
    began = world.time.now

    state = pause(world, written, inputs={"long": "45s"})

    assert world.told() == ["asked", "resolved", "parked settle"]
    assert state.parked_until == began + seconds
    assert state.steps["settle"].progress is Progress.WAITING
    assert world.redis.zscore(DUE, RUN) == began + seconds
    assert world.aws.calls == []


def test_the_clock_wakes_it_and_it_goes_on(world: World) -> None:
    pause(world)
    queue = RunQueue(world.raw, world.journals)
    clock = Clock(world.redis, world.journals, queue, reconcile_seconds=30, clock=world.time)

    world.time.now += 89.9
    early = clock.wake_due()
    world.time.now += 0.1
    woken = clock.wake_due()
    state = world.advance()

    assert (early, woken) == ([], [RUN])
    assert clock.wake_due() == []
    assert world.redis.llen("rq:queue:runs") == 1
    assert world.told()[3:] == ["step settle done", "step now done", "ended done"]
    assert state.steps["settle"].seconds == 90
    assert state.ending is not None


def test_a_run_that_is_advanced_too_early_keeps_its_time(world: World) -> None:
    until = pause(world).parked_until
    world.time.now += 30

    state = world.advance()

    assert state.parked_until == until
    assert state.steps["settle"].progress is Progress.WAITING


def test_advancing_a_parked_run_does_not_fill_its_journal(world: World) -> None:
    """A job that came twice is no news."""
    pause(world)

    for _ in range(5):
        world.advance()

    assert world.types().count("parked") == 1


def test_each_pause_has_its_own_time(world: World) -> None:
    world.run(
        PAUSE.replace("SECONDS", "60").replace("  - id: now\n", "  - id: more\n    wait: {for: 30}\n  - id: now\n")
    )
    world.time.now += 60
    began = world.time.now

    state = world.advance()

    assert state.parked_until == began + 30
    assert world.told()[2:] == ["parked settle", "step settle done", "parked more"]


@pytest.mark.parametrize("written", ['"${inputs.long}"', '"${target.stage}"'])
def test_what_is_no_length_of_time_ends_the_run(world: World, written: str) -> None:
    state = pause(world, written, inputs={"long": "soon"})

    assert state.ending is not None
    assert not state.ending.verdict.well


def test_a_waiter_asks_once_and_parks(world: World) -> None:
    world.function.updating = "InProgress"
    began = world.time.now

    state = world.run(UNTIL)

    assert world.aws.names() == ["GET /functions/order-1X"]
    assert state.parked_until == began + 1
    assert world.redis.llen(DUE_WAKE) == 1


def test_a_waiter_goes_on_when_it_has_come_about(world: World) -> None:
    world.function.updating = "InProgress"
    world.run(UNTIL)
    for _ in range(3):
        world.time.now += 1
        world.advance()
    world.function.updating = "Successful"
    world.time.now += 1

    state = world.advance()

    assert world.told()[-3:] == ["step updated done", "step now done", "ended done"]
    assert state.steps["updated"].seconds == 4
    assert state.steps["updated"].says == "order is ready"
    assert world.types().count("parked") == 1


def test_a_waiter_that_can_not_come_about_says_so(world: World) -> None:
    world.function.updating = "Failed"

    state = world.run(UNTIL.replace("    says:", "    else: the update of ${target.short} failed\n    says:"))

    assert world.told()[-2:] == ["step updated failed", "ended refused"]
    assert state.ending is not None
    assert state.ending.message == "the update of order failed"


def test_a_waiter_that_does_not_come_about_in_time_says_so(world: World) -> None:
    world.function.updating = "InProgress"
    world.run(UNTIL)
    world.time.now += 301

    state = world.advance()

    assert state.ending is not None
    assert not state.ending.verdict.well
    assert state.ending.message == "lambda.function_updated_v2 did not come about within 300 s."


def test_a_waiter_that_may_not_look_says_so(world: World) -> None:
    world.function.faults["GET order-1X"] = refusal("AccessDeniedException", 403)

    state = world.run(UNTIL)

    assert state.ending is not None
    assert state.ending.verdict is Verdict.FAILED
    assert "may not lambda:GetFunction" in state.ending.message


def test_a_runbook_whose_text_has_changed_since_stops(world: World) -> None:
    pause(world)
    world.runbook(PAUSE.replace("SECONDS", "90").replace("title: Pause", "title: Another"))
    world.time.now += 90

    state = world.advance()

    assert world.aws.calls == []
    assert state.ending is not None
    assert state.ending.verdict is Verdict.FAILED
    assert "was changed after this run had begun" in state.ending.message
    assert state.ending.next_commands == ["/ops pause order"]


def test_a_comment_in_the_runbook_stops_nothing(world: World) -> None:
    pause(world)
    world.runbook("# why\n" + PAUSE.replace("SECONDS", "90"))
    world.time.now += 90

    state = world.advance()

    assert state.ending is not None
    assert state.ending.verdict is Verdict.DONE


def test_an_engine_of_another_key_does_nothing(world: World) -> None:
    pause(world)
    with pytest.raises(JournalBroken):
        world.advance(Journals(world.redis, "x" * 32))
    assert world.types() == ["asked", "resolved", "parked"]
