"""What a function writes to its log: START, its own lines, END and REPORT, as Lambda writes them."""

import json
import random
import uuid
from datetime import UTC, datetime

from moto.awslambda.models import LambdaFunction

from .behaviours import Behaviour

_COLD_START_SHARE = 0.02


def invocation_lines(
    function: LambdaFunction, behaviour: Behaviour, *, failed: bool, dice: random.Random, at: float
) -> list[str]:
    """One invocation, oldest line first."""
    request = str(uuid.UUID(int=dice.getrandbits(128), version=4))
    duration = _duration(behaviour, dice)
    start = f"START RequestId: {request} Version: {function.version}"
    middle = _error_line(behaviour, request) if failed else _info_line(request, duration, at)
    return [start, middle, f"END RequestId: {request}", report_line(function, request, duration, dice)]


def timeout_lines(function: LambdaFunction, *, dice: random.Random, at: float) -> list[str]:
    """An invocation that ran into the function's timeout."""
    request = str(uuid.UUID(int=dice.getrandbits(128), version=4))
    seconds = float(function.timeout)
    moment = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return [
        f"START RequestId: {request} Version: {function.version}",
        f"{moment} {request} Task timed out after {seconds:.2f} seconds",
        f"END RequestId: {request}",
        report_line(function, request, seconds * 1000, dice),
    ]


def report_line(function: LambdaFunction, request: str, duration_ms: float, dice: random.Random) -> str:
    memory = int(function.memory_size)
    used = min(memory, int(48 + dice.random() * 40))
    cold = dice.random() < _COLD_START_SHARE
    init = f"\tInit Duration: {280 + dice.random() * 240:.2f} ms" if cold else ""
    return (
        f"REPORT RequestId: {request}\tDuration: {duration_ms:.2f} ms\tBilled Duration: {int(duration_ms) + 1} ms\t"
        f"Memory Size: {memory} MB\tMax Memory Used: {used} MB{init}\t"
    )


def _duration(behaviour: Behaviour, dice: random.Random) -> float:
    spread = dice.lognormvariate(0.0, 0.4)
    return behaviour.p50_ms * spread


def _error_line(behaviour: Behaviour, request: str) -> str:
    if behaviour.error_type == "Runtime.ImportModuleError":
        return f"[ERROR] {behaviour.error_type}: {behaviour.error_message}\nTraceback (most recent call last):"
    return (
        f"[ERROR] {behaviour.error_type}: {behaviour.error_message}\nTraceback (most recent call last):\n"
        f'  File "/var/task/app.py", line 41, in handler\n    item = build(event["body"])\n'
        f"RequestId: {request}"
    )


def _info_line(request: str, duration_ms: float, at: float) -> str:
    moment = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    said = {"level": "INFO", "time": moment, "requestId": request, "message": "request served",
            "durationMs": round(duration_ms, 1)}
    return json.dumps(said)
