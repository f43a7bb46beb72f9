"""From moments to places across: evenly, with at most one stretch of time left out."""

from __future__ import annotations

from dataclasses import dataclass

from bot.charts.spec import ChartSpec, LeftOut, Panel, Point, Series


@dataclass(frozen=True)
class TimeScale:
    """``width`` is how far ``end`` lies from ``start``, ``gap`` how much of that stands for what is left out."""

    start: float
    end: float
    width: float
    left_out: LeftOut | None = None
    gap: float = 0.0

    def x(self, at: float) -> float:
        """The place of ``at``, from 0 to ``width``; what is left out lies in the middle of the gap."""
        if self.left_out is None:
            return (at - self.start) * self._unit
        before = (self.left_out.start - self.start) * self._unit
        if at <= self.left_out.start:
            return (at - self.start) * self._unit
        if at < self.left_out.end:
            return before + self.gap / 2
        return before + self.gap + (at - self.left_out.end) * self._unit

    @property
    def _unit(self) -> float:
        if self.left_out is None:
            return self.width / (self.end - self.start)
        return (self.width - self.gap) / (self.end - self.start - self.left_out.seconds)

    @property
    def seconds(self) -> float:
        """How much time is shown."""
        return self.end - self.start - (self.left_out.seconds if self.left_out else 0.0)

    @property
    def parts(self) -> list[tuple[float, float]]:
        """The stretches of time that are shown."""
        if self.left_out is None:
            return [(self.start, self.end)]
        return [(self.start, self.left_out.start), (self.left_out.end, self.end)]


def timescale(spec: ChartSpec, width: float, gap: float) -> TimeScale:
    """The scale of ``spec``, of which ``shown`` has been taken."""
    times = [at for panel in spec.panels for series in panel.series for at, _ in series.points]
    times = times or [mark.at for mark in spec.marks] or [0.0]
    start, end = min(times), max(times)
    if start == end:
        return TimeScale(start - 60.0, end + 60.0, width)
    return TimeScale(start, end, width, spec.left_out, gap if spec.left_out else 0.0)


def shown(spec: ChartSpec) -> ChartSpec:
    """``spec`` without what it leaves out: lines have a gap there, and its marks are gone.

    Without points on both sides there is nothing between them to be left out.
    """
    left_out = spec.left_out
    if left_out is None:
        return spec
    times = [at for panel in spec.panels for series in panel.series for at, _ in series.points]
    if not times or min(times) >= left_out.start or max(times) <= left_out.end:
        return spec.model_copy(update={"left_out": None})
    panels = [_panel(panel, left_out) for panel in spec.panels]
    marks = [mark for mark in spec.marks if not left_out.start < mark.at < left_out.end]
    return spec.model_copy(update={"panels": panels, "marks": marks})


def _panel(panel: Panel, left_out: LeftOut) -> Panel:
    series = [Series(label=one.label, points=_points(one.points, left_out)) for one in panel.series]
    return panel.model_copy(update={"series": series})


def _points(points: list[Point], left_out: LeftOut) -> list[Point]:
    before = [point for point in points if point[0] <= left_out.start]
    after = [point for point in points if point[0] >= left_out.end]
    return [*before, (left_out.start, None), *after] if before and after else [*before, *after]
