"""The loop itself, with real threads, the real clock and real Redis waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from bot.journal import DIRTY
from bot.runs.state import RunState
from bot.slack.courier import Courier
from bot.slack.delivery import Outcome
from bot.slack.ledger import FAILURES, Ledger
from bot.slack.marks import Marks
from bot.slack.render.shapes import Thread
from bot.slack.render.thread import thread
from playground.slack import Limits, SimulatedSlack
from tests.slack.rig import OPS, Rig
from tests.slack.runs import DONE, LOOKED, RUN, asked


@pytest.fixture
def live(redis: Redis) -> Iterator[Rig]:
    with SimulatedSlack(app_url="http://127.0.0.1:9/", signing_secret="unused", limits=Limits.without_rates()) as slack:
        yield Rig(redis, slack, time.time)  # type: ignore[arg-type]


@contextmanager
def serving(serve: Callable[[threading.Event], None]) -> Iterator[None]:
    stop = threading.Event()
    worker = threading.Thread(target=serve, args=[stop])
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(timeout=10)
        assert not worker.is_alive()


def test_what_is_written_is_shown(live: Rig) -> None:
    with serving(live.courier().serve):
        live.write(*DONE[:2])
        assert live.slack.wait_for(lambda s: bool(s.messages("ops")), timeout=5)
        live.write(*DONE[2:])
        assert live.slack.wait_for(lambda s: len(s.thread(OPS, s.messages("ops")[0]["ts"])) == 4, timeout=10)
        assert live.slack.wait_for(lambda s: "done" in s.messages("ops")[0]["text"], timeout=10)


def test_two_workers_say_nothing_twice(live: Rig) -> None:
    runs = [f"RUN{number}" for number in range(6)]
    other = Courier(live.deliverer_with(live.journals), now=time.time).serve
    with serving(live.courier().serve), serving(other):
        for line in DONE:
            for run in runs:
                live.write(line, run=run)
        assert live.slack.wait_for(
            lambda s: sum("done" in m["text"] for m in s.messages("ops")) == len(runs), timeout=30
        )
    assert len(live.slack.messages("ops")) == len(runs)


def test_stop_finishes_what_is_in_flight(live: Rig) -> None:
    live.write(asked())
    live.slack.fail("chat.postMessage", delay_seconds=0.5)
    stop = threading.Event()
    rendered = threading.Event()

    def render_and_tell(state: RunState) -> Thread:
        rendered.set()
        return thread(state)

    live.render = render_and_tell
    worker = threading.Thread(target=live.courier().serve, args=[stop])
    worker.start()
    assert rendered.wait(5)
    stop.set()
    worker.join(10)
    assert Ledger(live.redis, RUN).slot("card").ts == live.card()["ts"]


def test_a_crash_of_ours_is_counted_and_does_not_end_the_loop(live: Rig) -> None:

    def render_or_fail(state: RunState) -> Thread:
        if state.id == "BAD":
            raise ZeroDivisionError
        return thread(state)

    live.render = render_or_fail
    live.write(asked(), run="BAD")
    with serving(live.courier().serve):
        live.write(asked(), LOOKED)
        assert live.slack.wait_for(lambda s: bool(s.messages("ops")), timeout=5)
    assert live.redis.hget(FAILURES, "crashed") == "1"
    assert float(live.redis.zscore(DIRTY, "BAD") or 0) > time.time() + 20


def test_redis_away_is_waited_out() -> None:
    with Redis(port=9, retry=Retry(NoBackoff(), 0)) as nobody:

        class Unreachable:
            marks = Marks(nobody)

            def deliver(self, run: str) -> Outcome:
                raise AssertionError(run)

            def crashed(self, run: str) -> None:
                raise AssertionError(run)

        pauses = Pauses(2)
        Courier(Unreachable(), now=time.time).serve(pauses)
        assert pauses.asked == [1.0, 1.0]


class Pauses:
    """A stop that is set after so many pauses, without any of them being spent."""

    def __init__(self, most: int) -> None:
        self.asked: list[float] = []
        self._most = most

    def is_set(self) -> bool:
        return len(self.asked) >= self._most

    def wait(self, timeout: float) -> bool:
        self.asked.append(timeout)
        return self.is_set()


def test_four_at_once_and_each_run_once(redis: Redis) -> None:
    most, now_busy, delivered = [0], set[str](), list[str]()
    lock, release, four = threading.Lock(), threading.Event(), threading.Event()

    class Slowly:
        marks = Marks(redis)

        def deliver(self, run: str) -> Outcome:
            with lock:
                assert run not in now_busy
                now_busy.add(run)
                most[0] = max(most[0], len(now_busy))
                if len(now_busy) == 4:
                    four.set()
            assert release.wait(5)
            with lock:
                now_busy.discard(run)
                delivered.append(run)
            redis.zrem(DIRTY, run)
            return Outcome.DELIVERED

        def crashed(self, run: str) -> None:
            raise AssertionError(run)

    redis.zadd(DIRTY, {f"RUN{number}": 1.0 for number in range(9)})
    with serving(Courier(Slowly(), now=time.time).serve):
        assert four.wait(5)
        release.set()
        deadline = threading.Event()
        while len(delivered) < 9 and not deadline.wait(0.01):
            pass
    assert most[0] == 4
    assert sorted(delivered) == [f"RUN{number}" for number in range(9)]
