"""The border to Redis: nothing is repeated by itself, and what is wrong is said before anything starts."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from time import perf_counter

import pytest
from redis import Redis
from redis.exceptions import RedisError as Failure

from bot import store
from bot.errors import RedisError


@pytest.fixture
def counting() -> Iterator[tuple[int, list[bytes]]]:
    """A server that takes every request and answers none: its port, and what it was sent."""
    received: list[bytes] = []
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def take() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                    received.append(connection.recv(65536))
                except OSError:
                    return
                held.append(connection)

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1]), received
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    for connection in held:
        connection.close()


def test_a_request_without_an_answer_is_made_once_and_given_up_in_time(counting: tuple[int, list[bytes]]) -> None:
    port, received = counting
    started = perf_counter()

    with store.connect(f"redis://127.0.0.1:{port}/0", timeout_seconds=0.2) as client, pytest.raises(Failure):
        client.ping()

    assert len(received) == 1
    assert perf_counter() - started < 2


@pytest.mark.parametrize(("decode", "value"), [(True, "é"), (False, "é".encode())])
def test_answers_are_text_or_bytes(redis: Redis, redis_url: str, decode: bool, value: object) -> None:
    redis.set("key", "é")

    with store.connect(redis_url, timeout_seconds=1, decode=decode) as client:
        assert client.get("key") == value


def test_a_redis_that_answers_is_enough(redis: Redis, redis_url: str) -> None:
    with store.connect(redis_url, timeout_seconds=1) as client:
        store.require(client, redis_url)
        assert client.ping()


def test_one_that_does_not_is_said_without_its_password() -> None:
    url = "redis://ops:hunter2@127.0.0.1:1/0"

    with store.connect(url, timeout_seconds=1) as client, pytest.raises(RedisError) as caught:
        store.require(client, url)

    assert caught.value.message.startswith("Redis at 127.0.0.1:1 does not answer (")
    assert "hunter2" not in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("version", "enough"), [("6.2.14", True), ("7.2.4", True), ("8.0.0-rc1", True), ("6.0.16", False), ("5.0.7", False)]
)
def test_how_old_it_may_be(redis_url: str, version: str, enough: bool) -> None:
    class Aged(Redis):
        def info(self, *_: object, **__: object) -> dict[str, str]:
            return {"redis_version": version}

    with Aged.from_url(redis_url) as client:
        try:
            store.require(client, redis_url)
        except RedisError as error:
            said = error.message
        else:
            said = ""

    assert (said == "") is enough
    assert enough or f"is {version}; opsbot needs 6.2 or newer" in said


@pytest.mark.parametrize("url", ["localhost:6379", "http://127.0.0.1:6379", "redis://127.0.0.1:port/0", "nonsense"])
def test_an_address_that_is_none_is_our_error(url: str) -> None:
    with pytest.raises(RedisError, match="REDIS_URL"):
        store.connect(url, timeout_seconds=1)


def test_whether_anything_can_have_reached_it(counting: tuple[int, list[bytes]]) -> None:
    port, _ = counting
    errors = []
    for url in ("redis://127.0.0.1:1/0", f"redis://127.0.0.1:{port}/0"):
        with store.connect(url, timeout_seconds=0.2) as client, pytest.raises(Failure) as caught:
            client.set("key", "value")
        errors.append(caught.value)

    assert [store.never_connected(error) for error in errors] == [True, False]
