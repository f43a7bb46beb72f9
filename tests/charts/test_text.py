from __future__ import annotations

import pytest

from bot.charts.spec import Panel, Series
from bot.charts.text import COLUMNS, text_chart
from bot.charts.words import chart
from tests.charts.specs import ALL, START, empty, far_apart, incident

INCIDENT = """\
create-item · serverless-api prod
Errors, % (objective < 0.1 %)
▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁··▁▁▁▁▁▁▁▁▁▁▁▁▁▆▆▇▆▆▇▇▆▆▇▆▆▆▇▆▆▆▁▁▁▁▁▁▁▁
0.02 to 6.2, last 0.18 %
Duration p95, ms
▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▇▇█▇▇██▇▇█▇▇▇█▇▇▇▂▂▂▂▂▂▂▂
172 to 960, last 188 ms
                                  1                2
13:33                                              14:32 CET
1 14:07 v42 released
2 14:24 alias prod → v41"""


def test_an_incident() -> None:
    assert text_chart(incident()) == INCIDENT


def test_what_is_left_out_is_said() -> None:
    text = text_chart(far_apart())
    bars = text.splitlines()[2]
    assert " // " in bars
    assert "// 5.7 h left out" in text


@pytest.mark.parametrize("name", ALL)
def test_it_is_sixty_columns_wide(name: str) -> None:
    lines = text_chart(ALL[name]()).splitlines()
    assert max(len(line) for line in lines) <= COLUMNS


def test_nothing() -> None:
    assert text_chart(empty()) == "Nothing\nErrors, %\nno data"


def test_few_points_fill_the_line() -> None:
    line = Series(label="x", points=[(START, 1.0), (START + 60, 8.0)])
    bar = text_chart(chart("Two", [Panel(label="Calls", unit="a minute", series=[line])])).splitlines()[2]
    assert bar == "▁" * 30 + "▇" * 30


def test_a_single_point() -> None:
    line = Series(label="x", points=[(START, 5.0)])
    assert "last 5 a minute" in text_chart(chart("One", [Panel(label="Calls", unit="a minute", series=[line])]))
