"""One panel of a picture: its label, legend, lines, limit, and the newest values at the lines' ends."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bot.charts.ink import GREY, INK, PAPER, plain, write
from bot.charts.layout import (
    EDGE,
    LABEL,
    LEGEND_SAMPLE,
    MARK_GAP,
    SIDE_GAP,
    SMALL,
    TEXT,
    WIDTH,
    Layout,
    PanelBox,
    last_value,
)
from bot.charts.marks import spread
from bot.charts.spec import Limit, Panel, Series
from bot.charts.typeface import DPI, cut, font, width

_FAINT = "#e5e7eb"
_LIMIT = "#b03a2e"


class Style(NamedTuple):
    """Lines differ in dashes as well as in colour: colour alone is lost on many eyes and on paper."""

    color: str
    dashes: str | tuple[float, tuple[float, ...]]


STYLES = (
    Style("#1f5f8b", "-"),
    Style("#b8651b", (0, (6, 2))),
    Style("#3d7a57", (0, (6, 2, 1.5, 2))),
    Style("#7a4f8f", (0, (1.5, 1.5))),
    Style("#4b5563", (0, (3, 1.5))),
    Style("#9d4063", (0, (9, 2, 1.5, 2, 1.5, 2))),
)
_THICK = 3.4
_END_LINE = 40
_LIMIT_BAND = 44


def draw(figure: Figure, laid: Layout, panel: Panel, box: PanelBox) -> None:
    """The whole panel, but for times and marks, which all panels share."""
    axes = _axes(figure, laid, box)
    for series, style in zip(panel.series, STYLES, strict=False):
        _line(axes, series, style, filled=len(panel.series) == 1)
    if panel.limit is not None:
        _limit(axes, laid, panel, panel.limit, box)
    label = cut(f"{panel.label} ({panel.unit})", LABEL, WIDTH - 2 * EDGE, bold=True)
    write(figure, laid, label, EDGE, box.label_at, LABEL, bold=True)
    _legend(figure, laid, box)
    _ends(figure, laid, panel, box)


def _axes(figure: Figure, laid: Layout, box: PanelBox) -> Axes:
    bottom = 1 - (box.top + box.height) / laid.height
    across = (laid.right - laid.left) / WIDTH
    axes = figure.add_axes((laid.left / WIDTH, bottom, across, box.height / laid.height))
    axes.set_facecolor(PAPER)
    axes.set_xlim(laid.start, laid.end)
    axes.set_ylim(box.scale.low, box.scale.high)
    axes.set_xticks([])
    axes.set_yticks([value for value, _ in box.scale.ticks], [text for _, text in box.scale.ticks])
    for text in axes.get_yticklabels():
        text.set_fontproperties(font(TEXT))
        text.set_color(INK)
    axes.tick_params(axis="y", length=0, pad=SIDE_GAP * 0.6)
    axes.grid(visible=True, axis="y", color=_FAINT, linewidth=1.6, linestyle="-")
    axes.set_axisbelow(True)
    for name, spine in axes.spines.items():
        spine.set_visible(name == "bottom")
        spine.set_color(GREY)
        spine.set_linewidth(2.0)
    return axes


def _line(axes: Axes, series: Series, style: Style, *, filled: bool) -> None:
    """Gaps stay gaps; a value alone between two of them is a dot."""
    times = np.array([at for at, _ in series.points])
    values = np.array([np.nan if value is None else value for _, value in series.points])
    axes.plot(
        times,
        values,
        color=style.color,
        linestyle=style.dashes,
        linewidth=_THICK,
        solid_capstyle="round",
        solid_joinstyle="round",
        clip_on=False,
        zorder=3,
    )
    if filled:
        axes.fill_between(times, values, axes.get_ylim()[0], color=style.color, alpha=0.10, linewidth=0)
    known = np.isfinite(values)
    beside = np.append(known[1:], False) | np.append(False, known[:-1])
    alone = known & ~beside
    axes.plot(times[alone], values[alone], "o", color=style.color, markersize=6, clip_on=False, zorder=3)


def _limit(axes: Axes, laid: Layout, panel: Panel, limit: Limit, box: PanelBox) -> None:
    """The line with its label where it hides least; far above everything, the label alone says so."""
    across = laid.right - laid.left
    drawn = box.scale.limit_drawn
    text = cut(limit.label if drawn else f"{limit.label} (far above)", SMALL, across * 0.9)
    if drawn:
        axes.axhline(limit.value, color=_LIMIT, linewidth=2.4, linestyle=(0, (2, 2)), zorder=2)
    at = limit.value if drawn else box.scale.high
    places = _label_places(box, at) if drawn else [("right", False)]
    side, above = min(places, key=lambda place: _hidden(panel, laid, box, at, place, width(text, SMALL) / across))
    axes.annotate(
        plain(text),
        (0 if side == "left" else 1, at),
        xycoords=axes.get_yaxis_transform(),
        xytext=(6 if side == "left" else -6, 5 if above else -5),
        textcoords="offset points",
        color=_LIMIT,
        fontproperties=font(SMALL),
        ha=side,
        va="bottom" if above else "top",
        bbox={"fc": PAPER, "ec": "none", "alpha": 0.75, "pad": 1.5},
        zorder=4,
    )


def _label_places(box: PanelBox, at: float) -> list[tuple[str, bool]]:
    """(side, above the line) wherever there is room for a line of words."""
    band = _LIMIT_BAND / box.height * (box.scale.high - box.scale.low)
    fits = [above for above in (True, False) if box.scale.low <= at + (band if above else -band) <= box.scale.high]
    return [(side, above) for above in fits or [True] for side in ("left", "right")]


def _hidden(
    panel: Panel, laid: Layout, box: PanelBox, at: float, place: tuple[str, bool], share: float
) -> int:
    """How many points a label at this place would lie upon."""
    side, above = place
    room = (laid.end - laid.start) * share
    first, last = (laid.start, laid.start + room) if side == "left" else (laid.end - room, laid.end)
    band = _LIMIT_BAND / box.height * (box.scale.high - box.scale.low)
    low, high = (at, at + band) if above else (at - band, at)
    return sum(
        value is not None and first <= when <= last and low <= value <= high
        for series in panel.series
        for when, value in series.points
    )


def _legend(figure: Figure, laid: Layout, box: PanelBox) -> None:
    for entry, style in zip(box.legend, STYLES, strict=False):
        across = (entry.x / WIDTH, (entry.x + LEGEND_SAMPLE) / WIDTH)
        down = 1 - entry.y / laid.height
        sample = Line2D(
            across,
            (down, down),
            transform=figure.transFigure,
            color=style.color,
            linestyle=style.dashes,
            linewidth=_THICK,
        )
        figure.add_artist(sample)
        write(figure, laid, entry.text, entry.x + LEGEND_SAMPLE + MARK_GAP, entry.y, SMALL)


def _ends(figure: Figure, laid: Layout, panel: Panel, box: PanelBox) -> None:
    """The newest value of each line, right of the axes at its own height as far as there is room."""
    ends = [
        (*found, style)
        for series, style in zip(panel.series, STYLES, strict=False)
        if (found := last_value(series, panel.unit)) is not None
    ]
    span = box.scale.high - box.scale.low
    wanted = [box.top + box.height * (1 - (value - box.scale.low) / span) for value, _, _ in ends]
    heights = spread(wanted, _END_LINE, box.top + _END_LINE / 2, box.top + box.height - _END_LINE / 2)
    for (_, text, style), y in zip(ends, heights, strict=True):
        write(figure, laid, text, laid.right + SIDE_GAP, y, TEXT, bold=True, color=style.color)
