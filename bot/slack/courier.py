"""The delivery worker's loop: takes runs that have something to show, several at once, one at a time each."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

import structlog
from redis.exceptions import RedisError

from bot.slack.delivery import Outcome
from bot.slack.marks import Marks

AT_ONCE = 4
REDIS_AWAY_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Stop(Protocol):
    """What ``threading.Event`` is: set when the worker shall end."""

    def is_set(self) -> bool: ...

    def wait(self, timeout: float) -> bool: ...


class Delivers(Protocol):
    """What ``Deliverer`` is to the loop: it shows one run; ``crashed`` is told when that raised."""

    @property
    def marks(self) -> Marks: ...

    def deliver(self, run: str) -> Outcome: ...

    def crashed(self, run: str) -> None: ...


class Courier:
    """``now`` gives seconds since the epoch."""

    def __init__(self, deliverer: Delivers, *, now: Callable[[], float], at_once: int = AT_ONCE) -> None:
        self._deliverer = deliverer
        self._marks = deliverer.marks
        self._now = now
        self._at_once = at_once
        self._free = threading.Semaphore(at_once)
        self._lock = threading.Lock()
        self._in_flight: set[str] = set()

    def serve(self, stop: Stop) -> None:
        """Deliver until ``stop`` is set, then finish what is in flight and return.

        Redis being away is waited out; every other error of a delivery is logged and counted, and that run
        looked at again later. Notices ``stop`` within a second.
        """
        with ThreadPoolExecutor(self._at_once, thread_name_prefix="delivery") as pool:
            while not stop.is_set():
                if not self._free.acquire(timeout=1.0):
                    continue
                if not self._begin(pool, stop):
                    self._free.release()

    def _begin(self, pool: ThreadPoolExecutor, stop: Stop) -> bool:
        """Begin the next delivery; False when nothing was due, after having waited for it."""
        with self._lock:
            busy = frozenset(self._in_flight)
        try:
            run = self._marks.due(self._now(), but=busy)
            if run is None:
                self._marks.sleep(self._now(), but=busy)
                return False
        except RedisError as error:
            log.warning("redis does not answer delivery", error=type(error).__name__)
            stop.wait(REDIS_AWAY_SECONDS)
            return False
        with self._lock:
            self._in_flight.add(run)
        pool.submit(self._deliverer.deliver, run).add_done_callback(lambda done: self._ended(run, done))
        return True

    def _ended(self, run: str, done: Future[Outcome]) -> None:
        """Make room; only then may the run be taken again, and what it left to do is looked at anew."""
        failure = done.exception()
        try:
            if isinstance(failure, RedisError):
                log.warning("redis does not answer delivery", run=run, error=type(failure).__name__)
            elif failure is not None:
                log.error("delivery crashed", run=run, exc_info=failure)
                self._deliverer.crashed(run)
        except RedisError as error:
            log.warning("redis does not answer delivery", run=run, error=type(error).__name__)
        with self._lock:
            self._in_flight.discard(run)
        self._free.release()
        if failure is not None or done.result() is not Outcome.DELIVERED:
            self._wake()

    def _wake(self) -> None:
        try:
            self._marks.wake()
        except RedisError as error:
            log.warning("redis does not answer delivery", error=type(error).__name__)
