"""One panel of a picture: its label, legend, grid, lines, limit, and the newest values at the lines' ends."""

from __future__ import annotations

from collections.abc import Iterator

from bot.charts.layout import (
    EDGE,
    LABEL,
    SAMPLE,
    SAMPLE_GAP,
    SIDE_GAP,
    SMALL,
    TEXT,
    WIDTH,
    Layout,
    PanelBox,
    last_value,
)
from bot.charts.marks import spread
from bot.charts.sheet import FAINT, GREY, RED, Letters, Point, Sheet, Stroke
from bot.charts.spec import Limit, Panel, Series
from bot.charts.typeface import cut, width

# Lines differ in dashes as well as in colour: colour alone is lost on many eyes and on paper.
STROKES = (
    Stroke("#1f5f8b", 5),
    Stroke("#b8651b", 5, (0, (6, 2))),
    Stroke("#3d7a57", 5, (0, (6, 2, 1.5, 2))),
    Stroke("#7a4f8f", 5, (0, (1.5, 1.5))),
    Stroke("#4b5563", 5, (0, (3, 1.5))),
    Stroke("#9d4063", 5, (0, (9, 2, 1.5, 2, 1.5, 2))),
)
_GRID = Stroke(FAINT, 2)
_FOOT = Stroke(GREY, 3)
_LIMIT = Stroke(RED, 3.4, (0, (2, 2)))
_END_LINE = 40
_FEW_GAPS = 0.2


def draw(sheet: Sheet, laid: Layout, panel: Panel, box: PanelBox) -> None:
    """The whole panel, but for times and marks, which all panels share."""
    _heading(sheet, panel, box)
    _grid(sheet, laid, box)
    for series, stroke in zip(panel.series, STROKES, strict=False):
        # Under a single line that stands on zero the area is what it measures; in scraps it only disturbs.
        filled = len(panel.series) == 1 and box.scale.low == 0 and _closed(series)
        _line(sheet, laid, box, series, stroke, filled=filled)
    if panel.limit is not None and box.scale.limit_drawn:
        _level(sheet, laid, box.y(panel.limit.value), _LIMIT)
    _ends(sheet, laid, panel, box)


def _heading(sheet: Sheet, panel: Panel, box: PanelBox) -> None:
    """What is measured, in which unit; the limit in its own colour at the other end of the line."""
    room = WIDTH - 2.0 * EDGE
    if panel.limit is not None:
        room -= _limit(sheet, panel.limit, box, room / 2) + SIDE_GAP
    text = cut(f"{panel.label}, {panel.unit}", LABEL, room, bold=True)
    sheet.write(text, EDGE, box.label_at, Letters(LABEL, bold=True))
    for entry, stroke in zip(box.legend, STROKES, strict=False):
        sheet.stroke([(entry.x, entry.y), (entry.x + SAMPLE, entry.y)], stroke)
        sheet.write(entry.text, entry.x + SAMPLE + SAMPLE_GAP, entry.y, Letters(SMALL))


def _limit(sheet: Sheet, limit: Limit, box: PanelBox, room: float) -> float:
    """The limit's words and a piece of its line; how wide that became."""
    said = limit.label if box.scale.limit_drawn else f"{limit.label}, far above"
    text = cut(said, SMALL, room - SAMPLE - SAMPLE_GAP)
    wide = width(text, SMALL)
    sheet.write(text, WIDTH - EDGE, box.label_at, Letters(SMALL, color=RED), "right")
    if not box.scale.limit_drawn:
        return wide
    end = WIDTH - EDGE - wide - SAMPLE_GAP
    sheet.stroke([(end - SAMPLE, box.label_at), (end, box.label_at)], _LIMIT)
    return wide + SAMPLE_GAP + SAMPLE


def _grid(sheet: Sheet, laid: Layout, box: PanelBox) -> None:
    for value, text in box.scale.ticks:
        y = box.y(value)
        _level(sheet, laid, y, _GRID)
        sheet.write(text, laid.left - SIDE_GAP * 0.8, y, Letters(TEXT), "right")
    _level(sheet, laid, box.bottom, _FOOT)


def _level(sheet: Sheet, laid: Layout, y: float, stroke: Stroke) -> None:
    sheet.stroke([(laid.left, y), (laid.right, y)], stroke)


def _line(
    sheet: Sheet, laid: Layout, box: PanelBox, series: Series, stroke: Stroke, *, filled: bool
) -> None:
    """Gaps stay gaps; a value alone between two of them is a dot."""
    for piece in _pieces(laid, box, series):
        if len(piece) == 1:
            sheet.dot(piece[0], stroke)
            continue
        if filled:
            sheet.area([(piece[0][0], box.bottom), *piece, (piece[-1][0], box.bottom)], stroke.color)
        sheet.stroke(piece, stroke)


def _closed(series: Series) -> bool:
    gaps = sum(value is None for _, value in series.points)
    return gaps <= _FEW_GAPS * len(series.points)


def _pieces(laid: Layout, box: PanelBox, series: Series) -> Iterator[list[Point]]:
    piece: list[Point] = []
    for at, value in series.points:
        if value is not None:
            piece.append((laid.x(at), box.y(value)))
        elif piece:
            yield piece
            piece = []
    if piece:
        yield piece


def _ends(sheet: Sheet, laid: Layout, panel: Panel, box: PanelBox) -> None:
    """The newest value of each line, right of the axes at its own height as far as there is room."""
    ends = [
        (*found, stroke)
        for series, stroke in zip(panel.series, STROKES, strict=False)
        if (found := last_value(series, panel.unit)) is not None
    ]
    wanted = [box.y(value) for value, _, _ in ends]
    heights = spread(wanted, _END_LINE, box.top + _END_LINE / 2, box.bottom - _END_LINE / 2)
    for (_, text, stroke), y in zip(ends, heights, strict=True):
        sheet.write(text, laid.right + SIDE_GAP, y, Letters(TEXT, bold=True, color=stroke.color))
