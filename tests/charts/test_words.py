from __future__ import annotations

import pytest

from bot.charts.spec import Mark, Panel, Series
from bot.charts.words import MOST_LETTERS, chart
from tests.charts.specs import ALL, NOW, START, availability, empty, far_apart, incident, many


def test_an_incident_is_told_by_its_marks() -> None:
    assert incident().alt == (
        "create-item · serverless-api prod. From 13:33 to 14:32 CET. "
        "Errors (objective < 0.1 %): 0.11 % until 14:07 (v42 released), then 5.7 % until 14:24 (alias prod → v41), "
        "then 0.14 %. "
        "Duration p95: 180 ms until 14:07 (v42 released), then 913 ms until 14:24 (alias prod → v41), then 184 ms."
    )


def test_what_is_left_out_is_not_told() -> None:
    assert "From 08:32 to 08:43 and from 14:22 to 14:32 CET." in far_apart().alt


def test_many_marks_are_listed() -> None:
    assert "items Get p99 mostly 3.99 ms" in many().alt
    assert "Marked: " in many().alt


def test_nothing_is_told_as_nothing() -> None:
    assert empty().alt == "Nothing. No data."


def test_a_line_without_values_among_others() -> None:
    lines = [Series(label="a", points=[(START, 1.0), (NOW, 2.0)]), Series(label="b", points=[(NOW, None)])]
    spec = chart("Two", [Panel(label="Calls", unit="a minute", series=lines)])
    assert "a mostly 1.5 a minute" in spec.alt
    assert "b no data" in spec.alt


@pytest.mark.parametrize("name", ALL)
def test_slack_takes_it(name: str) -> None:
    assert 0 < len(ALL[name]().alt) <= MOST_LETTERS


def test_long_words_are_cut() -> None:
    spec = availability()
    marks = [Mark(at=NOW - 600, label="x" * 2_000)]
    assert len(chart(spec.title, spec.panels, marks).alt) == MOST_LETTERS
