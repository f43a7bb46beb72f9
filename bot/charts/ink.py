"""Colours, words and lines, placed in pixels from the top left corner."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bot.charts.layout import WIDTH, Layout
from bot.charts.typeface import font

PAPER = "#ffffff"
INK = "#2b2f36"
GREY = "#6b7280"


def plain(text: str) -> str:
    """``text`` as it stands: between dollar signs matplotlib would read mathematics."""
    return text.replace("$", r"\$")


def write(
    figure: Figure,
    laid: Layout,
    text: str,
    x: float,
    y: float,
    size: float,
    *,
    bold: bool = False,
    color: str = INK,
    align: str = "left",
    disc: bool = False,
) -> None:
    """Words whose middle line is ``y`` below the top; ``disc`` puts them, in white, on a dark disc."""
    figure.text(
        x / WIDTH,
        1 - y / laid.height,
        plain(text),
        fontproperties=font(size, bold=bold),
        color=PAPER if disc else color,
        ha="center" if disc else align,
        va="center_baseline" if disc else "center",
        bbox={"boxstyle": "circle,pad=0.25", "fc": INK, "ec": "none"} if disc else None,
        zorder=5,
    )


def rule(figure: Figure, laid: Layout, x: float, top: float, bottom: float, *, dashed: bool = False) -> None:
    """A vertical line; dashed and dark for a mark, else grey for a tick."""
    line = Line2D(
        [x / WIDTH, x / WIDTH],
        [1 - top / laid.height, 1 - bottom / laid.height],
        transform=figure.transFigure,
        color=INK if dashed else GREY,
        linewidth=2.0,
        linestyle=(0, (4, 2.5)) if dashed else "-",
    )
    figure.add_artist(line)
