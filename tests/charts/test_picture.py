"""Pictures: their frame, their bytes, and that hostile words do no harm."""

from __future__ import annotations

import struct
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.charts.layout import WIDTH
from bot.charts.picture import picture
from bot.charts.spec import Mark, Panel, Series
from bot.charts.words import chart
from tests.charts.specs import ALL, NOW, START, availability, incident


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def chunks(png: bytes) -> list[bytes]:
    found, at = [], 8
    while at < len(png):
        length = struct.unpack(">I", png[at : at + 4])[0]
        found.append(png[at + 4 : at + 8])
        at += length + 12
    return found


@pytest.mark.parametrize("name", ALL)
def test_a_picture_fits_a_phone(name: str) -> None:
    wide, high = size(picture(ALL[name]()))
    assert wide == WIDTH
    assert 500 <= high <= 1.5 * WIDTH


@pytest.mark.parametrize("name", ALL)
def test_equal_charts_are_equal_bytes(name: str) -> None:
    assert picture(ALL[name]()) == picture(ALL[name]())


def test_threads_draw_the_same() -> None:
    alone = picture(incident())
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: picture(incident()), range(8)))
    assert set(together) == {alone}


def test_no_version_stands_in_the_file() -> None:
    assert b"tEXt" not in chunks(picture(incident()))


def test_other_numbers_are_another_picture() -> None:
    other = incident()
    other.panels[1].series[0].points[10] = (START + 660, 700.0)
    assert picture(other) != picture(incident())


def missing_rows(png: bytes) -> int:
    """How many rows of pixels the file lacks."""
    wide, high = size(png)
    data, at = b"", 8
    while at < len(png):
        length = struct.unpack(">I", png[at : at + 4])[0]
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    return high - len(zlib.decompress(data)) // (wide * 4 + 1)


def test_the_whole_picture_is_there() -> None:
    assert missing_rows(picture(availability())) == 0


@pytest.mark.parametrize(
    "words",
    ["$x^2$ and $y$", "a\nb", "", "🔥🔥🔥", "\\frac{1}{0}", "$\\notacommand{", "x" * 500, "<!channel> *bold*"],
)
def test_any_words_can_be_drawn(words: str) -> None:
    line = Series(label=words, points=[(START, 1.0), (NOW, 2.0)])
    panel = Panel(label=words, unit="ms", series=[line, line])
    assert size(picture(chart(words, [panel], [Mark(at=NOW - 60, label=words)])))[0] == WIDTH


def test_marks_outside_the_time_are_left_out() -> None:
    spec = availability()
    outside = spec.model_copy(update={"marks": [*spec.marks, Mark(at=NOW + 999, label="later")]})
    assert picture(outside) == picture(spec)
