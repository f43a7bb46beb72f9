"""The border to Slack: every failure as one error that says whether the call may have worked."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import SlackError
from bot.slack import blocks as b
from bot.slack.client import PAGE, Posted, SlackClient, Upload
from bot.slack.message import Message
from playground.slack import SimulatedSlack
from tests.slack.rig import OPS, Clock

MESSAGE = Message.of([b.section("hello")], metadata={"event_type": "opsbot_run", "event_payload": {"run_id": "A"}})

FAILURES = [
    pytest.param({"status": 429, "retry_after": 7}, ("ratelimited", False, True, 7.0), id="429"),
    pytest.param({"error": "ratelimited"}, ("ratelimited", False, True, 1.0), id="limited with 200"),
    pytest.param({"status": 500}, ("internal_error", True, True, None), id="500"),
    pytest.param({"status": 503, "error": "x"}, ("x", True, True, None), id="503"),
    pytest.param({"reset": True}, ("no_answer", True, True, None), id="reset"),
    pytest.param({"error": "internal_error"}, ("internal_error", True, True, None), id="internal_error"),
    pytest.param({"error": "fatal_error"}, ("fatal_error", True, True, None), id="fatal_error"),
    pytest.param({"error": "token_revoked"}, ("token_revoked", False, True, None), id="token"),
    pytest.param({"error": "invalid_blocks"}, ("invalid_blocks", False, False, None), id="blocks"),
    pytest.param({"error": "is_archived"}, ("is_archived", False, False, None), id="archived"),
    pytest.param({"error": "something_new"}, ("something_new", False, False, None), id="not known to us"),
]


@pytest.fixture
def client(slack: SimulatedSlack) -> SlackClient:
    return SlackClient(slack.bot_token, slack.api_url, timeout_seconds=1)


def _told(error: SlackError) -> tuple[str, bool, bool, float | None]:
    return error.code, error.ambiguous, error.retryable, error.retry_after_seconds


@pytest.mark.parametrize(("fault", "told"), FAILURES)
def test_every_failure_is_one_error(
    slack: SimulatedSlack, client: SlackClient, fault: dict[str, Any], told: tuple[str, bool, bool, float | None]
) -> None:
    slack.fail("chat.postMessage", **fault)
    with pytest.raises(SlackError) as caught:
        client.post(OPS, MESSAGE)
    assert _told(caught.value) == told
    assert len(slack.calls()) == 1, "no retry of its own"


def test_no_answer_in_time(slack: SimulatedSlack, client: SlackClient) -> None:
    slack.fail("chat.postMessage", delay_seconds=1.3)
    with pytest.raises(SlackError) as caught:
        client.post(OPS, MESSAGE)
    assert _told(caught.value) == ("no_answer", True, True, None)
    assert slack.wait_for(lambda s: bool(s.messages("ops")), timeout=3)


def test_nobody_there_is_not_ambiguous() -> None:
    with pytest.raises(SlackError) as caught:
        SlackClient("x", "http://127.0.0.1:9/api/").post(OPS, MESSAGE)
    assert _told(caught.value) == ("unreachable", False, True, None)


def test_page_in_place_of_an_answer() -> None:
    """A proxy's login page: nothing that Slack said."""
    with SimulatedSlack(app_url="http://127.0.0.1:9/", signing_secret="unused") as slack:
        with pytest.raises(SlackError) as caught:
            SlackClient("x", slack.url).post(OPS, MESSAGE)
        assert caught.value.code != ""
        assert caught.value.retryable or not caught.value.ambiguous


def test_found_by_what_it_carries(client: SlackClient, clock: Clock) -> None:
    client.post(OPS, MESSAGE)
    other = client.post(OPS, Message(MESSAGE.text, MESSAGE.blocks, _metadata("B")))
    found = client.find_by_metadata(OPS, "opsbot_run", {"run_id": "B"}, oldest=clock() - 60)
    assert found == other
    assert client.find_by_metadata(OPS, "opsbot_run", {"run_id": "C"}, oldest=clock() - 60) is None
    assert client.find_by_metadata(OPS, "opsbot_reply", {"run_id": "B"}, oldest=clock() - 60) is None
    assert client.find_by_metadata(OPS, "opsbot_run", {"run_id": "B"}, oldest=clock() + 60) is None


def test_looks_through_pages_and_stops(slack: SimulatedSlack, client: SlackClient, clock: Clock) -> None:
    first = client.post(OPS, MESSAGE)
    for number in range(PAGE + 5):
        slack.type(f"talk {number}", channel="ops", user="ana")
    assert client.find_by_metadata(OPS, "opsbot_run", {"run_id": "A"}, oldest=clock() - 60) == first
    assert len([call for call in slack.calls() if call.method == "conversations.history"]) == 2


def test_found_in_a_thread(client: SlackClient, clock: Clock) -> None:
    parent = client.post(OPS, MESSAGE)
    reply = client.post(OPS, Message("r", [], _metadata("R")), thread_ts=parent.ts)
    found = client.find_by_metadata(OPS, "opsbot_run", {"run_id": "R"}, oldest=clock() - 60, thread_ts=parent.ts)
    assert found == reply


def test_update_replaces_and_may_be_repeated(slack: SimulatedSlack, client: SlackClient) -> None:
    posted = client.post(OPS, MESSAGE)
    for _ in range(2):
        client.update(posted, Message("only text", [], _metadata("A")))
    (message,) = slack.messages("ops")
    assert message["text"] == "only text"
    assert "blocks" not in message


def test_upload_stands_in_the_thread_with_its_words(slack: SimulatedSlack, client: SlackClient, clock: Clock) -> None:
    parent = client.post(OPS, MESSAGE)
    assert not client.find_file(OPS, parent.ts, "a.png", oldest=clock() - 60)
    stored = client.store(Upload("a.png", "Errors", "Errors fall. " * 200, b"\x89PNG"))
    assert not client.find_file(OPS, parent.ts, "a.png", oldest=clock() - 60)
    client.share(OPS, parent.ts, stored, "Errors")
    assert client.find_file(OPS, parent.ts, "a.png", oldest=clock() - 60)
    (file,) = slack.files()
    assert (file.title, file.thread_ts, file.bytes) == ("Errors", parent.ts, b"\x89PNG")
    assert len(file.alt_txt or "") == 1_000


def test_direct_message_by_user_id(slack: SimulatedSlack, client: SlackClient) -> None:
    posted = client.post("U0ANA00001", MESSAGE)
    assert posted.channel.startswith("D")
    assert isinstance(posted, Posted)
    assert len(slack.messages(posted.channel)) == 1


def _metadata(run: str) -> dict[str, Any]:
    return {"event_type": "opsbot_run", "event_payload": {"run_id": run}}
