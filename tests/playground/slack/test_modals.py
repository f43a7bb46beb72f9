"""Modals: opened with a trigger, sent, and answered."""

import json

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from playground.slack import SimulatedSlack
from playground.slack.workspace import NotFoundError
from tests.playground.slack.conftest import Clock, TinyApp


def text(value: str) -> dict[str, str]:
    return {"type": "plain_text", "text": value}


VIEW = {
    "type": "modal",
    "callback_id": "deny",
    "private_metadata": "run 7Q2F",
    "title": text("Deny"),
    "submit": text("Deny"),
    "blocks": [
        {
            "type": "input",
            "block_id": "why",
            "label": text("Why"),
            "element": {"type": "plain_text_input", "action_id": "reason"},
        },
        {
            "type": "input",
            "block_id": "how_long",
            "optional": True,
            "label": text("Hold for"),
            "element": {
                "type": "static_select",
                "action_id": "hold",
                "options": [{"text": text("15 min"), "value": "15"}],
            },
        },
    ],
}


@pytest.fixture
def trigger(slack: SimulatedSlack, app: TinyApp) -> str:
    slack.type("/ops deny", channel="ops", user="ben")
    return app.last.form["trigger_id"]


@pytest.fixture
def view_id(client: WebClient, trigger: str) -> str:
    return str(client.views_open(trigger_id=trigger, view=VIEW)["view"]["id"])


def test_a_modal_opens_before_the_one_who_asked(slack: SimulatedSlack, view_id: str) -> None:
    (view,) = slack.views("ben")
    assert (view["id"], view["callback_id"]) == (view_id, "deny")
    assert slack.views("ana") == []


def test_a_trigger_works_once(client: WebClient, trigger: str, view_id: str) -> None:
    with pytest.raises(SlackApiError, match="trigger_exchanged"):
        client.views_open(trigger_id=trigger, view=VIEW)


def test_a_trigger_lives_three_seconds(client: WebClient, clock: Clock, trigger: str) -> None:
    clock.advance(3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        client.views_open(trigger_id=trigger, view=VIEW)


def test_a_trigger_that_was_never_given(client: WebClient) -> None:
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        client.views_open(trigger_id="1.2.3", view=VIEW)


def test_a_submission_carries_what_was_filled_in(slack: SimulatedSlack, app: TinyApp, view_id: str) -> None:
    slack.submit(view_id=view_id, values={"reason": "not now", "hold": "15"}, user="ben")
    payload = app.last.payload
    assert (payload["type"], payload["user"]["id"]) == ("view_submission", "U0BEN00002")
    assert payload["view"]["private_metadata"] == "run 7Q2F"
    assert payload["view"]["state"]["values"] == {
        "why": {"reason": {"type": "plain_text_input", "value": "not now"}},
        "how_long": {"hold": {"type": "static_select", "selected_option": {"text": text("15 min"), "value": "15"}}},
    }
    assert slack.views("ben") == []


def test_what_was_left_empty_is_none(slack: SimulatedSlack, app: TinyApp, view_id: str) -> None:
    slack.submit(view_id=view_id, values={}, user="ben")
    values = app.last.payload["view"]["state"]["values"]
    assert values["why"]["reason"]["value"] is None
    assert values["how_long"]["hold"]["selected_option"] is None


def test_errors_keep_it_open_and_an_update_changes_it(slack: SimulatedSlack, app: TinyApp, view_id: str) -> None:
    app.answers.append((200, json.dumps({"response_action": "errors", "errors": {"why": "say more"}})))
    slack.submit(view_id=view_id, values={"reason": "x"}, user="ben")
    assert len(slack.views("ben")) == 1
    other = {**VIEW, "title": text("Sure?")}
    app.answers.append((200, json.dumps({"response_action": "update", "view": other})))
    slack.submit(view_id=view_id, values={"reason": "x"}, user="ben")
    assert [view["title"] for view in slack.views("ben")] == [text("Sure?")]


def test_the_app_can_change_an_open_modal(client: WebClient, slack: SimulatedSlack, view_id: str) -> None:
    client.views_update(view_id=view_id, view={**VIEW, "title": text("Later")})
    assert slack.views("ben")[0]["title"] == text("Later")
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_update(view_id=view_id, hash="1.old", view=VIEW)


def test_nobody_sends_another_persons_modal(slack: SimulatedSlack, view_id: str) -> None:
    with pytest.raises(NotFoundError):
        slack.submit(view_id=view_id, values={}, user="ana")


def test_a_modal_that_slack_refuses(client: WebClient, trigger: str) -> None:
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        client.views_open(trigger_id=trigger, view={**VIEW, "title": text("x" * 25)})
