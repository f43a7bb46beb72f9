"""Samples of seconds made into samples of minutes, few enough to keep for a day.

Equal values of a minute become one row. A minute with more different values than MINUTE_ROWS is cut into
neighbouring groups, narrow around the median, p90, p95 and p99 so that these survive; sums and counts stay exact,
and so do the smallest and the largest value.
"""

import numpy as np

from .series import HIGHEST, LOWEST, SUM, TIME, WEIGHT, Floats, Rows

_SHARES = np.array([0.0, 0.2, 0.45, 0.55, 0.75, 0.88, 0.92, 0.94, 0.96, 0.985, 0.995, 1.0])
MINUTE_ROWS = len(_SHARES) + 1


def to_minutes(rows: Rows) -> Rows:
    minutes = rows.times // 60 * 60
    starts = np.flatnonzero(np.diff(minutes, prepend=minutes[0] - 60))
    ends = np.append(starts[1:], len(rows))
    parts = [_one_minute(rows.table[:, low:high], minutes[low]) for low, high in zip(starts, ends, strict=True)]
    return Rows(np.concatenate(parts, axis=1))


def _one_minute(table: Floats, minute: float) -> Floats:
    ordered = table[:, np.lexsort((table[HIGHEST], table[LOWEST]))]
    different = np.diff(ordered[LOWEST], prepend=ordered[LOWEST][0] - 1) != 0
    different |= np.diff(ordered[HIGHEST], prepend=ordered[HIGHEST][0] - 1) != 0
    merged = _merge(ordered, np.flatnonzero(different))
    samples = bool(np.all(merged[LOWEST] == merged[HIGHEST]))
    if samples and merged.shape[1] > MINUTE_ROWS:
        merged = _group(merged)
    merged[TIME] = minute
    return merged


def _group(merged: Floats) -> Floats:
    """Groups of neighbours by share of the weight; a group is written as its mean."""
    middle = np.cumsum(merged[WEIGHT]) - merged[WEIGHT] / 2
    group = np.searchsorted(_SHARES, middle / merged[WEIGHT].sum(), side="right")
    group[0], group[-1] = 0, len(_SHARES) + 1
    groups = _merge(merged, np.flatnonzero(np.diff(group, prepend=-1)))
    groups[LOWEST] = groups[HIGHEST] = groups[SUM] / groups[WEIGHT]
    return groups


def _merge(ordered: Floats, starts: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Floats:
    return np.stack(
        [
            ordered[TIME, starts],
            np.minimum.reduceat(ordered[LOWEST], starts),
            np.maximum.reduceat(ordered[HIGHEST], starts),
            np.add.reduceat(ordered[SUM], starts),
            np.add.reduceat(ordered[WEIGHT], starts),
        ]
    )
