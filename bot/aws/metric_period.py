"""How wide the periods of a metrics query are, and how many queries fit one call.

Sources: Amazon CloudWatch API Reference, "GetMetricData" (500 queries and 100,800 points a call; what
``Period`` must be a multiple of, by the age of ``StartTime``) and User Guide, "Metrics retention".
"""

from __future__ import annotations

from datetime import datetime, timedelta

QUERIES_A_CALL = 500
POINTS_A_CALL = 100_800

# Up to a quarter of an hour the caller's own period counts; beyond, some hundred points fill any screen.
_SHORT = timedelta(minutes=15)
_BY_LENGTH = (
    (timedelta(hours=3), 60),
    (timedelta(hours=24), 300),
    (timedelta(days=15), 3_600),
    (timedelta(days=63), 21_600),
)
_LONGEST = 86_400
# The finest data that CloudWatch still has of something this old.
_BY_AGE = ((timedelta(days=63), 3_600), (timedelta(days=15), 300), (timedelta(hours=3), 60))
_HIGH_RESOLUTION = (1, 5, 10, 20, 30)
_ORDINARY = 60


def period_for(start: datetime, end: datetime, now: datetime, *, finest: int = 60) -> int:
    """Seconds a period, for a window from ``start`` to ``end`` seen at ``now``.

    ``finest`` is used for windows up to 15 minutes; CloudWatch takes 1, 5, 10, 20, 30 and multiples of 60.
    """
    length = end - start
    by_length = next((period for limit, period in _BY_LENGTH if length <= limit), _LONGEST)
    wanted = finest if length <= _SHORT else by_length
    kept = next((period for age, period in _BY_AGE if now - start > age), 1)
    return _allowed(max(wanted, kept), kept)


def _allowed(wanted: int, kept: int) -> int:
    """The next period up that CloudWatch takes: a multiple of what it keeps."""
    if kept < _ORDINARY:
        for period in _HIGH_RESOLUTION:
            if wanted <= period:
                return period
    step = max(kept, _ORDINARY)
    return -(-wanted // step) * step


def queries_a_call(start: datetime, end: datetime, period: int) -> int:
    """How many queries of this window and period one call may carry."""
    points = max(1, -(-int((end - start).total_seconds()) // period) + 1)
    return max(1, min(QUERIES_A_CALL, POINTS_A_CALL // points))
