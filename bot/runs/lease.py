"""A run's lease: says that a worker is at it, so that nobody else begins in vain.

It is no fence: two workers at one run are kept apart by the journal. It ends by itself when its holder is gone.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.exceptions import RedisError

LEASE_SECONDS = 15.0

# KEYS: lease. ARGV: token, milliseconds (0 gives it back)
_KEEP = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then return redis.call('DEL', KEYS[1]) end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""


def key(run: str) -> str:
    return f"opsbot:lease:{run}"


@contextmanager
def held(redis: Redis, run: str, *, seconds: float = LEASE_SECONDS) -> Iterator[bool]:
    """Hold the lease of ``run``, renewed while the block runs; yields whether it was free."""
    token = secrets.token_hex(8)
    milliseconds = int(seconds * 1000)
    if not redis.set(key(run), token, nx=True, px=milliseconds):
        yield False
        return
    done = threading.Event()

    def renew() -> None:
        while not done.wait(seconds / 3):
            try:
                redis.eval(_KEEP, 1, key(run), token, milliseconds)
            except RedisError:
                continue

    keeper = threading.Thread(target=renew, name="lease", daemon=True)
    keeper.start()
    try:
        yield True
    finally:
        done.set()
        keeper.join()
        redis.eval(_KEEP, 1, key(run), token, 0)
