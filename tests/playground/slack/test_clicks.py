"""Buttons and menus: the payload of a click."""

import pytest
from slack_sdk import WebClient

from playground.slack import SimulatedSlack
from playground.slack.clicks import NoSuchActionError
from playground.slack.workspace import NotFoundError
from tests.playground.slack.conftest import OPS, TinyApp


def option(value: str) -> dict[str, object]:
    return {"text": {"type": "plain_text", "text": value.title()}, "value": value}


def menu(kind: str, **more: object) -> list[dict[str, object]]:
    element = {"type": kind, "action_id": "pick", **more}
    text = {"type": "mrkdwn", "text": "choose"}
    return [{"type": "section", "text": text, "accessory": element}]


def test_a_click_carries_the_message_and_the_action(slack: SimulatedSlack, app: TinyApp, posted: str) -> None:
    ack = slack.click(channel="ops", message_ts=posted, action_id="go", user="ben")
    assert ack.status == 200
    assert app.last.signed
    payload = app.last.payload
    assert payload["type"] == "block_actions"
    assert payload["user"] == {"id": "U0BEN00002", "username": "ben", "name": "ben", "team_id": "T0OPSBOT"}
    assert payload["message"] == slack.messages("ops")[0]
    assert payload["container"] == {
        "type": "message",
        "message_ts": posted,
        "channel_id": OPS,
        "is_ephemeral": False,
    }
    (action,) = payload["actions"]
    assert action.pop("action_ts")
    assert action == {
        "type": "button",
        "action_id": "go",
        "block_id": "buttons",
        "text": {"type": "plain_text", "text": "Go"},
        "value": "7",
    }


def test_a_click_in_a_thread_names_the_thread(
    client: WebClient, slack: SimulatedSlack, app: TinyApp, posted: str
) -> None:
    blocks = slack.messages("ops")[0]["blocks"]
    reply = client.chat_postMessage(channel=OPS, text="x", blocks=blocks, thread_ts=posted)["ts"]
    slack.click(channel="ops", message_ts=reply, action_id="go", user="ben")
    assert app.last.payload["container"]["thread_ts"] == posted


def test_an_ephemeral_message_is_not_in_the_payload(
    client: WebClient, slack: SimulatedSlack, app: TinyApp, posted: str
) -> None:
    blocks = slack.messages("ops")[0]["blocks"]
    ts = client.chat_postEphemeral(channel=OPS, user="U0ANA00001", text="x", blocks=blocks)["message_ts"]
    slack.click(channel="ops", message_ts=ts, action_id="go", user="ana")
    assert "message" not in app.last.payload
    assert app.last.payload["container"]["is_ephemeral"]
    with pytest.raises(NotFoundError, match="ben sees no message"):
        slack.click(channel="ops", message_ts=ts, action_id="go", user="ben")


@pytest.mark.parametrize(
    ("kind", "more", "selected", "expected"),
    [
        ("static_select", {"options": [option("a"), option("b")]}, "b", {"selected_option": option("b")}),
        ("overflow", {"options": [option("a"), option("b")]}, "a", {"selected_option": option("a")}),
        (
            "static_select",
            {"option_groups": [{"label": {"type": "plain_text", "text": "g"}, "options": [option("a")]}]},
            "a",
            {"selected_option": option("a")},
        ),
        (
            "checkboxes",
            {"options": [option("a"), option("b")]},
            "a,b",
            {"selected_options": [option("a"), option("b")]},
        ),
        ("users_select", {}, "U0BEN00002", {"selected_user": "U0BEN00002"}),
        ("datepicker", {}, "2026-11-21", {"selected_date": "2026-11-21"}),
    ],
)
def test_a_choice(
    client: WebClient,
    slack: SimulatedSlack,
    app: TinyApp,
    kind: str,
    more: dict[str, object],
    selected: str,
    expected: dict[str, object],
) -> None:
    ts = client.chat_postMessage(channel=OPS, text="x", blocks=menu(kind, **more))["ts"]
    slack.click(channel="ops", message_ts=ts, action_id="pick", user="ana", selected=selected)
    (action,) = app.last.payload["actions"]
    assert expected.items() <= action.items()


def test_what_is_not_there_cannot_be_clicked(client: WebClient, slack: SimulatedSlack, posted: str) -> None:
    with pytest.raises(NoSuchActionError, match="there are: go"):
        slack.click(channel="ops", message_ts=posted, action_id="stop", user="ana")
    with pytest.raises(NoSuchActionError, match="no 'go'"):
        slack.click(channel="ops", message_ts=posted, action_id="go", block_id="elsewhere", user="ana")
    client.chat_update(channel=OPS, ts=posted, text="done")
    with pytest.raises(NoSuchActionError, match="there are: none"):
        slack.click(channel="ops", message_ts=posted, action_id="go", user="ana")


def test_a_click_that_the_app_refuses(slack: SimulatedSlack, app: TinyApp, posted: str) -> None:
    app.answers.append((404, ""))
    ack = slack.click(channel="ops", message_ts=posted, action_id="go", user="ana")
    assert (ack.status, ack.error) == (404, "dispatch_failed")
