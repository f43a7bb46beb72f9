"""Values of metric math: a number, a time series, or a list of time series ("Using math expressions")."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .series import Floats


@dataclass(frozen=True)
class TimeSeries:
    """`times` ascending, period starts in seconds since the epoch; one value each."""

    times: Floats
    values: Floats


Value = float | TimeSeries | list[TimeSeries]
Operator = Callable[[Floats, Floats], Floats]


class MathError(Exception):
    """What is wrong with an expression, in CloudWatch's words."""


def combine(left: Value, right: Value, operate: Operator) -> Value:
    """Element by element; two series meet where both have a point; what is not a number has no point."""
    if isinstance(left, list):
        return [_series(combine(one, right, operate)) for one in left]
    if isinstance(right, list):
        return [_series(combine(left, one, operate)) for one in right]
    if isinstance(left, TimeSeries) and isinstance(right, TimeSeries):
        times, at_left, at_right = np.intersect1d(left.times, right.times, return_indices=True)
        return _finite(times, _quietly(operate, left.values[at_left], right.values[at_right]))
    if isinstance(left, TimeSeries):
        return _finite(left.times, _quietly(operate, left.values, np.asarray(right)))
    if isinstance(right, TimeSeries):
        return _finite(right.times, _quietly(operate, np.asarray(left), right.values))
    answer = float(_quietly(operate, np.asarray(left), np.asarray(right)))
    if not np.isfinite(answer):
        raise MathError("The expression divides by zero")
    return answer


def each(value: Value, change: Callable[[Floats], Floats]) -> Value:
    if isinstance(value, list):
        return [TimeSeries(one.times, change(one.values)) for one in value]
    if isinstance(value, TimeSeries):
        return TimeSeries(value.times, change(value.values))
    return float(change(np.asarray(value)))


def reduce_value(value: Value, fold: Callable[[Floats], Floats]) -> Value:
    """SUM, AVG, MIN, MAX: of one series a number, of several a series over the points that any of them has."""
    if isinstance(value, TimeSeries):
        if not len(value.values):
            raise MathError("The time series has no data points")
        return float(fold(value.values[:, np.newaxis])[0])
    if isinstance(value, float):
        return value
    if not value:
        return TimeSeries(np.empty(0), np.empty(0))
    times = np.unique(np.concatenate([one.times for one in value]))
    table = np.full((len(value), len(times)), np.nan)
    for row, one in enumerate(value):
        table[row, np.searchsorted(times, one.times)] = one.values
    return TimeSeries(times, fold(table))


def fill(value: Value, with_value: Value | str, grid: Floats) -> Value:
    """FILL(series, number | series | REPEAT | LINEAR) over the periods of the request."""
    if isinstance(value, list):
        return [_series(fill(one, with_value, grid)) for one in value]
    if not isinstance(value, TimeSeries):
        raise MathError("The first argument of FILL must be a time series")
    filled = np.full(len(grid), np.nan)
    at = np.searchsorted(grid, value.times)
    inside = at < len(grid)
    filled[at[inside]] = value.values[inside]
    gaps = np.isnan(filled)
    if isinstance(with_value, str):
        filled = _bridged(filled, gaps, with_value)
    elif isinstance(with_value, TimeSeries):
        other = dict(zip(with_value.times.tolist(), with_value.values.tolist(), strict=True))
        filled[gaps] = [other.get(moment, np.nan) for moment in grid[gaps].tolist()]
    elif isinstance(with_value, list):
        raise MathError("The second argument of FILL must not be a list")
    else:
        filled[gaps] = with_value
    return _finite(grid, filled)


def _bridged(filled: Floats, gaps: np.ndarray[tuple[int], np.dtype[np.bool_]], how: str) -> Floats:
    known = np.flatnonzero(~gaps)
    if not len(known):
        return filled
    places = np.arange(len(filled))
    if how == "REPEAT":
        before = np.searchsorted(known, places, side="right") - 1
        return np.where(before >= 0, filled[known[np.maximum(before, 0)]], np.nan)
    if how == "LINEAR":
        return np.interp(places, known, filled[known], left=np.nan, right=np.nan)
    raise MathError(f"FILL cannot fill with {how}")


def choose(condition: Value, then: Value, otherwise: Value) -> Value:
    """IF(condition, then, otherwise): what is not zero is true."""
    if isinstance(condition, list) or isinstance(then, list) or isinstance(otherwise, list):
        raise MathError("IF takes single time series and numbers")
    if isinstance(condition, float):
        return then if condition != 0 else otherwise
    truth = condition.values != 0
    times = condition.times
    chosen = np.where(truth, _along(then, times), _along(otherwise, times))
    return _finite(times, chosen)


def _along(value: float | TimeSeries, times: Floats) -> Floats:
    if isinstance(value, float):
        return np.full(len(times), value)
    other = dict(zip(value.times.tolist(), value.values.tolist(), strict=True))
    return np.array([other.get(moment, np.nan) for moment in times.tolist()])


def _quietly(operate: Operator, left: Floats, right: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.asarray(operate(left, right), dtype=np.float64)


def _finite(times: Floats, values: Floats) -> TimeSeries:
    known = np.isfinite(values)
    return TimeSeries(times[known], values[known])


def _series(value: Value) -> TimeSeries:
    if not isinstance(value, TimeSeries):
        raise MathError("A time series was expected")
    return value
