"""Everything that a demo needs, started and stopped together: Redis, AWS, Slack, and opsbot itself.

opsbot runs here as it runs anywhere: `opsbot serve` and `opsbot worker` as processes, told by their environment
where Slack, AWS and Redis are.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from redis import Redis

from bot import store
from bot.errors import OpsbotError
from bot.settings import SHIPPED
from playground.aws.server import SimulatedAws
from playground.redis import EmbeddedRedis, free_port
from playground.slack import SimulatedSlack

READY_SECONDS = 30.0
STOP_SECONDS = 20.0
# Shorter windows than a real team would choose, so that a rollback's verdict is there in seconds.
OBSERVATION = Path(__file__).parent / "observation.yaml"


class NotUp(OpsbotError):
    """A process of the playground did not come up; the message holds the end of what it said."""


class Process:
    """One of opsbot's own processes, its words in a file."""

    def __init__(self, name: str, arguments: list[str], environment: dict[str, str], directory: Path) -> None:
        self.name = name
        self.log = directory / f"{name}.log"
        self._arguments = arguments
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process  # noqa: S101 -- asked of a started process
        return self._process.pid

    def start(self) -> None:
        command = [sys.executable, "-m", "handlers", *self._arguments]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def kill(self) -> None:
        """As a crash would, children included."""
        if self._process:
            os.killpg(self._process.pid, 9)
            self._process.wait()

    def ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-40:])


class Stack:
    """``with Stack() as stack: stack.slack.type("/ops status", channel="ops", user="ana")``."""

    def __init__(
        self,
        *,
        page_port: int = 0,
        workers: int = 2,
        config: Path = SHIPPED,
        aws_latency_ms: int = 0,
        observation: Path = OBSERVATION,
        extra: dict[str, str] | None = None,
        aws_url: str | None = None,
    ) -> None:
        """``aws_url``: something else that speaks AWS's protocols, in place of the simulated AWS."""
        self._closing = ExitStack()
        self._page_port = page_port
        self._workers = workers
        self._config = config
        self._latency = aws_latency_ms
        self._observation = observation
        self._extra = extra or {}
        self._aws_url = aws_url

    def start(self) -> None:
        """Start all of it and wait until commands are taken.

        Raises:
            NoRedis, NotUp: with what to do.
        """
        enter = self._closing.enter_context
        directory = Path(enter(tempfile.TemporaryDirectory(prefix="opsbot-playground-")))
        port = free_port()
        self.redis = enter(EmbeddedRedis())
        self.slack = enter(
            SimulatedSlack(
                app_url=f"http://127.0.0.1:{port}/slack/events",
                signing_secret=secrets.token_hex(16),
                port=self._page_port,
            )
        )
        if self._aws_url is None:
            self.aws = enter(SimulatedAws(latency_ms=self._latency))
            self._aws_url = self.aws.url
        self.key = secrets.token_hex(32)
        self.environment = self._environment(self._team_configuration(directory))
        self.front_door = Process("serve", ["serve", "--port", str(port)], self.environment, directory)
        self.worker = Process("worker", ["worker", "-n", str(self._workers)], self.environment, directory)
        for process in (self.worker, self.front_door):
            self._closing.callback(process.stop)
            process.start()
        self.port = port
        self.wait_until_ready()

    def stop(self) -> None:
        self._closing.close()

    def wait_until_ready(self) -> None:
        """Wait for the front door, after a start or a restart.

        Raises:
            NotUp: a process has ended, or nothing answers.
        """
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            for process in (self.front_door, self.worker):
                if process.ended():
                    raise NotUp(f"opsbot {process.name} ended at once: {process.last_words()}")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=1):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise NotUp(f"opsbot serve does not answer: {self.front_door.last_words()}")

    def redis_client(self) -> Redis:
        """A client of the playground's own, for looking."""
        return store.connect(self.redis.url, timeout_seconds=5)

    def _team_configuration(self, directory: Path) -> Path:
        """The team's configuration with the playground's windows."""
        target = directory / "config"
        shutil.copytree(self._config, target, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
        shutil.copyfile(self._observation, target / "observation.yaml")
        return target

    def _environment(self, config: Path) -> dict[str, str]:
        """Made anew, not inherited: nothing in a demo may reach a real account or workspace."""
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": tempfile.gettempdir(),
            "NO_PROXY": "127.0.0.1,localhost",
            "OPSBOT_CONFIG": str(config),
            "OPSBOT_KEY": self.key,
            "REDIS_URL": self.redis.url,
            "SLACK_API_URL": self.slack.api_url,
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "AWS_ENDPOINT_URL": str(self._aws_url),
            "AWS_ACCESS_KEY_ID": "playground",
            "AWS_SECRET_ACCESS_KEY": "playground",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            **self._extra,
        }

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
