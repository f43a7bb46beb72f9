from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import botocore.session
import pytest
from redis import Redis

from bot.aws.operations import Operations
from tests.aws.recorder import Recorder
from tests.runs.world import World


@pytest.fixture
def world(
    redis: Redis,
    raw_redis: Redis,
    operations: Operations,
    core: botocore.session.Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[World]:
    with Recorder() as aws:
        monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDTEST")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield World(redis, raw_redis, aws, operations, tmp_path / "config", core)
