"""Delivery set up against a real Redis and the simulated Slack, on one clock that tests move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from redis import Redis

from bot.charts.spec import ChartSpec
from bot.journal import DIRTY, Head, Journals
from bot.runs.state import RunState
from bot.slack.client import SlackClient
from bot.slack.courier import Courier
from bot.slack.delivery import Deliverer, Outcome
from bot.slack.ledger import Ledger, Slot
from bot.slack.render.shapes import Thread
from bot.slack.render.thread import thread
from bot.slack.uploads import Uploads
from playground.slack import SimulatedSlack
from tests.slack.runs import RUN, Line

OPS = "C0OPS00001"
PNG = b"\x89PNG\r\n\x1a\n not a real picture"


@dataclass
class Clock:
    """Seconds since the epoch, moved by hand; the simulated Slack lives by it too."""

    now: float = 1_795_180_000.0

    def __call__(self) -> float:
        return self.now


def draw(spec: ChartSpec) -> bytes:
    return PNG + spec.title.encode()


def in_words(spec: ChartSpec) -> str:
    return f"{spec.panels[0].label}: 0.1 % ▁▇▁"


@dataclass
class Rig:
    redis: Redis
    slack: SimulatedSlack
    clock: Clock
    heads: dict[str, Head] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.journals = Journals(self.redis, "k" * 32)
        self.render: Callable[[RunState], Thread] = thread
        self.deliverer = self.deliverer_with(self.journals)

    def deliverer_with(self, journals: Journals) -> Deliverer:
        client = SlackClient(self.slack.bot_token, self.slack.api_url, timeout_seconds=1)
        uploads = Uploads(draw, in_words)
        return Deliverer(self.redis, journals, client, uploads, self._rendered, now=self.clock)

    def courier(self) -> Courier:
        return Courier(self.deliverer, now=self.clock)

    def _rendered(self, state: RunState) -> Thread:
        return self.render(state)

    def edit_slot(self, key: str, **changes: Any) -> None:
        """Make the ledger say what it would after a crash."""
        ledger = Ledger(self.redis, RUN)
        ledger.put(key, replace(ledger.slot(key), **changes))

    def write(self, *lines: Line, run: str = RUN) -> None:
        """Append to the run's journal, which marks the run."""
        for type_, data in lines:
            head = self.heads.get(run, Head())
            shown = {**data, "run": run} if type_ == "asked" else data
            closes = "test" if type_ == "ended" else None
            at = datetime.fromtimestamp(self.clock(), UTC)
            entry = self.journals.append(run, head, type_, shown, now=at, closes=closes)
            self.heads[run] = Head(entry.number, entry.digest)

    def deliver(self, run: str = RUN) -> Outcome:
        return self.deliverer.deliver(run)

    def settle(self, run: str = RUN, *, most: int = 60) -> Outcome:
        """Deliver as the loop would, each time the mark falls due, until the mark is gone."""
        for _ in range(most):
            due = self.redis.zscore(DIRTY, run)
            if due is None:
                break
            self.clock.now = max(self.clock.now, float(due))
            outcome = self.deliver(run)
        else:
            raise AssertionError(f"run {run} does not come to rest")
        return outcome

    def card(self, channel: str = OPS, run: str = RUN) -> dict[str, Any]:
        (found,) = self.cards(channel, run)
        return found

    def cards(self, channel: str = OPS, run: str = RUN) -> list[dict[str, Any]]:
        return [m for m in self.slack.messages(channel) if _payload(m).get("run_id") == run]

    def replies(self, channel: str = OPS, run: str = RUN) -> list[dict[str, Any]]:
        return self.slack.thread(channel, self.card(channel, run)["ts"])[1:]

    def keys(self, channel: str = OPS) -> list[str]:
        """The replies as they stand in the thread: their keys, or the names of their files."""
        return [m["files"][0]["name"] if m.get("files") else _payload(m)["key"] for m in self.replies(channel)]

    def calls(self, method: str) -> list[Any]:
        return [call for call in self.slack.calls() if call.method == method]

    def slot(self, key: str, run: str = RUN) -> Slot:
        return Ledger(self.redis, run).slot(key)


def _payload(message: dict[str, Any]) -> dict[str, Any]:
    payload: dict[str, Any] = message.get("metadata", {}).get("event_payload", {})
    return payload
