"""The Web API as a whole: who may call, how often, which faults, and a record of every call."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.slack.arguments import ApiError, Arguments
from playground.slack.faults import Fault, Faults
from playground.slack.invitations import Triggers
from playground.slack.methods import METHODS, Call
from playground.slack.rate_limits import Limits, RateLimiter
from playground.slack.workspace import Workspace

TOO_MANY_REQUESTS = 429


@dataclass(frozen=True)
class ApiCall:
    """One call that arrived: ``at`` in epoch seconds, ``args`` without the token.

    ``status`` and ``error`` are what the caller saw; ``status`` is 0 when the connection was dropped.
    ``processed`` says whether the method did its work, which under a fault is not what the caller was told.
    """

    method: str
    args: dict[str, Any]
    at: float
    status: int
    error: str | None = None
    retry_after: int | None = None
    processed: bool = True


@dataclass(frozen=True)
class Answer:
    """What goes back over HTTP; ``drop`` closes the connection instead."""

    status: int
    body: dict[str, Any] | None
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False

    @property
    def ok(self) -> bool:
        return self.body is not None and self.body.get("ok") is True


class WebApi:
    def __init__(self, workspace: Workspace, limits: Limits, triggers: Triggers, bot_token: str) -> None:
        self.base_url = ""
        self.faults = Faults()
        self._workspace = workspace
        self._limits = limits
        self._limiter = RateLimiter(limits)
        self._triggers = triggers
        self._bot_token = bot_token
        self._calls: list[ApiCall] = []
        self._lock = threading.Lock()

    def calls(self) -> list[ApiCall]:
        with self._lock:
            return list(self._calls)

    def answer(self, method: str, given: Mapping[str, Any], token: str | None) -> Answer:
        arguments = Arguments(given)
        at = self._workspace.clock()
        fault = self.faults.take(method)
        if fault is None:
            answer = self._process(method, arguments, token, at)
            processed = answer.ok
        else:
            answer, processed = self._fail(fault, method, arguments, token, at)
        self._record(method, arguments, at, answer, processed)
        return answer

    def _process(self, method: str, arguments: Arguments, token: str | None, at: float) -> Answer:
        wait = self._limiter.retry_after(method, arguments.text_or_none("channel"), at)
        if wait is not None:
            return _rate_limited(wait)
        work = METHODS.get(method, _unknown_method)
        call = Call(arguments, self._workspace, self._limits, self._triggers, self.base_url)
        try:
            self._check_token(token or arguments.text_or_none("token"))
            return Answer(200, {"ok": True, **work(call)})
        except ApiError as problem:
            return Answer(200, problem.body())

    def _fail(
        self, fault: Fault, method: str, arguments: Arguments, token: str | None, at: float
    ) -> tuple[Answer, bool]:
        """What to answer, and whether the method has done its work all the same."""
        done = self._process(method, arguments, token, at) if fault.after_processing else None
        if fault.delay_seconds:
            self._workspace.wait_for(lambda: False, fault.delay_seconds)
        if done is None and fault.only_delays:
            done = self._process(method, arguments, token, at)
        processed = done is not None and done.ok
        if done is not None and fault.only_delays:
            return done, processed
        return failed(fault), processed

    def _check_token(self, token: str | None) -> None:
        if not token:
            raise ApiError("not_authed")
        if token != self._bot_token:
            raise ApiError("invalid_auth")

    def _record(self, method: str, arguments: Arguments, at: float, answer: Answer, processed: bool) -> None:
        body = answer.body or {}
        retry_after = answer.headers.get("Retry-After")
        call = ApiCall(
            method=method,
            args=arguments.readable(),
            at=at,
            status=0 if answer.drop else answer.status,
            error=body.get("error"),
            retry_after=int(retry_after) if retry_after else None,
            processed=processed,
        )
        with self._lock:
            self._calls.append(call)
        with self._workspace.changed:
            self._workspace.changed.notify_all()


def _unknown_method(call: Call) -> dict[str, Any]:  # noqa: ARG001 - it stands in for a method
    raise ApiError("unknown_method")


def _rate_limited(wait: int) -> Answer:
    return Answer(TOO_MANY_REQUESTS, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(wait)})


def failed(fault: Fault) -> Answer:
    if fault.reset:
        return Answer(0, None, drop=True)
    if fault.status == TOO_MANY_REQUESTS:
        return _rate_limited(fault.retry_after or 1)
    error = fault.error or "internal_error"
    headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after else {}
    return Answer(fault.status, {"ok": False, "error": error}, headers)
