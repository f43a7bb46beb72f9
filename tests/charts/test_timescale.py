from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.charts.spec import LeftOut
from bot.charts.timescale import TimeScale, shown, timescale
from tests.charts.specs import NOW, far_apart, incident

WHOLE = TimeScale(0, 100, 1000)
CUT = TimeScale(0, 100, 1000, LeftOut(start=20, end=60), gap=40)


def test_without_a_cut_time_is_even() -> None:
    assert [WHOLE.x(at) for at in (0, 25, 100)] == [0, 250, 1000]


def test_what_is_left_out_takes_the_gap_and_no_more() -> None:
    assert [CUT.x(at) for at in (0, 10, 20)] == [0, 160, 320]
    assert CUT.x(40) == 340
    assert [CUT.x(at) for at in (60, 80, 100)] == [360, 680, 1000]
    assert CUT.parts == [(0, 20), (60, 100)]
    assert CUT.seconds == 60


@given(st.lists(st.floats(0, 100), min_size=2, max_size=20))
def test_later_is_never_further_left(times: list[float]) -> None:
    for one in (WHOLE, CUT):
        assert all(one.x(a) <= one.x(b) + 1e-9 for a, b in pairwise(sorted(times)))


def test_points_and_marks_of_what_is_left_out_are_gone() -> None:
    spec = shown(far_apart())
    assert spec.left_out is not None
    points = spec.panels[0].series[0].points
    assert not [at for at, value in points if value is not None and spec.left_out.start < at < spec.left_out.end]
    assert (spec.left_out.start, None) in points
    assert len(spec.marks) == 2


def test_with_nothing_on_one_side_nothing_is_left_out() -> None:
    spec = incident().model_copy(update={"left_out": LeftOut(start=NOW + 10, end=NOW + 100)})
    assert shown(spec).left_out is None
    assert timescale(shown(spec), 10, 1).parts == [(NOW - 3_540, NOW)]
