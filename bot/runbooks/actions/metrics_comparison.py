"""A function before and after a change: compared, and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ConfigDict, Field, field_validator

from bot.aws import metrics
from bot.aws.metric_period import period_for
from bot.charts.comparison import Comparison, Outcome, WindowFacts, change_chart, compare
from bot.charts.points import thinned, with_gaps
from bot.charts.spec import ChartSpec, LeftOut, Mark, Point
from bot.errors import AwsError
from bot.runbooks.action import Context, Params
from bot.runbooks.actions.metrics_window import (
    Counted,
    Subject,
    as_seconds,
    counted,
    facts,
    inside,
    moment,
    queries,
    subject,
)

# What a journal keeps of one line.
_MOST_POINTS = 150
_MINUTE = 60
_DAY = 86_400.0
# How much is shown before the change and around its cause, as a multiple of what is known after.
_AROUND = 3.0
_LEAST_AROUND = 120.0
_BEFORE_CAUSE, _AFTER_CAUSE = 0.75, 1.25
_POINTS_AFTER = 8
# Where no objective is stated: what a function may fail without being called sick.
TOLERATED_PERCENT = 1.0
_FEWEST_REQUESTS = 20


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
    problem: str | None = None

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

    Without it, what the system's service levels state of the function's errors. ``marks`` are the moments that
    the chart shows: the release, the change itself.
    """

    before: Window
    after: Window
    marks: list[Moment] = Field(default_factory=list)
    objective_percent: float | None = Field(default=None, ge=0, le=100)
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
    cannot be told. The chart shows the first mark, the change, and what came after; when it cannot be read the
    verdict stands and ``problem`` says why there is no picture.
    """

    name = "metrics.compare"
    params = CompareParams
    reads = (metrics.OPERATION,)

    def execute(self, params: CompareParams, context: Context) -> dict[str, Any]:
        of = subject(context, self.name)
        stated = params.objective_percent
        if stated is None:
            stated = _stated_objective(context)
        unmeasured = params.before.problem or params.after.problem
        if unmeasured:
            found = Comparison(Outcome.CANNOT_TELL, None, f"cannot tell: {unmeasured}")
        elif params.before.measured == params.after.measured:
            bound = TOLERATED_PERCENT if stated is None else stated
            found = compare(params.before.facts, params.after.facts, objective_percent=bound)
        else:
            said = f"{params.before.measured} was counted before, {params.after.measured} after"
            found = Comparison(Outcome.CANNOT_TELL, None, f"cannot tell, {said}")
        spec, problem = None, None
        try:
            spec = _chart(params, context, of, stated)
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


def _stated_objective(context: Context) -> float | None:
    """The percentage of the function's invocations that may fail, where a service level of its system says so."""
    target, _ = context.single()
    for level in context.catalog.systems[target["system"]].service_levels:
        failing = level.ratio.bad if level.ratio else []
        if level.objective.sign != "≥" and any(m.of == target["short"] and m.metric == "Errors" for m in failing):
            return float(level.objective.bound)
    return None


def _chart(params: CompareParams, context: Context, of: Subject, objective_percent: float | None) -> ChartSpec:
    """By the minute up to the change, and from there on as fine as the metrics are.

    A limit is drawn only where one is stated.
    """
    marks = [Mark(at=one.at, label=one.label) for one in params.marks if one.at is not None]
    view = _view(params, marks)
    coarse = max(_MINUTE, context.observation.period_seconds)
    minute = view.change // coarse * coarse
    fine = period_for(moment(minute), moment(view.end), context.now, finest=_finest(context, view))
    batches = [
        *metrics.plan(queries(of, coarse, prefix="before/"), moment(view.start), moment(minute)),
        *metrics.plan(queries(of, fine, prefix="after/"), moment(minute), moment(view.end)),
    ]
    found = metrics.settle(context.port, batches, context.port.read_all([batch.read for batch in batches]))
    before = inside(counted(found, of, coarse, prefix="before/"), view.start, minute, whole_start=False)
    around = counted(found, of, fine, prefix="after/")
    last = _last(inside(around, minute, view.change - fine, whole_start=False))
    # A period that is not over yet says too little, as does one that began before the change.
    after = inside(around, view.change, view.end - fine, whole_start=True)
    target = context.target or {}
    return change_chart(
        params.title or f"{target.get('short')} · {target.get('system')} {target.get('environment')}",
        _joined(list(before.percent()), (view.change, last["percent"]), list(after.percent()), coarse, fine),
        _joined(list(before.p95.items()), (view.change, last["p95_ms"]), list(after.p95.items()), coarse, fine),
        marks,
        timezone=params.timezone,
        objective_percent=objective_percent,
        left_out=view.left_out,
    )


def _last(begun: Counted) -> dict[str, Any]:
    """The minute that the change cut short, as one point; nothing where it has too few requests."""
    last = facts(begun)
    return last if last["requests"] >= _FEWEST_REQUESTS else {"percent": None, "p95_ms": None}


@dataclass(frozen=True)
class View:
    """What the chart shows: from ``start`` to ``end``, around the cause and around the ``change``."""

    start: float
    change: float
    end: float
    left_out: LeftOut | None


def _view(params: CompareParams, marks: Sequence[Mark]) -> View:
    """Wide enough around the change that a tenth of it or more is what came after.

    Where the cause, the first mark of the day before, lies further back than that, what lies between is left out.
    """
    end, change = params.after.end, params.after.start
    around = max(_AROUND * (end - change), _LEAST_AROUND)
    causes = [mark.at for mark in marks if end - _DAY <= mark.at < params.before.end]
    if not causes:
        return View(change - 2 * around, change, end, None)
    cause = min(causes)
    left_out = LeftOut(start=cause + _AFTER_CAUSE * around, end=change - around)
    return View(cause - _BEFORE_CAUSE * around, change, end, left_out if left_out.seconds > around else None)


def _finest(context: Context, view: View) -> int:
    return max(context.observation.period_seconds, int((view.end - view.change) // _POINTS_AFTER))


def _joined(
    before: Sequence[Point], last: Point, after: Sequence[Point], coarse: int, fine: int
) -> list[Point]:
    """What was before, what the begun minute held until the change, and what came after."""
    points = [*with_gaps(before, coarse), *([last] if last[1] is not None else []), *with_gaps(after, fine)]
    return [(at, None if value is None else round(value, 3)) for at, value in thinned(points, _MOST_POINTS)]


def _told(of: Window) -> dict[str, Any]:
    return {"requests": of.requests, "errors": of.errors, "percent": of.percent, "p95_ms": of.p95_ms}
