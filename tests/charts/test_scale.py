from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.scale import Scale, scale
from bot.charts.spec import Limit, Panel, Series


def of(values: list[float], unit: str = "ms", limit: float | None = None, most: int = 4) -> Scale:
    line = Series(label="x", points=[(float(at), value) for at, value in enumerate(values)])
    bound = None if limit is None else Limit(value=limit, label="limit")
    return scale(Panel(label="x", unit=unit, series=[line], limit=bound), most=most)


def ticks(one: Scale) -> list[str]:
    return [text for _, text in one.ticks]


def test_from_zero_in_round_steps() -> None:
    assert ticks(of([180, 920, 990])) == ["0", "500", "1,000"]
    assert ticks(of([0.1, 6.4], "%")) == ["0", "2", "4", "6", "8"]


def test_a_share_near_the_whole_is_looked_at_from_close_by() -> None:
    near = of([99.95, 94.1], "%", limit=99.9)
    assert (near.low, ticks(near)[-1]) == (92.0, "100")
    assert near.high > 100


def test_ticks_keep_all_their_digits() -> None:
    assert "99.75" in ticks(of([99.3, 100], "%"))


def test_a_limit_far_above_is_told_and_not_drawn() -> None:
    assert not of([12], limit=500).limit_drawn
    assert of([12], limit=500).high < 20
    assert of([150], limit=500).limit_drawn
    assert of([150], limit=500).high >= 500


def test_nothing_and_nothing_but_zero() -> None:
    assert of([]).high > 0
    assert of([0, 0], "%", limit=1).limit_drawn


def test_below_zero() -> None:
    assert of([-5, 5]).low <= -5


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=20), st.sampled_from(["%", "ms"]), st.sampled_from([3, 4]))
def test_everything_lies_on_the_axis(values: list[float], unit: str, most: int) -> None:
    one = of(values, unit, most=most)
    assert one.low < one.high
    assert all(one.low <= value <= one.high or value == pytest.approx(one.high) for value in values)
    assert 1 <= len(one.ticks) <= 2 * most + 2
    assert all(one.low - 1e-9 <= at <= one.high * (1 + 1e-9) for at, _ in one.ticks)
