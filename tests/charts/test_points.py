from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.charts.points import stretched, thinned, with_gaps
from bot.charts.spec import Point

values = st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=300)


def points(found: list[float | None]) -> list[Point]:
    return [(60.0 * at, value) for at, value in enumerate(found)]


@given(values, st.integers(10, 120))
def test_thin_lines_keep_order_and_are_thin(found: list[float | None], most: int) -> None:
    thin = thinned(points(found), most)
    assert len(thin) <= max(most, 0)
    assert [at for at, _ in thin] == sorted({at for at, _ in thin})
    assert set(thin) <= set(points(found))


def test_the_one_peak_survives() -> None:
    found: list[float | None] = [1.0] * 200
    found[137] = 50.0
    assert 50.0 in [value for _, value in thinned(points(found), 40)]


def test_the_one_dip_survives() -> None:
    found: list[float | None] = [99.9] * 200
    found[137] = 94.0
    assert 94.0 in [value for _, value in thinned(points(found), 40)]


def test_a_gap_survives() -> None:
    found: list[float | None] = [*[1.0] * 50, *[None] * 50, *[1.0] * 50]
    assert None in [value for _, value in thinned(points(found), 30)]


@given(values.filter(bool), st.integers(1, 100))
def test_stretched_has_the_cells_it_should(found: list[float | None], cells: int) -> None:
    assert len(stretched(points(found), cells)) == cells


def test_points_stand_at_the_ends_of_their_periods_with_gaps_between() -> None:
    line = with_gaps([(0.0, 1.0), (60.0, 2.0), (240.0, 3.0)], 60)
    assert line == [(60.0, 1.0), (120.0, 2.0), (180.0, None), (300.0, 3.0)]
