"""Every constructor against Slack's rules, as the simulated Slack enforces them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack import blocks as b
from bot.slack.blocks import Button, Column, Span, Task, TaskStatus
from bot.slack.text import length
from playground.slack.block_rules import message_problems

ANYTHING = st.text(st.characters(codec=None, exclude_categories=[]), max_size=5_000)
SPANS = st.builds(Span, ANYTHING, bold=st.booleans(), code=st.booleans())


def accepted(*blocks: Any) -> bool:
    return message_problems(list(blocks)) == []


@given(ANYTHING)
def test_single_texts_are_always_accepted(text: str) -> None:
    assert accepted(b.header(text), b.section(text), b.context(text), b.preformatted(text), b.divider())


@given(st.lists(st.tuples(ANYTHING, ANYTHING), min_size=1, max_size=10))
@settings(max_examples=25)
def test_fields_are_always_accepted(pairs: list[tuple[str, str]]) -> None:
    assert accepted(b.fields(pairs))


@given(st.lists(st.lists(SPANS, min_size=1, max_size=4), min_size=1, max_size=30))
@settings(max_examples=50)
def test_lines_are_always_accepted_and_fit_a_section(content: list[list[Span]]) -> None:
    block = b.lines(*content)
    assert accepted(block)
    assert sum(length(e["text"]) for e in block["elements"][0]["elements"]) <= b.SECTION


@given(
    st.integers(1, 20).flatmap(
        lambda width: st.tuples(
            st.lists(st.text(max_size=30), min_size=width, max_size=width),
            st.lists(st.lists(st.text(max_size=400), min_size=width, max_size=width), max_size=12),
        )
    )
)
@settings(max_examples=50)
def test_tables_are_always_accepted(table: tuple[list[str], list[list[str]]]) -> None:
    names, rows = table
    block = b.table([Column(name) for name in names], rows)
    assert accepted(block)
    assert sum(length(cell["text"]) for row in block["rows"] for cell in row) <= b.TABLE_CHARACTERS


@given(st.lists(st.tuples(ANYTHING, st.sampled_from(TaskStatus), st.none() | ANYTHING), max_size=70))
@settings(max_examples=25)
def test_plans_are_always_accepted(tasks: list[tuple[str, TaskStatus, str | None]]) -> None:
    made = [Task(f"t{n}", title, status, output) for n, (title, status, output) in enumerate(tasks)]
    block = b.plan("Steps", made)
    assert accepted(block)
    assert len(block["tasks"]) == min(len(tasks), b.TASKS)


def test_rows_left_out_are_counted() -> None:
    block = b.table([Column("n"), Column("of")], [[str(n), "140"] for n in range(140)])
    assert len(block["rows"]) == 100
    assert block["rows"][-1][0]["text"] == "… 42 more rows"


def test_steps_left_out_are_counted() -> None:
    tasks = [Task(f"t{n}", f"step {n}", TaskStatus.COMPLETE) for n in range(60)]
    assert b.plan("Steps", tasks)["tasks"][-1]["title"] == "… 11 more steps"


def test_lines_left_out_are_counted() -> None:
    block = b.lines(*[["x" * 700] for _ in range(9)])
    assert block["elements"][0]["elements"][-1]["text"] == "\n… 5 more lines"


def test_buttons_carry_the_whole_command_or_are_left_out() -> None:
    commands = ["/ops status", "/ops rollback create-item " + "x" * 2_000, "/ops help"]
    block = b.actions([Button(f"b{n}", command) for n, command in enumerate(commands)])
    assert block is not None
    assert accepted(block)
    assert [(e["action_id"], e["value"]) for e in block["elements"]] == [
        ("ops:1", "/ops status"),
        ("ops:2", "/ops help"),
    ]
    assert b.actions([Button("b", "x" * 2_001)]) is None


def test_only_ours_can_be_wrong_and_that_raises() -> None:
    with pytest.raises(ValueError, match="columns"):
        b.table([], [])
    with pytest.raises(ValueError, match="2 cells"):
        b.table([Column("a"), Column("b")], [["1"]])
    with pytest.raises(ValueError, match="different ids"):
        b.plan("p", [Task("a", "x", TaskStatus.PENDING)] * 2)
    with pytest.raises(ValueError, match="fields"):
        b.fields([("a", "b")] * 11)
    with pytest.raises(ValueError, match="context"):
        b.context(*["x"] * 11)


def test_nothing_is_markup() -> None:
    made = [b.header("*x*"), b.section("*x*"), b.context("*x*"), b.lines(["*x*"]), b.fields([("*a*", "*b*")])]
    assert "mrkdwn" not in str(made)
    assert "'emoji': True" not in str(made)
