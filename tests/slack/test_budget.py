"""The shared budget by itself, and as Slack sees it over many runs."""

from __future__ import annotations

import random

import pytest
from redis import Redis

from bot.slack.budget import Budget, Rate, editing, posting
from bot.slack.marks import Marks
from playground.slack import Limits, SimulatedSlack
from tests.slack.rig import Clock, Rig
from tests.slack.runs import DONE, asked


def test_one_edit_a_second_and_run(redis: Redis, clock: Clock) -> None:
    budget = Budget(redis, clock)
    assert budget.take("chat.update", editing("A", urgent=False)) == 0
    assert budget.take("chat.update", editing("A", urgent=False)) == pytest.approx(1.0, abs=0.01)
    assert budget.take("chat.update", editing("B", urgent=False)) == 0
    clock.now += 1
    assert budget.take("chat.update", editing("A", urgent=False)) == 0


def test_never_more_than_fifty_edits_in_any_minute(redis: Redis, clock: Clock) -> None:
    budget = Budget(redis, clock)
    taken = []
    dice = random.Random(7)  # noqa: S311 -- any sequence will do
    for number in range(1500):
        clock.now += dice.choice([0, 0, 0.05, 0.5])
        if budget.take("chat.update", editing(f"run{number}", urgent=True)) == 0:
            taken.append(clock.now)
    assert len(taken) > 60
    assert max(sum(at <= other < at + 60 for other in taken) for at in taken) <= 50


def test_final_states_find_room_where_others_wait(redis: Redis, clock: Clock) -> None:
    budget = Budget(redis, clock)
    number = 0
    while budget.take("chat.update", editing(f"run{number}", urgent=False)) == 0:
        number += 1
    finals = [budget.take("chat.update", editing(f"final{n}", urgent=True)) for n in range(6)]
    assert number == 10
    assert finals[:5] == [0] * 5
    assert finals[5] > 0


def test_a_refusal_counts_against_nothing(redis: Redis, clock: Clock) -> None:
    budget = Budget(redis, clock)
    full, free = Rate("full", 10_000, 1), Rate("free", 10_000, 1)
    assert budget.take("m", [full]) == 0
    assert budget.take("m", [free, full]) > 9
    assert budget.take("m", [free]) == 0


def test_waiting_as_told_is_enough(redis: Redis, clock: Clock) -> None:
    budget = Budget(redis, clock)
    for _ in range(20):
        clock.now += budget.take("chat.postMessage", posting("C1", urgent=False))
        assert budget.take("chat.postMessage", posting("C2", urgent=False)) >= 0


def test_a_blocked_method_is_blocked_for_all_and_only_it(redis: Redis, clock: Clock) -> None:
    Budget(redis, clock).block("chat.update", 12)
    assert Budget(redis, clock).take("chat.update") == pytest.approx(12, abs=0.01)
    assert Budget(redis, clock).take("chat.postMessage") == 0
    clock.now += 12.01
    assert Budget(redis, clock).take("chat.update") == 0


def test_fifty_runs_through_slacks_own_limits(redis: Redis, clock: Clock) -> None:
    """Nothing is refused for its rate, and every run's end is shown, once and in time."""
    with SimulatedSlack(app_url="http://127.0.0.1:9/", signing_secret="unused", limits=Limits(), clock=clock) as slack:
        rig = Rig(redis, slack, clock)
        runs = [f"RUN{number:02d}" for number in range(30)]
        for run in runs:
            rig.write(asked(), run=run)
        _drain(rig)
        for run in runs:
            rig.write(*DONE[1:], run=run)
        took = _drain(rig)
        assert {call.status for call in slack.calls()} == {200}
        cards = [m for m in slack.messages("ops") if "done" in m["text"].splitlines()[0]]
        assert len(cards) == len(runs)
        assert took < 300, "drained within five minutes"


def _drain(rig: Rig) -> float:
    """Deliver what is due in the loop's order until nothing is left; seconds of the clock that it took."""
    start = rig.clock.now
    marks = Marks(rig.redis)
    for _ in range(5_000):
        run = marks.due(rig.clock.now)
        if run is not None:
            rig.deliver(run)
        elif rows := rig.redis.zrange("opsbot:dirty", 0, 0, withscores=True):
            rig.clock.now = float(rows[0][1])  # type: ignore[index]
        else:
            return rig.clock.now - start
    raise AssertionError("the runs do not come to rest")
