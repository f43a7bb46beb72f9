"""A metric asked for, and the points that came back."""

from __future__ import annotations

from dataclasses import dataclass

from bot.aws.place import Place


@dataclass(frozen=True)
class MetricQuery:
    """One metric of one place. ``key`` is the asker's own name for it; ``period`` is in seconds.

    ``stat`` in CloudWatch's spelling: ``Sum``, ``SampleCount``, ``p95``.
    """

    key: str
    place: Place
    namespace: str
    metric: str
    dimensions: dict[str, str]
    stat: str
    period: int

    @property
    def identity(self) -> tuple[str, str, tuple[tuple[str, str], ...], str, int]:
        """What CloudWatch is asked: queries that differ only in their key are asked once."""
        return (self.namespace, self.metric, tuple(sorted(self.dimensions.items())), self.stat, self.period)


@dataclass(frozen=True)
class MetricSeries:
    """``points`` are (start of the period in seconds since the epoch, value), ascending.

    A period without a point is one in which CloudWatch has nothing, which is not the same as zero.
    ``partial``: CloudWatch says that it did not return all of them; ``note`` is what it said about them.
    """

    key: str
    period: int
    points: tuple[tuple[float, float], ...] = ()
    partial: bool = False
    note: str | None = None
