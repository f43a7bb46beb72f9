"""What a chart shows, as it stands in a journal: numbers and words, no picture.

A picture and its text form are pure functions of this, so that either can be made again at any time.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

Point = tuple[float, float | None]


class Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Series(Spec):
    """``points`` are (seconds since the epoch, value), ascending; ``None`` is a gap, never a zero."""

    label: str
    points: list[Point]


class Limit(Spec):
    value: float
    label: str


class Panel(Spec):
    """One pair of axes. ``unit`` stands on the vertical axis: ``%``, ``ms``, ``requests/min``."""

    label: str
    unit: str
    series: list[Series] = Field(min_length=1, max_length=6)
    limit: Limit | None = None


class Mark(Spec):
    """A moment worth a vertical line: ``at`` in seconds since the epoch."""

    at: float
    label: str


class LeftOut(Spec):
    """A stretch of time that is not drawn, in seconds since the epoch."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


class ChartSpec(Spec):
    """One picture: panels one below the other over the same time, at a phone's width.

    ``timezone`` is the IANA name in which times are written; ``alt`` says in words what is to be seen.
    ``left_out`` lets a cause and an effect that lie far apart stand close enough to be seen.
    """

    title: str
    panels: list[Panel] = Field(min_length=1, max_length=3)
    marks: list[Mark] = []
    timezone: str = "UTC"
    left_out: LeftOut | None = None
    alt: str
