"""Did it help? The rules of the comparison, one by one and at their edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.comparison import Comparison, Outcome, WindowFacts, change_chart, compare
from bot.charts.spec import Mark
from tests.charts.specs import NOW, START

HEALED, BETTER, SAME, WORSE, OPEN = Outcome.HEALED, Outcome.BETTER, Outcome.SAME, Outcome.WORSE, Outcome.CANNOT_TELL
SICK = WindowFacts(2_000, 120, 920)


def after(requests: float, errors: float, p95: float | None = 180) -> Comparison:
    return compare(SICK, WindowFacts(requests, errors, p95))


def test_healed() -> None:
    found = after(1_000, 1)
    assert (found.verdict, found.ok) == (HEALED, True)
    assert found.says == "errors 6 % → 0.1 %, p95 920 → 180 ms"


@pytest.mark.parametrize(
    ("requests", "errors", "verdict", "ok"),
    [
        (1_000, 15, HEALED, True),  # a quarter of what it was
        (1_000, 16, BETTER, False),  # less, yet not well
        (1_000, 58, SAME, False),  # a rollback to a version that is bad too
        (1_000, 120, WORSE, False),
        (49, 0, OPEN, None),  # 2.94 errors expected: none may be luck
        (50, 0, HEALED, True),
        (10, 3, WORSE, False),  # few requests, and enough errors to know
        (0, 0, OPEN, None),
    ],
)
def test_after_six_percent(requests: float, errors: float, verdict: Outcome, ok: bool | None) -> None:
    found = after(requests, errors)
    assert (found.verdict, found.ok) == (verdict, ok)


def test_what_was_well_and_stays_well_is_the_same() -> None:
    found = compare(WindowFacts(2_000, 2, 180), WindowFacts(500, 1, 185))
    assert (found.verdict, found.ok) == (SAME, True)


def test_what_was_well_and_gets_sick_is_worse() -> None:
    found = compare(WindowFacts(2_000, 2, 180), WindowFacts(500, 30, 180))
    assert (found.verdict, found.ok) == (WORSE, False)
    assert found.says.endswith(": worse than before")


def test_what_was_well_and_gets_slow_is_worse_and_quick_is_better() -> None:
    well = WindowFacts(2_000, 2, 400)
    assert compare(well, WindowFacts(500, 0, 600)).verdict is WORSE
    assert compare(well, WindowFacts(500, 0, 200)).verdict is BETTER
    assert compare(well, WindowFacts(500, 0, 440)).verdict is SAME
    assert compare(WindowFacts(2_000, 2, 20), WindowFacts(500, 0, 40)).verdict is SAME


def test_within_the_objective_more_errors_are_no_harm() -> None:
    found = compare(WindowFacts(100_000, 10, 180), WindowFacts(10_000, 30, 180))
    assert (found.verdict, found.ok) == (SAME, True)


def test_two_errors_make_nobody_sick() -> None:
    found = compare(WindowFacts(30, 2), WindowFacts(30, 0))
    assert (found.verdict, found.ok) == (SAME, True)


@pytest.mark.parametrize(
    ("before", "later", "why"),
    [
        (SICK, WindowFacts(0, 0), "no traffic since the change"),
        (WindowFacts(0, 0), WindowFacts(500, 0), "no traffic before the change"),
        (SICK, WindowFacts(12, 0), "only 12 requests since the change"),
        (WindowFacts(500, 0), WindowFacts(19, 0), "only 19 requests since the change"),
    ],
)
def test_why_it_cannot_be_told(before: WindowFacts, later: WindowFacts, why: str) -> None:
    found = compare(before, later)
    assert (found.verdict, found.ok) == (OPEN, None)
    assert found.says.endswith(f"cannot tell, {why}")


def test_a_stricter_objective() -> None:
    """One in a hundred fails: well for most, and not for whom one in a thousand may."""
    before, later = WindowFacts(5_000, 50), WindowFacts(5_000, 48)
    assert compare(before, later, objective_percent=1.0).ok is True
    assert compare(before, later, objective_percent=0.1).ok is False


windows = st.builds(
    lambda requests, share, p95: WindowFacts(requests, round(requests * share), p95),
    st.integers(0, 20_000),
    st.floats(0, 1),
    st.one_of(st.none(), st.floats(1, 30_000)),
)


@given(windows, windows, st.sampled_from([0.1, 1.0, 5.0]))
def test_whatever_comes(before: WindowFacts, later: WindowFacts, objective: float) -> None:
    found = compare(before, later, objective_percent=objective)
    assert (found.ok is None) == (found.verdict is OPEN)
    assert found.says.startswith("errors ")
    if found.verdict is HEALED:
        assert found.ok is True
        assert later.share.value <= max(objective / 100, before.share.value / 4)
        assert later.share.value < before.share.value
    if found.ok is True:
        assert later.share.value <= max(objective / 100, before.share.value / 4) or before.share.part < 3 or (
            before.share.value <= objective / 100
        )


@given(windows)
def test_nothing_changed_is_never_healed(facts: WindowFacts) -> None:
    assert compare(facts, facts).verdict in {SAME, OPEN}


@given(st.integers(200, 20_000), st.floats(0.02, 1))
def test_a_sick_function_that_stays_sick_never_passes(requests: int, share: float) -> None:
    facts = WindowFacts(requests, max(10, round(requests * share)))
    assert compare(facts, facts).ok is False


def test_the_chart() -> None:
    spec = change_chart(
        "create-item",
        [(START, 6.0), (NOW, 0.1)],
        [(START, 920.0), (NOW, 180.0)],
        [Mark(at=NOW - 60, label="alias prod → v41")],
        objective_percent=1.0,
    )
    assert [panel.unit for panel in spec.panels] == ["%", "ms"]
    assert spec.panels[0].limit is not None
    assert spec.panels[0].limit.label == "limit 1 %"
    assert "6 % until" in spec.alt
