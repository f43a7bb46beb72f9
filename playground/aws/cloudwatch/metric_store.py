"""All metrics of one account and region: who they are, and their samples.

A metric is its namespace, its name and exactly its dimensions; a subset of the dimensions is another metric
("CloudWatch concepts: Dimensions"). Several keys may share one series when they always carry the same data.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from .compaction import to_minutes
from .series import Floats, Rows, Series

KEEP_FINE_SECONDS = 15 * 60
KEEP_SECONDS = 26 * 3600


@dataclass(frozen=True)
class MetricKey:
    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, namespace: str, name: str, dimensions: Mapping[str, str]) -> "MetricKey":
        return cls(namespace, name, tuple(sorted(dimensions.items())))


class MetricStore:
    def __init__(self) -> None:
        self._series: dict[MetricKey, Series] = {}
        self._lock = threading.RLock()

    def append(self, key: MetricKey, times: Floats, values: Floats, weights: Floats, unit: str = "None") -> None:
        """Samples, times ascending; weight is how often the value counts."""
        self.append_rows(key, Rows.of_samples(times, values, weights), unit)

    def append_rows(self, key: MetricKey, rows: Rows, unit: str = "None") -> None:
        if not len(rows):
            return
        with self._lock:
            series = self._series.get(key)
            if series is None:
                series = self._series[key] = Series()
                series.unit = unit
            series.append(rows)

    def share(self, keys: Iterable[MetricKey], unit: str = "None") -> None:
        """Makes one series of all these keys: what is appended to one is read from each."""
        with self._lock:
            one = Series()
            one.unit = unit
            for key in keys:
                self._series[key] = one

    def window(self, key: MetricKey, start: float, end: float) -> tuple[Rows, str]:
        """A copy of start <= time < end, and the unit; empty for a metric that does not exist."""
        with self._lock:
            series = self._series.get(key)
            if series is None:
                return Rows(np.empty((5, 0))), "None"
            return Rows(series.window(start, end).table.copy()), series.unit

    def keys(self, active_since: float | None = None) -> Iterator[MetricKey]:
        """Metrics that hold data, in the order they came; only those with data since then, if asked."""
        with self._lock:
            held = [(key, series.last_time()) for key, series in self._series.items()]
        for key, last in held:
            if last is not None and (active_since is None or last >= active_since):
                yield key

    def tidy(self, now: float) -> None:
        """Seconds older than a quarter of an hour become minutes; what is older than 26 hours goes."""
        edge = (now - KEEP_FINE_SECONDS) // 60 * 60
        with self._lock:
            for series in self._distinct():
                series.drop_before(now - KEEP_SECONDS)
                if series.fine_from < edge:
                    rows = series.window(series.fine_from, edge)
                    if len(rows):
                        series.replace(series.fine_from, edge, to_minutes(rows))
                    series.fine_from = edge

    def mark_coarse_until(self, moment: float) -> None:
        """Everything before `moment` already is in minutes."""
        with self._lock:
            for series in self._distinct():
                series.fine_from = moment

    def shift(self, seconds: float) -> None:
        with self._lock:
            for series in self._distinct():
                series.shift(seconds)

    def size(self) -> int:
        """Rows held."""
        with self._lock:
            return sum(len(series.rows()) for series in self._distinct())

    def clear(self) -> None:
        with self._lock:
            self._series.clear()

    def _distinct(self) -> list[Series]:
        return list({id(series): series for series in self._series.values()}.values())
