"""Slash commands: what is sent, signed, and what the person then sees."""

import json
from collections.abc import Iterator

import pytest

from playground.slack import Limits, SimulatedSlack
from playground.slack.workspace import NotFoundError
from tests.playground.slack.conftest import OPS, SECRET, Clock, TinyApp


def test_a_command_is_sent_signed_with_all_its_fields(slack: SimulatedSlack, app: TinyApp) -> None:
    ack = slack.type("/ops rollback create-item  --env prod", channel="#ops", user="Ana Ruiz")
    assert (ack.status, ack.ok) == (200, True)
    sent = app.last
    assert sent.signed
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"
    form = sent.form
    assert form.pop("trigger_id")
    assert form.pop("response_url").startswith(slack.url)
    assert form.pop("token")
    assert form == {
        "command": "/ops",
        "text": "rollback create-item  --env prod",
        "team_id": "T0OPSBOT",
        "team_domain": "northwind-eng",
        "channel_id": OPS,
        "channel_name": "ops",
        "user_id": "U0ANA00001",
        "user_name": "ana",
        "api_app_id": "A0OPSBOT00",
        "is_enterprise_install": "false",
    }


def test_another_secret_does_not_verify(app: TinyApp, clock: Clock) -> None:
    forger = SimulatedSlack(app_url=app.url, signing_secret="another", clock=clock)
    with forger:
        forger.type("/ops status", channel="ops", user="ana")
    assert not app.last.signed


def test_each_command_has_a_trigger_of_its_own(slack: SimulatedSlack, app: TinyApp) -> None:
    for _ in range(2):
        slack.type("/ops status", channel="ops", user="ana")
    first, second = (received.form["trigger_id"] for received in app.received)
    assert first != second


@pytest.mark.parametrize(
    ("body", "text"),
    [("plain text", "plain text"), (json.dumps({"text": "from JSON"}), "from JSON")],
)
def test_the_ack_is_shown_to_the_person_alone(slack: SimulatedSlack, app: TinyApp, body: str, text: str) -> None:
    app.answers.append((200, body))
    slack.type("/ops help", channel="ops", user="ana")
    assert [message["text"] for message in slack.ephemerals("ops", "ana")] == [text]
    assert slack.messages("ops") == []


def test_an_ack_in_channel_is_shown_to_all(slack: SimulatedSlack, app: TinyApp) -> None:
    app.answers.append((200, json.dumps({"response_type": "in_channel", "text": "to all"})))
    slack.type("/ops status", channel="ops", user="ana")
    assert [message["text"] for message in slack.messages("ops")] == ["to all"]


def test_an_empty_ack_shows_nothing(slack: SimulatedSlack) -> None:
    slack.type("/ops status", channel="ops", user="ana")
    assert slack.ephemerals("ops") == slack.messages("ops") == []


def test_an_ack_that_slack_would_refuse_fails_the_command(slack: SimulatedSlack, app: TinyApp) -> None:
    app.answers.append((200, json.dumps({"text": "x", "blocks": [{"type": "unheard_of"}]})))
    slack.type("/ops status", channel="ops", user="ana")
    assert slack.ephemerals("ops", "ana")[0]["text"] == '/ops failed with the error "invalid_blocks"'


def test_a_refusal_is_shown_as_a_failed_dispatch(slack: SimulatedSlack, app: TinyApp) -> None:
    app.answers.append((500, "a traceback that nobody should see"))
    ack = slack.type("/ops status", channel="ops", user="ana")
    assert (ack.status, ack.error) == (500, "dispatch_failed")
    (shown,) = slack.ephemerals("ops", "ana")
    assert (shown["user"], shown["text"]) == ("USLACKBOT", '/ops failed with the error "dispatch_failed"')


def test_an_app_that_is_not_there(slack: SimulatedSlack) -> None:
    slack.app_url = "http://127.0.0.1:9/slack/events"
    ack = slack.type("/ops status", channel="ops", user="ana")
    assert (ack.status, ack.error) == (0, "dispatch_failed")


@pytest.fixture
def impatient(app: TinyApp, clock: Clock) -> Iterator[SimulatedSlack]:
    limits = Limits(ack_deadline_seconds=0.05)
    with SimulatedSlack(app_url=app.url, signing_secret=SECRET, limits=limits, clock=clock) as simulated:
        yield simulated


def test_no_ack_in_time_is_an_operation_timeout(impatient: SimulatedSlack, app: TinyApp) -> None:
    app.gate.clear()
    ack = impatient.type("/ops status", channel="ops", user="ana")
    assert (ack.status, ack.error) == (0, "operation_timeout")
    assert impatient.ephemerals("ops")[0]["text"] == '/ops failed with the error "operation_timeout"'


def test_a_command_in_a_thread_is_not_sent(slack: SimulatedSlack, app: TinyApp, posted: str) -> None:
    ack = slack.type("/ops status", channel="ops", user="ana", thread_ts=posted)
    assert ack.error == "not_supported_in_threads"
    assert app.received == []
    assert "not supported in threads" in slack.ephemerals("ops", "ana")[0]["text"]


def test_ordinary_text_is_only_a_message(slack: SimulatedSlack, app: TinyApp) -> None:
    slack.type("good morning", channel="data-eng", user="cat")
    (message,) = slack.messages("data-eng")
    assert (message["user"], message["text"]) == ("U0CAT00003", "good morning")
    assert app.received == []


def test_unknown_names_say_which_there_are(slack: SimulatedSlack) -> None:
    with pytest.raises(NotFoundError, match="#serverless-ops"):
        slack.type("x", channel="nowhere", user="ana")
    with pytest.raises(NotFoundError, match="ben"):
        slack.type("x", channel="ops", user="nobody")
