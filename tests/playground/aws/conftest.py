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


@pytest.fixture(scope="session")
def world_server() -> Iterator[SimulatedAws]:
    with SimulatedAws() as aws:
        yield aws


@pytest.fixture
def fresh_world(world_server: SimulatedAws) -> SimulatedAws:
    """For tests that change it."""
    world_server.reset()
    return world_server


@pytest.fixture
def world_client(world_server: SimulatedAws) -> Iterator[Client]:
    yield from _clients(world_server)
