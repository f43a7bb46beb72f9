from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service_levels.quantity import count, digits, span, spoken


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0 %"),
        (0.0204, "0.02 %"),
        (0.1, "0.1 %"),
        (5.8123, "5.8 %"),
        (98.1234, "98.1 %"),
        (99.9, "99.9 %"),
        (100 - 0.1, "99.9 %"),
        (99.9991, "99.9991 %"),
        (100, "100 %"),
    ],
)
def test_shares(value: float, said: str) -> None:
    assert spoken(value, "%") == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [(919.6, "ms", "920 ms"), (8.44, "ms", "8.44 ms"), (1.2401, "s", "1.24 s"), (4100, "requests", "4,100 requests")],
)
def test_other_units(value: float, unit: str, said: str) -> None:
    assert spoken(value, unit) == said


@given(st.floats(90, 99.99999), st.sampled_from([99.0, 99.5, 99.9, 99.95, 99.99]))
def test_what_misses_an_objective_never_reads_as_if_it_met_it(value: float, objective: float) -> None:
    said = float(spoken(value, "%").removesuffix(" %"))
    assert said <= value + 1e-4
    if value < objective - 1e-3:
        assert said < objective
    assert said < 100


@given(st.floats(0.000001, 1e9))
def test_digits_are_near_what_they_say(value: float) -> None:
    assert float(digits(value).replace(",", "")) == pytest.approx(value, rel=0.06, abs=1e-6)


def test_what_is_no_number_is_a_dash() -> None:
    assert digits(float("nan")) == "—"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(45, "45 s"), (60, "1 min"), (90, "1.5 min"), (300, "5 min"), (1069, "18 min"), (3600, "1 h"), (129_600, "36 h")],
)
def test_spans(seconds: float, said: str) -> None:
    assert span(seconds) == said


def test_days_and_counts() -> None:
    assert span(604_800) == "7 days"
    assert count(4099.6) == "4,100"
