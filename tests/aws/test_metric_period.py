from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.aws.metric_period import POINTS_A_CALL, QUERIES_A_CALL, period_for, queries_a_call

NOW = datetime(2026, 11, 20, 14, 32, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "period"),
    [
        (timedelta(minutes=5), 60),
        (timedelta(hours=1), 60),
        (timedelta(hours=3), 60),
        (timedelta(hours=3, seconds=1), 300),
        (timedelta(hours=24), 300),
        (timedelta(days=7), 3_600),
        (timedelta(days=15), 3_600),
        (timedelta(days=30), 21_600),
        (timedelta(days=90), 86_400),
    ],
)
def test_the_period_follows_from_the_length(length: timedelta, period: int) -> None:
    assert period_for(NOW - length, NOW, NOW) == period


@pytest.mark.parametrize(("finest", "period"), [(1, 1), (5, 5), (7, 10), (30, 30), (45, 60), (60, 60), (90, 120)])
def test_a_short_window_takes_the_callers_period_as_cloudwatch_allows_it(finest: int, period: int) -> None:
    assert period_for(NOW - timedelta(minutes=10), NOW, NOW, finest=finest) == period


def test_a_short_window_long_ago_takes_what_cloudwatch_has_kept() -> None:
    def seen(age: timedelta) -> int:
        return period_for(NOW - age, NOW - age + timedelta(minutes=10), NOW, finest=5)

    assert [seen(timedelta(hours=h)) for h in (2, 4)] == [5, 60]
    assert [seen(timedelta(days=d)) for d in (14, 16, 64)] == [60, 300, 3_600]


@given(
    age=st.integers(1, 455 * 86_400),
    share=st.floats(0.0001, 1.0),
    finest=st.integers(1, 900),
)
def test_every_period_is_one_that_cloudwatch_takes(age: int, share: float, finest: int) -> None:
    start = NOW - timedelta(seconds=age)
    end = start + timedelta(seconds=max(1, age * share))
    period = period_for(start, end, NOW, finest=finest)
    step = 3_600 if age > 63 * 86_400 else 300 if age > 15 * 86_400 else 60
    allowed_fine = period in {1, 5, 10, 20, 30} and age <= 3 * 3_600
    assert allowed_fine or period % step == 0
    size = queries_a_call(start, end, period)
    points = (end - start).total_seconds() / period + 1
    assert 1 <= size <= QUERIES_A_CALL
    assert size * points <= POINTS_A_CALL + points


def test_as_many_queries_as_the_points_of_a_call_allow() -> None:
    start = NOW - timedelta(hours=24)
    assert queries_a_call(NOW - timedelta(hours=1), NOW, 60) == 500
    assert queries_a_call(start, NOW, 300) == POINTS_A_CALL // 289
