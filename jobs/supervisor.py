"""The supervisor of `opsbot worker`: starts the processes, replaces those that die, drains them at the end."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import ForkProcess
from types import FrameType

import structlog
from redis.exceptions import RedisError

from bot import store
from bot.charts.picture import picture
from bot.charts.text import text_chart
from bot.slack.client import SlackClient
from bot.slack.courier import Courier
from bot.slack.delivery import Deliverer
from bot.slack.render.thread import thread
from bot.slack.uploads import Uploads
from jobs import run_worker
from jobs.assembly import Assembled, warm
from jobs.clock import Clock

log = structlog.get_logger(__name__)

DRAIN_SECONDS = 60.0
RESTART_SECONDS = 1.0

Serve = Callable[[], None]


@dataclass
class Child:
    name: str
    serve: Serve
    process: ForkProcess | None = None
    started: float = 0.0


class Supervisor:
    """One process each: ``count`` run workers, delivery, the clock."""

    def __init__(self, assembled: Assembled, count: int) -> None:
        self._assembled = assembled
        self._stop = threading.Event()
        self._children = [
            *(Child(f"runs-{number}", self._run_worker) for number in range(1, count + 1)),
            Child("slack", self._deliver),
            Child("clock", self._tick),
        ]

    def serve(self) -> None:
        """Run until SIGTERM or SIGINT; then every process ends what it has begun."""
        warm(self._assembled.core, self._assembled.configuration)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told_to_stop)
        for child in self._children:
            self._start(child)
        log.info("workers are up", processes=[child.name for child in self._children])
        while not self._stop.wait(0.5):
            for child in self._children:
                if child.process and not child.process.is_alive():
                    log.error("a process ended and is replaced", name=child.name, code=child.process.exitcode)
                    self._stop.wait(max(0.0, RESTART_SECONDS - (time.monotonic() - child.started)))
                    self._start(child)
        self._drain()

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 -- signal's signature
        self._stop.set()

    def _start(self, child: Child) -> None:
        if self._stop.is_set():
            return
        child.started = time.monotonic()
        child.process = multiprocessing.get_context("fork").Process(target=child.serve, name=child.name)
        child.process.start()

    def _drain(self) -> None:
        deadline = time.monotonic() + DRAIN_SECONDS
        running = [child.process for child in self._children if child.process and child.process.is_alive()]
        for process in running:
            if process.pid:
                os.kill(process.pid, signal.SIGTERM)
        for process in running:
            process.join(max(0.1, deadline - time.monotonic()))
            if process.is_alive():
                log.error("a process did not end in time and is killed", name=process.name)
                process.kill()

    def _run_worker(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        settings = self._assembled.settings
        name = f"{socket.gethostname()}-{os.getpid()}"
        redis = store.connect(settings.redis_url, timeout_seconds=None, decode=False)
        run_worker.work(redis, name, log_level=settings.log_level)

    def _deliver(self) -> None:
        settings = self._assembled.settings
        client = SlackClient(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
        redis, journals = self._assembled.redis, self._assembled.journals
        uploads = Uploads(picture, text_chart)
        deliverer = Deliverer(redis, journals, client, uploads, thread, now=time.time)
        _serve_until_told(Courier(deliverer, now=time.time).serve)

    def _tick(self) -> None:
        assembled = self._assembled
        clock = Clock(
            assembled.redis,
            assembled.journals,
            assembled.queue,
            reconcile_seconds=assembled.settings.opsbot_reconcile_seconds,
        )
        _serve_until_told(clock.serve)


def _serve_until_told(serve: Callable[[threading.Event], None]) -> None:
    """Serve until SIGTERM; while Redis is away, try again each second."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        try:
            serve(stop)
        except RedisError as error:
            log.warning("Redis does not answer; trying again", reason=" ".join(str(error).split()))
            stop.wait(1.0)
