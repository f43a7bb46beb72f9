"""Workers execute one entry point: whatever else a job names is refused."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from rq import Queue, SimpleWorker
from rq.job import Callback, Job, JobStatus
from rq.timeouts import UnixSignalDeathPenalty

from bot.runs.state import fold
from jobs.assembly import Assembled
from jobs.queues import ADVANCE, RUNS
from jobs.run_worker import Refused, RunJob
from jobs.tasks import advance
from tests.jobs.hostile import MARK
from tests.jobs.open_runs import OpenRuns, asked

HOSTILE = "tests.jobs.hostile.executed"

pytestmark = pytest.mark.usefixtures("_signals")


@pytest.fixture
def mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "executed"
    monkeypatch.setenv(MARK, str(path))
    return path


@pytest.fixture
def plain(raw_redis: Redis) -> Queue:
    """RQ's own queue: what anybody with access to Redis can put there."""
    return Queue(RUNS, connection=raw_redis, serializer="json")


def burst(redis: Redis) -> None:
    queue = Queue(RUNS, connection=redis, serializer="json", job_class=RunJob)
    SimpleWorker([queue], connection=redis, serializer="json", job_class=RunJob).work(burst=True)


def test_a_plain_worker_would_execute_it(plain: Queue, raw_redis: Redis, mark: Path) -> None:
    """Else the tests below would prove nothing."""
    plain.enqueue_call(HOSTILE, args=("x",))
    SimpleWorker([plain], connection=raw_redis, serializer="json").work(burst=True)

    assert mark.exists()


@pytest.mark.parametrize("name", [HOSTILE, "os.getcwd", "jobs.tasks.worker", "jobs.tasks.advance2", "advance", ""])
def test_a_job_that_names_something_else_is_refused(plain: Queue, raw_redis: Redis, mark: Path, name: str) -> None:
    job = plain.enqueue_call(HOSTILE, args=("x",))
    raw_redis.hset(f"rq:job:{job.id}", "data", Job.create(name or "x", serializer="json", connection=raw_redis).data)

    burst(raw_redis)

    assert not mark.exists()
    assert Job.fetch(job.id, connection=raw_redis, serializer="json").get_status() is JobStatus.FAILED


@pytest.mark.parametrize("how", ["on_success", "on_failure", "on_stopped"])
def test_callbacks_are_not_executed(plain: Queue, raw_redis: Redis, mark: Path, how: str) -> None:
    callback: dict[str, Any] = {how: Callback(HOSTILE)}
    plain.enqueue_call(ADVANCE, args=("NOWHERE",), **callback)
    (identifier,) = plain.job_ids
    job = RunJob.fetch(identifier, connection=raw_redis, serializer="json")

    job.execute_success_callback(UnixSignalDeathPenalty, None)
    job.execute_failure_callback(UnixSignalDeathPenalty, RuntimeError, RuntimeError(), None)
    job.execute_stopped_callback(UnixSignalDeathPenalty)

    assert not mark.exists()


def test_callbacks_of_a_job_that_fails_are_not_executed(
    plain: Queue, raw_redis: Redis, mark: Path, environment: None
) -> None:
    plain.enqueue_call(ADVANCE, args=("NOWHERE",), on_failure=Callback(HOSTILE), on_success=Callback(HOSTILE))

    burst(raw_redis)

    assert not mark.exists()
    assert plain.job_ids == []


def test_the_one_entry_point(plain: Queue, raw_redis: Redis) -> None:
    job = RunJob.fetch(plain.enqueue_call(ADVANCE, args=("RUN1",)).id, connection=raw_redis, serializer="json")

    assert job.func is advance
    refused = RunJob.fetch(plain.enqueue_call(HOSTILE).id, connection=raw_redis, serializer="json")
    with pytest.raises(Refused, match=r"workers execute jobs\.tasks\.advance and nothing else"):
        assert refused.func


def test_a_pickle_is_not_opened(plain: Queue, raw_redis: Redis, mark: Path) -> None:
    """RQ's default serializer would execute what a pickle says while loading it."""

    class Bomb:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (mark,)

    job = plain.enqueue_call(ADVANCE, args=("RUN1",))
    raw_redis.hset(f"rq:job:{job.id}", "data", pickle.dumps((ADVANCE, None, [Bomb()], {})))

    burst(raw_redis)

    assert not mark.exists()


def test_a_worker_carries_a_run_to_its_end(assembled: Assembled, runs: OpenRuns, raw_redis: Redis) -> None:
    loaded = assembled.configuration.runbooks.named("settle")[0]
    data = {
        **asked("RUN1"), "runbook": "settle", "verb": "settle", "runbook_digest": loaded.digest, "steps": loaded.steps,
        "environment": "prod", "inputs": {"long": 0, "holds": True},
    }  # fmt: skip
    runs.queue.submit("RUN1", data, now=runs.now())

    burst(raw_redis)

    state = fold(runs.journals.read("RUN1"))
    assert state.ending is not None
    assert state.ending.message == "it holds"
    assert raw_redis.keys("rq:job:*") == []
