"""A function counted over a stretch of time."""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator

from bot.aws import metrics
from bot.errors import AwsError
from bot.runbooks.action import Context, Params
from bot.runbooks.actions.metrics_window import (
    as_seconds,
    counted,
    facts,
    inside,
    moment,
    period_of,
    queries,
    subject,
    window,
)
from bot.service_levels.quantity import count, spoken


class WindowParams(Params):
    """The window: ``seconds`` back from ``until`` (now), or from ``since`` to ``until``.

    It never begins before ``not_before``: what was served until then is not what is measured.
    """

    seconds: int | None = Field(default=None, gt=0, le=86_400)
    since: float | None = None
    until: float | None = None
    not_before: float | None = None

    _moments = field_validator("since", "until", "not_before", mode="before")(as_seconds)


UNMEASURED = {"measured": "nothing", "period": None, "requests": 0, "errors": 0, "percent": None, "p95_ms": None}


class FunctionWindow:
    """Requests, errors and the 95th percentile of the duration of the target function in one window.

    Without parameters the window is ``observation.window_seconds`` long and ends now. From ``since`` on, the
    period in which ``since`` lies is left out: it holds what was before, too. Result::

        {"function": "…", "measured": "alias prod" | "function", "start": …, "end": …, "period": 60,
         "requests": 1840, "errors": 107, "percent": 5.8152 | null, "p95_ms": 921.4 | null,
         "problem": null, "says": "errors 5.8 %, p95 921 ms, 1,840 requests"}

    When CloudWatch does not answer, ``problem`` is its sentence and nothing is counted: whoever takes a release
    back in an incident must not be stopped by a picture that cannot be drawn.
    """

    name = "metrics.function_window"
    params = WindowParams
    reads = (metrics.OPERATION,)

    def execute(self, params: WindowParams, context: Context) -> dict[str, Any]:
        of = subject(context, self.name)
        start, end = window(context, params.seconds, params.since, params.until)
        begins_anew = params.since is not None
        if params.not_before is not None and params.not_before > start:
            start, begins_anew = min(params.not_before, end - 1), True
        period = period_of(context, start, end)
        window_of = {"function": of.name, "start": start, "end": end}
        found = metrics.fetch(context.port, queries(of, period), moment(start), moment(end))
        try:
            counts = inside(counted(found, of, period), start, end, whole_start=begins_anew)
        except AwsError as error:
            return {**window_of, **UNMEASURED, "problem": error.message, "says": f"not measured: {error.message}"}
        result = facts(counts)
        return {**window_of, **result, "problem": None, "says": _says(result)}


def _says(result: dict[str, Any]) -> str:
    if not result["requests"]:
        return "no traffic"
    said = [f"errors {spoken(result['percent'], '%')}"]
    if result["p95_ms"] is not None:
        said.append(f"p95 {spoken(result['p95_ms'], 'ms')}")
    return ", ".join([*said, f"{count(result['requests'])} requests"])
