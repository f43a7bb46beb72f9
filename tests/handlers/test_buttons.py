"""A button is a command: clicking it is typing it, and a refusal reaches whoever clicked."""

from __future__ import annotations

import queue as queues
from typing import Any

import pytest

from tests.aws.recorder import Answer, Call, Recorder
from tests.handlers.street import Street


def test_a_click_is_a_run_of_whoever_clicked(street: Street) -> None:
    answered = street.click('/ops rollback create-item --env prod --reason "p95 > 2 s"')

    assert (answered.status, answered.body) == (200, "")
    (asked,) = street.runs()
    assert asked["by"] == {"team": "T0TEAM0001", "user": "U0BEN00001", "name": "ben"}
    assert asked["channel"] == "C0OPS00001"
    assert asked["reason"] == "p95 > 2 s"


def test_a_buttons_value_is_not_unescaped(street: Street) -> None:
    """Slack's escaping is on what people type, not on what we put into a button."""
    street.click('/ops status serverless-api --reason "&amp;"')

    assert street.runs()[0]["reason"] == "&amp;"


def test_a_double_click_that_slack_sends_twice_is_one_run(street: Street) -> None:
    for _ in range(2):
        street.click("/ops status", trigger_id="7.8.9")

    assert len(street.runs()) == 1


def test_a_refused_click_is_told_where_slack_takes_the_answer(street: Street) -> None:
    told: queues.Queue[Call] = queues.Queue()

    def answering(call: Call) -> Answer:
        told.put(call)
        return Answer(b"ok")

    with Recorder(answering) as slack:
        answered = street.click("/ops rolbak create-item", response_url=f"{slack.url}/actions/1")
        call = told.get(timeout=10)

    assert (answered.status, answered.body) == (200, "")
    assert call.path == "/actions/1"
    assert call.body["response_type"] == "ephemeral"
    assert call.body["replace_original"] is False
    assert "/ops rollback create-item" in call.body["text"].replace("\u2060", "")
    assert street.runs() == []


@pytest.mark.parametrize(
    "left_out",
    ["channel", "enterprise", "team", "container", "trigger_id", "response_url"],
)
def test_a_part_that_slack_may_leave_out(street: Street, left_out: str) -> None:
    answered = street.click("/ops status", **{left_out: "left out"})

    assert answered.status == 200
    assert len(street.runs()) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"user": {"id": "U0BEN00001"}},
        {"actions": [{"type": "button", "action_id": "ops"}]},
        {"actions": [{"type": "static_select", "action_id": "ops", "selected_option": {"value": "/ops status"}}]},
        {"actions": [{"type": "button", "action_id": "ops:2", "value": "/ops status"}]},
    ],
    ids=["user without a team", "no value", "a select", "numbered"],
)
def test_a_click_of_another_shape_is_no_internal_error(street: Street, more: dict[str, Any]) -> None:
    assert street.click("/ops status", **more).status < 500


@pytest.mark.parametrize("action", ["opsx", "not-ours", ""])
def test_a_click_on_something_else_starts_nothing(street: Street, action: str) -> None:
    answered = street.click("x", actions=[{"type": "button", "action_id": action, "value": "/ops status"}])

    assert answered.status < 500
    assert street.runs() == []
