"""A value over the window: the periods' values, each weighted by the events behind it.

For averages that is the exact average of the window. For percentiles it is an estimate (CloudWatch keeps no
percentile of the whole window beside those of its periods): the mean of the periods' percentiles, in which a
period with ten requests weighs a hundredth of one with a thousand. Maximum, minimum and counts are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.catalog.models import Metric
from bot.service_levels import trend
from bot.service_levels.measurement import Frame
from bot.service_levels.tally import since
from bot.service_levels.trend import Trend

Points = Mapping[float, float]
_OVER_PERIODS: dict[str, Callable[[list[float]], float]] = {
    "Sum": sum,
    "SampleCount": sum,
    "Maximum": max,
    "Minimum": min,
}


@dataclass(frozen=True)
class Values:
    """One metric's values by period, and the events behind each."""

    metric: Metric
    values: Points
    weights: Points

    @property
    def samples(self) -> float:
        return sum(self.weights.get(at, 0.0) for at in self.values)

    def over(self, start: float) -> float | None:
        """The value of all periods that begin at ``start`` or later; ``None`` where there is none."""
        return over(self.metric.stat, since(self.values, start), self.weights)

    def trend(self, frame: Frame) -> Trend | None:
        middle = (frame.start + frame.end) / 2
        first = [value for at, value in self.values.items() if at < middle]
        second = [value for at, value in self.values.items() if at >= middle]
        return trend.of_values(first, second)


def over(stat: str, values: Points, weights: Points) -> float | None:
    """Values of periods as one; ``None`` without any event."""
    if not values:
        return None
    if stat in _OVER_PERIODS:
        return _OVER_PERIODS[stat](list(values.values()))
    weight = sum(weights.get(at, 0.0) for at in values)
    if weight <= 0:
        return None
    mean = sum(value * weights.get(at, 0.0) for at, value in values.items()) / weight
    # Rounding must not carry a mean out of what it is a mean of.
    return min(max(mean, min(values.values())), max(values.values()))
