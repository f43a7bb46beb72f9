"""Mentions reach the app as events, again and again until it takes them."""

import json
from collections.abc import Iterator

import pytest

from playground.slack import Limits, SimulatedSlack
from tests.playground.slack.conftest import OPS, SECRET, Clock, TinyApp


def test_a_mention_is_a_message_and_an_event(slack: SimulatedSlack, app: TinyApp, posted: str) -> None:
    ack = slack.type("@opsbot status", channel="ops", user="ana", thread_ts=posted)
    assert ack.status == 200
    _, reply = slack.thread("ops", posted)
    assert reply["text"] == "<@U0OPSBOT00> status"
    assert app.last.signed
    envelope = json.loads(app.last.body)
    assert (envelope["type"], envelope["team_id"]) == ("event_callback", "T0OPSBOT")
    assert envelope["event"] == {
        "type": "app_mention",
        "user": "U0ANA00001",
        "ts": reply["ts"],
        "text": "<@U0OPSBOT00> status",
        "team": "T0OPSBOT",
        "channel": OPS,
        "event_ts": reply["ts"],
        "thread_ts": posted,
    }


def test_a_mention_where_the_bot_is_not_reaches_nobody(slack: SimulatedSlack, app: TinyApp) -> None:
    slack.type("@opsbot status", channel="random", user="ana")
    assert app.received == []


def test_the_first_retry_comes_at_once(slack: SimulatedSlack, app: TinyApp) -> None:
    app.answers.append((500, ""))
    assert slack.type("@opsbot status", channel="ops", user="ana").status == 200
    first, second = app.received
    assert first.body == second.body
    assert "X-Slack-Retry-Num" not in first.headers
    assert (second.headers["X-Slack-Retry-Num"], second.headers["X-Slack-Retry-Reason"]) == ("1", "http_error")


@pytest.fixture
def eager(app: TinyApp, clock: Clock) -> Iterator[SimulatedSlack]:
    limits = Limits(event_retry_seconds=(0.0, 0.001, 0.001))
    with SimulatedSlack(app_url=app.url, signing_secret=SECRET, limits=limits, clock=clock) as simulated:
        yield simulated


def test_three_retries_and_no_more(eager: SimulatedSlack, app: TinyApp) -> None:
    app.answers.extend([(500, "")] * 3)
    assert not eager.type("@opsbot status", channel="ops", user="ana").ok
    for timer in eager._interactions._events._timers:
        timer.join()
    assert [received.headers.get("X-Slack-Retry-Num") for received in app.received] == [None, "1", "2", "3"]
    assert app.answers == []
