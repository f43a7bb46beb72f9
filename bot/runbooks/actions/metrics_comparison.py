"""A function before and after a change: compared, and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ConfigDict, Field, field_validator

from bot.aws import metrics
from bot.aws.metric_period import period_for
from bot.charts.comparison import Comparison, Outcome, WindowFacts, change_chart, compare
from bot.charts.points import thinned, with_gaps
from bot.charts.spec import ChartSpec, Mark, Point
from bot.errors import AwsError
from bot.runbooks.action import Context, Params
from bot.runbooks.actions.metrics_window import (
    Subject,
    as_seconds,
    counted,
    inside,
    moment,
    period_of,
    queries,
    subject,
)

# What a journal keeps of one line.
_MOST_POINTS = 150
_HOUR = 3_600.0
_BEFORE_RELEASE = 600.0
_LEAST_HISTORY = 900.0
_POINTS_AROUND = 30


class Window(Params):
    """A result of ``metrics.function_window``."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    measured: str
    start: float
    end: float
    requests: float
    errors: float
    percent: float | None
    p95_ms: float | None

    @property
    def facts(self) -> WindowFacts:
        return WindowFacts(self.requests, self.errors, self.p95_ms)


class Moment(Params):
    """A mark in the chart; without ``at`` (nothing is known of it) it is left out."""

    at: float | None = None
    label: str

    _moment = field_validator("at", mode="before")(as_seconds)


class CompareParams(Params):
    """Two results of ``metrics.function_window``; ``objective_percent`` of requests may fail.

    ``marks`` are the moments that the chart shows: the release, the change itself.
    """

    before: Window
    after: Window
    marks: list[Moment] = Field(default_factory=list)
    objective_percent: float = Field(default=1.0, ge=0, le=100)
    title: str | None = None
    timezone: str = "UTC"


class Compare:
    """Whether the change between two windows helped, by the rules of ``bot/charts/comparison.py``.

    Result::

        {"verdict": "healed" | "better" | "same" | "worse" | "cannot tell",
         "ok": true | false | null, "says": "errors 5.8 % → 0.1 %, p95 920 → 180 ms",
         "before": {"requests", "errors", "percent", "p95_ms"}, "after": {…},
         "chart": ChartSpec | null, "problem": sentence | null}

    ``ok`` is what a check asks: false when the function is still sick or worse than before, null when it
    cannot be told. The chart reaches back to the first mark of the last hour; when it cannot be read the
    verdict stands and ``problem`` says why there is no picture.
    """

    name = "metrics.compare"
    params = CompareParams
    reads = (metrics.OPERATION,)

    def execute(self, params: CompareParams, context: Context) -> dict[str, Any]:
        of = subject(context, self.name)
        if params.before.measured == params.after.measured:
            found = compare(
                params.before.facts, params.after.facts, objective_percent=params.objective_percent
            )
        else:
            said = f"{params.before.measured} was counted before, {params.after.measured} after"
            found = Comparison(Outcome.CANNOT_TELL, None, f"cannot tell, {said}")
        spec, problem = None, None
        try:
            spec = _chart(params, context, of)
        except AwsError as error:
            problem = f"No chart: {error.message}"
        return {
            "verdict": found.verdict.value,
            "ok": found.ok,
            "says": found.says,
            "before": _told(params.before),
            "after": _told(params.after),
            "chart": spec.model_dump(mode="json") if spec else None,
            "problem": problem,
        }


def _chart(params: CompareParams, context: Context, of: Subject) -> ChartSpec:
    """History by the minute up to the first window, and from there on as fine as the metrics are.

    A period that reaches out of its part, or is not over yet, is left out.
    """
    close, end = params.before.start, params.after.end
    marks = [Mark(at=one.at, label=one.label) for one in params.marks if one.at is not None]
    first = _first(close, end, marks)
    coarse = period_of(context, first, end)
    fine = period_for(moment(close), moment(end), context.now, finest=_finest(context, end - close))
    history = metrics.plan(queries(of, coarse, prefix="history/"), moment(first), moment(close))
    detail = metrics.plan(queries(of, fine, prefix="close/"), moment(close), moment(end))
    batches = [*history, *detail]
    found = metrics.settle(context.port, batches, context.port.read_all([batch.read for batch in batches]))
    before = inside(counted(found, of, coarse, prefix="history/"), first, close - coarse, whole_start=False)
    after = inside(counted(found, of, fine, prefix="close/"), close, end - fine, whole_start=False)
    target = context.target or {}
    return change_chart(
        params.title or f"{target.get('short')} · {target.get('system')} {target.get('environment')}",
        _joined(list(before.percent()), list(after.percent()), coarse, fine),
        _joined(list(before.p95.items()), list(after.p95.items()), coarse, fine),
        marks,
        timezone=params.timezone,
        objective_percent=params.objective_percent,
    )


def _first(close: float, end: float, marks: list[Mark]) -> float:
    """Ten minutes before the first mark of the last hour; without one, three times what is compared."""
    lately = [mark.at for mark in marks if end - _HOUR <= mark.at < close]
    return min(lately) - _BEFORE_RELEASE if lately else close - max(_LEAST_HISTORY, 2 * (end - close))


def _finest(context: Context, seconds: float) -> int:
    return max(context.observation.period_seconds, int(seconds // _POINTS_AROUND))


def _joined(before: Sequence[Point], after: Sequence[Point], coarse: int, fine: int) -> list[Point]:
    points = [*with_gaps(before, coarse), *with_gaps(after, fine)]
    return [(at, None if value is None else round(value, 3)) for at, value in thinned(points, _MOST_POINTS)]


def _told(of: Window) -> dict[str, Any]:
    return {"requests": of.requests, "errors": of.errors, "percent": of.percent, "p95_ms": of.p95_ms}
