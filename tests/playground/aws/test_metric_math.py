import numpy as np
import pytest

from playground.aws.cloudwatch.expression import Surroundings, compute
from playground.aws.cloudwatch.timeseries import MathError, TimeSeries, Value

GRID = np.array([0.0, 60.0, 120.0, 180.0])
METRICS = {
    "errors": TimeSeries(GRID[:3], np.array([1.0, 2.0, 3.0])),
    "invocations": TimeSeries(GRID[:3], np.array([10.0, 0.0, 30.0])),
    "sparse": TimeSeries(GRID[[0, 2]], np.array([4.0, 8.0])),
}


def result(text: str) -> Value:
    return compute(text, Surroundings(METRICS.__getitem__, METRICS, GRID, 60))


def points(text: str) -> dict[float, float]:
    value = result(text)
    assert isinstance(value, TimeSeries)
    return dict(zip(value.times.tolist(), value.values.tolist(), strict=True))


def test_a_division_by_zero_has_no_point() -> None:
    assert points("100 * errors / invocations") == {0.0: 10.0, 120.0: 10.0}


def test_operators_bind_as_in_arithmetic() -> None:
    assert result("1 + 2 * 3 - -4 / 2") == 9.0
    assert result("(1 + 2) * 3") == 9.0
    assert result("2 ^ 3 ^ 1") == 8.0


def test_series_meet_where_both_have_a_point() -> None:
    assert points("errors + sparse") == {0.0: 5.0, 120.0: 11.0}


def test_aggregates_of_one_series_are_numbers() -> None:
    assert result("SUM(errors)") == 6.0
    assert result("AVG(errors)") == 2.0
    assert result("MAX(errors) - MIN(errors)") == 2.0


def test_aggregates_of_several_series_are_series() -> None:
    assert points("SUM([errors, sparse])") == {0.0: 5.0, 60.0: 2.0, 120.0: 11.0}
    assert points("SUM(METRICS())") == {0.0: 15.0, 60.0: 2.0, 120.0: 41.0}
    assert points('MAX(METRICS("rr"))') == {0.0: 1.0, 60.0: 2.0, 120.0: 3.0}


def test_fill_covers_the_whole_request() -> None:
    assert points("FILL(sparse, 0)") == {0.0: 4.0, 60.0: 0.0, 120.0: 8.0, 180.0: 0.0}
    assert points("FILL(sparse, REPEAT)") == {0.0: 4.0, 60.0: 4.0, 120.0: 8.0, 180.0: 8.0}
    assert points("FILL(sparse, LINEAR)") == {0.0: 4.0, 60.0: 6.0, 120.0: 8.0}
    assert points("FILL(sparse, errors)") == {0.0: 4.0, 60.0: 2.0, 120.0: 8.0}


def test_if_chooses_by_point() -> None:
    assert points("IF(errors >= 2, errors, 0)") == {0.0: 0.0, 60.0: 2.0, 120.0: 3.0}
    assert points("IF(invocations > 0, 100 * errors / invocations, 0)") == {0.0: 10.0, 60.0: 0.0, 120.0: 10.0}
    assert points("IF(errors > 1 AND errors < 3, 1)") == {60.0: 1.0}


def test_change_and_period() -> None:
    assert points("DIFF(errors)") == {60.0: 1.0, 120.0: 1.0}
    assert points("RATE(errors) * PERIOD(errors)") == {60.0: 1.0, 120.0: 1.0}


@pytest.mark.parametrize(
    "text", ["errors +", "(errors", "1 / 0", "NOPE(errors)", "errors $ 2", "errors errors", "FILL(1, 0)"]
)
def test_what_cannot_be_read_says_why(text: str) -> None:
    with pytest.raises(MathError) as raised:
        result(text)
    assert str(raised.value)
