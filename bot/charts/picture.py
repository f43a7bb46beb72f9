"""A chart as a PNG, 1080 pixels wide, made to be read on a phone.

matplotlib's object API without pyplot: no global state, equal bytes for equal specs, safe in threads.
"""

from __future__ import annotations

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bot.charts import panel_picture
from bot.charts.clock import time_axis
from bot.charts.ink import GREY, PAPER, rule, write
from bot.charts.layout import (
    EDGE,
    FOOT,
    MARK_GAP,
    MARK_LINE,
    NOTE_LINE,
    SMALL,
    TEXT,
    TITLE,
    TITLE_LINE,
    WIDTH,
    Layout,
    layout,
)
from bot.charts.marks import Place
from bot.charts.spec import ChartSpec
from bot.charts.typeface import DPI

_TICKS = 6
_TICK_LENGTH = 10


def picture(spec: ChartSpec) -> bytes:
    """The PNG. Equal specs give equal bytes."""
    laid = layout(spec)
    figure = Figure(figsize=(WIDTH / DPI, laid.height / DPI), dpi=DPI, facecolor=PAPER)
    canvas = FigureCanvasAgg(figure)
    for line, text in enumerate(laid.title):
        write(figure, laid, text, EDGE, EDGE + TITLE_LINE * (line + 0.4), TITLE, bold=True)
    for panel, box in zip(spec.panels, laid.panels, strict=True):
        panel_picture.draw(figure, laid, panel, box)
    _times(figure, laid, spec)
    _marks(figure, laid)
    file = io.BytesIO()
    # Without the version of matplotlib, which would make yesterday's picture another file.
    canvas.print_png(file, metadata={"Software": None})
    return file.getvalue()


def _times(figure: Figure, laid: Layout, spec: ChartSpec) -> None:
    axis = time_axis(laid.start, laid.end, spec.timezone, most=_TICKS)
    last = laid.panels[-1]
    foot = last.top + last.height
    for at, text in axis.ticks:
        rule(figure, laid, laid.x(at), foot, foot + _TICK_LENGTH)
        write(figure, laid, text, laid.x(at), foot + 34, TEXT, align="center")
    write(figure, laid, axis.caption, WIDTH - EDGE, foot + 82, SMALL, color=GREY, align="right")


def _marks(figure: Figure, laid: Layout) -> None:
    """A line through all panels for each moment, with its words, or its number and the words below."""
    marks = laid.marks
    places = marks.places if marks.places is not None else [Place(0, "right")] * len(marks.shown)
    for number, (mark, label, place) in enumerate(zip(marks.shown, marks.labels, places, strict=True), 1):
        x = laid.x(mark.at)
        top = laid.panels[0].top - MARK_LINE * (place.row + 0.5)
        for position, box in enumerate(laid.panels):
            rule(figure, laid, x, top if position == 0 else box.top, box.top + box.height, dashed=True)
        if marks.places is None:
            _numbered(figure, laid, number, label, x)
        else:
            aside = MARK_GAP if place.side == "right" else -MARK_GAP
            write(figure, laid, label, x + aside, top, TEXT, align="left" if aside > 0 else "right")


def _numbered(figure: Figure, laid: Layout, number: int, label: str, x: float) -> None:
    last = laid.panels[-1]
    y = last.top + last.height + FOOT + NOTE_LINE * (number - 0.5)
    for at, height in ((x, laid.panels[0].top - MARK_LINE * 0.5), (EDGE + 18.0, y)):
        write(figure, laid, str(number), at, height, SMALL, bold=True, disc=True)
    write(figure, laid, label, EDGE + 54, y, TEXT)
