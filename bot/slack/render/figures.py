"""Lengths of time, moments, digests and names as a card shows them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_WHOLE_SECONDS_FROM = 10
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_SHORT_ID = 6


def lasted(seconds: float) -> str:
    """``0.4 s``, ``48 s``, ``2 min 5 s``, ``1 h 12 min``."""
    if seconds < _WHOLE_SECONDS_FROM:
        return f"{max(seconds, 0.0):.1f} s".replace(".0", "")
    whole = round(seconds)
    if whole < 2 * _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min" + (f" {whole % _MINUTE} s" if whole % _MINUTE else "")
    return f"{whole // _HOUR} h" + (f" {whole % _HOUR // _MINUTE} min" if whole % _HOUR // _MINUTE else "")


def ago(seconds: float) -> str:
    """``just now``, ``25 min ago``, ``3 h ago``, ``2 days ago``."""
    if seconds < _MINUTE:
        return "just now"
    if seconds < 2 * _HOUR:
        return f"{int(seconds // _MINUTE)} min ago"
    if seconds < 2 * _DAY:
        return f"{int(seconds // _HOUR)} h ago"
    return f"{int(seconds // _DAY)} days ago"


class Clock:
    """Writes moments in one time zone, seen from ``today``: another day is named."""

    def __init__(self, timezone: str, today: datetime) -> None:
        self._zone = _zone(timezone)
        self._today = today.astimezone(self._zone).date()

    def at(self, moment: datetime | float, *, seconds: bool = False) -> str:
        """``14:32 CET``, ``14:40:12 CET``, ``Tue 18 Nov 14:32 CET``."""
        if isinstance(moment, int | float):
            moment = datetime.fromtimestamp(moment, UTC)
        local = moment.astimezone(self._zone)
        day = "" if local.date() == self._today else f"{local:%a} {local.day} {local:%b} "
        time = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
        return f"{day}{time} {_name(local)}"


def _name(local: datetime) -> str:
    """``CET``; ``UTC+03`` where a zone has no name of its own."""
    name = local.tzname() or "UTC"
    return f"UTC{name}" if name[0] in "+-" else name


def _zone(timezone: str) -> ZoneInfo:
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def short_run(run: str) -> str:
    """What people say to name a run: all of a short id, the beginning of a long one."""
    return run if len(run) <= _SHORT_ID else run[:_SHORT_ID]


def short_digest(digest: str) -> str:
    return digest[:4]


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """``1 change``, ``2 changes``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
