"""What GetMetricData answered, as series.

Source: Amazon CloudWatch API Reference, "MetricDataResult". Pages of one query are joined, and the status of
the last page counts: the earlier ones say ``PartialData`` for the sole reason that there was a next page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.aws.series import MetricQuery, MetricSeries
from bot.errors import AwsError, AwsFault, Effect


@dataclass
class _Joined:
    points: dict[float, float] = field(default_factory=dict)
    status: str = "Complete"
    notes: list[str] = field(default_factory=list)


def series_of(
    queries: Sequence[Sequence[MetricQuery]], answer: dict[str, Any]
) -> Iterator[tuple[str, MetricSeries | AwsError]]:
    """(key, series or error) for every query. ``queries[n]`` were asked together under the id ``q<n>``."""
    joined: dict[str, _Joined] = {}
    for result in answer.get("MetricDataResults", []):
        _join(joined.setdefault(result["Id"], _Joined()), result)
    for number, same in enumerate(queries):
        for query in same:
            yield query.key, _series(query, joined.get(f"q{number}", _Joined()))


def _join(joined: _Joined, result: dict[str, Any]) -> None:
    for at, value in zip(result.get("Timestamps", []), result.get("Values", []), strict=True):
        joined.points[datetime.fromisoformat(at).timestamp()] = float(value)
    joined.status = result.get("StatusCode", "Complete")
    said = result.get("Messages", [])
    joined.notes += [str(message.get("Value") or message.get("Code")) for message in said]


def _series(query: MetricQuery, joined: _Joined) -> MetricSeries | AwsError:
    note = "; ".join(dict.fromkeys(joined.notes)) or None
    named = f"{query.metric} of {query.namespace}"
    if joined.status == "Forbidden":
        message = f"CloudWatch does not show {named} to this account{_because(note)}."
        return _refusal(message, "Forbidden", AwsFault.DENIED)
    if joined.status == "InternalError" and not joined.points:
        message = f"CloudWatch had an internal error for {named}{_because(note)}."
        return _refusal(message, "InternalError", AwsFault.SERVICE)
    return MetricSeries(
        query.key,
        query.period,
        tuple(sorted(joined.points.items())),
        partial=joined.status != "Complete",
        note=note,
    )


def _because(note: str | None) -> str:
    return f" ({note})" if note else ""


def _refusal(message: str, code: str, fault: AwsFault) -> AwsError:
    return AwsError(
        message,
        operation="cloudwatch.get_metric_data",
        code=code,
        fault=fault,
        effect=Effect.REJECTED,
        retryable=fault is AwsFault.SERVICE,
    )
