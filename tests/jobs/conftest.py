from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from jobs import assembly
from jobs.assembly import Assembled
from tests.jobs.open_runs import KEY, OpenRuns
from tests.runs.world import OBSERVATION, SYSTEM

# Nothing in it needs AWS: it pauses when told to, and holds or does not.
RUNBOOK = """\
runbook: settle
title: Settle {target}
target: system
risk: read
inputs:
  long: {type: duration, help: how long, default: 0s}
  holds: {type: boolean, help: whether, default: true}
look:
  - id: one
    wait: {for: "${inputs.long}"}
  - id: two
    check: inputs.holds
    else: it does not hold
    says: it holds
"""


@pytest.fixture
def runs(redis: Redis, raw_redis: Redis) -> OpenRuns:
    return OpenRuns(redis, raw_redis)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    for name, text in {
        "systems/shop.yaml": SYSTEM,
        "observation.yaml": OBSERVATION,
        "runbooks/settle.yaml": RUNBOOK,
    }.items():
        path = tmp_path / "config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "config"


@pytest.fixture
def environment(directory: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a worker reads, and a worker that has not been assembled yet."""
    for name, value in {
        "OPSBOT_CONFIG": str(directory),
        "REDIS_URL": redis_url,
        "OPSBOT_KEY": KEY,
        "SLACK_BOT_TOKEN": "xoxb-test",
        "SLACK_API_URL": "http://127.0.0.1:1/api/",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    assembly.worker.cache_clear()
    yield
    assembly.worker.cache_clear()


@pytest.fixture
def assembled(environment: None, redis: Redis) -> Assembled:
    return assembly.worker()


@pytest.fixture
def _signals() -> Iterator[None]:
    """RQ's workers take these for themselves."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)
