"""What people type, and what they are told at once."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import Room, text


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/ops rollbak create-item", "/ops rollback create-item"),
        ("/ops rollback creat-item", "/ops rollback create-item"),
        ("/ops rollback create-item --env prd", "/ops rollback create-item --env prod"),
        ("/ops rollback create-item tp=41", "/ops rollback create-item"),
        ("/ops rollback", "/ops rollback ingestion --dry-run"),
        ('/ops status --reason "no end', "quote"),
        ("/ops status --since never", "90s"),
    ],
)
def test_a_mistake_is_answered_with_what_to_type(room: Room, typed: str, expected: str) -> None:
    told = room.say(typed)

    assert not told.well
    assert told.run is None
    assert expected in text(told)
    assert "Traceback" not in text(told)


def test_help_lists_what_there_is_with_examples(room: Room) -> None:
    told = room.say("/ops help")

    assert told.well
    assert "/ops status" in text(told)
    assert "/ops rollback ingestion --dry-run" in text(told)


def test_phones_type_dashes_and_curly_quotes(room: Room) -> None:
    told = room.say("/ops rollback create-item —dry–run —reason “errors after release”".replace("dry–run", "dry-run"))

    assert told.well
    assert "errors after release" in text(told)


def test_a_button_is_a_command(room: Room) -> None:
    told = room.say("/ops rollback create-item --dry-run")
    card = told.messages[0]
    buttons = [e for block in card["blocks"] if block["type"] == "actions" for e in block["elements"]]
    carry_out = next(button for button in buttons if "--dry-run" not in button["value"])
    before = len(room.slack.messages("ops"))

    ack = room.slack.click(channel="ops", message_ts=card["ts"], action_id=carry_out["action_id"], user="ben")

    assert ack.ok
    assert room.slack.wait_for(lambda slack: len(slack.messages("ops")) > before, timeout=20)
    card = room.slack.messages("ops")[-1]
    assert "create-item" in card["text"]
