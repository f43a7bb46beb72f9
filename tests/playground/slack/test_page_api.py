"""What the page asks for: the state, live changes, and the bundle itself."""

import http.client
import json
import threading
from typing import Any
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient

from playground.slack import SimulatedSlack
from playground.slack.workspace import CHANGES_KEPT
from tests.playground.slack.browser import fetch
from tests.playground.slack.conftest import OPS, TinyApp


def get(slack: SimulatedSlack, path: str) -> Any:
    return fetch(f"{slack.url}{path}").json()


def post(slack: SimulatedSlack, path: str, body: dict[str, Any]) -> Any:
    return fetch(f"{slack.url}{path}", json.dumps(body).encode()).json()


def test_the_state_is_what_this_person_sees(client: WebClient, slack: SimulatedSlack, posted: str) -> None:
    client.chat_postEphemeral(channel=OPS, user="U0BEN00002", text="for Ben")
    slack.hint(["/ops status"])
    ana, ben = get(slack, "sim/state?as=ana"), get(slack, "sim/state?as=U0BEN00002")
    assert [message["text"] for message in ana["messages"][OPS]] == ["a card"]
    assert [message["text"] for message in ben["messages"][OPS]] == ["a card", "for Ben"]
    assert ben["messages"][OPS][1]["sim"]["only_for"] == "U0BEN00002"
    assert (ana["me"], ana["hints"], ana["version"]) == ("U0ANA00001", ["/ops status"], 2)


class Follower:
    """Reads the stream of events on its own thread until it has seen ``count`` of them."""

    def __init__(self, slack: SimulatedSlack, person: str, after: int, count: int) -> None:
        self.seen: list[dict[str, Any]] = []
        place = urlsplit(slack.url)
        self._connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=30)
        self._connection.request("GET", f"/sim/events?as={person}&after={after}")
        self._answer = self._connection.getresponse()
        self._thread = threading.Thread(target=self._read, args=(count,))
        self._thread.start()

    def _read(self, count: int) -> None:
        while len(self.seen) < count:
            line = self._answer.readline().decode()
            if line.startswith("data: "):
                self.seen.append(json.loads(line.removeprefix("data: ")))

    def finish(self) -> list[dict[str, Any]]:
        self._thread.join(timeout=30)
        self._answer.close()
        self._connection.close()
        return self.seen


def test_changes_come_live_and_only_to_those_they_concern(client: WebClient, slack: SimulatedSlack) -> None:
    follower = Follower(slack, "ana", after=0, count=3)
    ts = client.chat_postMessage(channel=OPS, text="one")["ts"]
    client.chat_postEphemeral(channel=OPS, user="U0BEN00002", text="for Ben")
    client.chat_update(channel=OPS, ts=ts, text="two")
    client.chat_delete(channel=OPS, ts=ts)
    seen = follower.finish()
    assert [(change["kind"], change["body"].get("text")) for change in seen] == [
        ("post", "one"),
        ("post", "two"),
        ("deleted", None),
    ]


def test_somebody_who_comes_back_gets_what_was_missed(client: WebClient, slack: SimulatedSlack) -> None:
    for number in range(3):
        client.chat_postMessage(channel=OPS, text=str(number))
    seen = Follower(slack, "ana", after=1, count=2).finish()
    assert [change["body"]["text"] for change in seen] == ["1", "2"]


@pytest.mark.parametrize("after", [5, 10_000])
def test_somebody_who_cannot_catch_up_is_told_to_load_again(slack: SimulatedSlack, after: int) -> None:
    """Of another workspace on the same port, or away for longer than changes are kept."""
    for number in range(CHANGES_KEPT + 10):
        slack.workspace.tell("post", OPS, {"ts": str(number)})
    assert b"event: reload" in fetch(f"{slack.url}sim/events?as=ana&after={after}").body


def test_the_page_types_and_clicks(slack: SimulatedSlack, app: TinyApp, posted: str) -> None:
    typed = {"text": "/ops status", "channel": OPS, "user": "U0ANA00001"}
    assert post(slack, "sim/type", typed)["status"] == 200
    click = {"channel": OPS, "message_ts": posted, "action_id": "go", "user": "U0BEN00002"}
    assert post(slack, "sim/click", click)["error"] is None
    assert [received.signed for received in app.received] == [True, True]
    refused = post(slack, "sim/click", {**click, "action_id": "stop"})
    assert "there are: go" in refused["error"]


def test_the_bundle_is_served_and_asks_nobody_else_for_anything(slack: SimulatedSlack) -> None:
    html = fetch(slack.url).body.decode()
    assets = [part.split('"')[0] for part in html.split('="')[1:] if part.startswith(("/static/", "http"))]
    assert assets
    for asset in assets:
        assert asset.startswith("/static/")
        assert fetch(f"{slack.url}{asset.lstrip('/')}").status == 200


def test_waiting_ends_with_the_change_it_waits_for(client: WebClient, slack: SimulatedSlack) -> None:
    found: list[bool] = []
    waiter = threading.Thread(
        target=lambda: found.append(slack.wait_for(lambda s: len(s.messages("ops")) == 2, timeout=30))
    )
    waiter.start()
    client.chat_postMessage(channel=OPS, text="one")
    client.chat_postMessage(channel=OPS, text="two")
    waiter.join()
    assert found == [True]
    assert not slack.wait_for(lambda s: len(s.messages("ops")) == 3, timeout=0.01)
