"""The simulated AWS as an object: a child process, and how to talk to it."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from types import TracebackType
from typing import Any, Self

STOP_SECONDS = 5.0


class SimulatedAwsError(Exception):
    """The child did not start, or refused what was asked of it."""


class SimulatedAws:
    """Starts on entering and stops on leaving. Moto's state belongs to a process, hence the child."""

    def __init__(self, *, latency_ms: int = 0, world: bool = True, port: int = 0) -> None:
        self._command = [sys.executable, "-m", "playground.aws", "--port", str(port)]
        self._command += ["--latency-ms", str(latency_ms)]
        if not world:
            self._command.append("--empty")
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            self._close()
            raise SimulatedAwsError("the simulated AWS ended before it was ready; its own error says why")
        self.url = str(json.loads(line)["url"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()
        self._process = None

    def calls(self) -> list[dict[str, Any]]:
        """Every AWS call so far: {"at", "service", "operation", "region", "access_key", "user", "status", "params"}."""
        held: list[dict[str, Any]] = self.control("calls")["calls"]
        return held

    def fail(
        self,
        operation: str,
        *,
        service: str | None = None,
        times: int = 1,
        status: int = 400,
        code: str = "ThrottlingException",
        message: str = "Rate exceeded",
        after_processing: bool = False,
        drop: bool = False,
        delay_seconds: float = 0.0,
    ) -> None:
        """The next `times` calls of `operation` (API's or boto3's spelling) meet this error. `after_processing`: the
        call happens all the same; `drop`: the connection closes without an answer; status 200: only the delay."""
        self.control(
            "fail",
            operation=operation,
            service=service,
            times=times,
            status=status,
            code=code,
            message=message,
            after_processing=after_processing,
            drop=drop,
            delay_seconds=delay_seconds,
        )

    def reset(self) -> None:
        """As it began: no faults, no calls, the world anew."""
        self.control("reset")

    def control(self, name: str, **arguments: object) -> dict[str, Any]:
        """Raises SimulatedAwsError when it is refused."""
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{self.url}/sim/{name}",
            data=json.dumps(arguments).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310 - loopback
                found: dict[str, Any] = json.load(answer)
                return found
        except urllib.error.HTTPError as problem:
            with problem:
                raise SimulatedAwsError(f"{name}: {json.load(problem)['error']}") from problem
