"""A chart as a PNG, 1080 pixels wide, made to be read on a phone."""

from __future__ import annotations

from bot.charts import panel_picture
from bot.charts.clock import time_axis
from bot.charts.layout import (
    EDGE,
    FOOT,
    MARK_GAP,
    MARK_LINE,
    NOTE_LINE,
    SMALL,
    TEXT,
    TITLE_LINE,
    WIDTH,
    Layout,
    layout,
)
from bot.charts.marks import Place
from bot.charts.sheet import GREY, INK, Letters, Sheet, Stroke
from bot.charts.spec import ChartSpec, LeftOut
from bot.charts.timescale import shown
from bot.service_levels.quantity import span

_TICKS = 6
_TICK_LENGTH = 10
_TICK = Stroke(GREY, 3)
_MARK = Stroke(INK, 3, (0, (4, 2.5)))


def picture(spec: ChartSpec) -> bytes:
    """The PNG. Equal specs give equal bytes; threads may draw side by side."""
    spec = shown(spec)
    laid = layout(spec)
    sheet = Sheet(WIDTH, laid.height)
    for line, text in enumerate(laid.title):
        sheet.write(text, EDGE, EDGE + TITLE_LINE * (line + 0.4), Letters(laid.title_size, bold=True))
    for panel, box in zip(spec.panels, laid.panels, strict=True):
        panel_picture.draw(sheet, laid, panel, box)
    _times(sheet, laid, spec)
    _marks(sheet, laid)
    return sheet.png()


def _times(sheet: Sheet, laid: Layout, spec: ChartSpec) -> None:
    axis = time_axis(laid.time.parts, spec.timezone, most=_TICKS)
    foot = laid.panels[-1].bottom
    caption = axis.caption
    if spec.left_out is not None:
        _breaks(sheet, laid, spec.left_out)
        caption = f"// {span(spec.left_out.seconds)} left out · {caption}"
    for at, text in axis.ticks:
        x = laid.x(at)
        sheet.stroke([(x, foot), (x, foot + _TICK_LENGTH)], _TICK)
        sheet.write(text, x, foot + 36, Letters(TEXT), "center")
    sheet.write(caption, WIDTH - EDGE, foot + 86, Letters(SMALL, color=GREY), "right")


def _breaks(sheet: Sheet, laid: Layout, left_out: LeftOut) -> None:
    """The axes end, two strokes, the axes go on."""
    first, last = laid.x(left_out.start), laid.x(left_out.end)
    middle = (first + last) / 2
    for box in laid.panels:
        sheet.cover(first + 4, box.top - 6, last - 4, box.bottom + 6)
        for x in (middle - 8, middle + 8):
            sheet.stroke([(x - 7, box.bottom + 14), (x + 7, box.bottom - 14)], _TICK)


def _marks(sheet: Sheet, laid: Layout) -> None:
    """A line through all panels for each moment, with its words, or its number and the words below."""
    marks = laid.marks
    places = marks.places if marks.places is not None else [Place(0, 0.0)] * len(marks.shown)
    for number, (mark, words, place) in enumerate(zip(marks.shown, marks.words, places, strict=True), 1):
        x = laid.x(mark.at)
        middle = laid.panels[0].top - MARK_GAP - MARK_LINE * (place.row + 0.5)
        top = middle + MARK_LINE * (0.5 if place.over else -0.4)
        for position, box in enumerate(laid.panels):
            sheet.stroke([(x, box.top if position else top), (x, box.bottom)], _MARK)
        if marks.places is None:
            _numbered(sheet, laid, number, words, x)
        else:
            sheet.write(words, place.left, middle, Letters(TEXT))


def _numbered(sheet: Sheet, laid: Layout, number: int, words: str, x: float) -> None:
    y = laid.panels[-1].bottom + FOOT + NOTE_LINE * (number - 0.5)
    sheet.number(number, x, laid.panels[0].top - MARK_GAP - MARK_LINE * 0.5, SMALL)
    sheet.number(number, EDGE + 20, y - 4, SMALL)
    sheet.write(words, EDGE + 56, y, Letters(TEXT))
