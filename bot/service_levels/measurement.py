"""What was found when a service level was held against its metrics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from bot.service_levels.trend import Trend

# Services publish within two or three minutes; what is silent for longer is late.
LATE_SECONDS = 600.0
# "Now" is judged on a fifth of the events that the window needs, and not on fewer than ten.
_RECENT_SHARE = 0.2
_FEWEST_RECENT = 10


def recent_needed(minimum_samples: int) -> float:
    """How many events "now" needs before it is held against the objective."""
    return max(_FEWEST_RECENT, _RECENT_SHARE * minimum_samples)


class Verdict(StrEnum):
    MET = "met"
    MISSED = "missed"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class Frame:
    """The time over which is measured, in seconds since the epoch; ``end`` is the moment of asking.

    ``recent_seconds`` is how far back "now" reaches. ``zone`` is the one in which reasons name times.
    """

    start: float
    end: float
    recent_seconds: float
    zone: tzinfo

    def recent_since(self, period: int) -> float:
        """Where "now" begins: at least two periods back, since the newest is not a whole one yet."""
        return self.end - max(self.recent_seconds, 2.0 * period)

    def clock(self, at: float) -> str:
        return f"{datetime.fromtimestamp(at, self.zone):%H:%M}"


@dataclass(frozen=True)
class Line:
    """One line for a chart: ``points`` as (seconds since the epoch, value), ``None`` where unknown."""

    label: str
    points: tuple[tuple[float, float | None], ...]


@dataclass(frozen=True)
class Measurement:
    """``now`` and ``window`` are in the objective's unit; ``samples`` and ``failed`` count over the window.

    ``now_met`` is ``None`` where the recent events are too few to say.
    """

    verdict: Verdict
    reason: str | None = None
    now: float | None = None
    window: float | None = None
    now_met: bool | None = None
    samples: int | None = None
    failed: int | None = None
    trend: Trend | None = None
    lines: tuple[Line, ...] = ()

