"""What functions and APIs write to their logs: every failure up to a rate, and some of the rest."""

import hashlib
import json
import random
import uuid
from datetime import UTC, datetime

from moto.awslambda.models import LambdaFunction
from moto.logs.models import logs_backends

from ..cloudwatch.series import Floats
from ..world.behaviours import Behaviour
from ..world.clients import ACCOUNT
from ..world.loads import ApiLoad, FunctionLoad
from ..world.log_lines import invocation_lines, timeout_lines
from .functions import Outcome

MOST_FAILURES = 3
"""Failures written of one function in a second; of a minute, fifteen times as many."""
_MOST_EVENTS = 20_000
_SUCCESS_SHARE = 0.1


class LogTraffic:
    def __init__(self, dice: random.Random) -> None:
        self._dice = dice

    def of_function(self, load: FunctionLoad, outcome: Outcome, step: float) -> None:
        for served, counts, failed in outcome.by_version:
            for at, count, bad in zip(outcome.times.tolist(), counts.tolist(), failed.tolist(), strict=True):
                for _ in range(min(int(bad), MOST_FAILURES * max(1, int(step / 4)))):
                    self._failure(load, served.function, served.behaviour, at + self._dice.random() * step)
                if count and self._dice.random() < _SUCCESS_SHARE:
                    when = at + self._dice.random() * step
                    lines = invocation_lines(
                        served.function, served.behaviour, failed=False, dice=self._dice, at=when
                    )
                    self._write(load.region, load.log_group, _stream(served.function, when), when, lines)

    def of_api(self, load: ApiLoad, times: Floats, counts: Floats, failed: Floats, step: float) -> None:
        for at, count, bad in zip(times.tolist(), counts.tolist(), failed.tolist(), strict=True):
            statuses = [502] * min(int(bad), MOST_FAILURES)
            if count and self._dice.random() < _SUCCESS_SHARE:
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
        logs = logs_backends[ACCOUNT][region]
        logs.ensure_log_group(group)
        logs.ensure_log_stream(group, stream)
        held = logs.groups[group].streams[stream]
        millis = int(at * 1000)
        held.put_log_events([{"timestamp": millis + n, "message": line} for n, line in enumerate(lines)])
        held.last_event_timestamp = max(held.last_event_timestamp or 0, millis)
        if len(held.events) > _MOST_EVENTS:
            del held.events[: _MOST_EVENTS // 4]


def shift(seconds: float) -> None:
    """Every event of every group is that much later, or earlier."""
    for backend in logs_backends[ACCOUNT].values():
        for group in backend.groups.values():
            for stream in group.streams.values():
                for event in stream.events:
                    event.timestamp += int(seconds * 1000)
                    event.ingestion_time += int(seconds * 1000)


def _stream(function: LambdaFunction, at: float) -> str:
    sandbox = hashlib.sha256(function.code_sha_256.encode()).hexdigest()[:32]
    return f"{datetime.fromtimestamp(at, UTC):%Y/%m/%d}/[{function.version}]{sandbox}"
