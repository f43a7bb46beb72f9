"""The clock: wakes what is due, finds what was lost, and one of its kind leads."""

from __future__ import annotations

import threading

import pytest
from redis import Redis

from bot.journal import DUE, OPEN, JournalBroken, stream
from bot.runs.lease import held
from jobs.clock import LEADER, LEADER_SECONDS, Clock
from jobs.queues import TAKING_SECONDS
from tests.jobs.open_runs import LIST, OpenRuns

LONG = TAKING_SECONDS * 3


def test_what_is_due_is_put_on_the_queue_once(runs: OpenRuns) -> None:
    for number, seconds in enumerate((10, 20, 30), 1):
        runs.park(f"RUN{number}", seconds)
    runs.time.now += 20

    woken = runs.clock().wake_due()

    assert sorted(woken) == ["RUN1", "RUN2"]
    assert sorted(runs.run_of(job) for job in runs.jobs()) == ["RUN1", "RUN2"]
    assert runs.clock().wake_due() == []
    assert runs.redis.zrange(DUE, 0, -1) == ["RUN3"]


def test_many_that_are_due_are_all_woken(runs: OpenRuns) -> None:
    runs.redis.zadd(DUE, {f"RUN{number}": 1.0 for number in range(250)})
    clock = runs.clock()

    woken = [run for _ in range(3) for run in clock.wake_due()]

    assert len(set(woken)) == len(woken) == 250


def test_of_two_clocks_one_wakes_a_run(runs: OpenRuns) -> None:
    runs.park("RUN1", 10)
    runs.time.now += 10

    assert [runs.clock().wake_due(), runs.clock().wake_due()] == [["RUN1"], []]


def test_a_run_whose_job_was_lost_is_put_back(runs: OpenRuns) -> None:
    runs.submit("RUN1")
    runs.redis.delete(LIST)
    runs.time.now += LONG

    assert runs.clock().reconcile() == ["RUN1"]
    assert [runs.run_of(job) for job in runs.jobs()] == ["RUN1"]


def test_a_job_lost_from_the_list_is_put_back(runs: OpenRuns) -> None:
    """Its worker was killed between taking and starting it: the job's hash says queued, and no list has it."""
    runs.submit("RUN1")
    runs.take()
    runs.time.now += LONG

    assert runs.clock().reconcile() == ["RUN1"]


def test_a_worker_killed_in_the_middle_of_a_run_is_found(runs: OpenRuns) -> None:
    runs.submit("RUN1")
    runs.take()
    runs.append("RUN1", "step", {"id": "one", "state": "done", "seconds": 1, "result": {}, "says": None})
    runs.time.now += LONG

    assert runs.clock().reconcile() == ["RUN1"]


def test_a_run_that_waits_on_the_queue_is_left_alone(runs: OpenRuns) -> None:
    runs.submit("RUN1")
    runs.time.now += 3600

    assert runs.clock().reconcile() == []
    assert len(runs.jobs()) == 1


def test_a_run_that_was_put_back_is_put_back_once(runs: OpenRuns) -> None:
    """Every worker is busy for an hour: the queue does not grow with each look."""
    runs.submit("RUN1")
    runs.take()
    clock = runs.clock()
    for _ in range(120):
        runs.time.now += 30
        clock.reconcile()

    assert len(runs.jobs()) == 1


def test_a_run_that_a_worker_is_just_taking_is_left_alone(runs: OpenRuns) -> None:
    runs.submit("RUN1")
    runs.take()
    runs.time.now += TAKING_SECONDS / 2

    assert runs.clock().reconcile() == []


def test_a_run_with_a_worker_is_left_alone(runs: OpenRuns, redis: Redis) -> None:
    runs.submit("RUN1")
    runs.take()
    runs.time.now += LONG

    with held(redis, "RUN1"):
        assert runs.clock().reconcile() == []
    assert runs.clock().reconcile() == ["RUN1"]


def test_a_parked_run_is_left_alone(runs: OpenRuns) -> None:
    runs.park("RUN1", 3600)
    runs.time.now += LONG

    assert runs.clock().reconcile() == []
    assert runs.jobs() == []


def test_a_lost_timer_is_set_again(runs: OpenRuns) -> None:
    until = runs.park("RUN1", 3600)
    runs.redis.delete(DUE)
    runs.time.now += LONG

    put_back = runs.clock().reconcile()

    assert put_back == []
    assert runs.redis.zscore(DUE, "RUN1") == until


def test_a_timer_that_was_lost_and_has_passed_wakes_the_run(runs: OpenRuns) -> None:
    """Also: the clock was killed between taking the run out and putting it on the queue."""
    runs.park("RUN1", 10)
    runs.redis.delete(DUE)
    runs.time.now += LONG

    assert runs.clock().reconcile() == ["RUN1"]


def test_a_run_that_has_ended_is_gone_from_the_open_ones(runs: OpenRuns) -> None:
    runs.submit("RUN1")
    runs.take()
    runs.end("RUN1")
    runs.time.now += LONG

    assert runs.clock().reconcile() == []


def test_one_broken_journal_does_not_stop_the_clock(runs: OpenRuns) -> None:
    for run in ("BROKEN", "RUN1"):
        runs.submit(run)
    runs.redis.delete(LIST)
    runs.redis.xadd(stream("BROKEN"), {"type": "ended", "at": "x", "data": "{}", "nonce": "n", "digest": "f"})
    runs.time.now += LONG

    assert runs.clock().reconcile() == ["RUN1"]
    with pytest.raises(JournalBroken):
        runs.journals.read("BROKEN")


@pytest.mark.parametrize("type_", ["approved", "step"], ids=["of a later version", "of another runbook"])
def test_one_journal_that_cannot_be_folded_does_not_stop_the_clock(runs: OpenRuns, type_: str) -> None:
    for run in ("ODD", "RUN1"):
        runs.submit(run)
    runs.redis.delete(LIST)
    runs.append("ODD", type_, {"id": "nowhere", "state": "done"})
    runs.time.now += LONG

    assert "RUN1" in runs.clock().reconcile()


def test_one_missing_journal_does_not_stop_the_clock(runs: OpenRuns) -> None:
    runs.redis.sadd(OPEN, "NOWHERE")
    runs.redis.zadd(DUE, {"NOWHERE": 1.0})
    runs.submit("RUN1")
    runs.redis.delete(LIST)
    runs.time.now += LONG
    clock = runs.clock()

    assert clock.reconcile() == ["RUN1"]
    clock.wake_due()


def test_one_leads_and_the_next_takes_over(runs: OpenRuns) -> None:
    first, second = runs.clock(), runs.clock()

    assert (first.leads(), second.leads(), first.leads()) == (True, False, True)
    assert 0 < runs.redis.pttl(LEADER) <= LEADER_SECONDS * 1000
    runs.redis.delete(LEADER)
    assert (second.leads(), first.leads()) == (True, False)


def test_serving_wakes_what_is_due_and_stops_when_told(runs: OpenRuns) -> None:
    """It blocks until something comes due; a new due time interrupts it."""
    runs.park("RUN1", 0)
    stop = threading.Event()
    woken = threading.Event()

    class Watching(Clock):
        def wake_due(self) -> list[str]:
            found = super().wake_due()
            if found:
                stop.set()
                woken.set()
            return found

    clock = Watching(runs.redis, runs.journals, runs.queue, reconcile_seconds=30, clock=runs.time)
    clock.serve(stop)

    assert woken.is_set()
    assert [runs.run_of(job) for job in runs.jobs()] == ["RUN1"]
