"""What functions and APIs write to their logs: every failure up to a rate, and some of the rest."""

import hashlib
import json
import random
import uuid
from datetime import UTC, datetime

from moto.awslambda.models import LambdaFunction
from moto.logs.models import LogEvent, LogsBackend, logs_backends

from ..clock import naive
from ..cloudwatch.series import Floats
from ..world.behaviours import Behaviour
from ..world.clients import ACCOUNT
from ..world.loads import ApiLoad, FunctionLoad
from ..world.log_lines import invocation_lines, timeout_lines
from .functions import Outcome

MOST_FAILURES = 3
"""Failures written of one function in a second; of a minute, fifteen times as many."""
_MOST_EVENTS = 8_000
_SUCCESSES_A_SECOND = 0.02
_MOST_SUCCESS_SHARE = 0.1


class Line(LogEvent):
    """Moto keeps every instance of its models for ever; lines of a log must go again."""

    def __new__(cls, *_: object, **__: object) -> "Line":
        return object.__new__(cls)


class LogTraffic:
    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._backends: dict[str, LogsBackend] = {}

    def of_function(self, load: FunctionLoad, outcome: Outcome, step: float) -> None:
        success_share = min(_SUCCESSES_A_SECOND * step, _MOST_SUCCESS_SHARE)
        for served, counts, failed in outcome.by_version:
            for at, count, bad in zip(outcome.times.tolist(), counts.tolist(), failed.tolist(), strict=True):
                for _ in range(min(int(bad), MOST_FAILURES * max(1, int(step / 4)))):
                    self._failure(load, served.function, served.behaviour, at + self._dice.random() * step)
                if count and self._dice.random() < success_share:
                    when = at + self._dice.random() * step
                    lines = invocation_lines(
                        served.function, served.behaviour, failed=False, dice=self._dice, at=when
                    )
                    self._write(load.region, load.log_group, _stream(served.function, when), when, lines)

    def of_api(self, load: ApiLoad, times: Floats, counts: Floats, failed: Floats, step: float) -> None:
        success_share = min(_SUCCESSES_A_SECOND * step, _MOST_SUCCESS_SHARE)
        for at, count, bad in zip(times.tolist(), counts.tolist(), failed.tolist(), strict=True):
            statuses = [502] * min(int(bad), MOST_FAILURES)
            if count and self._dice.random() < success_share:
                statuses.append(200)
            for status in statuses:
                when = at + self._dice.random() * step
                self._write(load.region, load.access_log, "access", when, [self._access_line(load, status, when)])

    def _failure(self, load: FunctionLoad, function: LambdaFunction, behaviour: Behaviour, at: float) -> None:
        timed_out = self._dice.random() < behaviour.timeout_rate / max(behaviour.error_rate, 1e-9)
        if timed_out:
            lines = timeout_lines(function, dice=self._dice, at=at)
        else:
            lines = invocation_lines(function, behaviour, failed=True, dice=self._dice, at=at)
        self._write(load.region, load.log_group, _stream(function, at), at, lines)

    def _access_line(self, load: ApiLoad, status: int, at: float) -> str:
        moment = datetime.fromtimestamp(at, UTC)
        said = {
            "requestId": str(uuid.UUID(int=self._dice.getrandbits(128), version=4)),
            "ip": f"198.51.100.{self._dice.randrange(1, 250)}",
            "requestTime": f"{moment:%d/%b/%Y:%H:%M:%S +0000}",
            "stage": load.stage,
            "status": status,
            "responseLatency": self._dice.randrange(20, 400),
        }
        return json.dumps(said)

    def _write(self, region: str, group: str, stream: str, at: float, lines: list[str]) -> None:
        logs = self._backend(region)
        logs.ensure_log_group(group)
        logs.ensure_log_stream(group, stream)
        held = logs.groups[group].streams[stream]
        millis = int(at * 1000)
        held.events += [
            Line(millis, {"timestamp": millis + number, "message": line}) for number, line in enumerate(lines)
        ]
        held.stored_bytes += sum(map(len, lines))
        held.last_ingestion_time = naive(at)
        if len(held.events) > _MOST_EVENTS:
            del held.events[: _MOST_EVENTS // 4]

    def _backend(self, region: str) -> LogsBackend:
        if region not in self._backends:
            self._backends[region] = logs_backends[ACCOUNT][region]
        return self._backends[region]


def forget_before(moment: float) -> None:
    """Streams that nothing was written to since then go."""
    for backend in list(logs_backends[ACCOUNT].values()):
        for group in backend.groups.values():
            for name, stream in list(group.streams.items()):
                if stream.events and stream.events[-1].timestamp < moment * 1000:
                    group.delete_log_stream(name)


def shift(seconds: float) -> None:
    """Every event of every group is that much later, or earlier."""
    for backend in list(logs_backends[ACCOUNT].values()):
        for group in backend.groups.values():
            for stream in group.streams.values():
                for event in stream.events:
                    event.timestamp += int(seconds * 1000)
                    event.ingestion_time += int(seconds * 1000)


def _stream(function: LambdaFunction, at: float) -> str:
    sandbox = hashlib.sha256(function.code_sha_256.encode()).hexdigest()[:32]
    return f"{datetime.fromtimestamp(at, UTC):%Y/%m/%d}/[{function.version}]{sandbox}"
