from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from playground.slack import Limits, SimulatedSlack
from tests.slack.rig import Clock, Rig


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slack(clock: Clock) -> Iterator[SimulatedSlack]:
    """Without rates, which are tested where they matter."""
    with SimulatedSlack(
        app_url="http://127.0.0.1:9/slack/events",
        signing_secret="not asked for here",
        limits=Limits.without_rates(),
        clock=clock,
    ) as simulated:
        yield simulated


@pytest.fixture
def rig(redis: Redis, slack: SimulatedSlack, clock: Clock) -> Rig:
    return Rig(redis, slack, clock)
