"""The front door's process: everything put together, served by gunicorn with threads."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication

from bot import settings as settings_module
from bot import store
from bot.configuration import Configuration, load
from bot.journal import Journals
from bot.settings import FrontDoorSettings
from handlers import slack_app
from handlers.door import Door
from handlers.front_door import FrontDoor
from handlers.metrics import exposition
from jobs.queues import RunQueue

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

# A person waits behind each request, and Slack gives up after three seconds.
REDIS_TIMEOUT_SECONDS = 1.0
PROCESSES = 2
THREADS = 8


def assemble(settings: FrontDoorSettings, configuration: Configuration) -> FrontDoor:
    """The front door with its own connections; made in each gunicorn process, after the fork."""
    redis = store.connect(settings.redis_url, timeout_seconds=REDIS_TIMEOUT_SECONDS)
    raw = store.connect(settings.redis_url, timeout_seconds=REDIS_TIMEOUT_SECONDS, decode=False)
    key = settings.opsbot_key.get_secret_value()
    queue = RunQueue(raw, Journals(raw, key))
    _prepare(queue)
    secret = settings.slack_signing_secret.get_secret_value()
    door = Door(configuration, queue, key, time.time)
    app = slack_app.build(door, bot_token=settings.slack_bot_token.get_secret_value(), signing_secret=secret)
    return FrontDoor(app, redis, signing_secret=secret, metrics=partial(exposition, redis), clock=time.time)


def serve(port: int | None = None) -> None:
    """Serve until SIGTERM; requests under way are answered first.

    Raises:
        SettingsError, ConfigurationError, RedisError: nothing is served half-configured.
    """
    settings = settings_module.read(FrontDoorSettings)
    configuration = load(settings.opsbot_config)
    redis = store.connect(settings.redis_url, timeout_seconds=REDIS_TIMEOUT_SECONDS)
    store.require(redis, settings.redis_url)
    redis.close()
    Server(settings, configuration, port if port is not None else settings.port).run()


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, configured here and nowhere else."""

    def __init__(self, settings: FrontDoorSettings, configuration: Configuration, port: int) -> None:
        self._settings = settings
        self._configuration = configuration
        self._port = port
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"0.0.0.0:{self._port}",
            "worker_class": "gthread",
            "workers": PROCESSES,
            "threads": THREADS,
            "timeout": 30,
            "graceful_timeout": 10,
            "keepalive": 30,
            "proc_name": "opsbot serve",
            "loglevel": self._settings.log_level.lower(),
            "accesslog": None,
            # gunicorn 27 opens a control socket below $HOME unless told not to.
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        return assemble(self._settings, self._configuration)


def _prepare(queue: RunQueue) -> None:
    """Load scripts; a Redis that is away for the moment makes its own refusals later."""
    try:
        queue.prepare()
    except store.RedisFailure:
        return
