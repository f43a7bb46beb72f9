"""Verdicts on shares of events."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import AwsFault
from bot.service_levels.measurement import Verdict
from bot.service_levels.trend import Trend
from tests.service_levels.levels import availability, error_rate, measured, refused, series, success_rate

MET, MISSED, OPEN = Verdict.MET, Verdict.MISSED, Verdict.CANNOT_TELL
STEADY = series([100] * 60)


def test_an_error_rate_that_holds() -> None:
    found = measured(error_rate(), Errors=series([0] * 59 + [1]), Invocations=STEADY)
    assert (found.verdict, found.reason) == (MET, None)
    assert found.window == pytest.approx(100 / 6000)
    assert found.now == pytest.approx(100 / 500)
    assert (found.samples, found.failed) == (6000, 1)
    assert found.now_met is True


def test_an_error_rate_that_is_missed_and_rises() -> None:
    found = measured(error_rate(), Errors=series([0] * 35 + [6] * 25), Invocations=STEADY)
    assert found.verdict is MISSED
    assert found.window == pytest.approx(2.5)
    assert found.now == pytest.approx(6.0)
    assert found.trend is Trend.RISING
    assert found.reason == "150 of 6,000 invocations failed"


def test_an_error_rate_that_was_missed_and_holds_again() -> None:
    found = measured(error_rate(), Errors=series([20] * 50 + [0] * 10), Invocations=STEADY)
    assert found.verdict is MISSED
    assert found.reason == "1,000 of 6,000 invocations failed; met again in the last 5 min: 0 %"
    assert found.now_met is True


def test_an_error_rate_that_holds_over_the_window_and_not_now() -> None:
    found = measured(error_rate(below=5), Errors=series([0] * 55 + [40] * 5), Invocations=STEADY)
    assert (found.verdict, found.now_met) == (MET, False)
    assert found.reason == "but 40 % in the last 5 min"


def test_one_unlucky_request_now_breaks_no_promise() -> None:
    found = measured(error_rate(below=0.1), Errors=series([0] * 59 + [1]), Invocations=STEADY)
    assert found.now == pytest.approx(0.2)
    assert (found.verdict, found.now_met) == (MET, None)


def test_availability_is_what_the_bad_share_leaves() -> None:
    found = measured(availability(), Errors=series([0] * 30 + [3] * 30), Invocations=STEADY)
    assert found.verdict is MISSED
    assert found.window == pytest.approx(98.5)
    assert found.trend is Trend.FALLING


def test_exactly_the_objective_is_met() -> None:
    """999 of 1,000 is 99.9 %, whatever binary fractions say."""
    found = measured(availability(99.9), Errors=series([1]), Invocations=series([1000]))
    assert (found.verdict, found.window) == (MET, 99.9)
    assert measured(error_rate(below=0.1), Errors=series([1]), Invocations=series([1000])).verdict is MISSED


def test_errors_that_are_not_reported_are_none() -> None:
    found = measured(error_rate(), Errors=series([]), Invocations=STEADY)
    assert (found.verdict, found.window, found.failed) == (MET, 0.0, 0)


def test_successes_that_are_not_reported_are_none_too() -> None:
    found = measured(success_rate(), Errors=series([]), Invocations=STEADY)
    assert (found.verdict, found.window, found.failed) == (MISSED, 0.0, 6000)


def test_more_successes_than_attempts_are_all_of_them() -> None:
    """Executions that began before the window end in it."""
    found = measured(success_rate(), Errors=series([110] * 60), Invocations=STEADY)
    assert (found.verdict, found.window) == (MET, 100.0)


@pytest.mark.parametrize("calls", [series([]), series([0] * 60)])
def test_no_traffic(calls: object) -> None:
    found = measured(error_rate(), Errors=series([]), Invocations=calls)  # type: ignore[arg-type]
    assert (found.verdict, found.reason) == (OPEN, "no traffic")
    assert found.window is None


def test_too_little_traffic() -> None:
    found = measured(error_rate(), Errors=series([]), Invocations=series({3: 5, 40: 7}))
    assert (found.verdict, found.reason) == (OPEN, "only 12 invocations, at least 100 are needed")
    assert found.window == 0.0


def test_a_metric_that_has_stopped() -> None:
    found = measured(error_rate(), Errors=series([0] * 40), Invocations=series([100] * 40))
    assert (found.verdict, found.reason) == (OPEN, "metric missing since 13:40")
    assert found.now is None


def test_a_metric_that_cloudwatch_refuses() -> None:
    found = measured(error_rate(), Errors=refused(AwsFault.INVALID, "Stat is wrong."), Invocations=STEADY)
    assert (found.verdict, found.reason) == (OPEN, "CloudWatch refused: Stat is wrong.")


def test_a_metric_that_is_denied_says_so_in_its_own_words() -> None:
    found = measured(error_rate(), Errors=STEADY, Invocations=refused(AwsFault.DENIED, "Access denied: …"))
    assert (found.verdict, found.reason) == (OPEN, "Access denied: …")


counts = st.lists(st.integers(0, 500), min_size=1, max_size=60)


@given(total=counts, data=st.data())
def test_whatever_comes_the_share_is_the_sums_share(total: list[int], data: st.DataObject) -> None:
    bad = [data.draw(st.integers(0, n)) for n in total]
    found = measured(error_rate(), Errors=series(bad), Invocations=series(total))
    if sum(total) == 0:
        assert found.verdict is OPEN
        return
    assert found.window == pytest.approx(100 * sum(bad) / sum(total))
    assert (found.samples, found.failed) == (sum(total), sum(bad))
    if found.verdict is not OPEN:
        assert (found.verdict is MET) == (sum(bad) * 100 / sum(total) < 1)
        assert sum(total) >= 100


@given(total=counts, data=st.data())
def test_availability_and_error_rate_are_two_sides(total: list[int], data: st.DataObject) -> None:
    bad = series([data.draw(st.integers(0, n)) for n in total])
    up = measured(availability(), Errors=bad, Invocations=series(total))
    down = measured(error_rate(), Errors=bad, Invocations=series(total))
    if down.window is None:
        assert up.window is None
    else:
        assert up.window == pytest.approx(100 - down.window)
