"""Runs as the front door leaves them, on a real queue, and a clock that tests move."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from redis import Redis

from bot.journal import Entry, Head, Journals
from jobs.clock import Clock
from jobs.queues import RUNS, RunQueue

KEY = "k" * 32
LIST = f"rq:queue:{RUNS}"


@dataclass
class Time:
    now: float = 1_795_180_000.0

    def __call__(self) -> float:
        return self.now


def asked(run: str) -> dict[str, Any]:
    return {
        "run": run, "command": "/ops status", "verb": "status", "runbook": "status", "runbook_digest": "d" * 64,
        "title": "Status", "risk": "read", "by": {"team": "T1", "user": "U1", "name": "ana"}, "channel": "C1",
        "thread_ts": None, "systems": ["shop"], "environment": None, "target": None, "inputs": {}, "reason": None,
        "dry_run": False, "timezone": "UTC", "steps": [{"id": "one", "phase": "look", "title": "one"}],
    }  # fmt: skip


@dataclass
class OpenRuns:
    redis: Redis
    raw: Redis
    time: Time = field(default_factory=Time)

    def __post_init__(self) -> None:
        self.journals = Journals(self.redis, KEY)
        self.queue = RunQueue(self.raw, Journals(self.raw, KEY))

    def clock(self, journals: Journals | None = None) -> Clock:
        return Clock(self.redis, journals or self.journals, self.queue, reconcile_seconds=30, clock=self.time)

    def submit(self, run: str) -> bool:
        return self.queue.submit(run, asked(run), now=self.now())

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.time(), UTC)

    def append(self, run: str, type_: str, data: dict[str, Any], **more: Any) -> Entry:
        last = self.journals.read(run)[-1]
        return self.journals.append(run, Head(last.number, last.digest), type_, data, now=self.now(), **more)

    def park(self, run: str, seconds: float) -> float:
        """Submitted, taken by a worker, and parked by it for so long; until when."""
        self.submit(run)
        self.take()
        until = self.time() + seconds
        self.append(run, "parked", {"step": "one", "since": self.time(), "until": until, "why": "w"}, due=until)
        return until

    def end(self, run: str) -> None:
        self.append(run, "ended", {"verdict": "done", "message": "m", "next_commands": []}, closes="status:done")

    def take(self) -> str:
        """The next job leaves the list, as a worker takes it, and is never heard of again."""
        return str(self.redis.rpop(LIST))

    def jobs(self) -> list[str]:
        """The jobs that wait, the next one last."""
        return [str(job) for job in self.redis.lrange(LIST, 0, -1)]

    def run_of(self, job: str) -> str:
        return job.split("-", maxsplit=1)[0]
