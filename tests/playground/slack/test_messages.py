"""chat.*: posting, editing, deleting, and Slack's refusals."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from playground.slack import SimulatedSlack
from tests.playground.slack.conftest import OPS

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*a card*"}}
RUN = {"event_type": "opsbot_run", "event_payload": {"run_id": "7Q2F"}}


def error_of(client: WebClient, method: str, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        client.api_call(method, json=arguments)
    return str(refused.value.response["error"])


def test_a_message_is_kept_as_it_was_sent(client: WebClient, slack: SimulatedSlack) -> None:
    answer = client.chat_postMessage(channel=OPS, text="a card", blocks=[SECTION], metadata=RUN)
    (message,) = slack.messages("#ops")
    assert answer["message"] == message
    assert message["ts"] == answer["ts"]
    assert message["metadata"] == RUN
    assert message["blocks"] == [{**SECTION, "block_id": message["blocks"][0]["block_id"]}]
    assert message["user"] == "U0OPSBOT00"


def test_a_form_is_taken_like_json(client: WebClient, slack: SimulatedSlack) -> None:
    client.api_call("chat.postMessage", data={"channel": "#ops", "text": "hi", "blocks": '[{"type":"divider"}]'})
    assert slack.messages("ops")[0]["blocks"][0]["type"] == "divider"


def test_replies_are_counted_on_their_parent(client: WebClient, slack: SimulatedSlack, posted: str) -> None:
    first = client.chat_postMessage(channel=OPS, text="one", thread_ts=posted)
    client.chat_postMessage(channel=OPS, text="a reply to a reply", thread_ts=first["ts"])
    parent, *replies = slack.thread("ops", posted)
    assert [reply["text"] for reply in replies] == ["one", "a reply to a reply"]
    assert {reply["thread_ts"] for reply in replies} == {posted}
    assert (parent["reply_count"], parent["latest_reply"]) == (2, replies[-1]["ts"])
    assert len(slack.messages("ops")) == 1


def test_an_edit_without_blocks_takes_the_blocks_away_and_leaves_the_metadata(
    client: WebClient, slack: SimulatedSlack
) -> None:
    ts = client.chat_postMessage(channel=OPS, text="card", blocks=[SECTION], metadata=RUN)["ts"]
    client.chat_update(channel=OPS, ts=ts, text="only text")
    (message,) = slack.messages("ops")
    assert "blocks" not in message
    assert message["text"] == "only text"
    assert message["metadata"] == RUN
    assert message["edited"]["user"] == "U0OPSBOT00"


def test_an_edit_replaces_metadata_that_it_carries(client: WebClient, slack: SimulatedSlack) -> None:
    ts = client.chat_postMessage(channel=OPS, text="card", metadata=RUN)["ts"]
    later = {"event_type": "opsbot_run", "event_payload": {"run_id": "7Q2F", "head": 12}}
    client.chat_update(channel=OPS, ts=ts, text="card", metadata=later)
    assert slack.messages("ops")[0]["metadata"] == later


def test_text_is_cut_when_posted_and_refused_when_edited(client: WebClient, slack: SimulatedSlack) -> None:
    ts = client.chat_postMessage(channel=OPS, text="x" * 40_001)["ts"]
    assert len(slack.messages("ops")[0]["text"]) == 40_000
    assert error_of(client, "chat.update", channel=OPS, ts=ts, text="x" * 4_001) == "msg_too_long"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": "no channel"}, "invalid_arguments"),
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "C0RAND0008", "text": "x"}, "not_in_channel"),
        ({"channel": OPS}, "no_text"),
        ({"channel": OPS, "text": "x", "blocks": "{not json"}, "invalid_blocks_format"),
        ({"channel": OPS, "text": "x", "blocks": [{"type": "unheard_of"}]}, "invalid_blocks"),
        ({"channel": OPS, "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel": OPS, "text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
        ({"channel": OPS, "text": "x", "metadata": "nonsense"}, "invalid_metadata_format"),
        (
            {"channel": OPS, "text": "x", "metadata": {"event_type": "a", "event_payload": {"x": "y" * 16_001}}},
            "metadata_too_large",
        ),
        (
            {"channel": OPS, "text": "x", "blocks": [{**SECTION, "text": {"type": "mrkdwn", "text": "x" * 2700}}] * 5},
            "msg_blocks_too_long",
        ),
    ],
)
def test_slack_refuses_in_its_own_words(
    client: WebClient, slack: SimulatedSlack, arguments: dict[str, Any], error: str
) -> None:
    assert error_of(client, "chat.postMessage", **arguments) == error
    assert slack.messages("ops") == []


def test_invalid_blocks_say_where_and_why(client: WebClient) -> None:
    header = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=OPS, text="x", blocks=[{"type": "divider"}, header])
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/1/text/text]"
    ]


def test_only_the_apps_own_messages_can_be_changed(client: WebClient, slack: SimulatedSlack) -> None:
    slack.type("good morning", channel="ops", user="ana")
    ts = slack.messages("ops")[0]["ts"]
    assert error_of(client, "chat.update", channel=OPS, ts=ts, text="x") == "cant_update_message"
    assert error_of(client, "chat.delete", channel=OPS, ts=ts) == "cant_delete_message"
    assert error_of(client, "chat.update", channel=OPS, ts="1.000001", text="x") == "message_not_found"


def test_a_deleted_reply_is_no_longer_counted(client: WebClient, slack: SimulatedSlack, posted: str) -> None:
    reply = client.chat_postMessage(channel=OPS, text="one", thread_ts=posted)["ts"]
    client.chat_delete(channel=OPS, ts=reply)
    (parent,) = slack.thread("ops", posted)
    assert "reply_count" not in parent


def test_an_ephemeral_message_is_one_persons_and_cannot_be_changed(client: WebClient, slack: SimulatedSlack) -> None:
    ts = client.chat_postEphemeral(channel=OPS, user="U0BEN00002", text="psst")["message_ts"]
    assert [message["text"] for message in slack.ephemerals("ops", "ben")] == ["psst"]
    assert slack.ephemerals("ops", "ana") == []
    assert slack.messages("ops") == []
    assert error_of(client, "chat.update", channel=OPS, ts=ts, text="x") == "message_not_found"


def test_a_reaction_a_pin_and_a_permalink(client: WebClient, slack: SimulatedSlack, posted: str) -> None:
    client.reactions_add(channel=OPS, timestamp=posted, name="eyes")
    client.pins_add(channel=OPS, timestamp=posted)
    (message,) = slack.messages("ops")
    assert message["reactions"] == [{"name": "eyes", "users": ["U0OPSBOT00"], "count": 1}]
    assert message["pinned_to"] == [OPS]
    assert error_of(client, "reactions.add", channel=OPS, timestamp=posted, name="eyes") == "already_reacted"
    link = client.chat_getPermalink(channel=OPS, message_ts=posted)["permalink"]
    assert link == f"{slack.url}?channel={OPS}&message={posted}"


def test_a_message_to_a_person_opens_a_conversation(client: WebClient, slack: SimulatedSlack) -> None:
    channel = client.conversations_open(users="U0ANA00001")["channel"]["id"]
    client.chat_postMessage(channel="U0ANA00001", text="you are on call")
    assert [message["text"] for message in slack.messages(channel)] == ["you are on call"]


def test_no_two_messages_share_a_timestamp(client: WebClient, slack: SimulatedSlack) -> None:
    for number in range(5):
        client.chat_postMessage(channel=OPS, text=str(number))
    stamps = [message["ts"] for message in slack.messages("ops")]
    assert stamps == sorted(set(stamps))
