"""The simulated AWS of one process: server, clock, world, traffic, and what may be asked of them."""

import threading
import time
from datetime import timedelta

from moto.cloudwatch.models import cloudwatch_backends
from moto.moto_api._internal.models import moto_api_backend

from . import corrections
from .awslambda.backend import RevisedLambdaBackend
from .awslambda.function import RevisedFunction, aws_moment
from .clock import Clock
from .cloudtrail.backend import RecordingCloudTrailBackend
from .cloudtrail.event import DATA_EVENTS, of_call
from .cloudtrail.history import DEFAULT_LAG_SECONDS
from .cloudwatch.backend import StoredCloudWatchBackend
from .front.calls import Call, is_mutating
from .front.http_server import Server
from .front.layer import Control, Layer
from .identity import ACCOUNT, Sessions
from .pace import Pace
from .traffic import logs
from .traffic.traffic import Traffic
from .world import seed
from .world.clients import INTERNAL_AGENT, Clients
from .world.history import trail
from .world.loads import World
from .world.releases import Releases, backend_of

_TURN_SECONDS = 1.0
_STRIDE_SECONDS = 60.0


class Simulation:
    """Moto's state is the process's: one simulation a process."""

    def __init__(self, control: Control, *, port: int, with_world: bool, seed_hours: float = 24.0) -> None:
        self.clock = Clock()
        corrections.install(self.clock)
        self._sessions = Sessions()
        self.layer = Layer(
            corrections.moto_application(),
            control,
            applied=self._applied,
            identify=self._sessions.user,
            now=self.clock.now,
            internal=INTERNAL_AGENT,
        )
        self.server = Server(port, self.layer)
        self.world = World()
        self.traffic: Traffic | None = None
        self._with_world, self._seed_hours = with_world, seed_hours
        self._recording = False
        self._turn = threading.RLock()
        self._stop = threading.Event()

    def start(self) -> None:
        """Serves, then furnishes the world; returns when all of it is there."""
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.clients = Clients(self.server.url)
        self.begin()

    def begin(self) -> None:
        with self._turn:
            self._recording = False
            self.releases = Releases(self.clients)
            self.world, self.traffic = World(), None
            if self._with_world:
                now = self.clock.now()
                self.world = seed.furnish(self.clients, self.releases, now)
                self.traffic = Traffic(self.world, lambda region: self.cloudwatch(region).store, now)
                seed.past(self.traffic, self.cloudwatch, now=now, hours=self._seed_hours)
            self._recording = True

    def reset(self) -> None:
        with self._turn:
            self._recording = False
            self.layer.faults.clear()
            self.clock.reset()
            RevisedLambdaBackend.behaviours.clear()
            RecordingCloudTrailBackend.lag_seconds = DEFAULT_LAG_SECONDS
            moto_api_backend.reset()
            self.clients = Clients(self.server.url)
            self.begin()
            self.layer.calls.clear()

    def run(self, speed: int) -> None:
        """Until stopped: a turn a second."""
        pace, next_turn = Pace(speed), time.monotonic()
        while not self._stop.is_set():
            if self.traffic is not None:
                recede = pace.turn()
                if recede:
                    self.age(recede)
                self.catch_up()
            next_turn = max(next_turn + _TURN_SECONDS, time.monotonic())
            self._stop.wait(next_turn - time.monotonic())

    def stop(self) -> None:
        self._stop.set()
        self.server.shutdown()

    def catch_up(self) -> None:
        """Traffic up to now, by strides, so that alarms see each of them as it comes."""
        with self._turn:
            traffic = self.traffic
            if traffic is None:
                return
            now = self.clock.now()
            while traffic.until + 1 <= now:
                minute = traffic.until // 60
                traffic.go_on(min(traffic.until // _STRIDE_SECONDS * _STRIDE_SECONDS + _STRIDE_SECONDS, now))
                for region in seed.REGIONS:
                    self.cloudwatch(region).evaluate_alarms(traffic.until)
                if traffic.until // 60 != minute:
                    self._tidy(traffic)

    def tick(self, seconds: float) -> None:
        with self._turn:
            self.catch_up()
            self.clock.advance(seconds)
            self.catch_up()

    def age(self, seconds: float) -> None:
        """History recedes by whole minutes, and traffic fills what became free."""
        if seconds <= 0 or seconds % 60:
            raise ValueError("seconds must be a positive multiple of 60")
        with self._turn:
            self.catch_up()
            for region in seed.REGIONS:
                self.cloudwatch(region).shift(-seconds)
                trail(region).history.shift(-seconds)
                self._age_functions(region, seconds)
            logs.shift(-seconds)
            if self.traffic is not None:
                self.traffic.shift(-seconds)
            self.catch_up()

    def cloudwatch(self, region: str) -> StoredCloudWatchBackend:
        backend = cloudwatch_backends[ACCOUNT][region]
        if not isinstance(backend, StoredCloudWatchBackend):
            raise TypeError("the corrections are not installed")
        return backend

    def _tidy(self, traffic: Traffic) -> None:
        for region in seed.REGIONS:
            self.cloudwatch(region).store.tidy(traffic.until)
        traffic.tidy(traffic.until)

    def _age_functions(self, region: str, seconds: float) -> None:
        for function in backend_of(region).storage.every_version():
            if isinstance(function, RevisedFunction):
                function.modified -= timedelta(seconds=seconds)
                function.last_modified = aws_moment(function.modified)

    def _applied(self, call: Call) -> None:
        if not self._recording or call.operation in DATA_EVENTS:
            return
        if is_mutating(call.service, call.operation):
            event = of_call(call)
            trail(event.region).history.add(event)
