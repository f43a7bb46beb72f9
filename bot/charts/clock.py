"""Moments on a chart: where the ticks stand, and how times, dates and the zone are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200)
_DAY = 86_400
_MINUTE = 60
# Not strftime's, which speaks the language of the machine.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def zone(name: str) -> tzinfo:
    """The zone called ``name``; UTC where this machine does not know it: a chart must not fail on that."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def clock(at: float, where: tzinfo, *, seconds: bool = False) -> str:
    """``14:09``, or ``14:09:30``."""
    return f"{datetime.fromtimestamp(at, where):{'%H:%M:%S' if seconds else '%H:%M'}}"


def day(at: float, where: tzinfo) -> str:
    """``20 Nov``."""
    moment = datetime.fromtimestamp(at, where)
    return f"{moment.day} {_MONTHS[moment.month - 1]}"


def zone_name(start: float, end: float, where: tzinfo) -> str:
    """What the zone is called at that time: ``CET``, ``CET/CEST`` across the change, ``UTC+03``."""
    names = [datetime.fromtimestamp(at, where).tzname() or "UTC" for at in (start, end)]
    return "/".join(_offset(name) if name[0] in "+-" else name for name in dict.fromkeys(names))


def _offset(name: str) -> str:
    """Zones without an abbreviation are called ``+0545``."""
    hours, minutes = name[:3], name[3:]
    return f"UTC{hours}:{minutes}" if minutes else f"UTC{hours}"


@dataclass(frozen=True)
class TimeAxis:
    """Ticks as (seconds since the epoch, text), and what is written below them: the zone and the date."""

    ticks: tuple[tuple[float, str], ...]
    caption: str


def time_axis(parts: Sequence[tuple[float, float]], timezone: str, *, most: int) -> TimeAxis:
    """About ``most`` ticks at most, on round local times within ``parts``, stretches of time in order."""
    where = zone(timezone)
    length = max(sum(end - start for start, end in parts), 1.0)
    # Times with seconds are wider.
    step = next((size for size in _STEPS if length / size < (most if size >= _MINUTE else most - 2)), None)
    moments: list[float] = []
    for start, end in parts:
        moments += _midnights(start, end, most, where) if step is None else _round_times(start, end, step, where)
    written = day if step is None else _seconds if step < _MINUTE else clock
    first, last = parts[0][0], parts[-1][1]
    dates = day(first, where) if day(first, where) == day(last, where) else f"{day(first, where)} to {day(last, where)}"
    caption = f"time in {zone_name(first, last, where)}, {dates}"
    return TimeAxis(tuple((at, written(at, where)) for at in moments), caption)


def _seconds(at: float, where: tzinfo) -> str:
    return clock(at, where, seconds=True)


def _round_times(start: float, end: float, step: int, where: tzinfo) -> list[float]:
    midnight = _midnight(datetime.fromtimestamp(start, where)).timestamp()
    first = midnight + -(-(start - midnight) // step) * step
    return [first + number * step for number in range(int((end - first) // step) + 1)]


def _midnights(start: float, end: float, most: int, where: tzinfo) -> list[float]:
    days = -(-int((end - start) // _DAY + 1) // most)
    moments = []
    at = _midnight(datetime.fromtimestamp(start, where)) + timedelta(days=1)
    while at.timestamp() <= end:
        moments.append(at.timestamp())
        at = _midnight(at + timedelta(days=days))
    return moments


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
