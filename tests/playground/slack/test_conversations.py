"""conversations.*, users.* and who may call."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from playground.slack import SimulatedSlack
from tests.playground.slack.browser import fetch
from tests.playground.slack.conftest import OPS, Clock

RUN = {"event_type": "opsbot_run", "event_payload": {"run_id": "7Q2F"}}


def test_history_is_newest_first_and_keeps_metadata_to_itself(client: WebClient) -> None:
    client.chat_postMessage(channel=OPS, text="first", metadata=RUN)
    client.chat_postMessage(channel=OPS, text="second")
    bare = client.conversations_history(channel=OPS)["messages"]
    assert [message["text"] for message in bare] == ["second", "first"]
    assert not any("metadata" in message for message in bare)
    full = client.conversations_history(channel=OPS, include_all_metadata=True)["messages"]
    assert full[1]["metadata"] == RUN


def test_history_holds_no_replies_but_those_sent_to_the_channel_too(client: WebClient, posted: str) -> None:
    client.chat_postMessage(channel=OPS, text="in the thread", thread_ts=posted)
    client.chat_postMessage(channel=OPS, text="to all", thread_ts=posted, reply_broadcast=True)
    texts = [message["text"] for message in client.conversations_history(channel=OPS)["messages"]]
    assert texts == ["to all", "a card"]


def test_history_comes_in_pages(client: WebClient) -> None:
    for number in range(5):
        client.chat_postMessage(channel=OPS, text=str(number))
    pages = []
    cursor = None
    for _ in range(3):
        page = client.conversations_history(channel=OPS, limit=2, cursor=cursor)
        pages.append([message["text"] for message in page["messages"]])
        cursor = page["response_metadata"]["next_cursor"] or None
    assert pages == [["4", "3"], ["2", "1"], ["0"]]
    assert cursor is None


def test_history_between_two_moments(client: WebClient, clock: Clock) -> None:
    stamps = []
    for number in range(3):
        clock.advance(10)
        stamps.append(client.chat_postMessage(channel=OPS, text=str(number))["ts"])
    after = client.conversations_history(channel=OPS, oldest=stamps[0])["messages"]
    assert [message["text"] for message in after] == ["2", "1"]
    both = client.conversations_history(channel=OPS, oldest=stamps[0], latest=stamps[1], inclusive=True)
    assert [message["text"] for message in both["messages"]] == ["1", "0"]


def test_replies_begin_with_the_parent(client: WebClient, posted: str) -> None:
    client.chat_postMessage(channel=OPS, text="one", thread_ts=posted, metadata=RUN)
    answer = client.conversations_replies(channel=OPS, ts=posted, include_all_metadata=True)
    assert [message["text"] for message in answer["messages"]] == ["a card", "one"]
    assert answer["messages"][1]["metadata"] == RUN
    with pytest.raises(SlackApiError, match="thread_not_found"):
        client.conversations_replies(channel=OPS, ts="1.000001")


def test_a_bad_cursor_is_refused(client: WebClient) -> None:
    with pytest.raises(SlackApiError, match="invalid_cursor"):
        client.conversations_history(channel=OPS, cursor="bmV4dA")


def test_channels_and_their_members(client: WebClient) -> None:
    names = {channel["name"]: channel["is_member"] for channel in client.conversations_list()["channels"]}
    assert names["ops"]
    assert not names["random"]
    client.conversations_join(channel="C0RAND0008")
    assert client.conversations_info(channel="C0RAND0008")["channel"]["is_member"]
    assert "U0OPSBOT00" in client.conversations_members(channel="C0RAND0008")["members"]


def test_people_have_a_time_zone(client: WebClient) -> None:
    ana = client.users_info(user="U0ANA00001")["user"]
    assert (ana["real_name"], ana["tz"], ana["tz_offset"]) == ("Ana Ruiz", "Europe/Madrid", 3600)
    assert {user["name"] for user in client.users_list()["members"]} == {"ana", "ben", "cat", "dee", "opsbot"}
    with pytest.raises(SlackApiError, match="user_not_found"):
        client.users_info(user="U0NOBODY")


def test_user_groups(client: WebClient) -> None:
    operators = client.usergroups_users_list(usergroup="S0OPERAT02")["users"]
    assert operators == ["U0ANA00001", "U0BEN00002", "U0CAT00003"]
    with pytest.raises(SlackApiError, match="no_such_subteam"):
        client.usergroups_users_list(usergroup="S0NONE")


def test_who_am_i(client: WebClient) -> None:
    assert client.auth_test()["user_id"] == "U0OPSBOT00"


def test_a_wrong_token_and_none(slack: SimulatedSlack) -> None:
    with pytest.raises(SlackApiError, match="invalid_auth"):
        WebClient("xoxb-wrong", base_url=slack.api_url).auth_test()
    assert fetch(f"{slack.api_url}auth.test").json() == {"ok": False, "error": "not_authed"}


def test_a_method_that_is_not_there(client: WebClient) -> None:
    with pytest.raises(SlackApiError, match="unknown_method"):
        client.api_call("chat.startStream")
