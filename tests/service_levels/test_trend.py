from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service_levels.trend import Share, Trend, of_shares, of_values


@pytest.mark.parametrize(
    ("first", "second", "trend"),
    [
        ((1, 1000), (58, 1000), Trend.RISING),
        ((58, 1000), (1, 1000), Trend.FALLING),
        ((50, 1000), (55, 1000), Trend.STEADY),
        # Three errors more may be chance; and so many events that nothing is chance, yet too small to matter.
        ((1, 200), (4, 200), Trend.STEADY),
        ((100_000, 1_000_000), (103_000, 1_000_000), Trend.STEADY),
        ((0, 1000), (0, 1000), Trend.STEADY),
        ((5, 19), (19, 1000), None),
    ],
)
def test_shares(first: tuple[float, float], second: tuple[float, float], trend: Trend | None) -> None:
    assert of_shares(Share(*first), Share(*second)) is trend


def noise(level: float, count: int = 30, seed: int = 1) -> list[float]:
    chance = random.Random(seed)  # noqa: S311 -- noise, not a secret
    return [level * chance.uniform(0.95, 1.05) for _ in range(count)]


def test_values() -> None:
    assert of_values(noise(180), noise(920)) is Trend.RISING
    assert of_values(noise(920), noise(180)) is Trend.FALLING
    assert of_values(noise(180), noise(181, seed=2)) is Trend.STEADY
    assert of_values(noise(180, 3), noise(920, 3)) is None


def test_one_outlier_is_no_trend() -> None:
    assert of_values(noise(180), [*noise(180, 29, seed=2), 30_000.0]) is Trend.STEADY


def test_a_jump_near_the_end_is_a_trend() -> None:
    assert of_values(noise(180), [*noise(180, 18, seed=2), *noise(920, 12)]) is Trend.RISING


@given(st.lists(st.floats(0, 1e6), min_size=4, max_size=20), st.lists(st.floats(0, 1e6), min_size=4, max_size=20))
def test_reversed_halves_reverse_the_trend(first: list[float], second: list[float]) -> None:
    opposite = {Trend.RISING: Trend.FALLING, Trend.FALLING: Trend.RISING, Trend.STEADY: Trend.STEADY, None: None}
    assert of_values(second, first) is opposite[of_values(first, second)]


@given(st.lists(st.floats(0, 1e6), min_size=4, max_size=20))
def test_what_does_not_change_is_steady(values: list[float]) -> None:
    assert of_values(values, values) is Trend.STEADY
