"""Durations drawn by systematic sampling: a few weighted samples stand for all requests of a step.

The distribution is cut into shares, narrow around the median, p90, p95 and p99; each share is represented by one
sample, weighted with how many of the requests fall in it. The weights of a step add up to its requests exactly.
"""

from statistics import NormalDist

import numpy as np

from ..cloudwatch.series import Floats, Rows

MINUTE_SHARES = np.array([0.0, 0.2, 0.45, 0.55, 0.88, 0.92, 0.94, 0.96, 0.985, 0.995, 1.0])
SECOND_SHARES = np.array([0.0, 0.5, 0.9, 0.97, 1.0])
MINUTE = 60.0
_Z95 = 1.6448536269514722
_PLACES = np.linspace(0.0005, 0.9995, 2000)
_QUANTILES = np.array([NormalDist().inv_cdf(place) for place in _PLACES])


def durations(dice: np.random.Generator, times: Floats, counts: Floats, p50: Floats, p95: Floats) -> Rows:
    """`counts` requests at each time, log-normal through p50 and p95 (milliseconds, one each per time)."""
    step = times[1] - times[0] if len(times) > 1 else 1.0
    shares = MINUTE_SHARES if step >= MINUTE else SECOND_SHARES
    many = (len(times), len(shares) - 1)
    offset = dice.random((len(times), 1))
    weights = np.diff(np.floor(counts[:, np.newaxis] * shares + offset), axis=1)
    places = shares[:-1] + dice.random(many) * np.diff(shares)
    sigma = np.log(p95 / p50) / _Z95
    spread = np.interp(places, _PLACES, _QUANTILES)
    values = p50[:, np.newaxis] * np.exp(sigma[:, np.newaxis] * spread)
    return _kept(np.repeat(times, many[1]), values.ravel(), weights.ravel())


def shares_of(times: Floats, counts: Floats, hits: Floats) -> Rows:
    """A metric of zeros and ones: `hits` of the `counts` requests are ones."""
    values = np.tile([0.0, 1.0], len(times))
    weights = np.stack([counts - hits, hits], axis=1).ravel()
    return _kept(np.repeat(times, 2), values, weights)


def ones(times: Floats, counts: Floats) -> Rows:
    return _kept(times, np.ones(len(times)), counts)


def gauge(times: Floats, values: Floats) -> Rows:
    return Rows.of_samples(times, values, np.ones(len(times)))


def merged(parts: list[Rows]) -> Rows:
    """Of several rows, by time."""
    table = np.concatenate([part.table for part in parts], axis=1)
    return Rows(table[:, np.argsort(table[0], kind="stable")])


def later(rows: Rows, milliseconds: float) -> Rows:
    """The same requests, seen from further out."""
    return Rows.of_samples(rows.times, rows.lowest + milliseconds, rows.weights)


def _kept(times: Floats, values: Floats, weights: Floats) -> Rows:
    kept = weights > 0
    return Rows.of_samples(times[kept], values[kept], weights[kept])


def busy_seconds(rows: Rows, times: Floats) -> Floats:
    """Seconds of work that began at each of `times`, which `rows` are a part of."""
    at = np.searchsorted(times, rows.times)
    return np.bincount(at, weights=rows.sums, minlength=len(times)) / 1000
