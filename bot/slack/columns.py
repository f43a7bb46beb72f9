"""Rows of cells as lines of equal-width text, for where no table can stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

GAP = "  "


def aligned(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()) -> list[str]:
    """One line per row, columns lined up; the columns in ``right`` (from 0) end at the same place."""
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        GAP.join(_padded(cell, widths[i], at_right=i in right) for i, cell in enumerate(row)).rstrip() for row in rows
    ]


def _padded(cell: str, width: int, *, at_right: bool) -> str:
    room = " " * (width - _width(cell))
    return room + cell if at_right else cell + room


def _width(text: str) -> int:
    """In columns of a terminal: wide East Asian letters and most emoji take two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
