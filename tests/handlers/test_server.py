"""The front door's process, put together: what gunicorn serves, and how it is set."""

from __future__ import annotations

import pytest
from redis import Redis
from werkzeug.test import Client

from bot.configuration import Configuration
from bot.errors import RedisError
from bot.settings import FrontDoorSettings, read
from handlers.server import Server, assemble, serve
from tests.handlers.street import KEY


@pytest.fixture
def settings(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> FrontDoorSettings:
    for name, value in {
        "REDIS_URL": redis_url,
        "OPSBOT_KEY": KEY,
        "SLACK_BOT_TOKEN": "xoxb-test",
        "SLACK_SIGNING_SECRET": "shhh",
    }.items():
        monkeypatch.setenv(name, value)
    return read(FrontDoorSettings)


def test_it_is_ready_with_its_redis(settings: FrontDoorSettings, shipped: Configuration, redis: Redis) -> None:
    client = Client(assemble(settings, shipped))

    assert client.get("/readyz").status_code == 200
    assert client.get("/metrics").status_code == 200
    assert client.post("/slack/events", data=b"x").status_code == 401


def test_it_starts_while_its_redis_is_away_and_is_ready_when_it_is_back(
    settings: FrontDoorSettings, shipped: Configuration
) -> None:
    """A process that gunicorn starts anew while Redis is being restarted must not die of it."""
    client = Client(assemble(settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"}), shipped))

    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_gunicorn_is_set_for_acks(settings: FrontDoorSettings, shipped: Configuration) -> None:
    server = Server(settings, shipped, 4321)

    assert server.cfg.bind == ["0.0.0.0:4321"]
    assert server.cfg.worker_class_str == "gthread"
    assert (server.cfg.workers, server.cfg.threads) == (2, 8)
    assert server.cfg.control_socket_disable is True


def test_an_address_that_is_none_is_refused_before_anything_is_served(
    settings: FrontDoorSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "localhost:6379")

    with pytest.raises(RedisError, match="REDIS_URL"):
        serve()
