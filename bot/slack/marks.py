"""Which runs have something to show: the dirty marks that the journal sets and delivery takes away."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from redis import Redis
from redis.exceptions import TimeoutError as NoAnswerInTime

from bot.journal import DIRTY, DIRTY_WAKE, OPEN, stream

LOOKED_AT = 200
LONGEST_SLEEP_SECONDS = 1.0
# Redis 6.2 takes a BLPOP timeout of 1 ms or less for "for ever".
SHORTEST_SLEEP_SECONDS = 0.01

# KEYS: dirty, the run's journal. ARGV: run, number of the entry rendered, due ('' takes the mark away).
# Returns 1, or 0 when the journal has moved on meanwhile and the mark stays as the journal set it.
_CLOSE = """
local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
local head = #last > 0 and tonumber(string.match(last[1][1], '^%d+')) or 0
if head ~= tonumber(ARGV[2]) then return 0 end
if ARGV[3] == '' then redis.call('ZREM', KEYS[1], ARGV[1])
else redis.call('ZADD', KEYS[1], 'XX', ARGV[3], ARGV[1]) end
return 1
"""


class Marks:
    """Times are seconds since the epoch. ``redis`` must decode responses."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._close = redis.register_script(_CLOSE)

    def due(self, now: float, *, but: Collection[str] = ()) -> str | None:
        """The run to deliver next: of those that are due, one that has ended before one that has not."""
        found = self._redis.zrangebyscore(DIRTY, "-inf", now, start=0, num=LOOKED_AT + len(but))
        runs = [run for run in cast("list[str]", found) if run not in but]
        if not runs:
            return None
        still_open = cast("list[int]", self._redis.smismember(OPEN, runs))
        return min(zip(still_open, range(len(runs)), runs, strict=True))[2]

    def sleep(self, now: float, *, but: Collection[str] = ()) -> None:
        """Until a journal wakes us, the next mark is due, or a second has gone by."""
        rows = cast("list[tuple[str, float]]", self._redis.zrange(DIRTY, 0, len(but), withscores=True))
        until = min((score for run, score in rows if run not in but), default=now + LONGEST_SLEEP_SECONDS)
        seconds = min(max(until - now, SHORTEST_SLEEP_SECONDS), LONGEST_SLEEP_SECONDS)
        try:
            self._redis.blpop([DIRTY_WAKE], timeout=seconds)
        except NoAnswerInTime:
            return

    def wake(self) -> None:
        with self._redis.pipeline(transaction=False) as pipeline:
            pipeline.lpush(DIRTY_WAKE, "1")
            pipeline.ltrim(DIRTY_WAKE, 0, 7)
            pipeline.execute()

    def settle(self, run: str, head: int) -> bool:
        """Take the mark away if entry ``head`` is still the last; False when there is more to show."""
        return bool(self._close(keys=[DIRTY, stream(run)], args=[run, head, ""]))

    def postpone(self, run: str, head: int, due: float) -> bool:
        """Look again at ``due``, or as soon as the journal moves on."""
        return bool(self._close(keys=[DIRTY, stream(run)], args=[run, head, due]))

    def push(self, run: str, due: float) -> None:
        """Look again at ``due``, whatever the journal does meanwhile."""
        self._redis.zadd(DIRTY, {run: due}, xx=True)

    def drop(self, run: str) -> None:
        self._redis.zrem(DIRTY, run)
