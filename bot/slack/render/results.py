"""Replies made of what steps found: charts and tables, told by the shape of the result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from bot.charts.spec import ChartSpec
from bot.runs.state import RunState, StepState
from bot.slack import blocks as b
from bot.slack.blocks import Column, Span
from bot.slack.columns import aligned
from bot.slack.message import Message
from bot.slack.render.metadata import reply_metadata
from bot.slack.render.shapes import Reply, TextFile
from bot.slack.text import one_line

ROWS_SHOWN = 30


def result_replies(state: RunState) -> Iterator[Reply]:
    """``{"chart": …}``, ``{"charts": […]}`` and ``{"columns": […], "rows": […]}`` of the steps, in order."""
    for step in state.steps.values():
        result = step.result
        if not isinstance(result, dict):
            continue
        if isinstance(chart := result.get("chart"), dict):
            yield chart_reply(state.id, f"chart:{step.id}", chart)
        for number, chart in enumerate(_list(result.get("charts")), 1):
            yield chart_reply(state.id, f"chart:{step.id}:{number}", chart)
        if isinstance(result.get("rows"), list):
            yield from _table(state.id, step, _list(result.get("columns")), result["rows"])


def chart_reply(run: str, key: str, chart: dict[str, Any]) -> Reply:
    """A picture; a sentence where what the journal holds cannot be drawn."""
    try:
        return Reply(key, picture=ChartSpec.model_validate(chart))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        said = f"A chart could not be drawn: its {where or 'data'} is not as a chart needs it."
        return Reply(key, Message.of([b.section(said)], metadata=reply_metadata(run, key)))


def _table(run: str, step: StepState, columns: Sequence[Any], rows: Sequence[Any]) -> Iterator[Reply]:
    names, cells = _cells(columns, rows)
    if not names:
        return
    key = f"rows:{step.id}"
    shown = cells[:ROWS_SHOWN]
    more = f"The first {ROWS_SHOWN} of {len(cells):,} rows; the file has all." if shown != cells else ""
    message = Message.of(
        [
            b.lines([Span(step.title, bold=True)]),
            b.table([Column(name) for name in names], shown) if shown else b.section("No rows."),
            b.context(more) if more else None,
        ],
        metadata=reply_metadata(run, key),
    )
    yield Reply(key, message)
    if more:
        text = "\n".join(aligned([names, *([one_line(cell) for cell in row] for row in cells)]))
        yield Reply(f"{key}:file", file=TextFile("rows.txt", step.title, text))


def _cells(columns: Sequence[Any], rows: Sequence[Any]) -> tuple[list[str], list[list[str]]]:
    """Names and cells as text; rows are lists in the columns' order, or mappings by column name."""
    names = [one_line(str(column)) for column in columns]
    if not names and rows and isinstance(rows[0], dict):
        columns, names = list(rows[0]), [one_line(str(name)) for name in rows[0]]
    names = names[: b.TABLE_COLUMNS]
    cells = [
        [_cell(row.get(column)) for column in columns[: len(names)]]
        if isinstance(row, dict)
        else [_cell(value) for value in [*_list(row), *[None] * len(names)][: len(names)]]
        for row in rows
    ]
    return names, cells


def _cell(value: Any) -> str:
    return b.EMPTY_CELL if value is None else str(value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
