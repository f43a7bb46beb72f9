"""At most one delivery of a run at a time, over all delivery workers."""

from __future__ import annotations

import secrets

from redis import Redis

# Renewed before each call that shows something; longer than such a call takes until it is given up (10 s).
# It is also how long a run's thread stands still when a delivery worker is killed.
HELD_MS = 15_000

# KEYS: the lease. ARGV: our token, ms (0 releases). Returns 1 when it was ours.
_KEEP = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then return redis.call('DEL', KEYS[1]) end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""


class LeaseLost(Exception):
    """Another worker may be delivering this run by now: stop without another word to Slack."""


class Lease:
    def __init__(self, redis: Redis, run: str) -> None:
        self._redis = redis
        self._key = lease_key(run)
        self._token = secrets.token_hex(8)
        self._keep = redis.register_script(_KEEP)

    def take(self) -> bool:
        return bool(self._redis.set(self._key, self._token, nx=True, px=HELD_MS))

    def renew(self) -> None:
        """Raises LeaseLost."""
        if not self._keep(keys=[self._key], args=[self._token, HELD_MS]):
            raise LeaseLost(self._key)

    def release(self) -> None:
        self._keep(keys=[self._key], args=[self._token, 0])


def lease_key(run: str) -> str:
    return f"opsbot:delivering:{run}"
