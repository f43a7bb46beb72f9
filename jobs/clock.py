"""The clock: wakes runs whose time has come, and finds those that nobody is at.

One of its kind leads at a time; it only enqueues. Everything that it needs stands in Redis and follows from
the journals, so that any other may take over.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable

import structlog
from redis import Redis

from bot.journal import DUE, DUE_WAKE, OPEN, JournalBroken, Journals
from bot.runs.lease import key as lease_key
from bot.runs.state import fold
from jobs.queues import TAKING_SECONDS, RunQueue

log = structlog.get_logger(__name__)

LEADER = "opsbot:clock"
LEADER_SECONDS = 5.0
# Redis 6.2 blocks for ever on timeouts of 1 ms or less.
SHORTEST_WAIT_SECONDS = 0.01
LONGEST_WAIT_SECONDS = 2.0

# KEYS: due. ARGV: now. Takes what is due out, so that of two clocks one wakes it.
_TAKE_DUE = """
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, 100)
if #due > 0 then redis.call('ZREM', KEYS[1], unpack(due)) end
return due
"""
# KEYS: leader. ARGV: token, milliseconds
_LEAD = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""


class Clock:
    """``clock`` gives seconds since the epoch."""

    def __init__(
        self,
        redis: Redis,
        journals: Journals,
        queue: RunQueue,
        *,
        reconcile_seconds: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._redis = redis
        self._journals = journals
        self._queue = queue
        self._reconcile_seconds = reconcile_seconds
        self._clock = clock
        self._token = secrets.token_hex(8)

    def serve(self, stop: threading.Event) -> None:
        """Lead whenever nobody else does, until ``stop``."""
        next_reconcile = 0.0
        while not stop.is_set():
            if not self.leads():
                stop.wait(LEADER_SECONDS / 3)
                continue
            if self._clock() >= next_reconcile:
                self.reconcile()
                next_reconcile = self._clock() + self._reconcile_seconds
            self.wake_due()
            self._sleep_until_next(next_reconcile)

    def leads(self) -> bool:
        return bool(self._redis.eval(_LEAD, 1, LEADER, self._token, int(LEADER_SECONDS * 1000)))

    def wake_due(self) -> list[str]:
        """Enqueue every run whose time has come; returns them."""
        runs = [str(run) for run in self._redis.eval(_TAKE_DUE, 1, DUE, self._clock())]
        for run in runs:
            self._queue.wake(run, self._journals.head_number(run), now=self._clock())
        return runs

    def reconcile(self) -> list[str]:
        """Put back every open run that nobody is at, and every timer that was lost; returns the runs put back.

        A lost job, a killed worker, a restarted Redis and a lost timer are all the same case.
        """
        put_back = []
        for run in self._redis.sscan_iter(OPEN, count=500):
            try:
                left_alone = self._is_left_alone(run)
            except (JournalBroken, ValueError) as error:
                # One journal that does not hold must not keep the others from being woken.
                log.error("a run cannot be carried on", run=run, reason=str(error))  # noqa: TRY400 -- said in full
                continue
            if left_alone:
                self._queue.wake(run, self._journals.head_number(run), now=self._clock())
                put_back.append(run)
        if put_back:
            log.info("runs put back on the queue", runs=put_back)
        return put_back

    def _is_left_alone(self, run: str) -> bool:
        if self._redis.exists(lease_key(run)):
            return False
        state = fold(self._journals.read(run))
        if state.parked_until is not None and not state.ending:
            if self._redis.zscore(DUE, run) is not None:
                return False
            if state.parked_until > self._clock():
                self._redis.zadd(DUE, {run: state.parked_until})
                return False
        if self._clock() - state.last_at.timestamp() < TAKING_SECONDS:
            return False
        return not self._queue.waits(run, state.asked.job, now=self._clock())

    def _sleep_until_next(self, next_reconcile: float) -> None:
        first = self._redis.zrange(DUE, 0, 0, withscores=True)
        until = float(first[0][1]) if first else float("inf")
        wait = min(until, next_reconcile) - self._clock()
        wait = max(SHORTEST_WAIT_SECONDS, min(wait, LONGEST_WAIT_SECONDS))
        self._redis.blpop([DUE_WAKE], timeout=wait)
