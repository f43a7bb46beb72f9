"""In front of the door: really signed requests to the WSGI application, and what came of them in Redis."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode

from redis import Redis
from werkzeug.test import Client, TestResponse

from bot import store
from bot.configuration import Configuration
from bot.journal import RECENT, Journals
from handlers import slack_app
from handlers.door import Door
from handlers.front_door import SLACK_PATH, FrontDoor
from handlers.metrics import exposition
from jobs.queues import RunQueue
from playground.slack.signing import signature_headers

SECRET = "shhh"
KEY = "k" * 32
FORM = "application/x-www-form-urlencoded"


@dataclass
class Time:
    now: float = 1_795_180_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Answered:
    """What Slack gets; ``text`` is what the person reads, without the blocks."""

    status: int
    body: str

    @property
    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def text(self) -> str:
        return str(self.said["text"]).replace("\u2060", "")


@dataclass
class Street:
    configuration: Configuration = field(repr=False)
    redis: Redis = field(repr=False)
    url: str
    time: Time = field(default_factory=Time)
    triggers: int = 0

    def __post_init__(self) -> None:
        self.journals = Journals(self.redis, KEY)
        self.application = self.door_at(self.url)

    def door_at(self, url: str) -> FrontDoor:
        """A front door whose Redis is at ``url``."""
        raw = store.connect(url, timeout_seconds=1, decode=False)
        watched = store.connect(url, timeout_seconds=1)
        door = Door(self.configuration, RunQueue(raw, Journals(raw, KEY)), KEY, self.time)
        app = slack_app.build(door, bot_token="xoxb-test", signing_secret=SECRET)
        return FrontDoor(app, watched, signing_secret=SECRET, metrics=partial(exposition, watched), clock=self.time)

    def get(self, path: str) -> TestResponse:
        return Client(self.application).get(path)

    def post(
        self, body: bytes, *, content_type: str = FORM, headers: dict[str, str] | None = None, signed: bool = True
    ) -> Answered:
        own = signature_headers(SECRET, body, self.time()) if signed else {}
        answer = Client(self.application).post(
            SLACK_PATH, data=body, content_type=content_type, headers={**own, **(headers or {})}
        )
        return Answered(answer.status_code, answer.get_data(as_text=True))

    def command(self, text: str, *, without: str | None = None, **more: str) -> Answered:
        """Type ``/ops`` and ``text``; ``without`` leaves one field of Slack's form out."""
        self.triggers += 1
        form = {
            "team_id": "T0TEAM0001", "user_id": "U0ANA00001", "user_name": "ana", "channel_id": "C0OPS00001",
            "channel_name": "ops", "command": "/ops", "text": text, "trigger_id": f"{self.triggers}.2.3",
            "response_url": "http://127.0.0.1:1/", "api_app_id": "A0APP00001", **more,
        }  # fmt: skip
        form.pop(without or "", None)
        return self.post(urlencode(form).encode())

    def click(self, value: str | None, *, response_url: str = "http://127.0.0.1:1/", **more: Any) -> Answered:
        """Click a button that holds ``value``."""
        self.triggers += 1
        action = {"type": "button", "action_id": "ops", "block_id": "b", "action_ts": "1.0"}
        payload = {
            "type": "block_actions",
            "user": {"id": "U0BEN00001", "username": "ben", "name": "ben", "team_id": "T0TEAM0001"},
            "team": {"id": "T0TEAM0001", "domain": "d"},
            "enterprise": None,
            "api_app_id": "A0APP00001",
            "container": {"type": "message", "message_ts": "1.0", "channel_id": "C0OPS00001"},
            "channel": {"id": "C0OPS00001", "name": "ops"},
            "trigger_id": f"{self.triggers}.2.3",
            "response_url": response_url,
            "actions": [action if value is None else {**action, "value": value}],
            **more,
        }
        shown = {name: part for name, part in payload.items() if part != "left out"}
        return self.post(urlencode({"payload": json.dumps(shown)}).encode())

    def runs(self) -> list[dict[str, Any]]:
        """The first entry of every run, the newest first."""
        return [self.journals.read(str(run))[0].data for run in self.redis.lrange(RECENT, 0, -1)]

    def jobs(self) -> int:
        return int(self.redis.llen("rq:queue:runs"))
