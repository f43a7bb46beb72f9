from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.charts.marks import Flag, Place, placed, spread

LEFT, RIGHT = 36.0, 1044.0


def test_one_label_stands_right_of_its_line() -> None:
    assert placed([Flag(200, 300)], LEFT, RIGHT) == [Place(0, 212)]


def test_near_the_edge_it_stands_left() -> None:
    assert placed([Flag(1000, 300)], LEFT, RIGHT) == [Place(0, 688)]


def test_too_wide_for_either_side_it_stands_over_its_line() -> None:
    assert placed([Flag(560, 700)], LEFT, RIGHT) == [Place(0, 210, over=True)]


def test_none_and_too_many() -> None:
    assert placed([], LEFT, RIGHT) == []
    assert placed([Flag(100.0 * n, 50) for n in range(1, 6)], LEFT, RIGHT) is None


def test_no_room_at_all() -> None:
    assert placed([Flag(500, 2000)], LEFT, RIGHT) is None


flags = st.lists(
    st.builds(Flag, x=st.floats(100, 1000), width=st.floats(20, 600)), min_size=1, max_size=4
).map(lambda found: sorted(found, key=lambda flag: flag.x))


@given(flags)
def test_no_label_hides_another_and_no_line_crosses_one(found: list[Flag]) -> None:
    places = placed(found, LEFT, RIGHT)
    if places is None:
        return
    for i, (flag, place) in enumerate(zip(found, places, strict=True)):
        left, right = place.left, place.left + flag.width
        assert left >= LEFT - 0.01
        assert right <= RIGHT + 0.01
        for j, (other, there) in enumerate(zip(found, places, strict=True)):
            if i == j:
                continue
            if there.row == place.row:
                assert there.left >= right or there.left + other.width <= left
            passes = there.row > place.row or (there.row == place.row and not there.over)
            assert not (passes and left < other.x < right)


@given(st.lists(st.floats(0, 400), max_size=6))
def test_values_at_the_end_stand_apart(positions: list[float]) -> None:
    moved = spread(positions, 40, 20, 420)
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    heights = [moved[i] for i in order]
    assert all(b - a >= 40 - 1e-6 for a, b in pairwise(heights))
    assert all(20 <= height <= 420 + 1e-6 for height in heights)
