"""Furnishes the account: the five systems, a day of their traffic, the alarms it raised, the trail."""

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np

from ..cloudwatch.backend import StoredCloudWatchBackend
from ..traffic.serving import Serving, now_serving, serving_version
from ..traffic.traffic import Traffic
from . import data_pipeline, dates, history, lifestyle_app, reviews_app, serverless_api, todo_app
from .alarms import create_topics
from .clients import Clients
from .loads import FunctionLoad, World
from .releases import Releases

FINE_SECONDS = 15 * 60
_ALARM_MINUTES = 30
_ALARM_AGE_SECONDS = 41 * 86400
REGIONS = ("us-east-1", "us-west-2")


def furnish(clients: Clients, releases: Releases, now: float) -> World:
    moment = datetime.fromtimestamp(now, UTC)
    create_topics(clients)
    world = World()
    for environment in ("prod", "dev"):
        world.join(serverless_api.build(clients, releases, environment, moment))
    for environment in ("prod", "staging"):
        world.join(data_pipeline.build(clients, releases, environment, moment))
    world.join(todo_app.build(clients, releases, moment))
    world.join(reviews_app.build(clients, releases, moment))
    world.join(lifestyle_app.build(clients, releases, moment))
    dates.put_back(moment)
    history.record(world, now)
    return world


def past(
    traffic: Traffic, cloudwatch: Callable[[str], StoredCloudWatchBackend], *, now: float, hours: float
) -> None:
    """Minutes up to a quarter of an hour ago, then seconds; alarms as they would have gone."""
    fine = (now - FINE_SECONDS) // 60 * 60
    released = now // 60 * 60 - serverless_api.INCIDENT_SECONDS
    minutes = np.arange((now - hours * 3600) // 60 * 60, fine, 60.0)
    traffic.fill(minutes[minutes < released], 60.0, _before_release, live=False)
    traffic.fill(minutes[minutes >= released], 60.0)
    for region in REGIONS:
        cloudwatch(region).store.mark_coarse_until(fine)
    traffic.until = fine
    traffic.go_on(now)
    traffic.burst(now - 7.5 * 3600)
    for region in REGIONS:
        backend = cloudwatch(region)
        backend.evaluate_alarms(now - 60 * _ALARM_MINUTES, quiet=True)
        backend.backdate_alarms(now - _ALARM_AGE_SECONDS)
        for minute in range(_ALARM_MINUTES - 1, -1, -1):
            backend.evaluate_alarms(now - 60 * minute)


def _before_release(load: FunctionLoad) -> Serving | None:
    """create-item served version 41 until its last release; the others as they do now."""
    if load.short == "create-item" and load.environment == "prod":
        return serving_version(load, "41")
    return now_serving(load)
