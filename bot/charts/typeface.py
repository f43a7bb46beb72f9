"""The one typeface of all charts, and how wide words are in it.

DejaVu Sans as matplotlib carries it, named by its file: the same picture on every machine, whatever is
installed there. Sizes are in pixels of a picture 1080 wide, of which a phone shows a third.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, get_font

DPI = 100
_POINTS_AN_INCH = 72
_FIXED_POINT = 64.0
_BOX = "▯"
_FILES = Path(mpl.get_data_path()) / "fonts" / "ttf"
_REGULAR = str(_FILES / "DejaVuSans.ttf")
_BOLD = str(_FILES / "DejaVuSans-Bold.ttf")


def points(pixels: float) -> float:
    """matplotlib's measure of letters and lines."""
    return pixels * _POINTS_AN_INCH / DPI


def font(pixels: float, *, bold: bool = False) -> FontProperties:
    return FontProperties(fname=_BOLD if bold else _REGULAR, size=points(pixels))


@lru_cache(maxsize=4096)
def drawable(text: str) -> str:
    """``text`` on one line, with a box for every character that the typeface does not have."""
    face = get_font(_REGULAR)
    return "".join(letter if face.get_char_index(ord(letter)) else _BOX for letter in " ".join(text.split()))


@lru_cache(maxsize=4096)
def width(text: str, pixels: float, *, bold: bool = False) -> float:
    """How many pixels ``text`` takes from left to right."""
    face = get_font(_BOLD if bold else _REGULAR)
    face.set_size(points(pixels), DPI)
    face.set_text(drawable(text), 0.0)
    wide, _ = face.get_width_height()
    return float(wide) / _FIXED_POINT


def wrapped(text: str, pixels: float, room: float, *, bold: bool = False, most: int = 2) -> list[str]:
    """``text`` in at most ``most`` lines of ``room`` pixels, cut where even that is too little."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, pixels, bold=bold) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] = f"{kept[-1]}…"
    return [cut(line, pixels, room, bold=bold) for line in kept]


def cut(text: str, pixels: float, room: float, *, bold: bool = False) -> str:
    """``text``, shortened at its end until it fits into ``room``."""
    if width(text, pixels, bold=bold) <= room:
        return text
    while text and width(f"{text}…", pixels, bold=bold) > room:
        text = text[:-1].rstrip("… ")
    return f"{text}…"
