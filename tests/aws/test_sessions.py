"""Clients of one run: made once, in the place's region, retries on for reads and off for changes."""

from __future__ import annotations

import threading
from typing import Any

import botocore.session
import pytest

from bot.aws.place import Place
from bot.aws.sessions import Actor, Sessions

HERE = Place("123456789012", "eu-west-1")
THERE = Place("123456789012", "us-east-2")


@pytest.fixture
def sessions() -> Sessions:
    return Sessions(Actor("RUN1", "U1"))


def attempts(client: Any) -> int:
    return int(client.meta.config.retries["total_max_attempts"])


def test_a_change_has_one_attempt_and_a_read_has_several(sessions: Sessions) -> None:
    assert attempts(sessions.client(HERE, "lambda", mutating=True)) == 1
    assert attempts(sessions.client(HERE, "lambda", mutating=False)) > 1


def test_a_client_is_made_once_for_each_place_and_use(sessions: Sessions) -> None:
    first = sessions.client(HERE, "lambda", mutating=False)

    assert sessions.client(HERE, "lambda", mutating=False) is first
    assert sessions.client(HERE, "lambda", mutating=True) is not first
    assert sessions.client(THERE, "lambda", mutating=False).meta.region_name == "us-east-2"


def test_threads_share_one_client(sessions: Sessions) -> None:
    gate = threading.Barrier(8)
    made: list[Any] = []

    def use() -> None:
        gate.wait()
        made.append(sessions.client(HERE, "sqs", mutating=False))

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({id(one) for one in made}) == 1


def test_nothing_waits_for_ever(sessions: Sessions) -> None:
    for mutating in (True, False):
        config = sessions.client(HERE, "lambda", mutating=mutating).meta.config
        assert 0 < config.connect_timeout <= 5
        assert 0 < config.read_timeout <= 60


def test_models_are_loaded_once_for_a_process() -> None:
    core = botocore.session.get_session()
    one, other = (Sessions(Actor(run, "U1"), core) for run in ("RUN1", "RUN2"))

    first = one.client(HERE, "lambda", mutating=False)
    second = other.client(HERE, "lambda", mutating=False)

    assert first is not second
    assert first.meta.service_model._service_description is second.meta.service_model._service_description


@pytest.mark.parametrize(
    ("run", "user", "name"),
    [
        ("7Q2FK4M9XDJH3TBA", "U0AB12CD", "opsbot-7Q2FK4M9XDJH3TBA-U0AB12CD"),
        ("R", "ana garcía", "opsbot-R-ana-garc-a"),
        ("R", "a" * 90, "opsbot-R-" + "a" * 55),
    ],
)
def test_the_role_session_is_named_after_run_and_person(run: str, user: str, name: str) -> None:
    assert Actor(run, user).session_name == name


@pytest.mark.parametrize("service", ["s3", "lambda", "dynamodb", "sqs"])
def test_the_second_run_of_a_process_has_the_clients_of_the_first(core: botocore.session.Session, service: str) -> None:
    """boto3 registers what it adds to S3 with the core, each time that a session is made over it."""
    for run in ("RUN1", "RUN2", "RUN3"):
        client = Sessions(Actor(run, "U1"), core).client(HERE, service, mutating=False)
        assert client.meta.service_model.service_name == service
