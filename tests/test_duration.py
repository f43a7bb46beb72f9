"""Lengths of time as people type them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("15m", 900), ("1h", 3600), ("2d", 172_800), ("1h30m", 5400), ("1H30M", 5400), ("0s", 0)],
)
def test_the_forms_that_people_type(text: str, seconds: int) -> None:
    assert duration.parse(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "h", "1x", "30m1h", "1h1h", "1 h", "-1h", "1.5h", "１h", "1h\n", "99999999d"])
def test_anything_else_is_refused_with_the_allowed_forms(text: str) -> None:
    with pytest.raises(ValueError, match="write 90s, 15m, 1h, 2d or 1h30m"):
        duration.parse(text)


def test_a_number_alone_lacks_its_unit() -> None:
    with pytest.raises(ValueError, match="'90' is no length of time; say the unit: write 90s"):
        duration.parse("90")


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(0), "0s"),
        (timedelta(minutes=90), "1h30m"),
        (timedelta(days=2, seconds=5), "2d5s"),
        (timedelta(seconds=1, milliseconds=900), "1s"),
    ],
)
def test_the_shortest_form(length: timedelta, text: str) -> None:
    assert duration.written(length) == text


def test_a_negative_length_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="is negative"):
        duration.written(timedelta(seconds=-1))


@given(st.integers(min_value=0, max_value=10**9))
def test_what_is_written_is_read_back(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert duration.parse(duration.written(length)) == length


@given(st.text(max_size=20))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        length = duration.parse(text)
    except ValueError:
        return
    assert length >= timedelta(0)
