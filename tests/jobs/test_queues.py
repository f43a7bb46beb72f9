"""Putting runs on the queue: both the first entry and the job, or neither; and once, however often it is said."""

from __future__ import annotations

import json
import threading
import zlib
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from redis import Redis
from redis.exceptions import RedisError

from bot import store
from bot.journal import OPEN, RECENT, Journals, stream
from bot.runs.state import fold
from jobs.queues import ADVANCE, RunQueue
from playground.redis import EmbeddedRedis
from tests.jobs.open_runs import KEY, LIST, OpenRuns, asked
from tests.proxy import Proxy

NOW = datetime(2026, 11, 20, 14, 31, tzinfo=UTC)


def test_a_run_and_its_job_are_there_together(runs: OpenRuns) -> None:
    made = runs.submit("RUN1")

    (entry,) = runs.journals.read("RUN1")
    assert made is True
    assert (entry.type, entry.data) == ("asked", {**asked("RUN1"), "job": runs.jobs()[0]})
    assert [runs.run_of(job) for job in runs.jobs()] == ["RUN1"]
    assert runs.redis.smembers(OPEN) == {"RUN1"}


def test_a_job_is_an_id_in_json(runs: OpenRuns) -> None:
    runs.submit("RUN1")

    (job,) = runs.jobs()
    data = zlib.decompress(runs.raw.hget(f"rq:job:{job}", "data"))
    assert json.loads(data) == [ADVANCE, None, ["RUN1"], {}]


def test_the_same_run_again_is_no_second_run(runs: OpenRuns) -> None:
    runs.submit("RUN1")
    before = runs.journals.read("RUN1")
    runs.time.now += 60

    again = runs.submit("RUN1")

    assert again is False
    assert runs.journals.read("RUN1") == before
    assert runs.redis.lrange(RECENT, 0, -1) == ["RUN1"]


def test_a_delivery_repeated_after_the_run_has_ended_opens_nothing(runs: OpenRuns) -> None:
    runs.submit("RUN1")
    runs.end("RUN1")

    assert runs.submit("RUN1") is False
    assert runs.redis.smembers(OPEN) == set()
    assert fold(runs.journals.read("RUN1")).ending is not None


def test_two_doors_at_once_make_one_run(runs: OpenRuns, redis_url: str) -> None:
    gate = threading.Barrier(6)
    made: list[bool] = []

    def submit() -> None:
        with Redis.from_url(redis_url) as own:
            queue = RunQueue(own, Journals(own, KEY))
            queue.prepare()
            gate.wait()
            made.append(queue.submit("RUN1", asked("RUN1"), now=NOW))

    threads = [threading.Thread(target=submit) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == [False] * 5 + [True]
    assert len(runs.journals.read("RUN1")) == 1


def test_a_submission_whose_answer_is_lost_is_told_and_can_be_repeated(runs: OpenRuns, redis_url: str) -> None:
    with Proxy(urlsplit(redis_url).port or 0) as proxy:
        far = store.connect(f"redis://127.0.0.1:{proxy.port}/0", timeout_seconds=5, decode=False)
        queue = RunQueue(far, Journals(far, KEY))
        queue.prepare()
        proxy.lose_answer_to(b"EVALSHA")

        with pytest.raises(RedisError):
            queue.submit("RUN1", asked("RUN1"), now=NOW)
        again = queue.submit("RUN1", asked("RUN1"), now=NOW)

    assert again is False
    assert len(runs.journals.read("RUN1")) == 1


def test_a_redis_that_is_away_takes_nothing() -> None:
    away = store.connect("redis://127.0.0.1:1/0", timeout_seconds=1, decode=False)
    queue = RunQueue(away, Journals(away, KEY))

    with pytest.raises(RedisError):
        queue.prepare()
    with pytest.raises(RedisError):
        queue.submit("RUN1", asked("RUN1"), now=NOW)


def test_a_redis_that_was_killed_has_what_it_took_and_takes_more() -> None:
    """With ``appendfsync always``; and it knows no script any more."""
    with EmbeddedRedis(fsync="always") as server:
        connection = store.connect(server.url, timeout_seconds=5, decode=False)
        queue = RunQueue(connection, Journals(connection, KEY))
        queue.prepare()
        assert queue.submit("RUN1", asked("RUN1"), now=NOW)
        server.kill()
        server.start()

        assert queue.submit("RUN2", asked("RUN2"), now=NOW) is True
        assert queue.submit("RUN1", asked("RUN1"), now=NOW) is False

        assert connection.exists(stream("RUN1"), stream("RUN2")) == 2
        waiting = {job.decode().split("-")[0] for job in connection.lrange(LIST, 0, -1)}
        assert waiting == {"RUN1", "RUN2"}
        connection.close()


def test_a_run_that_is_woken_has_a_job_of_its_own(runs: OpenRuns) -> None:
    runs.submit("RUN1")
    first = runs.take()

    runs.queue.wake("RUN1", 1, now=runs.time())
    runs.queue.wake("RUN1", 1, now=runs.time())

    jobs = runs.jobs()
    assert len({first, *jobs}) == 3
    assert all(runs.run_of(job) == "RUN1" for job in jobs)


def test_whether_a_run_waits_is_whether_a_worker_will_find_it(runs: OpenRuns) -> None:
    runs.submit("RUN1")
    later = runs.time() + 3600
    (job,) = runs.jobs()
    assert runs.queue.waits("RUN1", job, now=later)
    assert not runs.queue.waits("RUN2", "RUN2-1-000000", now=later)

    runs.take()

    assert not runs.queue.waits("RUN1", job, now=later)
