"""Response URLs: five uses, half an hour, and what each can do."""

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from playground.slack import SimulatedSlack
from tests.playground.slack.conftest import Clock, TinyApp


@pytest.fixture
def from_command(slack: SimulatedSlack, app: TinyApp) -> WebhookClient:
    slack.type("/ops status", channel="ops", user="ana")
    return WebhookClient(app.last.form["response_url"])


@pytest.fixture
def from_click(slack: SimulatedSlack, app: TinyApp, posted: str) -> WebhookClient:
    slack.click(channel="ops", message_ts=posted, action_id="go", user="ben")
    return WebhookClient(app.last.payload["response_url"])


def test_it_speaks_to_the_person_unless_told_otherwise(slack: SimulatedSlack, from_command: WebhookClient) -> None:
    assert from_command.send(text="for you").body == "ok"
    from_command.send(text="for all", response_type="in_channel")
    assert [message["text"] for message in slack.ephemerals("ops", "ana")] == ["for you"]
    assert [message["text"] for message in slack.messages("ops")] == ["for all"]


def test_five_uses(from_command: WebhookClient) -> None:
    codes = [from_command.send(text="x").status_code for _ in range(6)]
    assert codes == [200] * 5 + [404]
    assert "used_url" in from_command.send(text="x").body


def test_half_an_hour(from_command: WebhookClient, clock: Clock) -> None:
    clock.advance(1801)
    answer = from_command.send(text="x")
    assert (answer.status_code, "expired_url" in answer.body) == (404, True)


def test_it_replaces_the_message_with_the_button(slack: SimulatedSlack, from_click: WebhookClient, posted: str) -> None:
    from_click.send(text="approved", replace_original=True)
    (message,) = slack.messages("ops")
    assert (message["ts"], message["text"], "blocks" in message) == (posted, "approved", False)


def test_it_deletes_the_message_with_the_button(slack: SimulatedSlack, from_click: WebhookClient) -> None:
    from_click.send(delete_original=True)
    assert slack.messages("ops") == []


def test_bad_blocks_are_refused(from_command: WebhookClient, client: WebClient) -> None:
    answer = from_command.send(text="x", blocks=[{"type": "unheard_of"}])
    assert (answer.status_code, "invalid_blocks" in answer.body) == (400, True)


def test_a_url_that_was_never_given(slack: SimulatedSlack) -> None:
    answer = WebhookClient(f"{slack.url}commands/T0OPSBOT/guessed").send(text="x")
    assert answer.status_code == 404
