"""`/ops status` over five systems, one of them in an incident."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.conftest import Room, text

SYSTEMS = ("serverless-api", "data-pipeline", "todo-app", "reviews-app", "lifestyle-app")


def test_five_systems_with_the_missed_level_first(room: Room, tmp_path: Path) -> None:
    told = room.say("/ops status", out=tmp_path)

    assert told.well
    card = told.messages[0]["text"].replace("\u2060", "")
    for system in SYSTEMS:
        assert system in card
    assert card.index("serverless-api") < card.index("todo-app")
    assert "missed" in card
    assert "CreateItem-Errors" in card
    assert "by ci" in text(told)
    assert "cannot tell" in text(told)
    assert any(path.suffix == ".png" for path in told.pictures)


def test_one_metrics_query_for_each_account_and_region(room: Room) -> None:
    room.say("/ops status")

    regions = [call["region"] for call in room.aws.calls() if call["operation"] == "GetMetricData"]
    assert sorted(regions) == ["us-east-1", "us-west-2"]


def test_a_single_resource(room: Room) -> None:
    told = room.say("/ops status create-item")

    assert told.well
    assert "create-item" in text(told)
    assert "todo-app" not in text(told)


def test_nothing_is_changed_by_looking(room: Room) -> None:
    room.say("/ops status")

    names = {str(call["operation"]) for call in room.aws.calls()}
    assert names
    assert not [name for name in names if not name.startswith(("Get", "Describe", "List", "Lookup", "Assume"))]


def test_denied_metrics_are_said_and_the_rest_is_shown(room: Room) -> None:
    room.aws.fail("GetMetricData", times=8, status=403, code="AccessDenied", message="not authorized")

    told = room.say("/ops status")

    assert "cloudwatch:GetMetricData" in text(told)
    assert "serverless-api" in text(told)
    assert "Traceback" not in text(told)
