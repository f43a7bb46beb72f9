from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.clock import time_axis, zone, zone_name
from tests.charts.specs import NOW, START


def axis(start: float, end: float, timezone: str = "Europe/Madrid") -> list[str]:
    return [text for _, text in time_axis([(start, end)], timezone, most=6).ticks]


def test_an_hour() -> None:
    assert axis(START, NOW) == ["13:45", "14:00", "14:15", "14:30"]
    assert axis(START + 60, NOW) == ["13:40", "13:50", "14:00", "14:10", "14:20", "14:30"]


def test_a_minute_shows_seconds() -> None:
    assert axis(NOW - 60, NOW) == ["14:31:00", "14:31:30", "14:32:00"]


def test_a_month_shows_days() -> None:
    assert axis(NOW - 30 * 86_400, NOW) == ["22 Oct", "28 Oct", "3 Nov", "9 Nov", "15 Nov"]


def test_ticks_are_round_in_the_zone_of_the_reader() -> None:
    """Kathmandu is 5 hours and 45 minutes ahead."""
    assert axis(START, NOW, "Asia/Kathmandu")[0] == "18:30"
    assert time_axis([(START, NOW)], "Asia/Kathmandu", most=6).caption == "time in UTC+05:45, 20 Nov"


@pytest.mark.parametrize(
    ("seconds", "caption"), [(3_600, "time in CET, 20 Nov"), (86_400, "time in CET, 19 Nov to 20 Nov")]
)
def test_the_caption_names_zone_and_date(seconds: int, caption: str) -> None:
    assert time_axis([(NOW - seconds, NOW)], "Europe/Madrid", most=6).caption == caption


def test_across_the_change_of_the_clocks_both_names_stand() -> None:
    change = datetime(2026, 10, 25, 1, tzinfo=UTC).timestamp()
    assert zone_name(change - 3_600, change + 3_600, ZoneInfo("Europe/Madrid")) == "CEST/CET"


def test_a_zone_that_is_unknown_here_is_told_in_utc() -> None:
    assert zone("Mars/Olympus") is UTC
    assert zone("../etc/passwd") is UTC


@given(st.floats(0, 4e9), st.floats(1, 400 * 86_400), st.sampled_from(["UTC", "Europe/Madrid", "Asia/Kathmandu"]))
def test_few_ticks_within_the_time(start: float, length: float, timezone: str) -> None:
    ticks = time_axis([(start, start + length)], timezone, most=6).ticks
    assert len(ticks) <= 7
    assert all(start - 1e-6 <= at <= start + length + 1e-6 for at, _ in ticks)
    assert [at for at, _ in ticks] == sorted({at for at, _ in ticks})
