"""Queues: what goes onto them, and how a run's first entry and its job are written in one transaction.

RQ carries ids; what a job means stands in the journal. A job may be put on twice, lost, or run twice.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import NoScriptError
from rq import Queue
from rq.utils import as_text

from bot.journal import Entry, Head, Journals

RUNS = "runs"
# The one entry point that workers execute; any other import string is refused.
ADVANCE = "jobs.tasks.advance"
JOB_SECONDS = 900
# Between a job's leaving the list and the lease of its worker.
TAKING_SECONDS = 10.0
WOKEN_KEPT_SECONDS = 3600


class RunQueue:
    """Puts runs on the queue ``runs``. One per process; threads may share it.

    ``redis`` must not decode responses: RQ keeps bytes.
    """

    def __init__(self, redis: Redis, journals: Journals) -> None:
        self._redis = redis
        self._journals = journals
        self._queue = Queue(RUNS, connection=redis, serializer="json")

    def prepare(self) -> None:
        """Load the append's script, and ask for what RQ would ask at the first command.

        Raises:
            redis.RedisError: Redis does not answer.
        """
        self._journals.load_script()
        self._queue.get_redis_server_version()

    def submit(self, run: str, asked: dict[str, Any], *, now: datetime) -> bool:
        """Write a run's first entry and put it on the queue, in one transaction.

        Returns whether this made the run; ``False`` when there was a run of this id before, which is what a
        repeated delivery of the same command looks like. Its job then finds the run in other hands, or done.

        Raises:
            redis.RedisError: Redis did not answer; nothing may be told as accepted.
        """
        # Each attempt is a job of its own: two executions that share RQ's hash trip over each other.
        job = _new_job(run, 1)
        entry = self._journals.entry(run, Head(), "asked", {**asked, "job": job}, now=now)
        try:
            return self._write(run, entry, job)
        except NoScriptError:
            # Redis was restarted: the entry was not written. The job was, and finds no run.
            self._journals.load_script()
            return self._write(run, entry, job)

    def _write(self, run: str, entry: Entry, job: str) -> bool:
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.multi()
        self._journals.append_to(pipeline, run, entry)
        self._enqueue(run, job, pipeline)
        return bool(pipeline.execute()[0])

    def wake(self, run: str, head: int, *, now: float) -> None:
        """Put a run that there is already on the queue again. ``now`` is in seconds since the epoch."""
        job = _new_job(run, head)
        self._redis.set(_woken(run), f"{now} {job}", ex=WOKEN_KEPT_SECONDS)
        self._enqueue(run, job, None)

    def waits(self, run: str, first: str, *, now: float) -> bool:
        """Whether a job for the run is in the queue's list, or was so lately that a worker may be taking it.

        ``first`` is the job that the run was submitted with.
        """
        woken = self._redis.get(_woken(run))
        if woken is None:
            return self._queue.get_job_position(first) is not None
        at, _, job = as_text(woken).partition(" ")
        return now - float(at) < TAKING_SECONDS or self._queue.get_job_position(job) is not None

    def _enqueue(self, run: str, job: str, pipeline: Pipeline | None) -> None:
        self._queue.enqueue_call(
            ADVANCE,
            args=(run,),
            job_id=job,
            timeout=JOB_SECONDS,
            result_ttl=0,
            failure_ttl=3600,
            description=f"advance {run}",
            pipeline=pipeline,
        )


def _new_job(run: str, head: int) -> str:
    return f"{run}-{head}-{secrets.token_hex(3)}"


def _woken(run: str) -> str:
    """When the run was last put on the queue again, and as which job: ``1763645520.2 7Q2F…-4-a1b2c3``."""
    return f"opsbot:woken:{run}"
