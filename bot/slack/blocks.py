"""Every block that opsbot sends, made here and nowhere else, within Slack's limits.

Content that is too long is cut and says so; what only a programming mistake produces raises ``ValueError``.
No constructor makes ``mrkdwn``: all of these show text as it is, and none parses it, so text from outside is
as safe in them as our own. Every text is cleaned here.

Limits: "Reference: Blocks", "Reference: Block elements", "Table block", "Plan block", "Task card block".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from bot.slack.text import clean, cut, cut_lines, length, one_line

Block = dict[str, Any]

BLOCKS = 50
HEADER = 150
SECTION = 3_000
SPAN, LINE_NOTICE = 1_000, 30
FIELDS, FIELD = 10, 2_000
CONTEXT = 10
ACTIONS = 25
BUTTON_LABEL, BUTTON_VALUE = 75, 2_000
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30
TABLE_ROWS, TABLE_COLUMNS, TABLE_CHARACTERS = 100, 20, 10_000
CELL = 300
TASKS = 50
# Not documented for blocks; the same parts of a streamed task are limited to 256 ("chat.appendStream").
TASK_TITLE, TASK_OUTPUT = 250, 250
PREFORMATTED = 3_000

ACTION = "ops"
EMPTY_CELL = "—"


@dataclass(frozen=True)
class Span:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    code: bool = False


Line = Sequence[Span | str]


@dataclass(frozen=True)
class Button:
    """``command`` is what a click runs, complete: ``/ops status serverless-api --env prod``.

    ``confirm`` is what Slack asks before it takes the click.
    """

    label: str
    command: str
    style: Literal["primary", "danger"] | None = None
    confirm: str | None = None


@dataclass(frozen=True)
class Column:
    title: str
    align: Literal["left", "center", "right"] = "left"
    wrapped: bool = False


class TaskStatus(StrEnum):
    """Slack's four; what they cannot say (waiting, skipped, unknown) is said in the task's title."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"
    ERROR = "error"


@dataclass(frozen=True)
class Task:
    id: str
    title: str
    status: TaskStatus
    output: str | None = None


def header(text: str) -> Block:
    return {"type": "header", "text": _plain(cut(one_line(text), HEADER))}


def section(text: str) -> Block:
    return {"type": "section", "text": _plain(cut(clean(text), SECTION))}


def fields(pairs: Sequence[tuple[str, str]]) -> Block:
    """Name and value side by side; at most ten pairs."""
    if not 0 < len(pairs) <= FIELDS:
        raise ValueError(f"a section takes 1 to {FIELDS} fields, not {len(pairs)}")
    shown = [_plain(cut(f"{one_line(name)}\n{clean(value)}", FIELD)) for name, value in pairs]
    return {"type": "section", "fields": shown}


def context(*texts: str) -> Block:
    if not 0 < len(texts) <= CONTEXT:
        raise ValueError(f"a context takes 1 to {CONTEXT} texts, not {len(texts)}")
    return {"type": "context", "elements": [_plain(cut(clean(text), SECTION)) for text in texts]}


def divider() -> Block:
    return {"type": "divider"}


def lines(*content: Line) -> Block:
    """Lines of styled text, at the length of a section; lines that do not fit are counted."""
    elements: list[dict[str, Any]] = []
    left = SECTION - LINE_NOTICE
    for number, line in enumerate(content):
        shown = [element for span in line if (element := _text(span))]
        left -= sum(length(element["text"]) for element in shown) + 1
        if left < 0:
            elements.append(_text(f"\n… {len(content) - number} more lines"))
            break
        elements += [_text("\n"), *shown] if elements else shown
    return _rich({"type": "rich_text_section", "elements": elements or [_text(EMPTY_CELL)]})


def preformatted(text: str, *, where: str = "") -> Block:
    """Text in a box of equal-width letters. ``where`` names the place of what did not fit."""
    shown = cut_lines(clean(text).split("\n"), PREFORMATTED, where=where) or EMPTY_CELL
    return _rich({"type": "rich_text_preformatted", "elements": [{"type": "text", "text": shown}]})


def actions(buttons: Sequence[Button], *, first: int = 1) -> Block | None:
    """A row of buttons, numbered from ``first``: an action id may stand only once in a message.

    A command too long for a button is left out, since a cut command would be another one; ``None`` when no
    button is left.
    """
    fitting = [b for b in buttons if length(b.command) <= BUTTON_VALUE][:ACTIONS]
    elements = [_button(button, number) for number, button in enumerate(fitting, first)]
    return {"type": "actions", "elements": elements} if elements else None


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Block:
    """A native table; rows that do not fit are counted in a last row. One to a message."""
    if not 0 < len(columns) <= TABLE_COLUMNS:
        raise ValueError(f"a table takes 1 to {TABLE_COLUMNS} columns, not {len(columns)}")
    if any(len(row) != len(columns) for row in rows):
        raise ValueError(f"every row needs {len(columns)} cells")
    shown = _fitting_rows([[c.title for c in columns], *rows])
    settings = [{"align": c.align, "is_wrapped": c.wrapped} for c in columns]
    cells = [[{"type": "raw_text", "text": cell} for cell in row] for row in shown]
    return {"type": "table", "column_settings": settings, "rows": cells}


def plan(title: str, tasks: Sequence[Task]) -> Block:
    """A run's steps, each a task card."""
    if len({task.id for task in tasks}) != len(tasks):
        raise ValueError("a plan's tasks need different ids")
    shown = list(tasks)
    if len(shown) > TASKS:
        more = len(shown) - TASKS + 1
        last = Task("more", f"… {more} more steps", shown[-1].status)
        shown = [*shown[: TASKS - 1], last]
    return {"type": "plan", "title": cut(one_line(title), HEADER), "tasks": [_task(task) for task in shown]}


def renumbered(block: Block, first: int) -> Block:
    """An ``actions`` block with its buttons numbered from ``first``."""
    elements = [{**e, "action_id": f"{ACTION}:{n}"} for n, e in enumerate(block["elements"], first)]
    return {**block, "elements": elements}


def without_markup(spans: Line) -> str:
    return "".join(span if isinstance(span, str) else span.text for span in spans)


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text or EMPTY_CELL, "emoji": False}


def _rich(element: dict[str, Any]) -> Block:
    return {"type": "rich_text", "elements": [element]}


def _text(span: Span | str) -> dict[str, Any]:
    """An element of rich text; empty for an empty span, which Slack would refuse."""
    shown = cut(clean(span if isinstance(span, str) else span.text), SPAN)
    element: dict[str, Any] = {"type": "text", "text": shown} if shown else {}
    if shown and isinstance(span, Span) and (span.bold or span.code):
        element["style"] = {"bold": True} if span.bold else {"code": True}
    return element


def _button(button: Button, number: int) -> dict[str, Any]:
    label = cut(one_line(button.label), BUTTON_LABEL)
    element: dict[str, Any] = {
        "type": "button",
        "action_id": f"{ACTION}:{number}",
        "text": _plain(label),
        "value": button.command,
    }
    if button.style:
        element["style"] = button.style
    if button.confirm:
        element["confirm"] = {
            "title": _plain(label[:CONFIRM_TITLE]),
            "text": _plain(cut(clean(button.confirm), CONFIRM_TEXT)),
            "confirm": _plain(label[:CONFIRM_BUTTON]),
            "deny": _plain("Not now"),
        }
    return element


def _task(task: Task) -> dict[str, Any]:
    element: dict[str, Any] = {
        "type": "task_card",
        "task_id": task.id,
        "title": cut(one_line(task.title), TASK_TITLE) or EMPTY_CELL,
        "status": task.status.value,
    }
    if text := cut(clean(task.output or ""), TASK_OUTPUT):
        element["output"] = _rich({"type": "rich_text_section", "elements": [{"type": "text", "text": text}]})
    return element


def _fitting_rows(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows within the table's limits, and if some are left out, one that counts them."""
    kept: list[list[str]] = []
    used = 0
    for row in rows:
        cells = [cut(one_line(cell), CELL) or EMPTY_CELL for cell in row]
        used += sum(length(cell) for cell in cells)
        if used > TABLE_CHARACTERS - CELL or len(kept) == TABLE_ROWS:
            break
        kept.append(cells)
    if len(kept) == len(rows):
        return kept
    kept = kept[: TABLE_ROWS - 1]
    notice = [f"… {len(rows) - len(kept):,} more rows", *[EMPTY_CELL] * (len(rows[0]) - 1)]
    return [*kept, notice]
