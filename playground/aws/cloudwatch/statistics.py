"""CloudWatch statistics over aligned periods ("CloudWatch statistics definitions", "Percentiles").

Percentiles need the samples themselves: a period that holds a statistic set has none, unless the set's
smallest and largest values are the same.
"""

import re

import numpy as np

from .series import Floats, Rows

PLAIN = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
_PERCENTILE = re.compile(r"p(\d{1,2}(\.\d{1,10})?|100(\.0{1,10})?)")


def is_statistic(name: str) -> bool:
    return name in PLAIN or _PERCENTILE.fullmatch(name) is not None


def bucketed(rows: Rows, origin: float, period: int, statistic: str) -> tuple[Floats, Floats]:
    """Start times of the periods that hold data, ascending, and the statistic of each; periods begin at
    origin + n * period."""
    if not len(rows):
        return np.empty(0), np.empty(0)
    buckets = np.floor_divide(rows.times - origin, period)
    starts = np.flatnonzero(np.diff(buckets, prepend=buckets[0] - 1))
    times = origin + buckets[starts] * period
    if statistic in PLAIN:
        return times, _plain(rows, starts, statistic)
    values, known = _percentile(rows, buckets, starts, float(statistic[1:]) / 100)
    return times[known], values[known]


def _plain(rows: Rows, starts: np.ndarray[tuple[int], np.dtype[np.intp]], statistic: str) -> Floats:
    if statistic == "Sum":
        return np.add.reduceat(rows.sums, starts)
    if statistic == "SampleCount":
        return np.add.reduceat(rows.weights, starts)
    if statistic == "Average":
        return np.add.reduceat(rows.sums, starts) / np.add.reduceat(rows.weights, starts)
    if statistic == "Minimum":
        return np.minimum.reduceat(rows.lowest, starts)
    return np.maximum.reduceat(rows.highest, starts)


def _percentile(
    rows: Rows, buckets: Floats, starts: np.ndarray[tuple[int], np.dtype[np.intp]], share: float
) -> tuple[Floats, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    order = np.lexsort((rows.lowest, buckets))
    cumulated = np.cumsum(rows.weights[order])
    ends = np.append(starts[1:], len(rows)) - 1
    before = np.where(starts > 0, cumulated[starts - 1], 0.0)
    wanted = before + share * (cumulated[ends] - before)
    found = np.searchsorted(cumulated, wanted - 1e-9, side="left")
    values = rows.lowest[order][np.clip(found, starts, ends)]
    known = np.logical_and.reduceat(rows.lowest == rows.highest, starts)
    return values, known
