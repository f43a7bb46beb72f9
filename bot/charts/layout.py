"""Where everything of a chart stands, in pixels from the top left corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.charts.clock import clock, zone
from bot.charts.marks import Flag, Place, placed
from bot.charts.scale import Scale, scale
from bot.charts.spec import ChartSpec, Mark, Panel, Series
from bot.charts.timescale import TimeScale, timescale
from bot.charts.typeface import cut, width, wrapped
from bot.service_levels.quantity import spoken

WIDTH = 1080
# Sizes of letters: a phone shows a third of them.
TITLE, LABEL, TEXT, SMALL = 42, 34, 31, 28
EDGE = 36
_SMALLER_TITLES = (39, 36)
TITLE_LINE = 56
LABEL_LINE = 70
LEGEND_LINE = 46
MARK_LINE = 46
MARK_GAP = 14
NOTE_LINE = 50
# Ticks, zone and date below the last axes.
FOOT = 116
# Height of the axes by the number of panels: one picture stays on one screen of a phone.
_AXES = {1: 440, 2: 310, 3: 240}
SIDE_GAP = 16
# Between the parts of an axis of which a stretch of time is left out.
BREAK = 56
# The piece of line before a legend's words, the gap after it, and what parts one entry from the next.
SAMPLE = 64
SAMPLE_GAP = 12
_ENTRY_GAP = 34


@dataclass(frozen=True)
class LegendEntry:
    """``x`` is where its piece of line begins, ``y`` the middle of its row."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class PanelBox:
    """One pair of axes from ``top``, ``height`` high; ``label_at`` is the middle of the line above."""

    label_at: float
    legend: list[LegendEntry]
    top: float
    height: float
    scale: Scale

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def y(self, value: float) -> float:
        share = (value - self.scale.low) / (self.scale.high - self.scale.low)
        return self.bottom - share * self.height


@dataclass(frozen=True)
class Marks:
    """The moments that are shown, their words, and their places; without places they are numbered."""

    shown: list[Mark]
    words: list[str]
    places: list[Place] | None

    @property
    def rows(self) -> int:
        if self.places is None:
            return 1 if self.shown else 0
        return 1 + max((place.row for place in self.places), default=-1)


@dataclass(frozen=True)
class Layout:
    """``left`` and ``right`` bound the axes; ``time`` says what lies where between them."""

    height: float
    left: float
    right: float
    title: list[str]
    title_size: float
    panels: list[PanelBox]
    marks: Marks
    time: TimeScale

    def x(self, at: float) -> float:
        return self.left + self.time.x(at)


def layout(spec: ChartSpec) -> Layout:
    """The layout of ``spec``, of which ``shown`` has been taken; marks outside its time are left out."""
    scales = [scale(panel, most=4 if len(spec.panels) == 1 else 3) for panel in spec.panels]
    left = EDGE + SIDE_GAP + max(width(text, TEXT) for one in scales for _, text in one.ticks)
    right = WIDTH - EDGE - SIDE_GAP - max(width(text, TEXT, bold=True) for text in _last_values(spec))
    time = timescale(spec, right - left, BREAK)
    marks = _marks(spec, time, left)
    size = _title_size(spec.title)
    title = wrapped(spec.title, size, WIDTH - 2 * EDGE, bold=True)
    room_for_marks = MARK_LINE * marks.rows + (MARK_GAP if marks.rows else 0)
    panels = _panels(spec.panels, scales, EDGE + TITLE_LINE * len(title), room_for_marks)
    notes = NOTE_LINE * len(marks.shown) + EDGE / 2 if marks.places is None else 0
    return Layout(panels[-1].bottom + FOOT + notes, left, right, title, size, panels, marks, time)


def _title_size(title: str) -> float:
    """A little smaller where that saves a second line for one word."""
    room = WIDTH - 2 * EDGE
    return next((size for size in (TITLE, *_SMALLER_TITLES) if width(title, size, bold=True) <= room), TITLE)


def last_value(series: Series, unit: str) -> tuple[float, str] | None:
    """The newest value and how it is written; ``None`` for a series without any."""
    values = [value for _, value in series.points if value is not None]
    return (values[-1], spoken(values[-1], unit if len(unit) <= len("ms") else "")) if values else None


def _last_values(spec: ChartSpec) -> list[str]:
    found = [last_value(series, panel.unit) for panel in spec.panels for series in panel.series]
    return [one[1] for one in found if one is not None] or [""]


def _marks(spec: ChartSpec, time: TimeScale, left: float) -> Marks:
    where = zone(spec.timezone)
    inside = (mark for mark in spec.marks if time.start <= mark.at <= time.end)
    shown = sorted(inside, key=lambda mark: mark.at)
    room = WIDTH - 2 * EDGE
    words = [cut(f"{clock(mark.at, where)} {mark.label}", TEXT, room - SAMPLE) for mark in shown]
    flags = [
        Flag(left + time.x(mark.at), width(text, TEXT)) for mark, text in zip(shown, words, strict=True)
    ]
    return Marks(shown, words, placed(flags, EDGE, WIDTH - EDGE))


def _panels(
    panels: Sequence[Panel], scales: Sequence[Scale], top: float, room_for_marks: float
) -> list[PanelBox]:
    """Below one another from ``top``; the words of marks stand above the first axes."""
    boxes: list[PanelBox] = []
    for number, (panel, one) in enumerate(zip(panels, scales, strict=True)):
        label_at = top + LABEL_LINE * 0.45
        legend = _legend(panel, top + LABEL_LINE + LEGEND_LINE * 0.4)
        top = legend[-1].y + LEGEND_LINE * 0.6 if legend else top + LABEL_LINE
        top += room_for_marks if number == 0 else 0
        boxes.append(PanelBox(label_at, legend, top, _AXES[len(panels)], one))
        top = boxes[-1].bottom + SIDE_GAP
    return boxes


def _legend(panel: Panel, y: float) -> list[LegendEntry]:
    """Entries in rows, as many as it takes; none for a line that the panel's label names already."""
    if len(panel.series) == 1:
        return []
    entries: list[LegendEntry] = []
    x = float(EDGE)
    for series in panel.series:
        text = cut(series.label, SMALL, WIDTH - 2 * EDGE - SAMPLE - SAMPLE_GAP)
        wide = SAMPLE + SAMPLE_GAP + width(text, SMALL)
        if x > EDGE and x + wide > WIDTH - EDGE:
            x, y = float(EDGE), y + LEGEND_LINE
        entries.append(LegendEntry(text, x, y))
        x += wide + _ENTRY_GAP
    return entries
