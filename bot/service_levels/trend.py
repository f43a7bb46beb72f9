"""Which way a measure goes: the window's second half held against its first.

A difference counts when it is both large enough to matter and too large for chance. For shares of events that
is the two-proportion z-test on the pooled halves; for values, the rank test of Mann and Whitney, in which one
outlier weighs no more than any other point.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_SHARE_Z = 3.0
_SHARE_CHANGE = 0.25
_VALUE_Z = 2.0
_VALUE_CHANGE = 0.1
_EVENTS_A_HALF = 20
_POINTS_A_HALF = 4


class Trend(StrEnum):
    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"


@dataclass(frozen=True)
class Share:
    """``part`` of ``whole`` events in one half."""

    part: float
    whole: float

    @property
    def value(self) -> float:
        return self.part / self.whole


def of_shares(first: Share, second: Share) -> Trend | None:
    """The trend of ``part / whole``; ``None`` when either half has fewer than 20 events."""
    if min(first.whole, second.whole) < _EVENTS_A_HALF:
        return None
    change = second.value - first.value
    larger = max(first.value, second.value)
    if abs(z_of(first, second)) < _SHARE_Z or abs(change) < _SHARE_CHANGE * larger:
        return Trend.STEADY
    return Trend.RISING if change > 0 else Trend.FALLING


def z_of(first: Share, second: Share) -> float:
    """How many standard errors the second share lies above the first; 0 where neither varies."""
    pooled = (first.part + second.part) / (first.whole + second.whole)
    spread = math.sqrt(max(0.0, pooled * (1 - pooled)) * (1 / first.whole + 1 / second.whole))
    return (second.value - first.value) / spread if spread > 0 else 0.0


def of_values(first: Sequence[float], second: Sequence[float]) -> Trend | None:
    """The trend of a value; ``None`` when either half has fewer than four points."""
    if min(len(first), len(second)) < _POINTS_A_HALF:
        return None
    before, after = sum(first) / len(first), sum(second) / len(second)
    z = _rank_z(first, second)
    if abs(z) < _VALUE_Z or abs(after - before) < _VALUE_CHANGE * max(abs(before), abs(after)):
        return Trend.STEADY
    return Trend.RISING if z > 0 else Trend.FALLING


def _rank_z(first: Sequence[float], second: Sequence[float]) -> float:
    wins = sum((b > a) + 0.5 * (b == a) for a in first for b in second)
    pairs = len(first) * len(second)
    spread = math.sqrt(pairs * (len(first) + len(second) + 1) / 12)
    return (wins - pairs / 2) / spread
