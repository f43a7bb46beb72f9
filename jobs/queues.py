"""Queues: what goes onto them, and how a run's first entry and its job are written in one transaction.

RQ carries ids; what a job means stands in the journal. A job may be put on twice, lost, or run twice.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from redis import Redis
from rq import Queue

from bot.journal import Head, Journals

RUNS = "runs"
# The one entry point that workers execute; any other import string is refused.
ADVANCE = "jobs.tasks.advance"
JOB_SECONDS = 900


class RunQueue:
    """Puts runs on the queue ``runs``. One per process; threads may share it.

    ``redis`` must not decode responses: RQ keeps bytes.
    """

    def __init__(self, redis: Redis, journals: Journals) -> None:
        self._redis = redis
        self._journals = journals
        self._queue = Queue(RUNS, connection=redis, serializer="json")

    def prepare(self) -> None:
        """Ask for what RQ would ask at the first command.

        Raises:
            redis.RedisError: Redis does not answer.
        """
        self._queue.get_redis_server_version()

    def submit(self, run: str, asked: dict[str, Any], *, now: datetime) -> bool:
        """Write a run's first entry and put it on the queue, both or neither.

        Returns whether this made the run; ``False`` when there was a run of this id before, which is what a
        repeated delivery of the same command looks like.

        Raises:
            redis.RedisError: Redis did not answer; nothing may be told as accepted.
        """
        entry = self._journals.entry(run, Head(), "asked", asked, now=now)
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.multi()
        self._journals.append_to(pipeline, run, entry)
        self._enqueue(run, 1, pipeline)
        return bool(pipeline.execute()[0])

    def wake(self, run: str, head: int) -> None:
        """Put a run that there is already on the queue again."""
        self._enqueue(run, head, None)

    def waits(self, run: str, head: int) -> bool:
        """Whether a job for the run as it stands is in the queue's list, where a worker will find it."""
        return self._queue.get_job_position(_job_id(run, head)) is not None

    def _enqueue(self, run: str, head: int, pipeline: Any) -> None:
        self._queue.enqueue_call(
            ADVANCE,
            args=(run,),
            job_id=_job_id(run, head),
            timeout=JOB_SECONDS,
            result_ttl=0,
            failure_ttl=3600,
            description=f"advance {run}",
            pipeline=pipeline,
        )


def _job_id(run: str, head: int) -> str:
    """One id for each state of a run: what has moved on is a new job."""
    return f"{run}-{head}"
