"""A run's lease: one holder, renewed while it works, gone with it."""

from __future__ import annotations

import threading

import pytest
from redis import Redis

from bot.runs.lease import LEASE_SECONDS, held, key


def test_one_holds_it_and_the_other_is_told(redis: Redis) -> None:
    with held(redis, "RUN1") as first, held(redis, "RUN1") as second, held(redis, "RUN2") as other:
        assert (first, second, other) == (True, False, True)
        assert redis.exists(key("RUN1")) == 1

    assert redis.exists(key("RUN1"), key("RUN2")) == 0


def test_it_ends_by_itself(redis: Redis) -> None:
    with held(redis, "RUN1"):
        assert 0 < redis.pttl(key("RUN1")) <= LEASE_SECONDS * 1000


def test_it_is_renewed_while_it_is_held(redis: Redis) -> None:
    """Whoever watches sees its time set anew, well before it would end."""
    renewed = threading.Event()

    class Watched(Redis):
        def eval(self, *arguments: object, **options: object) -> object:
            answer = super().eval(*arguments, **options)
            renewed.set()
            return answer

    with Watched(connection_pool=redis.connection_pool) as watched, held(watched, "RUN1", seconds=0.3) as free:
        assert free
        assert renewed.wait(5)
        assert redis.pttl(key("RUN1")) > 0


def test_a_lease_that_was_lost_is_not_taken_from_the_next(redis: Redis) -> None:
    with held(redis, "RUN1"):
        redis.set(key("RUN1"), "somebody else", px=60_000)

    assert redis.get(key("RUN1")) == "somebody else"


def test_it_is_given_back_when_its_holder_fails(redis: Redis) -> None:
    def fail() -> None:
        with held(redis, "RUN1"):
            raise RuntimeError("fault")

    with pytest.raises(RuntimeError):
        fail()

    assert redis.exists(key("RUN1")) == 0


def test_nobody_is_left_behind(redis: Redis) -> None:
    before = threading.active_count()

    with held(redis, "RUN1"):
        pass

    assert threading.active_count() == before
