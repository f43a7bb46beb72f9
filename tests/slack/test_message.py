from __future__ import annotations

import pytest

from bot.slack import blocks as b
from bot.slack.blocks import Button, Column, Span, Task, TaskStatus
from bot.slack.columns import aligned
from bot.slack.message import CHARACTERS, Message
from playground.slack.block_rules import block_characters, message_problems

PLAN = b.plan(
    "2 steps: 1 done",
    [
        Task("a", "Looked · 0.4 s", TaskStatus.COMPLETE),
        Task("b", "Failed: Shift", TaskStatus.ERROR, "Access denied"),
    ],
)
TABLE = b.table([Column("System"), Column("Errors", "right")], [["serverless-api", "5.8 %"], ["todo-app", "0 %"]])


def test_text_says_all_that_the_blocks_show() -> None:
    message = Message.of(
        [
            b.header("Status · prod"),
            b.context("Ana asked"),
            b.lines([Span("Plan 3f9a", bold=True), " · 1 change"], ["second line"]),
            b.fields([("Errors", "5.8 %")]),
            TABLE,
            PLAN,
            b.preformatted("a  1\nb  2"),
            b.actions([Button("Look", "/ops status")]),
        ]
    )
    assert message.text.split("\n") == [
        "Status · prod",
        "Ana asked",
        "Plan 3f9a · 1 change",
        "second line",
        "Errors",
        "5.8 %",
        "System · Errors",
        "serverless-api · 5.8 %",
        "todo-app · 0 %",
        "2 steps: 1 done",
        "✓ Looked · 0.4 s",
        "✗ Failed: Shift · Access denied",
        "a  1",
        "b  2",
    ]


def test_fallback_shows_the_same_without_newer_blocks() -> None:
    message = Message.of([b.header("Status"), TABLE, PLAN])
    older = message.fallback()
    assert [block["type"] for block in older.blocks] == ["header", "rich_text", "section"]
    assert older.blocks[1]["elements"][0]["elements"][0]["text"] == (
        "System          Errors\nserverless-api   5.8 %\ntodo-app           0 %"
    )
    assert older.blocks[2]["text"]["text"] == "2 steps: 1 done\n✓ Looked · 0.4 s\n✗ Failed: Shift · Access denied"
    assert older.text == message.text
    assert message_problems(older.blocks) == []


def test_forms_end_with_the_text_alone() -> None:
    forms = Message.of([TABLE], metadata={"event_type": "x"}).forms()
    assert [len(form.blocks) for form in forms] == [1, 1, 0]
    assert {form.text for form in forms} == {forms[0].text}
    assert forms[-1].metadata == {"event_type": "x"}


def test_buttons_are_numbered_through_the_message() -> None:
    row = b.actions([Button("x", "/ops status"), Button("y", "/ops help")])
    message = Message.of([row, b.divider(), row])
    ids = [e["action_id"] for block in message.blocks if block["type"] == "actions" for e in block["elements"]]
    assert ids == ["ops:1", "ops:2", "ops:3", "ops:4"]


def test_blocks_that_do_not_fit_are_counted() -> None:
    message = Message.of([b.section(f"part {n}") for n in range(70)])
    assert len(message.blocks) == 50
    assert message.blocks[-1]["elements"][0]["text"] == "… 21 more parts"
    long = Message.of([b.section("x" * 2_900) for _ in range(9)])
    assert block_characters(long.blocks) <= CHARACTERS + 30
    assert long.blocks[-1]["elements"][0]["text"] == "… 5 more parts"


def test_text_stays_within_what_an_edit_takes() -> None:
    assert len(Message.of([b.section("line\n" * 500), b.section("x" * 2_900)]).text) <= 4_000


def test_two_tables_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="one table"):
        Message.of([TABLE, TABLE])


def test_digest_names_the_content() -> None:
    one = Message.of([b.section("a")], metadata={"event_payload": {"head": 1}})
    assert one.digest == Message.of([b.section("a")], metadata={"event_payload": {"head": 1}}).digest
    assert one.digest != Message.of([b.section("a")], metadata={"event_payload": {"head": 2}}).digest
    assert one.digest != Message.of([b.section("b")], metadata={"event_payload": {"head": 1}}).digest


def test_columns_line_up_for_wide_letters() -> None:
    assert aligned([["名前", "1"], ["ab", "22"]], right=frozenset({1})) == ["名前   1", "ab    22"]
