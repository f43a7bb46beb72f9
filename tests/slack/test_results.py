"""Replies by the shape of what steps found, and what of it cannot be shown."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack.message import spoken
from bot.slack.render.figures import Clock
from bot.slack.render.receipts import receipt_reply
from bot.slack.render.results import result_replies
from bot.slack.render.survey_shape import survey_of
from bot.slack.render.thread import thread
from tests.slack import surveys
from tests.slack.rig import Rig
from tests.slack.runs import INTENT, LOOKED, PLAN, RUN, START, asked, chart, outcome, state, step


def replies(result: Any) -> list[Any]:
    return list(result_replies(state(asked(), step("alias", result=result))))


def test_chart_that_cannot_be_drawn_is_a_sentence() -> None:
    (reply,) = replies({"chart": {**chart(), "panels": []}})
    assert reply.picture is None
    assert "could not be drawn: its panels" in reply.message.text


def test_several_charts_have_keys_of_their_own() -> None:
    assert [r.key for r in replies({"charts": [chart(), chart("x")]})] == ["chart:alias:1", "chart:alias:2"]


def test_rows_may_be_mappings() -> None:
    (reply,) = replies({"columns": ["a", "b"], "rows": [{"a": 1, "b": None}, {"b": "x"}]})
    assert spoken(reply.message.blocks[1]) == ["a · b", "1", "x"]


def test_rows_without_names_name_themselves() -> None:
    (reply,) = replies({"rows": [{"version": 42, "errors": "5.8 %"}]})
    assert spoken(reply.message.blocks[1]) == ["version · errors", "42 · 5.8 %"]


@pytest.mark.parametrize("result", [{"rows": []}, {"rows": [], "columns": []}, {"rows": [[1]]}, "text", None, 3, []])
def test_what_has_no_shape_is_no_reply(result: Any) -> None:
    assert replies(result) == []


def test_no_rows_is_said() -> None:
    (reply,) = replies({"columns": ["a"], "rows": []})
    assert "No rows." in reply.message.text


def test_short_rows_are_filled_up() -> None:
    (reply,) = replies({"columns": ["a", "b", "c"], "rows": [[1], [1, 2, 3, 4]]})
    assert [[cell["text"] for cell in row] for row in reply.message.blocks[1]["rows"]] == [
        ["a", "b", "c"],
        ["1", "—", "—"],
        ["1", "2", "3"],
    ]


def test_more_rows_than_shown_are_in_a_file(rig: Rig) -> None:
    rows = [[f"v{n}", f"{n} errors"] for n in range(45)]
    rig.write(asked(), step("alias", result={"columns": ["Version", "Errors"], "rows": rows}))
    rig.settle()
    assert rig.keys() == ["rows:alias", f"{RUN}-rows-alias-file.txt"]
    (file,) = rig.slack.files()
    assert file.bytes.decode().splitlines()[-1] == "v44      44 errors"
    assert "The first 30 of 45 rows; the file has all." in rig.replies()[0]["text"]


def test_file_that_is_not_taken_is_shown_as_far_as_it_fits(rig: Rig) -> None:
    rows = [["x" * 90, str(n)] for n in range(45)]
    rig.write(asked(), step("alias", result={"columns": ["a", "b"], "rows": rows}))
    rig.slack.fail("files.getUploadURLExternal", error="file_uploads_disabled")
    rig.settle()
    text = rig.replies()[1]["text"]
    assert "more lines that could not be uploaded" in text
    assert "File as text: this workspace allows no uploads" in text


def test_receipt_of_what_cannot_be_taken_back() -> None:
    receipt = {"undo": None, "irreversible": "a version stays", "before": {"Version": "41"}, "after": None}
    run = state(asked(), LOOKED, PLAN, INTENT, outcome(receipt=receipt))
    reply = receipt_reply(run, Clock("UTC", START))
    assert reply is not None
    assert reply.message is not None
    assert "before:\n  Version  41\ncannot be taken back: a version stays" in reply.message.text


def test_survey_that_cannot_be_read_is_a_run_like_any_other() -> None:
    broken = surveys.survey({**surveys.TODO_APP, "state": "on fire"})
    run = state(asked(), step("alias", result={"survey": broken}))
    assert survey_of(run) is None
    assert "Roll back create-item" in thread(run).card.text


def test_survey_of_nothing() -> None:
    card = thread(
        state(*surveys.status(surveys.TODO_APP)[:1], step("survey", result={"survey": surveys.survey()}))
    ).card
    assert "In the last hour" in card.text


def test_survey_while_charts_are_still_drawn_shows_its_steps() -> None:
    lines = surveys.status(surveys.TODO_APP, surveys.SERVERLESS_API)
    card = thread(state(*lines[:2])).card
    assert "running" in card.text.splitlines()[0]
    assert "1 step, all done" in card.text


def test_metrics_beside_levels_stand_in_a_box() -> None:
    both = {**surveys.SERVERLESS_API, "metrics": surveys.TODO_APP["metrics"]}
    card = thread(state(*surveys.status(both))).card
    assert [block["type"] for block in card.blocks].count("table") == 1
    assert "p95 latency of todo-api  412 ms  rising" in card.text
