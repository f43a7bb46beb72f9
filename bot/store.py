"""The border to Redis: connections with the timeouts that each process needs."""

from __future__ import annotations

from urllib.parse import urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import RedisError as ForeignError
from redis.retry import Retry

from bot.errors import RedisError

RedisFailure = ForeignError


def connect(url: str, *, timeout_seconds: float | None, decode: bool = True) -> Redis:
    """A client that repeats nothing by itself. ``decode``: answers as text; RQ wants bytes.

    redis-py's own retries turn a second's timeout into fifteen, and repeat a script whose answer was lost.

    Raises:
        RedisError: the URL is none.
    """
    try:
        return _from_url(url, timeout_seconds, decode)
    except ValueError as error:
        # Without the URL itself: it may hold a password.
        raise RedisError(f"REDIS_URL cannot be used: {error}. For example redis://127.0.0.1:6379/0.") from None


def _from_url(url: str, timeout_seconds: float | None, decode: bool) -> Redis:
    return Redis.from_url(
        url,
        decode_responses=decode,
        socket_timeout=timeout_seconds,
        socket_connect_timeout=timeout_seconds,
        socket_keepalive=True,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )


def never_connected(error: ForeignError) -> bool:
    """Whether nothing can have reached Redis: the connection itself was not made."""
    return isinstance(error, NoConnection) and " connecting to " in str(error)


def require(redis: Redis, url: str) -> None:
    """See that Redis answers, and that it is recent enough for RQ's crash-safe taking of jobs.

    Raises:
        RedisError: with what to do.
    """
    parts = urlsplit(url)
    host = f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else parts.path
    try:
        version = str(redis.info("server")["redis_version"])
    except ForeignError as error:
        reason = " ".join(str(error).split())
        raise RedisError(f"Redis at {host} does not answer ({reason}). Start it, or correct REDIS_URL.") from error
    if tuple(int(part) for part in version.split(".")[:2]) < (6, 2):
        raise RedisError(f"Redis at {host} is {version}; opsbot needs 6.2 or newer, where taking a job is crash-safe.")
