"""Slack failing on purpose, before and after it has done the work."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.webhook import WebhookClient

from playground.slack import SimulatedSlack
from tests.playground.slack.conftest import OPS, TinyApp


def post(client: WebClient, text: str = "x") -> None:
    client.chat_postMessage(channel=OPS, text=text)


def texts(slack: SimulatedSlack) -> list[str]:
    return [message["text"] for message in slack.messages("ops")]


def test_an_error_is_answered_as_often_as_asked(client: WebClient, slack: SimulatedSlack) -> None:
    slack.fail("chat.postMessage", times=2, error="fatal_error")
    for _ in range(2):
        with pytest.raises(SlackApiError, match="fatal_error"):
            post(client)
    post(client, "third")
    assert texts(slack) == ["third"]
    assert [call.processed for call in slack.calls()] == [False, False, True]


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_error(client: WebClient, slack: SimulatedSlack, status: int) -> None:
    slack.fail("*", status=status)
    with pytest.raises(SlackApiError) as failed:
        post(client)
    assert failed.value.response.status_code == status
    assert texts(slack) == []


def test_429_carries_retry_after(client: WebClient, slack: SimulatedSlack) -> None:
    slack.fail("chat.postMessage", status=429, retry_after=30)
    with pytest.raises(SlackApiError) as failed:
        post(client)
    assert failed.value.response.headers["Retry-After"] == "30"
    assert slack.calls()[0].retry_after == 30


def test_an_answer_can_be_lost_after_the_work_was_done(client: WebClient, slack: SimulatedSlack) -> None:
    slack.fail("chat.postMessage", status=500, after_processing=True)
    with pytest.raises(SlackApiError):
        post(client, "it is there")
    assert texts(slack) == ["it is there"]
    assert slack.calls()[0].processed


def test_a_dropped_connection(client: WebClient, slack: SimulatedSlack) -> None:
    slack.fail("chat.postMessage", reset=True, after_processing=True)
    with pytest.raises(ConnectionResetError):
        post(client, "it is there")
    assert texts(slack) == ["it is there"]
    assert slack.calls()[0].status == 0


def test_the_sdks_own_retry_posts_twice_after_a_dropped_connection(slack: SimulatedSlack) -> None:
    slack.fail("chat.postMessage", reset=True, after_processing=True)
    post(WebClient(slack.bot_token, base_url=slack.api_url), "twice")
    assert texts(slack) == ["twice", "twice"]


def test_a_late_answer_times_out_and_the_work_is_done(slack: SimulatedSlack) -> None:
    slack.fail("chat.postMessage", delay_seconds=30, after_processing=True)
    hasty = WebClient(slack.bot_token, base_url=slack.api_url, timeout=1, retry_handlers=[])
    with pytest.raises(TimeoutError):
        post(hasty, "it is there")
    assert texts(slack) == ["it is there"]


def test_a_delay_alone_answers_rightly(client: WebClient, slack: SimulatedSlack) -> None:
    slack.fail("chat.postMessage", delay_seconds=0.01)
    post(client, "late")
    assert texts(slack) == ["late"]


def test_a_fault_of_one_method_leaves_the_others_alone(client: WebClient, slack: SimulatedSlack) -> None:
    slack.fail("chat.update", error="fatal_error")
    post(client, "posted")
    assert texts(slack) == ["posted"]
    slack.heal()
    client.chat_update(channel=OPS, ts=slack.messages("ops")[0]["ts"], text="edited")
    assert texts(slack) == ["edited"]


def test_an_upload_can_fail_between_its_steps(client: WebClient, slack: SimulatedSlack) -> None:
    slack.fail("upload", status=500)
    with pytest.raises((SlackRequestError, OSError)) as failed:
        client.files_upload_v2(content="text", filename="a.txt", channel=OPS)
    getattr(failed.value, "close", lambda: None)()
    assert texts(slack) == []


def test_a_response_url_can_fail(slack: SimulatedSlack, app: TinyApp) -> None:
    slack.type("/ops status", channel="ops", user="ana")
    slack.fail("response_url", status=429)
    webhook = WebhookClient(app.last.form["response_url"], retry_handlers=[])
    assert webhook.send(text="x").status_code == 429
    assert webhook.send(text="x").status_code == 200
