"""Before and after a change: did it help? And the picture that shows it.

The rules, for error rates ``b`` before and ``a`` after; the objective is the share of requests that may fail:

- *Sick before*: at least three errors, and ``b`` above the objective.
- *Enough after*: if nothing had changed, three errors or more would have been expected (``n · b ≥ 3``), so
  that their absence means something ("rule of three"); where nothing was sick, twenty requests. Three errors
  above the threshold are enough in any case.
- *Threshold*: the objective, or a quarter of ``b`` where that is more.
- *Healed*: sick before, ``a`` at or below the threshold, and lower than chance explains (one-sided, 5 %).
- *Better*: sick before, lower by a quarter and more than chance explains, yet above the threshold.
- *Worse*: ``a`` above the objective, half as much again as ``b``, and more than chance explains.
- *Same*: none of these. Where errors are the same and nothing was sick, the 95th percentile of the duration
  decides between better, same and worse: a quarter and 50 ms make a difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.charts.spec import ChartSpec, LeftOut, Limit, Mark, Panel, Point, Series
from bot.charts.words import chart
from bot.service_levels.quantity import count, digits, spoken
from bot.service_levels.trend import Share, z_of

_SICK_ERRORS = 3.0
_EXPECTED_ERRORS = 3.0
_FEWEST_REQUESTS = 20.0
_QUARTER = 0.25
_HALF_AGAIN = 1.5
# The 95th percentile of the normal distribution.
_ONE_SIDED = 1.645
_SLOWER, _FASTER, _MILLISECONDS = 1.25, 0.8, 50.0


class Outcome(StrEnum):
    HEALED = "healed"
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class WindowFacts:
    """What was counted in one window. ``p95_ms`` is ``None`` where no duration was measured."""

    requests: float
    errors: float
    p95_ms: float | None = None

    @property
    def share(self) -> Share:
        return Share(min(self.errors, self.requests), self.requests)

    @property
    def percent(self) -> float | None:
        return 100.0 * min(self.errors, self.requests) / self.requests if self.requests > 0 else None


@dataclass(frozen=True)
class Comparison:
    """``ok``: things are well after the change (true), are not (false), or it cannot be told (null).

    ``says`` is the line for the card: ``errors 5.8 % → 0.1 %, p95 920 → 180 ms``, with the reason where the
    verdict needs one.
    """

    verdict: Outcome
    ok: bool | None
    says: str


def compare(before: WindowFacts, after: WindowFacts, *, objective_percent: float = 1.0) -> Comparison:
    """Whether the change between the two windows helped, by the rules above."""
    numbers = _numbers(before, after)
    objective = objective_percent / 100.0
    if (why := _too_little(before, after, objective)) is not None:
        return Comparison(Outcome.CANNOT_TELL, None, f"{numbers}: cannot tell, {why}")
    verdict = _by_errors(before.share, after.share, objective)
    sick = _sick(before.share, objective)
    if verdict is Outcome.SAME and not sick:
        verdict = _by_duration(before.p95_ms, after.p95_ms)
    if verdict is Outcome.HEALED or (not sick and verdict is not Outcome.WORSE):
        return Comparison(verdict, ok=True, says=numbers)
    said = {
        Outcome.WORSE: "worse than before",
        Outcome.BETTER: "better, but not healed",
        Outcome.SAME: "not healed",
    }
    return Comparison(verdict, ok=False, says=f"{numbers}: {said[verdict]}")


def _sick(share: Share, objective: float) -> bool:
    return share.part >= _SICK_ERRORS and share.value > objective


def _threshold(before: Share, objective: float) -> float:
    return max(objective, _QUARTER * before.value)


def _too_little(before: WindowFacts, after: WindowFacts, objective: float) -> str | None:
    if after.requests <= 0:
        return "no traffic since the change"
    if before.requests <= 0:
        return "no traffic before the change"
    sick = _sick(before.share, objective)
    if after.errors >= _SICK_ERRORS and after.share.value > _threshold(before.share, objective):
        return None
    needed = _EXPECTED_ERRORS / before.share.value if sick else _FEWEST_REQUESTS
    if after.requests < needed:
        return f"only {count(after.requests)} requests since the change"
    return None


def _by_errors(before: Share, after: Share, objective: float) -> Outcome:
    z = z_of(before, after)
    sick = _sick(before, objective)
    if sick and z <= -_ONE_SIDED and after.value <= _threshold(before, objective):
        return Outcome.HEALED
    if sick and z <= -_ONE_SIDED and after.value <= (1 - _QUARTER) * before.value:
        return Outcome.BETTER
    grown = after.value >= _HALF_AGAIN * before.value and after.value > objective
    return Outcome.WORSE if grown and z >= _ONE_SIDED else Outcome.SAME


def _by_duration(before: float | None, after: float | None) -> Outcome:
    if before is None or after is None or abs(after - before) < _MILLISECONDS:
        return Outcome.SAME
    if after >= _SLOWER * before:
        return Outcome.WORSE
    return Outcome.BETTER if after <= _FASTER * before else Outcome.SAME


def _numbers(before: WindowFacts, after: WindowFacts) -> str:
    errors = f"errors {_percent(before)} → {_percent(after)}"
    if before.p95_ms is None or after.p95_ms is None:
        return errors
    return f"{errors}, p95 {digits(before.p95_ms)} → {digits(after.p95_ms)} ms"


def _percent(facts: WindowFacts) -> str:
    return "—" if facts.percent is None else spoken(facts.percent, "%")


def change_chart(
    title: str,
    errors: Sequence[Point],
    p95: Sequence[Point],
    marks: Sequence[Mark],
    *,
    timezone: str = "UTC",
    objective_percent: float | None = None,
    left_out: LeftOut | None = None,
) -> ChartSpec:
    """Errors in percent above, the 95th percentile of the duration below, and the moments of change."""
    limit = None
    if objective_percent is not None:
        limit = Limit(value=objective_percent, label=f"limit {spoken(objective_percent, '%')}")
    panels = [
        Panel(label="Errors", unit="%", series=[Series(label="errors", points=list(errors))], limit=limit),
        Panel(label="Duration p95", unit="ms", series=[Series(label="p95", points=list(p95))]),
    ]
    return chart(title, panels, marks, timezone=timezone, left_out=left_out)
