"""Whatever comes from outside, in every place of a run where text can come from outside: it is shown, and is dead.

The strings go into every field that a person, AWS or a runbook's author fills; what only our code writes (ids of
steps, states, times) stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.charts.spec import ChartSpec
from bot.slack.message import Message
from bot.slack.render.shapes import Reply, TextFile
from bot.slack.render.thread import thread
from bot.slack.uploads import Uploads
from playground.slack.block_rules import message_problems
from tests.slack.rig import Rig, draw
from tests.slack.runs import RUN, Line, chart, state
from tests.slack.test_golden import SCREENS
from tests.slack.test_text import HOSTILE, holds_nothing_live

ANYTHING = st.text(st.characters(codec=None, exclude_categories=[]), min_size=1, max_size=300)
LONG = ["<!channel> " * 800, "https://evil.example/" * 400, "\u202e" * 500 + "*x*" * 900, "🔴<@U1>" * 900]

# Fields that our own code writes from a closed set of words.
OURS = {
    "run",
    "channel",
    "thread_ts",
    "timezone",
    "id",
    "phase",
    "state",
    "step",
    "effect",
    "verdict",
    "dry_run",
    "trend",
    "user",
    "team",
    "unit",
}


def poisoned(value: Any, text: str, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: poisoned(item, text, key) for key, item in value.items()}
    if isinstance(value, list):
        return [poisoned(item, text, name) for item in value]
    return text if isinstance(value, str) and name not in OURS else value


def poisoned_lines(lines: list[Line], text: str) -> list[Line]:
    # A journal is JSON in UTF-8: a lone surrogate comes out of it as an escape, and is a string all the same.
    return [(type_, poisoned(json.loads(json.dumps(data)), text)) for type_, data in lines]


@pytest.mark.parametrize("text", [*HOSTILE, *LONG], ids=lambda text: ascii(text[:20]))
@pytest.mark.parametrize("screen", SCREENS)
def test_known_tricks_in_every_field_of_every_screen(screen: str, text: str) -> None:
    _is_dead(poisoned_lines(SCREENS[screen], text))


@given(ANYTHING, st.sampled_from(sorted(SCREENS)))
@settings(max_examples=150, deadline=None)
def test_anything_in_every_field(text: str, screen: str) -> None:
    _is_dead(poisoned_lines(SCREENS[screen], text))


@given(ANYTHING)
@settings(max_examples=60, deadline=None)
def test_files_as_messages(text: str) -> None:
    uploads = Uploads(draw, lambda spec: spec.title + spec.alt)
    picture = ChartSpec.model_validate({**chart(), "title": text, "alt": text})
    for reply in [Reply("chart:x", picture=picture), Reply("rows:x:file", file=TextFile("a.txt", text, text))]:
        _message_is_dead(uploads.as_message(RUN, reply, text))


@pytest.mark.parametrize("text", [*HOSTILE, *LONG], ids=lambda text: ascii(text[:20]))
def test_slack_takes_them_posted_and_edited(rig: Rig, text: str) -> None:
    text = text.replace("\ud800", "")
    lines = poisoned_lines(SCREENS["rollback_done"], text)
    rig.write(lines[0])
    rig.settle()
    rig.write(*lines[1:])
    rig.settle()
    assert {call.error for call in rig.slack.calls()} == {None}
    for message in [rig.card(), *rig.replies()]:
        holds_nothing_live(message["text"])


def _is_dead(lines: list[Line]) -> None:
    rendered = thread(state(*lines))
    for message in [rendered.card, *(reply.message for reply in rendered.replies if reply.message)]:
        _message_is_dead(message)


def _message_is_dead(message: Message) -> None:
    for form in message.forms():
        holds_nothing_live(form.text)
        assert len(form.text) <= 4_000
        assert message_problems(form.blocks) == []
        for node in _nodes(form.blocks):
            assert node.get("type") not in {"mrkdwn", "markdown", "link", "user", "usergroup", "broadcast", "channel"}
            assert node.get("emoji") is not True
            if isinstance(shown := node.get("text"), str):
                assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\x00\x1b\x9b")
                shown.encode()


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _nodes(item)
    elif isinstance(value, list):
        for item in value:
            yield from _nodes(item)
