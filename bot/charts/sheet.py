"""The paper of a picture: words, lines and areas, placed in pixels from the top left corner.

matplotlib's object API without pyplot and without axes: no global state, equal bytes for equal drawings, safe
in threads.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.transforms import Affine2D

from bot.charts.typeface import DPI, drawable, font, points

PAPER = "#ffffff"
INK = "#2b2f36"
GREY = "#6b7280"
FAINT = "#e5e7eb"
RED = "#b03a2e"

Point = tuple[float, float]
Align = Literal["left", "center", "right"]
Dashes = Literal["-"] | tuple[float, tuple[float, ...]]
# Of zlib's nine levels, one at which a picture of 60 kB takes a few milliseconds.
_COMPRESSION = 4


class Letters(NamedTuple):
    """How words look; ``size`` in pixels."""

    size: float
    bold: bool = False
    color: str = INK


class Stroke(NamedTuple):
    """How a line looks; ``thick`` in pixels, dashes in multiples of that."""

    color: str
    thick: float
    dashes: Dashes = "-"


class Sheet:
    """What was drawn later lies above."""

    def __init__(self, width: float, height: float) -> None:
        self._figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor=PAPER)
        FigureCanvasAgg(self._figure)
        self._pixels = Affine2D().scale(1, -1).translate(0, round(height))
        self._drawn = 0

    def write(self, text: str, x: float, y: float, letters: Letters, align: Align = "left") -> None:
        """Words whose middle line is ``y``. Between dollar signs matplotlib would read mathematics."""
        self._figure.text(
            x,
            y,
            drawable(text).replace("$", r"\$"),
            transform=self._pixels,
            fontproperties=font(letters.size, bold=letters.bold),
            color=letters.color,
            ha=align,
            va="center",
            zorder=self._next(),
        )

    def number(self, value: int, x: float, y: float, size: float) -> None:
        """A number in white on a dark disc."""
        self._line([(x, y)], Stroke(INK, 1), marker="o", markersize=points(size * 1.5))
        self.write(str(value), x, y, Letters(size * 0.85, bold=True, color=PAPER), "center")

    def stroke(self, along: Sequence[Point], stroke: Stroke) -> None:
        self._line(along, stroke, linestyle=stroke.dashes, solid_capstyle="round", solid_joinstyle="round")

    def dot(self, at: Point, stroke: Stroke) -> None:
        self._line([at], stroke, marker="o", markersize=points(2.4 * stroke.thick), markeredgewidth=0)

    def area(self, outline: Sequence[Point], color: str) -> None:
        """A tint, light enough for lines to be seen through."""
        shape = Polygon(
            np.asarray(outline),
            transform=self._pixels,
            facecolor=color,
            alpha=0.10,
            linewidth=0,
            zorder=self._next(),
        )
        self._figure.add_artist(shape)

    def cover(self, left: float, top: float, right: float, bottom: float) -> None:
        """Paper over what was drawn there."""
        shape = Polygon(
            np.asarray([(left, top), (right, top), (right, bottom), (left, bottom)]),
            transform=self._pixels,
            facecolor=PAPER,
            linewidth=0,
            zorder=self._next(),
        )
        self._figure.add_artist(shape)

    def _line(self, along: Sequence[Point], stroke: Stroke, **look: object) -> None:
        across, down = zip(*along, strict=True)
        line = Line2D(
            across,
            down,
            transform=self._pixels,
            color=stroke.color,
            linewidth=points(stroke.thick),
            zorder=self._next(),
            **look,  # type: ignore[arg-type]
        )
        self._figure.add_artist(line)

    def _next(self) -> int:
        self._drawn += 1
        return self._drawn

    def png(self) -> bytes:
        file = io.BytesIO()
        self._figure.savefig(
            file,
            format="png",
            dpi=DPI,
            facecolor=PAPER,
            # Without matplotlib's version, which would make yesterday's picture another file.
            metadata={"Software": None},
            pil_kwargs={"compress_level": _COMPRESSION},
        )
        return file.getvalue()
