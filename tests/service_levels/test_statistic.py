"""Values of periods, weighted by the events behind them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service_levels.statistic import over

pairs = st.lists(st.tuples(st.floats(0, 1e6), st.integers(0, 10_000)), min_size=1, max_size=40)


@given(pairs)
def test_an_average_of_averages_is_the_average_of_all(given_: list[tuple[float, int]]) -> None:
    values = {float(at): value for at, (value, _) in enumerate(given_)}
    weights = {float(at): float(weight) for at, (_, weight) in enumerate(given_)}
    found = over("Average", values, weights)
    total = sum(weights.values())
    if total == 0:
        assert found is None
    else:
        assert found == pytest.approx(sum(v * w for v, w in given_) / total, abs=1e-6)


@given(pairs)
def test_a_percentile_lies_between_those_of_the_periods(given_: list[tuple[float, int]]) -> None:
    values = {float(at): value for at, (value, _) in enumerate(given_)}
    weights = {float(at): float(weight) for at, (_, weight) in enumerate(given_)}
    found = over("p95", values, weights)
    if found is not None:
        assert min(values.values()) <= found <= max(values.values())


@given(pairs, st.floats(0, 1e6))
def test_a_period_without_events_weighs_nothing(given_: list[tuple[float, int]], other: float) -> None:
    values = {float(at): value for at, (value, _) in enumerate(given_)}
    weights = {float(at): float(weight) for at, (_, weight) in enumerate(given_)}
    with_other = over("p95", {**values, 1e9: other}, {**weights, 1e9: 0.0})
    assert with_other == pytest.approx(over("p95", values, weights), abs=1e-6)


@given(st.floats(0, 1e6), st.lists(st.integers(1, 1000), min_size=1, max_size=20))
def test_equal_values_stay_what_they_are(value: float, weights: list[int]) -> None:
    values = {float(at): value for at in range(len(weights))}
    assert over("p95", values, dict(enumerate(map(float, weights)))) == value


def test_other_statistics_are_exact() -> None:
    values, weights = {0.0: 3.0, 60.0: 8.0, 120.0: 5.0}, {0.0: 1.0, 60.0: 1.0, 120.0: 1.0}
    assert [over(stat, values, weights) for stat in ("Sum", "SampleCount", "Maximum", "Minimum")] == [16, 16, 8, 3]


def test_no_values_no_statistic() -> None:
    assert over("p95", {}, {}) is None
    assert over("Sum", {}, {}) is None
    assert over("Average", {0.0: 5.0}, {}) is None
