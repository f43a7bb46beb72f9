"""The WSGI layer: names and logs a call, waits, plays a planned fault, or passes the call on to moto."""

import json
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from .calls import Call, CallLog, name_call
from .faults import Answer, Faults, error
from .http_server import DROP, run

Control = Callable[[str, dict[str, Any]], dict[str, Any]]
Applied = Callable[[Call], None]


class ControlError(Exception):
    """A control call that cannot be done; the text says why."""


class Layer:
    """`applied` is told of every call that succeeded; `identify` says whose access key it is. Calls whose user
    agent contains `internal` meet neither latency nor faults and are not logged."""

    def __init__(
        self,
        application: WSGIApplication,
        control: Control,
        *,
        applied: Applied,
        identify: Callable[[str], str | None],
        now: Callable[[], float],
        internal: str,
    ) -> None:
        self._application = application
        self._control = control
        self._applied = applied
        self._identify = identify
        self._now = now
        self._internal = internal
        self.calls = CallLog()
        self.faults = Faults()
        self.latency_seconds = 0.0

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith("/sim/"):
            answer = self._controlled(path.removeprefix("/sim/"), environ)
        elif path.startswith("/moto-api/"):
            return self._application(environ, start_response)
        else:
            answer = self._called(environ)
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", answer.headers)
        return [answer.body]

    def _controlled(self, name: str, environ: dict[str, Any]) -> Answer:
        headers = [("Content-Type", "application/json")]
        try:
            given = json.loads(environ["wsgi.input"].read() or b"{}")
            return Answer(200, headers, json.dumps(self._control(name, given)).encode())
        except (ControlError, KeyError, TypeError, ValueError) as problem:
            text = f"{type(problem).__name__}: {problem}"
            return Answer(400, headers, json.dumps({"error": text}).encode())

    def _called(self, environ: dict[str, Any]) -> Answer:
        call = name_call(environ, self._now())
        call.user = self._identify(call.access_key)
        if self._internal in environ.get("HTTP_USER_AGENT", ""):
            return self._passed_on(call, environ)
        self.calls.add(call)
        if self.latency_seconds:
            time.sleep(self.latency_seconds)
        fault = self.faults.take(call)
        if fault is None:
            return self._passed_on(call, environ)
        time.sleep(fault.delay_seconds)
        answer = None
        if fault.after_processing or not fault.answers:
            answer = self._passed_on(call, environ)
        if fault.drop:
            environ[DROP] = True
        if answer is None or fault.answers:
            answer = error(call, fault.status, fault.code, fault.message)
        call.status = None if fault.drop else answer.status
        return answer

    def _passed_on(self, call: Call, environ: dict[str, Any]) -> Answer:
        status_line, headers, body = run(self._application, environ)
        answer = Answer(int(status_line.split(" ")[0]), headers, body)
        if answer.status >= HTTPStatus.BAD_REQUEST and body[:9].lower() == b"<!doctype":
            answer = _unserved(call, answer.status, environ["PATH_INFO"])
        call.status = answer.status
        if answer.status < HTTPStatus.MULTIPLE_CHOICES:
            self._applied(call)
        return answer


def _unserved(call: Call, status: int, path: str) -> Answer:
    """Moto's HTML page for an operation it lacks, or for one it failed in, as an error of the service."""
    what = f"{call.service}.{call.operation or path}"
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return error(call, 500, "InternalFailure", f"{what} failed in the simulation")
    return error(call, 501, "NotImplemented", f"{what} is not simulated")
