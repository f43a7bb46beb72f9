"""A simulated AWS for the tests that speak to it: one empty, emptied before each test; one with the world."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from playground.aws.server import SimulatedAws

Client = Callable[..., Any]


def _clients(aws: SimulatedAws) -> Iterator[Client]:
    held: list[Any] = []

    def client(service: str, region: str = "us-east-1", **given: Any) -> Any:
        named = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"} | given
        config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, read_timeout=5)
        held.append(boto3.client(service, region_name=region, endpoint_url=aws.url, config=config, **named))
        return held[-1]

    yield client
    for one in held:
        one.close()


@pytest.fixture(scope="session")
def empty_server() -> Iterator[SimulatedAws]:
    with SimulatedAws(world=False) as aws:
        yield aws


@pytest.fixture
def aws(empty_server: SimulatedAws) -> SimulatedAws:
    empty_server.reset()
    return empty_server


@pytest.fixture
def client(aws: SimulatedAws) -> Iterator[Client]:
    yield from _clients(aws)


class SharedWorld:
    """One world for all tests: seeded anew after a test that changed it."""

    def __init__(self, aws: SimulatedAws) -> None:
        self._aws = aws
        self._changed = False

    def take(self, *, to_change: bool) -> SimulatedAws:
        if self._changed:
            self._aws.reset()
        self._changed = to_change
        return self._aws


@pytest.fixture(scope="session")
def shared_world() -> Iterator[SharedWorld]:
    with SimulatedAws() as aws:
        yield SharedWorld(aws)


@pytest.fixture
def world_server(shared_world: SharedWorld) -> SimulatedAws:
    """For tests that only look."""
    return shared_world.take(to_change=False)


@pytest.fixture
def fresh_world(shared_world: SharedWorld) -> SimulatedAws:
    """For tests that change it."""
    return shared_world.take(to_change=True)


@pytest.fixture
def clients_of() -> Iterator[Callable[[SimulatedAws], Client]]:
    """Clients of any simulated AWS, closed when the test ends."""
    held: list[Iterator[Client]] = []

    def of(aws: SimulatedAws) -> Client:
        held.append(_clients(aws))
        return next(held[-1])

    yield of
    for one in held:
        next(one, None)
