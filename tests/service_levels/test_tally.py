from __future__ import annotations

from bot.service_levels.tally import added, missing_since, spread
from tests.service_levels.levels import END, FRAME, MINUTE, START, series


def test_series_are_added_period_by_period() -> None:
    total = added([series([1, None, 3]), series([10, 20, None])])
    assert list(total.items()) == [(START, 11.0), (START + 60, 20.0), (START + 120, 3.0)]


def points(minutes: range) -> dict[float, float]:
    return {START + 60.0 * minute: 1.0 for minute in minutes}


def test_a_steady_metric_that_stops_is_missing() -> None:
    assert missing_since(points(range(40)), MINUTE, FRAME) == START + 40 * 60


def test_ten_minutes_are_not_late_yet() -> None:
    assert missing_since(points(range(50)), MINUTE, FRAME) is None
    assert missing_since(points(range(49)), MINUTE, FRAME) == START + 49 * 60


def test_a_rare_metric_is_silent_in_between() -> None:
    assert missing_since(points(range(0, 40, 5)), MINUTE, FRAME) is None


def test_too_few_points_are_no_habit() -> None:
    assert missing_since(points(range(4)), MINUTE, FRAME) is None
    assert missing_since({}, MINUTE, FRAME) is None


def test_a_line_stands_at_the_ends_of_periods_with_gaps_where_nothing_is() -> None:
    line = spread({START + 60: 5.0, START + 180: 7.0}, MINUTE, FRAME)
    assert line[:4] == ((START + 60, None), (START + 120, 5.0), (START + 180, None), (START + 240, 7.0))
    assert line[-1] == (END - 120, None)


def test_a_period_that_is_not_over_is_left_out() -> None:
    line = spread({END - 120: 5.0, END - 60: 6.0, END - 30: 7.0}, MINUTE, FRAME)
    assert [value for _, value in line if value is not None] == [5.0, 6.0]


def test_no_points_no_line() -> None:
    assert spread({}, MINUTE, FRAME) == ()
