from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from redis import Redis

from bot.configuration import Configuration, load
from bot.settings import SHIPPED
from tests.handlers.street import Street

_connections: list[object] = []
_watching: list[bool] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and event in {"socket.connect", "socket.getaddrinfo"}:
        _connections.append(arguments[1] if event == "socket.connect" else arguments[0])


sys.addaudithook(_hook)


@pytest.fixture
def connections() -> Iterator[list[object]]:
    """Whatever this process connects to, or asks a name server for, while the test runs."""
    _connections.clear()
    _watching.append(True)
    yield _connections
    _watching.clear()


@pytest.fixture(scope="session")
def shipped() -> Configuration:
    return load(SHIPPED)


@pytest.fixture
def street(shipped: Configuration, redis: Redis, redis_url: str) -> Street:
    return Street(shipped, redis, redis_url)
