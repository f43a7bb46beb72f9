"""How often opsbot may call Slack, shared by every delivery worker through Redis.

One script answers for a call whether it may go now, and if not, how long to wait; when it may, it is counted.
A rate is kept as the moment at which its bucket would be full again (GCRA): two numbers, no list of calls.

Numbers: "Rate limits" (posting about one message a second and channel), ``chat.update`` tier 3, 50 a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from redis import Redis

PREFIX = "opsbot:slack:rate:"
BLOCKED = "opsbot:slack:blocked:"

# KEYS: the method's mark, then one key per rate. ARGV: now, then interval and burst of each rate, all in ms.
# Returns 0 when the call may go and has been counted against every rate, else the ms to wait.
_TAKE = """
local now = tonumber(ARGV[1])
local wait = tonumber(redis.call('GET', KEYS[1]) or '0') - now
local full = {}
for i = 2, #KEYS do
  local interval, burst = tonumber(ARGV[2 * i - 2]), tonumber(ARGV[2 * i - 1])
  local before = math.max(tonumber(redis.call('GET', KEYS[i]) or '0'), now)
  full[i] = before + interval
  wait = math.max(wait, full[i] - burst * interval - now)
end
if wait > 0 then return math.ceil(wait) end
for i = 2, #KEYS do redis.call('SET', KEYS[i], full[i], 'PX', math.ceil(full[i] - now) + 1000) end
return 0
"""


@dataclass(frozen=True)
class Rate:
    """One call each ``interval_ms``, of which ``burst`` may come at once."""

    name: str
    interval_ms: int
    burst: int


def posting(channel: str, *, urgent: bool) -> list[Rate]:
    """A card (``urgent``) finds room where replies already wait."""
    return [Rate(f"post:{channel}", 1_000, 4 if urgent else 3)]


def editing(run: str, *, urgent: bool) -> list[Rate]:
    """One edit a second and run; 15 + 60 s / 1,715 ms make 49 in any minute. Final states have five more."""
    return [Rate(f"run:{run}", 1_000, 1), Rate("update", 1_715, 15 if urgent else 10)]


class Budget:
    """``now`` gives seconds since the epoch."""

    def __init__(self, redis: Redis, now: Callable[[], float]) -> None:
        self._take = redis.register_script(_TAKE)
        self._redis = redis
        self._now = now

    def take(self, method: str, rates: Sequence[Rate] = ()) -> float:
        """Seconds to wait before calling ``method``; 0 when the call may go and has been counted."""
        keys = [BLOCKED + method, *(PREFIX + rate.name for rate in rates)]
        numbers = [number for rate in rates for number in (rate.interval_ms, rate.burst)]
        return int(self._take(keys=keys, args=[self._now() * 1000, *numbers])) / 1000

    def block(self, method: str, seconds: float) -> None:
        """Slack said Retry-After: nobody calls ``method`` before it is over."""
        milliseconds = int(seconds * 1000)
        self._redis.set(BLOCKED + method, self._now() * 1000 + milliseconds, px=milliseconds + 1000)
