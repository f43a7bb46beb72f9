"""Charts as they come: an incident that a release began and a rollback ended."""

from __future__ import annotations

import math

from bot.charts.spec import ChartSpec, LeftOut, Limit, Mark, Panel, Point, Series
from bot.charts.words import chart

# 20 November 2026, 14:32 in Madrid.
NOW = 1795181520.0
START = NOW - 3_600
RELEASED, BACK = START + 35 * 60, START + 52 * 60


def wave(number: int, size: float) -> float:
    return size * math.sin(number * 1.7)


def line(usual: float, bad: float, spread: float) -> list[Point]:
    """A value a minute, bad between the release and the way back."""
    points: list[Point] = []
    for minute in range(1, 61):
        sick = 35 < minute <= 52
        points.append((START + 60 * minute, (bad if sick else usual) + wave(minute, spread * (5 if sick else 1))))
    return points


def incident() -> ChartSpec:
    errors = line(0.1, 5.8, 0.08)
    errors[20:22] = [(at, None) for at, _ in errors[20:22]]
    return chart(
        "create-item · serverless-api prod",
        [
            Panel(
                label="Errors",
                unit="%",
                series=[Series(label="errors", points=errors)],
                limit=Limit(value=0.1, label="objective < 0.1 %"),
            ),
            Panel(label="Duration p95", unit="ms", series=[Series(label="p95", points=line(180, 920, 8))]),
        ],
        [Mark(at=RELEASED, label="v42 released"), Mark(at=BACK, label="alias prod → v41")],
        timezone="Europe/Madrid",
    )


def availability() -> ChartSpec:
    points = [(at, 100 - (value or 0) / 2) for at, value in line(0.1, 5.8, 0.04)]
    panel = Panel(
        label="API availability",
        unit="%",
        series=[Series(label="API availability", points=points)],
        limit=Limit(value=99.9, label="objective ≥ 99.9 %"),
    )
    marks = [Mark(at=RELEASED, label="create-item v42 released")]
    return chart("API availability · serverless-api prod", [panel], marks, timezone="Europe/Madrid")


def many() -> ChartSpec:
    """Six lines over a day and seven marks."""
    lines = [
        Series(
            label=f"items {operation} p99",
            points=[(NOW - 86_400 + 900 * n, 4 + place + wave(n + place, 0.4)) for n in range(1, 97)],
        )
        for place, operation in enumerate(("Get", "Put", "Query", "Scan", "Update", "Delete"))
    ]
    panel = Panel(label="Latency p99", unit="ms", series=lines, limit=Limit(value=500, label="objective < 500 ms"))
    marks = [Mark(at=NOW - 80_000 + 9_000 * n, label=f"step {n} of the migration") for n in range(7)]
    return chart("Table latency", [panel], marks, timezone="America/New_York")


def far_apart() -> ChartSpec:
    """A release long before the rollback, with the hours between left out."""
    before = [(START - 18_000 + 60.0 * n, 0.1 if n < 6 else 6.0) for n in range(12)]
    after = [(NOW - 600 + 60.0 * n, 6.0 if n < 6 else 0.1) for n in range(11)]
    between: list[Point] = [(NOW - 9_000, 6.0)]
    panel = Panel(label="Errors", unit="%", series=[Series(label="errors", points=[*before, *between, *after])])
    return chart(
        "create-item · serverless-api prod",
        [panel],
        [Mark(at=START - 18_000 + 330, label="v42 released"), Mark(at=NOW - 270, label="alias prod → v41")],
        timezone="Europe/Madrid",
        left_out=LeftOut(start=START - 18_000 + 660, end=NOW - 600),
    )


def empty() -> ChartSpec:
    panel = Panel(label="Errors", unit="%", series=[Series(label="errors", points=[])])
    return chart("Nothing", [panel])


ALL = {"incident": incident, "availability": availability, "many": many, "far apart": far_apart, "empty": empty}
