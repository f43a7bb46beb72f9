from __future__ import annotations

from datetime import UTC, datetime

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from bot.journal import DIRTY, DIRTY_WAKE, OPEN, Head, Journals
from bot.slack.marks import Marks
from tests.slack.runs import asked

NOW = 1_795_180_000.0


@pytest.fixture
def marks(redis: Redis) -> Marks:
    return Marks(redis)


def test_ended_runs_come_before_open_ones(redis: Redis, marks: Marks) -> None:
    redis.zadd(DIRTY, {"open-early": NOW - 10, "ended-late": NOW - 1, "ended-later": NOW, "not-due": NOW + 1})
    redis.sadd(OPEN, "open-early", "not-due")
    assert marks.due(NOW) == "ended-late"
    assert marks.due(NOW, but={"ended-late", "ended-later"}) == "open-early"
    assert marks.due(NOW, but={"ended-late", "ended-later", "open-early"}) is None


def _journal(redis: Redis) -> int:
    journals = Journals(redis, "k" * 32)
    entry = journals.append("RUN", Head(), *asked(run="RUN"), now=datetime.fromtimestamp(NOW, UTC))
    return entry.number


def test_settle_takes_the_mark_of_what_was_rendered_only(redis: Redis, marks: Marks) -> None:
    head = _journal(redis)
    assert marks.settle("RUN", head - 1) is False
    assert redis.zscore(DIRTY, "RUN") is not None
    assert marks.settle("RUN", head) is True
    assert redis.zscore(DIRTY, "RUN") is None


def test_postpone_yields_to_a_journal_that_moved_on(redis: Redis, marks: Marks) -> None:
    head = _journal(redis)
    assert marks.postpone("RUN", head - 1, NOW + 60) is False
    assert redis.zscore(DIRTY, "RUN") == NOW
    assert marks.postpone("RUN", head, NOW + 60) is True
    assert redis.zscore(DIRTY, "RUN") == NOW + 60


def test_a_mark_that_is_gone_stays_gone(redis: Redis, marks: Marks) -> None:
    head = _journal(redis)
    marks.settle("RUN", head)
    marks.push("RUN", NOW + 5)
    marks.postpone("RUN", head, NOW + 5)
    assert redis.zcard(DIRTY) == 0


def test_sleep_ends_with_a_wake_and_with_the_next_mark(redis: Redis, marks: Marks) -> None:
    marks.wake()
    marks.sleep(NOW)
    assert redis.llen(DIRTY_WAKE) == 0
    redis.zadd(DIRTY, {"in-flight": NOW - 5, "next": NOW + 0.02})
    marks.sleep(NOW, but={"in-flight"})
    assert redis.zcard(DIRTY) == 2


def test_sleep_outlasting_the_connection_is_a_wake(redis: Redis, redis_url: str) -> None:
    with Redis.from_url(redis_url, decode_responses=True, socket_timeout=0.05, retry=Retry(NoBackoff(), 0)) as hasty:
        Marks(hasty).sleep(NOW)
        assert hasty.ping()


def test_wakes_do_not_pile_up(redis: Redis, marks: Marks) -> None:
    for _ in range(50):
        marks.wake()
    assert redis.llen(DIRTY_WAKE) <= 8
