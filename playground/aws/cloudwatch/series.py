"""One metric: weighted samples in the order of their time.

A row is (time, lowest, highest, sum, weight). A sample of value v that counts n times is (t, v, v, v * n, n);
a statistic set put by a client is (t, Minimum, Maximum, Sum, SampleCount).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TIME, LOWEST, HIGHEST, SUM, WEIGHT = range(5)
_FIRST_CAPACITY = 64
_ROOM_AHEAD = 1.4
_FULL_SHARE = 0.9


@dataclass(frozen=True)
class Rows:
    """Columns of equal length, times ascending, seconds since the epoch."""

    table: Floats

    @property
    def times(self) -> Floats:
        column: Floats = self.table[TIME]
        return column

    @property
    def lowest(self) -> Floats:
        column: Floats = self.table[LOWEST]
        return column

    @property
    def highest(self) -> Floats:
        column: Floats = self.table[HIGHEST]
        return column

    @property
    def sums(self) -> Floats:
        column: Floats = self.table[SUM]
        return column

    @property
    def weights(self) -> Floats:
        column: Floats = self.table[WEIGHT]
        return column

    def __len__(self) -> int:
        return int(self.table.shape[1])

    @classmethod
    def of_samples(cls, times: Floats, values: Floats, weights: Floats) -> "Rows":
        return cls(np.stack([times, values, values, values * weights, weights]))


class Series:
    """Grows at the end, forgets at the front. Not thread safe: the store's lock guards it."""

    def __init__(self) -> None:
        self._table: Floats = np.empty((5, _FIRST_CAPACITY))
        self._first = 0
        self._end = 0
        self.fine_from = 0.0
        self.unit = "None"

    def rows(self) -> Rows:
        return Rows(self._table[:, self._first : self._end])

    def window(self, start: float, end: float) -> Rows:
        """Rows with start <= time < end."""
        times = self._table[TIME, self._first : self._end]
        low, high = np.searchsorted(times, (start, end), side="left")
        return Rows(self._table[:, self._first + low : self._first + high])

    def append(self, rows: Rows) -> None:
        """Rows must ascend among themselves; rows older than the last one kept are merged in."""
        if not len(rows):
            return
        in_order = self._end == self._first or rows.times[0] >= self._table[TIME, self._end - 1]
        self._make_room(len(rows))
        self._table[:, self._end : self._end + len(rows)] = rows.table
        self._end += len(rows)
        if not in_order:
            held = self._table[:, self._first : self._end]
            self._table[:, self._first : self._end] = held[:, np.argsort(held[TIME], kind="stable")]

    def replace(self, start: float, end: float, rows: Rows) -> None:
        """Puts `rows`, no more than are there, in the place of everything in [start, end)."""
        times = self._table[TIME, self._first : self._end]
        low, high = (self._first + int(place) for place in np.searchsorted(times, (start, end), side="left"))
        if len(rows) > high - low:
            raise ValueError("a series is replaced by fewer rows, not by more")
        after = low + len(rows)
        self._table[:, low:after] = rows.table
        kept = self._end - high
        self._table[:, after : after + kept] = self._table[:, high : self._end].copy()
        self._end = after + kept

    def drop_before(self, moment: float) -> None:
        times = self._table[TIME, self._first : self._end]
        self._first += int(np.searchsorted(times, moment, side="left"))

    def shift(self, seconds: float) -> None:
        self._table[TIME, self._first : self._end] += seconds
        self.fine_from += seconds

    def last_time(self) -> float | None:
        return float(self._table[TIME, self._end - 1]) if self._end > self._first else None

    def _make_room(self, more: int) -> None:
        """By moving to the front when much was forgotten there, else in a larger table."""
        capacity, held = self._table.shape[1], self._end - self._first
        if self._end + more <= capacity:
            return
        if held + more <= capacity * _FULL_SHARE:
            self._table[:, :held] = self._table[:, self._first : self._end].copy()
        else:
            table = np.empty((5, max(_FIRST_CAPACITY, int(_ROOM_AHEAD * (held + more)))))
            table[:, :held] = self._table[:, self._first : self._end]
            self._table = table
        self._first, self._end = 0, held
