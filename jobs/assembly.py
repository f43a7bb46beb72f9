"""The worker's side put together: the only module of this floor that sees everything."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from functools import cache

import botocore.session
from redis import Redis

from bot import settings, store
from bot.aws.port import CallPort
from bot.aws.sessions import Actor, Sessions, warm_up
from bot.configuration import Configuration, load
from bot.journal import Journals
from bot.runs.engine import Engine, Equipment
from bot.runs.state import Asked
from bot.settings import WorkerSettings
from jobs.queues import RunQueue

REDIS_TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True)
class Assembled:
    settings: WorkerSettings
    configuration: Configuration
    redis: Redis
    journals: Journals
    queue: RunQueue
    engine: Engine
    core: botocore.session.Session


@cache
def worker() -> Assembled:
    """Built once, in the parent, before it forks; children inherit it.

    Raises:
        SettingsError, ConfigurationError, RedisError: with what to do.
    """
    read = settings.read(WorkerSettings)
    configuration = load(read.opsbot_config)
    redis = store.connect(read.redis_url, timeout_seconds=REDIS_TIMEOUT_SECONDS)
    store.require(redis, read.redis_url)
    journals = Journals(redis, read.opsbot_key.get_secret_value())
    core = botocore.session.get_session()

    def port(asked: Asked) -> CallPort:
        actor = Actor(asked.run, asked.by["user"])
        return CallPort(Sessions(actor, core), configuration.operations)

    equipment = Equipment(
        journals=journals,
        catalog=configuration.catalog,
        runbooks=configuration.runbooks,
        actions=configuration.actions,
        operations=configuration.operations,
        port=port,
    )
    queue = RunQueue(store.connect(read.redis_url, timeout_seconds=REDIS_TIMEOUT_SECONDS, decode=False), journals)
    return Assembled(read, configuration, redis, journals, queue, Engine(equipment), core)


def warm(core: botocore.session.Session, configuration: Configuration) -> None:
    """Load, in the parent, what every child would load again: AWS's models of the services in use.

    The clients made here are thrown away unused: one that was used before the fork fails in each child. What
    AWS's own configuration lacks (a profile that does not exist) is said by the first run, not here. All that is
    there now stays for good, so the collector need not look through it again in each child, nor copy its pages.
    """
    for service in services(configuration):
        warm_up(core, service)
    gc.collect()
    gc.freeze()


def services(configuration: Configuration) -> list[str]:
    """The AWS services that the runbooks call, and the one that gives roles."""
    return sorted({"sts", *(one["service"] for loaded in configuration.runbooks for one in loaded.operations)})
