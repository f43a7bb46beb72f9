"""Appending to a journal: one writer wins, a lost answer does no harm, and the indexes come in the same breath."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as Lost
from redis.exceptions import RedisError

from bot import store
from bot.errors import JournalConflict
from bot.journal import (
    APPEND_TRIES,
    DIRTY,
    DIRTY_WAKE,
    DUE,
    DUE_WAKE,
    ENDED,
    OPEN,
    RECENT,
    RECENT_KEPT,
    Entry,
    Head,
    Journals,
    stream,
)
from tests.proxy import Proxy

KEY = "k" * 32
RUN = "RUN1"
NOW = datetime(2026, 11, 20, 14, 31, 5, tzinfo=UTC)


@pytest.fixture
def journals(redis: Redis) -> Journals:
    return Journals(redis, KEY)


def behind(entry: Entry) -> Head:
    return Head(entry.number, entry.digest)


def test_of_two_writers_one_wins(journals: Journals, redis: Redis) -> None:
    first = journals.append(RUN, Head(), "asked", {}, now=NOW)
    winner = journals.append(RUN, behind(first), "step", {"by": "one"}, now=NOW)

    with pytest.raises(JournalConflict, match=RUN):
        Journals(redis, KEY).append(RUN, behind(first), "step", {"by": "two"}, now=NOW)

    assert journals.read(RUN) == [first, winner]


def test_many_writers_at_once_leave_one_entry(journals: Journals, redis_url: str) -> None:
    first = journals.append(RUN, Head(), "asked", {}, now=NOW)
    gate = threading.Barrier(8)
    ended: list[str] = []

    def race(name: int) -> None:
        with Redis.from_url(redis_url, decode_responses=True) as own:
            gate.wait()
            try:
                Journals(own, KEY).append(RUN, behind(first), "step", {"by": name}, now=NOW)
            except JournalConflict:
                ended.append("told")
            else:
                ended.append("won")

    threads = [threading.Thread(target=race, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ended) == ["told"] * 7 + ["won"]
    assert len(journals.read(RUN)) == 2


@pytest.mark.parametrize("head", [Head(), Head(2, "f" * 64), Head(1, "f" * 64)], ids=["none", "later", "other"])
def test_a_writer_with_another_head_is_told(journals: Journals, head: Head) -> None:
    journals.append(RUN, Head(), "asked", {}, now=NOW)

    with pytest.raises(JournalConflict):
        journals.append(RUN, head, "step", {}, now=NOW)

    assert journals.head_number(RUN) == 1


def test_a_writer_is_told_when_its_journal_was_flushed(journals: Journals, redis: Redis) -> None:
    first = journals.append(RUN, Head(), "asked", {}, now=NOW)
    redis.flushall()

    with pytest.raises(JournalConflict):
        journals.append(RUN, behind(first), "intent", {}, now=NOW)

    assert redis.exists(stream(RUN)) == 0


def test_nothing_is_written_beside_an_entry_that_lost(journals: Journals, redis: Redis) -> None:
    first = journals.append(RUN, Head(), "asked", {}, now=NOW)
    journals.append(RUN, behind(first), "step", {}, now=NOW)
    redis.delete(DIRTY, DUE, ENDED)

    with pytest.raises(JournalConflict):
        journals.append(RUN, behind(first), "ended", {}, now=NOW, due=5.0, closes="rollback:done")

    assert redis.exists(DIRTY, DUE, ENDED) == 0
    assert redis.smembers(OPEN) == {RUN}


def test_an_answer_lost_on_the_way_back_is_one_entry(redis: Redis, redis_url: str, journals: Journals) -> None:
    with Proxy(urlsplit(redis_url).port or 0) as proxy:
        far = Journals(store.connect(f"redis://127.0.0.1:{proxy.port}/0", timeout_seconds=5), KEY)
        first = far.append(RUN, Head(), "asked", {}, now=NOW)
        proxy.lose_answer_to(b"XREVRANGE")

        second = far.append(RUN, behind(first), "ended", {"n": 2}, now=NOW, closes="rollback:done")

        assert proxy.lost == 1
    assert journals.read(RUN) == [first, second]
    assert redis.hgetall(ENDED) == {"rollback:done": "1"}


def test_answers_lost_every_time_are_told_and_the_journal_says_what_is(redis_url: str, journals: Journals) -> None:
    with Proxy(urlsplit(redis_url).port or 0) as proxy:
        far = Journals(store.connect(f"redis://127.0.0.1:{proxy.port}/0", timeout_seconds=5), KEY)
        first = far.append(RUN, Head(), "asked", {}, now=NOW)
        proxy.lose_answer_to(b"XREVRANGE", times=APPEND_TRIES)

        with pytest.raises(Lost):
            far.append(RUN, behind(first), "step", {"n": 2}, now=NOW)

        assert proxy.lost == APPEND_TRIES
    assert [entry.data for entry in journals.read(RUN)] == [{}, {"n": 2}]


class Overtaken(Redis):
    """Loses the answer to its first script, and somebody else writes behind it before it asks again."""

    rival: Callable[[], object] | None = None

    def eval(self, *arguments: object, **options: object) -> object:
        answer = super().eval(*arguments, **options)
        if self.rival is not None:
            rival, self.rival = self.rival, None
            rival()
            raise Lost("the answer did not come")
        return answer


def test_a_lost_answer_with_somebody_elses_entry_behind_it_is_a_conflict(redis_url: str, journals: Journals) -> None:
    """The repeated attempt finds its entry no longer last: it may not go on from there."""
    first = journals.append(RUN, Head(), "asked", {}, now=NOW)

    def write_behind() -> None:
        landed = journals.read(RUN)[-1]
        journals.append(RUN, behind(landed), "step", {"by": "rival"}, now=NOW)

    with Overtaken.from_url(redis_url, decode_responses=True) as overtaken:
        overtaken.rival = write_behind
        with pytest.raises(JournalConflict):
            Journals(overtaken, KEY).append(RUN, behind(first), "step", {"by": "me"}, now=NOW)

    assert [entry.data for entry in journals.read(RUN)] == [{}, {"by": "me"}, {"by": "rival"}]


def test_a_restarted_redis_that_knows_no_script(redis: Redis, journals: Journals) -> None:
    first = journals.append(RUN, Head(), "asked", {}, now=NOW)
    redis.script_flush()
    redis.client_kill_filter(_type="normal", skipme=True)

    second = journals.append(RUN, behind(first), "step", {}, now=NOW)

    assert journals.read(RUN) == [first, second]


def test_a_redis_that_is_away_is_told_at_once() -> None:
    away = Journals(store.connect("redis://127.0.0.1:1/0", timeout_seconds=1), KEY)

    with pytest.raises(RedisError):
        away.append(RUN, Head(), "asked", {}, now=NOW)


def test_the_first_entry_opens_the_run(journals: Journals, redis: Redis) -> None:
    journals.append(RUN, Head(), "asked", {}, now=NOW)

    assert redis.smembers(OPEN) == {RUN}
    assert redis.lrange(RECENT, 0, -1) == [RUN]
    assert redis.zrange(DIRTY, 0, -1, withscores=True) == [(RUN, NOW.timestamp())]
    assert redis.llen(DIRTY_WAKE) == 1
    assert redis.zscore(DUE, RUN) is None


def test_a_due_time_is_set_and_taken_back_by_the_next_entry(journals: Journals, redis: Redis) -> None:
    first = journals.append(RUN, Head(), "asked", {}, now=NOW)
    parked = journals.append(RUN, behind(first), "parked", {}, now=NOW, due=1_795_180_060.25)
    assert redis.zscore(DUE, RUN) == 1_795_180_060.25
    assert redis.llen(DUE_WAKE) == 1

    journals.append(RUN, behind(parked), "step", {}, now=NOW)

    assert redis.zscore(DUE, RUN) is None


def test_the_last_entry_closes_the_run_and_counts_it(journals: Journals, redis: Redis) -> None:
    for run in ("A", "B"):
        first = journals.append(run, Head(), "asked", {}, now=NOW)
        parked = journals.append(run, behind(first), "parked", {}, now=NOW, due=9.0)
        journals.append(run, behind(parked), "ended", {}, now=NOW, closes="rollback:done")

    assert redis.smembers(OPEN) == set()
    assert redis.hgetall(ENDED) == {"rollback:done": "2"}
    assert redis.zcard(DUE) == 0
    assert redis.lrange(RECENT, 0, -1) == ["B", "A"]


def test_wake_lists_and_recent_runs_do_not_grow_for_ever(journals: Journals, redis: Redis) -> None:
    redis.rpush(RECENT, *(f"old-{number}" for number in range(RECENT_KEPT)))
    head = Head()
    for number in range(20):
        entry = journals.append(RUN, head, "parked", {"n": number}, now=NOW, due=float(number))
        head = behind(entry)

    assert redis.llen(RECENT) == RECENT_KEPT
    assert redis.lindex(RECENT, 0) == RUN
    assert redis.llen(DIRTY_WAKE) <= 8
    assert redis.llen(DUE_WAKE) <= 8
