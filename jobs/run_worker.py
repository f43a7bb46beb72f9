"""The worker on the queue ``runs``: RQ's forking worker, held to one entry point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from redis import Redis
from rq import Queue, Worker
from rq.job import Job

from jobs.queues import ADVANCE, RUNS
from jobs.tasks import advance


class Refused(Exception):
    """A job that names something else than the one entry point."""


class RunJob(Job):
    """A job that can only advance a run, whatever somebody with access to Redis wrote into it."""

    @property
    def func(self) -> Callable[..., Any]:
        if self.func_name != ADVANCE:
            raise Refused(f"workers execute {ADVANCE} and nothing else; the job names {self.func_name!r}")
        return advance

    @property
    def success_callback(self) -> None:
        """Callbacks are import strings, too: none is imported."""

    @property
    def failure_callback(self) -> None:
        """See ``success_callback``."""

    @property
    def stopped_callback(self) -> None:
        """See ``success_callback``."""


def work(redis: Redis, name: str, *, log_level: str) -> None:
    """Work until told to stop; a warm stop lets the job under way end. ``redis`` must not decode responses.

    One queue: a worker on several loses a job when it is killed while taking it.
    """
    queue = Queue(RUNS, connection=redis, serializer="json", job_class=RunJob)
    worker = Worker([queue], name=name, connection=redis, serializer="json", job_class=RunJob)
    worker.log_result_lifespan = False
    worker.work(logging_level="WARNING" if log_level == "INFO" else log_level)
