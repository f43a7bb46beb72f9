"""Typing commands in the simulated Slack and reading what came of them, until the thread has come to rest."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import store
from bot.errors import OpsbotError
from bot.journal import DIRTY, Journals
from bot.runs.state import RunState, fold
from playground.slack import Ack, SimulatedSlack

REST_SECONDS = 150.0


class NotAtRest(OpsbotError):
    """A thread that goes on longer than any demo should."""


@dataclass(frozen=True)
class Told:
    """What came of one command. ``messages`` are Slack's own, the card first; ``pictures`` the files saved."""

    command: str
    person: str
    well: bool
    run: str | None
    messages: list[dict[str, Any]]
    pictures: list[Path] = field(default_factory=list)


class Conversation:
    def __init__(self, slack: SimulatedSlack, redis_url: str, key: str) -> None:
        self._slack = slack
        self._redis = store.connect(redis_url, timeout_seconds=5)
        self._journals = Journals(self._redis, key)

    def say(self, command: str, *, person: str, channel: str = "ops", out: Path | None = None) -> Told:
        """Type ``command`` and wait until nothing more happens in its thread.

        Raises:
            NotAtRest: after two and a half minutes.
        """
        before = {message["ts"] for message in self._slack.messages(channel)}
        private = len(self._slack.ephemerals(channel, person))
        ack = self._slack.type(command, channel=channel, user=person)
        said = self._slack.ephemerals(channel, person)[private:]
        if said or not ack.ok:
            return Told(command, person, _is_answer(ack, command), None, said)
        card, state = self._rest(channel, before)
        thread = self._slack.thread(channel, card["ts"])
        assert state.ending  # noqa: S101 -- a thread at rest has ended
        return Told(command, person, state.ending.verdict.well, state.id, thread, self._save(card, out))

    def _rest(self, channel: str, before: set[str]) -> tuple[dict[str, Any], RunState]:
        deadline = time.monotonic() + REST_SECONDS
        while time.monotonic() < deadline:
            for message in self._slack.messages(channel):
                run = (message.get("metadata") or {}).get("event_payload", {}).get("run_id")
                if message["ts"] in before or run is None:
                    continue
                state = fold(self._journals.read(run))
                if state.ending and self._redis.zscore(DIRTY, run) is None:
                    return message, state
            time.sleep(0.1)
        raise NotAtRest(f"The thread has not come to rest within {REST_SECONDS:g} s.")

    def _save(self, card: dict[str, Any], out: Path | None) -> list[Path]:
        if out is None:
            return []
        out.mkdir(parents=True, exist_ok=True)
        saved = []
        for file in self._slack.files():
            if file.thread_ts == card["ts"]:
                path = out / re.sub(r"[^\w.-]", "-", file.name)
                path.write_bytes(file.bytes)
                saved.append(path)
        return saved


def _is_answer(ack: Ack, command: str) -> bool:
    """Whether what only the person saw is an answer (help) and no refusal."""
    words = command.split()
    return ack.ok and ("help" in words[1:2] or "--help" in words)
