"""A share of events: sums over the window, divided once.

What the numerator does not report while the denominator counts events is zero: some metrics appear only when
there is something to count ("a metric that generates data points only when an error occurs, such as
ThrottledRequests in Amazon DynamoDB": CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing
data"), and a state machine of which nothing succeeds reports no successes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.catalog.models import ServiceLevel
from bot.service_levels import trend
from bot.service_levels.measurement import Frame, Line, Measurement, Verdict, recent_needed
from bot.service_levels.quantity import count, span, spoken
from bot.service_levels.tally import missing_since, spread
from bot.service_levels.trend import Share, Trend

_OPPOSITE = {Trend.RISING: Trend.FALLING, Trend.FALLING: Trend.RISING, Trend.STEADY: Trend.STEADY}
# "Now" misses an objective when the failures pass what it allows by more than three standard deviations: one
# failed request among the last two hundred does not break a promise of 99.9 %.
_CHANCE = 3.0
_NOUNS = {"Invocations": "invocations", "Executions": "executions", "SignIn": "sign-ins"}
# A point of a line stands for ten events or more, where the window has that many: of two events, one failed is
# half of them, and a line of such points shows nothing.
_EVENTS_A_POINT = 10.0
_WIDER = (1, 2, 5, 10, 15, 30)


@dataclass(frozen=True)
class Events:
    """Counts by period. ``shows_bad``: the level's number is the share of bad events, not of good ones."""

    bad: Mapping[float, float]
    total: Mapping[float, float]
    shows_bad: bool

    def share(self, start: float = -math.inf, end: float = math.inf) -> Share:
        """Bad events among all, of the periods that begin in ``[start, end)``."""
        total = sum(value for at, value in self.total.items() if start <= at < end)
        bad = sum(value for at, value in self.bad.items() if start <= at < end)
        return Share(max(0.0, min(bad, total)), total)

    def shown(self, share: Share) -> float | None:
        """In percent; ``None`` without events."""
        if share.whole <= 0:
            return None
        # Multiplied first: 999 of 1000 is then exactly the 99.9 that an objective names.
        return 100.0 * (share.part if self.shows_bad else share.whole - share.part) / share.whole


def events_of(level: ServiceLevel, numerator: Mapping[float, float], total: Mapping[float, float]) -> Events:
    """The level's events as bad ones, whichever kind its numerator counts.

    ``bad`` with ``at_most`` is an error rate, ``bad`` with ``at_least`` an availability (100 % less the bad
    share), ``good`` a success rate.
    """
    at_least = level.objective.at_least is not None
    if level.ratio and level.ratio.bad:
        return Events(numerator, total, shows_bad=not at_least)
    return Events({at: n - numerator.get(at, 0.0) for at, n in total.items()}, total, shows_bad=False)


def judge(level: ServiceLevel, events: Events, period: int, frame: Frame) -> Measurement:
    """The verdict on a ratio."""
    window = events.share()
    if window.whole <= 0:
        return Measurement(Verdict.CANNOT_TELL, "no traffic")
    recent = events.share(start=frame.recent_since(period))
    measured = Measurement(
        Verdict.CANNOT_TELL,
        now=events.shown(recent),
        window=events.shown(window),
        now_met=_now_met(level, events, recent),
        samples=round(window.whole),
        failed=round(window.part),
        trend=_trend(events, frame),
        lines=(Line(level.title, _line(events, period, frame)),),
    )
    missing = missing_since(events.total, period, frame)
    if missing is not None:
        return replace(measured, reason=f"metric missing since {frame.clock(missing)}")
    if window.whole < level.minimum_samples:
        return replace(measured, reason=_too_few(level, window))
    shown = measured.window if measured.window is not None else 0.0
    met = level.objective.met_by(shown)
    verdict = Verdict.MET if met else Verdict.MISSED
    return replace(measured, verdict=verdict, reason=_beside(level, verdict, measured, frame))


def _too_few(level: ServiceLevel, window: Share) -> str:
    return f"only {count(window.whole)} {_noun(level)}, at least {count(level.minimum_samples)} are needed"


def _beside(level: ServiceLevel, verdict: Verdict, measured: Measurement, frame: Frame) -> str | None:
    """What the verdict over the window leaves out."""
    now, lately = spoken(measured.now or 0.0, "%"), span(frame.recent_seconds)
    if verdict is Verdict.MET:
        return f"but {now} in the last {lately}" if measured.now_met is False else None
    failed = f"{count(measured.failed or 0)} of {count(measured.samples or 0)} {_noun(level)} failed"
    return f"{failed}; met again in the last {lately}: {now}" if measured.now_met else failed


def _noun(level: ServiceLevel) -> str:
    counted = level.ratio.total[0].metric if level.ratio else ""
    return next((noun for start, noun in _NOUNS.items() if counted.startswith(start)), "requests")


def _now_met(level: ServiceLevel, events: Events, recent: Share) -> bool | None:
    if recent.whole < recent_needed(level.minimum_samples):
        return None
    shown = events.shown(recent)
    if shown is not None and level.objective.met_by(shown):
        return True
    allowed_share = level.objective.bound if events.shows_bad else 100.0 - level.objective.bound
    allowed = allowed_share / 100.0 * recent.whole
    return False if recent.part > allowed + _CHANCE * math.sqrt(max(1.0, allowed)) else None


def _trend(events: Events, frame: Frame) -> Trend | None:
    middle = (frame.start + frame.end) / 2
    found = trend.of_shares(events.share(end=middle), events.share(start=middle))
    return found if found is None or events.shows_bad else _OPPOSITE[found]


def _line(events: Events, period: int, frame: Frame) -> tuple[tuple[float, float | None], ...]:
    wide = period * _width(events, period, frame)
    starts = dict.fromkeys(at // wide * wide for at in events.total)
    shares = {start: events.share(start, start + wide) for start in starts}
    values = {at: shown for at, share in shares.items() if (shown := events.shown(share)) is not None}
    return spread(values, wide, frame)


def _width(events: Events, period: int, frame: Frame) -> int:
    """How many periods make one point of the line."""
    a_period = events.share().whole * period / (frame.end - frame.start)
    return next((wide for wide in _WIDER if wide * a_period >= _EVENTS_A_POINT), _WIDER[-1])
