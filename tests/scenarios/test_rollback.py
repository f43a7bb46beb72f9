"""A bad release of create-item is taken back, or is not, and the thread says which."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.conftest import Room, text

ROLLBACK = '/ops rollback create-item --env prod --reason "errors after release"'


def test_a_bad_release_is_taken_back(room: Room, tmp_path: Path) -> None:
    told = room.say(ROLLBACK, out=tmp_path)

    assert told.well
    said = text(told)
    assert "v42 → v41" in said
    assert "errors after release" in said
    assert "released" in said
    assert "by ci" in said
    assert "POST /items" in said
    assert "serverless-api-prod" in said
    assert len(room.mutations("UpdateAlias")) == 1
    assert any(path.suffix == ".png" and path.stat().st_size > 10_000 for path in told.pictures)


def test_a_rollback_towards_a_version_that_is_bad_too_ends_with_its_check_failed(room: Room) -> None:
    told = room.say("/ops rollback create-item to=39")

    assert not told.well
    said = text(told)
    assert "v42 → v39" in said
    assert "failed" in said
    assert "What was changed stays" in said


def test_a_dry_run_shows_the_plan_and_changes_nothing(room: Room) -> None:
    told = room.say("/ops rollback create-item --dry-run")

    assert told.well
    assert "v42 → v41" in text(told)
    assert "lambda:UpdateAlias" in text(told)
    assert room.mutations("UpdateAlias") == []


def test_a_plan_is_carried_out_once_however_often_its_button_is_clicked(room: Room) -> None:
    planned = room.say("/ops rollback create-item --dry-run").messages[0]
    buttons = [e for block in planned["blocks"] if block["type"] == "actions" for e in block["elements"]]
    button = next(one for one in buttons if " plan=" in one["value"])

    for person in ("ana", "ben", "ana"):
        room.slack.click(channel="ops", message_ts=planned["ts"], action_id=button["action_id"], user=person)
    told = room.say(button["value"])

    assert not told.well
    assert "s ago by run" in text(told)
    assert room.serving() == "41"
    assert [call["status"] for call in room.mutations("UpdateAlias")].count(200) == 1


def test_two_people_typing_the_same_go_back_one_version(room: Room) -> None:
    first = room.say("/ops rollback create-item")
    second = room.say("/ops rollback create-item", person="ben")

    assert first.well
    assert not second.well
    assert "s ago by run" in text(second)
    assert room.serving() == "41"


def test_what_is_served_already_is_success_without_a_call(room: Room) -> None:
    told = room.say("/ops rollback create-item to=42")

    assert told.well
    assert room.mutations("UpdateAlias") == []


def test_a_version_that_does_not_exist_is_refused_with_those_that_do(room: Room) -> None:
    told = room.say("/ops rollback create-item to=99")

    assert not told.well
    assert "no published version 99" in text(told)
    assert "42, 41, 40, 39" in text(told)
    assert room.mutations("UpdateAlias") == []


def test_latest_is_refused(room: Room) -> None:
    told = room.say("/ops rollback create-item to=$LATEST")

    assert not told.well
    assert "$LATEST is no version" in text(told)


def test_somebody_else_moving_the_alias_meanwhile_is_an_error_not_an_overwrite(room: Room) -> None:
    room.aws.fail(
        "UpdateAlias", status=412, code="PreconditionFailedException",
        message="The Revision Id provided does not match the latest Revision Id.",
    )  # fmt: skip

    told = room.say(ROLLBACK)

    assert not told.well
    assert "changed meanwhile" in text(told)
    assert "Nothing was changed" in text(told)


def test_access_denied_names_the_missing_action(room: Room) -> None:
    room.aws.fail("UpdateAlias", status=403, code="AccessDeniedException", message="not authorized")

    told = room.say(ROLLBACK)

    assert not told.well
    assert "lambda:UpdateAlias" in text(told)
    assert "may not" in text(told)
    assert "Traceback" not in text(told)


def test_throttling_of_the_change_says_so_and_sends_nothing_twice(room: Room) -> None:
    room.aws.fail("UpdateAlias", status=400, code="ThrottlingException", message="Rate exceeded")

    told = room.say(ROLLBACK)

    assert not told.well
    assert "throttling" in text(told)
    assert len(room.mutations("UpdateAlias")) == 1


def test_an_answer_that_never_comes_ends_as_unknown_and_is_not_repeated(room: Room) -> None:
    room.aws.fail("UpdateAlias", after_processing=True, drop=True)

    told = room.say(ROLLBACK)

    assert not told.well
    assert "may have happened" in text(told)
    assert "/ops status create-item" in text(told)
    assert len(room.mutations("UpdateAlias")) == 1


def test_a_chart_that_slack_refuses_is_told_in_text(room: Room) -> None:
    room.slack.fail("files.getUploadURLExternal", times=50, error="missing_scope")

    told = room.say(ROLLBACK)

    assert told.well
    assert told.pictures == []
    assert any(mark in text(told) for mark in "▁▂▃▄▅▆▇█")
