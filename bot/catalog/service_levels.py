"""What a system promises, and the metrics that measure it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.catalog.fields import Name, Statistic, Strict

PERCENT = 100


class Metric(Strict):
    """One CloudWatch metric of a resource: ``{metric: 5XXError, of: api, stat: Sum}``.

    Namespace and dimensions follow from the resource's kind; ``dimensions`` adds to them
    (``{Operation: GetItem}``). ``stat`` is CloudWatch's spelling: ``Sum``, ``Average``, ``p95``.
    """

    metric: str
    of: Name
    stat: Statistic
    dimensions: dict[str, str] = Field(default_factory=dict)


class Ratio(Strict):
    """A share of events, in percent. ``good`` or ``bad`` over ``total``, each a sum of metrics."""

    good: list[Metric] = Field(default_factory=list)
    bad: list[Metric] = Field(default_factory=list)
    total: Annotated[list[Metric], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_numerator(self) -> Ratio:
        if bool(self.good) == bool(self.bad):
            raise ValueError("give either `good` or `bad`")
        return self


class Objective(Strict):
    """What must hold: ``at_least``, ``at_most`` or strictly ``below`` a number, in ``unit``."""

    at_least: float | None = None
    at_most: float | None = None
    below: float | None = None
    unit: Literal["%", "ms", "s"]

    @model_validator(mode="after")
    def _one_bound(self) -> Objective:
        bounds = [bound for bound in (self.at_least, self.at_most, self.below) if bound is not None]
        if len(bounds) != 1:
            raise ValueError("give exactly one of `at_least`, `at_most` or `below`")
        if bounds[0] < 0 or (self.unit == "%" and bounds[0] > PERCENT):
            raise ValueError(f"{bounds[0]:g} {self.unit} can never be measured")
        return self

    @property
    def bound(self) -> float:
        """The number, whichever way it bounds."""
        return next(b for b in (self.at_least, self.at_most, self.below) if b is not None)

    @property
    def sign(self) -> Literal["≥", "≤", "<"]:
        if self.at_least is not None:
            return "≥"
        return "≤" if self.at_most is not None else "<"

    def met_by(self, value: float) -> bool:
        return {"≥": value >= self.bound, "≤": value <= self.bound, "<": value < self.bound}[self.sign]

    def __str__(self) -> str:
        return f"{self.sign} {self.bound:g} {self.unit}"


class ServiceLevel(Strict):
    """One service level objective, with the metrics that measure it or the reason why none does.

    A ``ratio`` counts the kind of event that its numerator names, so ``bad`` with ``at_most`` is an error
    rate and ``bad`` with ``at_least`` is an availability (100 % less the bad share). ``statistic`` lists one
    or more metrics; the worst of them is held against the objective.
    """

    name: Name
    title: str
    objective: Objective
    ratio: Ratio | None = None
    statistic: Annotated[list[Metric], Field(min_length=1)] | None = None
    unmeasured: str | None = None
    minimum_samples: int = Field(default=100, ge=1)
    note: str | None = None

    @model_validator(mode="after")
    def _measured_one_way(self) -> ServiceLevel:
        ways = [self.ratio, self.statistic, self.unmeasured]
        if sum(way is not None for way in ways) != 1:
            raise ValueError("give exactly one of `ratio`, `statistic` or `unmeasured`")
        if self.ratio and self.objective.unit != "%":
            raise ValueError("a `ratio` is measured in %")
        return self

    def metrics(self) -> list[Metric]:
        if self.ratio:
            return [*self.ratio.good, *self.ratio.bad, *self.ratio.total]
        return list(self.statistic or [])
