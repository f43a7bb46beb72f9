"""CloudWatch metrics in batches: one GetMetricData for everything that is asked of one place.

CloudWatch refuses a whole batch for one query that it does not like. Such a batch is halved until the
offender stands alone, so that a bad query blinds only itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.aws.metric_answers import series_of
from bot.aws.metric_period import queries_a_call
from bot.aws.place import Place
from bot.aws.port import CallPort, Read
from bot.aws.series import MetricQuery, MetricSeries
from bot.errors import AwsError, AwsFault

OPERATION = "cloudwatch.get_metric_data"
# Extra calls that one fetch may spend on finding out which queries spoil a batch.
SPLITS = 40
# A server that answers with errors whatever it is asked is broken, not particular: after so many halvings
# without any success its word is taken.
_HOPELESS = 2
_ABOUT_CONTENT = {AwsFault.INVALID, AwsFault.SERVICE}

Answer = dict[str, Any] | AwsError
Found = dict[str, MetricSeries | AwsError]


@dataclass(frozen=True)
class Batch:
    """Queries that go in one call, equal ones together.

    ``failed`` counts the halvings in a row in which neither half worked.
    """

    place: Place
    queries: tuple[tuple[MetricQuery, ...], ...]
    start: datetime
    end: datetime
    failed: int = 0

    @property
    def read(self) -> Read:
        """The call. Ids are ``q0``, ``q1``, …: CloudWatch wants a lower case letter first."""
        asked = [_asked(f"q{number}", same[0]) for number, same in enumerate(self.queries)]
        params = {
            "MetricDataQueries": asked,
            "StartTime": self.start,
            "EndTime": self.end,
            "ScanBy": "TimestampAscending",
        }
        return Read(self.place, OPERATION, params)

    def halves(self) -> tuple[Batch, Batch]:
        middle = len(self.queries) // 2
        return replace(self, queries=self.queries[:middle]), replace(self, queries=self.queries[middle:])


def fetch(port: CallPort, queries: Sequence[MetricQuery], start: datetime, end: datetime) -> Found:
    """Every query's series, or the error that kept it from being read, by the query's key.

    ``start`` is rounded down to the period, so that CloudWatch's periods are whole ones.
    """
    batches = plan(queries, start, end)
    return settle(port, batches, port.read_all([batch.read for batch in batches]))


def plan(queries: Iterable[MetricQuery], start: datetime, end: datetime) -> list[Batch]:
    """The calls for ``queries``: one a place, more only beyond CloudWatch's limits.

    For callers that want to send them side by side with other reads, and then ``settle`` the answers.
    """
    by_place: dict[Place, dict[tuple[Any, ...], list[MetricQuery]]] = {}
    for query in queries:
        by_place.setdefault(query.place, {}).setdefault(query.identity, []).append(query)
    return [
        batch for place, asked in by_place.items() for batch in _batches(place, asked.values(), start, end)
    ]


def _batches(
    place: Place, asked: Iterable[list[MetricQuery]], start: datetime, end: datetime
) -> Iterator[Batch]:
    ordered = [tuple(same) for same in sorted(asked, key=_alike)]
    widest = max(same[0].period for same in ordered)
    finest = min(same[0].period for same in ordered)
    start = datetime.fromtimestamp(start.timestamp() // widest * widest, UTC)
    size = queries_a_call(start, end, finest)
    for first in range(0, len(ordered), size):
        yield Batch(place, tuple(ordered[first : first + size]), start, end)


def _alike(same: list[MetricQuery]) -> tuple[Any, ...]:
    """Percentiles stand together: should a server dislike that kind, halving parts it off soon."""
    return (same[0].stat.startswith("p"), same[0].identity)


def settle(port: CallPort, batches: Sequence[Batch], answers: Sequence[Answer]) -> Found:
    """The series of ``batches`` from CloudWatch's ``answers``; refused batches are halved and asked again."""
    found: Found = {}
    splits = dict.fromkeys((batch.place for batch in batches), SPLITS)
    while batches:
        again: list[tuple[Batch, Batch]] = []
        for batch, answer in zip(batches, answers, strict=True):
            if not isinstance(answer, AwsError):
                found.update(series_of(batch.queries, answer))
            elif _worth_halving(batch, answer) and splits[batch.place] > 1:
                splits[batch.place] -= 2
                again.append(batch.halves())
            else:
                found.update((query.key, answer) for same in batch.queries for query in same)
        halves = [half for pair in again for half in pair]
        answers = port.read_all([half.read for half in halves])
        batches = _counted(again, answers)
    return found


def _worth_halving(batch: Batch, error: AwsError) -> bool:
    if len(batch.queries) == 1 or error.fault not in _ABOUT_CONTENT:
        return False
    return error.fault is AwsFault.INVALID or batch.failed < _HOPELESS


def _counted(pairs: Sequence[tuple[Batch, Batch]], answers: Sequence[Answer]) -> list[Batch]:
    """The halves, each knowing whether its sister fared better."""
    counted: list[Batch] = []
    for position, pair in enumerate(pairs):
        both = answers[2 * position : 2 * position + 2]
        failed = pair[0].failed + 1 if all(isinstance(answer, AwsError) for answer in both) else 0
        counted.extend(replace(half, failed=failed) for half in pair)
    return counted


def _asked(identifier: str, query: MetricQuery) -> dict[str, Any]:
    dimensions = [{"Name": name, "Value": value} for name, value in sorted(query.dimensions.items())]
    metric = {"Namespace": query.namespace, "MetricName": query.metric, "Dimensions": dimensions}
    return {
        "Id": identifier,
        "MetricStat": {"Metric": metric, "Period": query.period, "Stat": query.stat},
        "ReturnData": True,
    }
