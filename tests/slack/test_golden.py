"""Every screen as a file: `OPSBOT_GOLDEN=write pytest tests/slack/test_golden.py` writes them anew."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from bot.slack.message import Message
from bot.slack.render.shapes import Reply, Thread
from bot.slack.render.thread import thread
from playground.slack.block_rules import block_characters, message_problems
from tests.slack import surveys
from tests.slack.runs import (
    DONE,
    INTENT,
    LOOKED,
    PLAN,
    Line,
    asked,
    chart,
    ended,
    outcome,
    parked,
    state,
    step,
)

GOLDEN = Path(__file__).parent / "golden"

LOST = "The worker that sent it was lost before AWS's answer was written down."
UNKNOWN = (
    "The call of step “Point the alias at the version before” was written down to be sent to AWS and no outcome is "
    "known: it may have happened. Look at what is there before doing anything again."
)
LOOK_AGAIN = ["/ops status create-item --env prod", "/ops rollback create-item --env prod --dry-run"]
DENIED = (
    "Access denied: role opsbot-serverless-prod may not lambda:UpdateAlias on CreateItemFunction. "
    "Nothing was changed. The policy it needs: opsbot iam-policy --runbook rollback"
)
ROWS = {"columns": ["Version", "Errors"], "rows": [[f"v{n}", f"{n / 10:.1f} %"] for n in range(42, 1, -1)]}

SCREENS: dict[str, list[Line]] = {
    "rollback_queued": [asked()],
    "rollback_looking": [asked(), LOOKED],
    "rollback_planned": [
        asked(dry_run=True, command="/ops rollback create-item --env prod --dry-run"),
        LOOKED,
        PLAN,
        ended("planned", "Nothing was changed: this was a dry run."),
    ],
    "rollback_changing": [asked(), LOOKED, PLAN, INTENT],
    "rollback_waiting": [asked(), LOOKED, PLAN, INTENT, outcome(), parked()],
    "rollback_done": DONE,
    "rollback_refused": [
        asked(),
        step("alias", "failed", says="Alias prod serves $LATEST, which has no version before it."),
        ended(
            "refused",
            "Alias prod serves $LATEST, which has no version before it. Nothing was changed.",
            "/ops help rollback",
        ),
    ],
    "rollback_denied": [
        asked(),
        LOOKED,
        PLAN,
        INTENT,
        outcome("REJECTED", message=DENIED, code="AccessDeniedException"),
        ended("failed", DENIED),
    ],
    "rollback_did_not_help": [
        *DONE[:6],
        step("settle", seconds=40.0),
        step("after", "failed", says="Errors are still 11.8 % (before: 5.8 %)", result={"chart": chart()}),
        ended("failed", "Errors are still 11.8 % (before: 5.8 %). What was changed stays: Alias prod v42 → v41."),
    ],
    "rollback_unknown": [
        asked(),
        LOOKED,
        PLAN,
        INTENT,
        outcome("UNKNOWN", message=LOST),
        ended("unknown", UNKNOWN, *LOOK_AGAIN),
    ],
    "rollback_intent_open": [asked(), LOOKED, PLAN, INTENT, ended("unknown", UNKNOWN, *LOOK_AGAIN)],
    "rows": [asked(), step("alias", result=ROWS)],
    "status_all": surveys.status(
        surveys.TODO_APP, surveys.LIFESTYLE_APP, surveys.SERVERLESS_API, charts=[chart("API availability")]
    ),
    "status_one": surveys.status(surveys.SERVERLESS_API, charts=[chart("API availability")]),
    "status_resource": surveys.status(
        {**surveys.SERVERLESS_API, "resource": "create-item", "levels": surveys.SERVERLESS_API["levels"][2:3]}
    ),
    "status_without_levels": surveys.status(surveys.TODO_APP, changes=[]),
    "status_all_right": surveys.status(surveys.TODO_APP, {**surveys.TODO_APP, "system": "reviews-app"}, changes=[]),
    "status_asides": surveys.status(
        surveys.TODO_APP,
        {**surveys.TODO_APP, "system": "data-pipeline", "environment": "staging"},
        other_alarms=["Billing"],
        problems=["CloudTrail of 123456789012 us-east-1 cannot be read: access denied."],
        changes=[{**surveys.RELEASE, "short": f"function-{n}"} for n in range(8)],
    ),
}


@pytest.mark.parametrize("name", SCREENS)
def test_screen(name: str) -> None:
    shown = _json(thread(state(*SCREENS[name])))
    file = GOLDEN / f"{name}.json"
    if os.environ.get("OPSBOT_GOLDEN") == "write":
        file.write_text(json.dumps(shown, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert json.loads(file.read_text(encoding="utf-8")) == shown


def test_no_file_without_a_screen() -> None:
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(SCREENS)


@pytest.mark.parametrize("name", SCREENS)
def test_slack_takes_every_form(name: str) -> None:
    rendered = thread(state(*SCREENS[name]))
    for message in _messages(rendered):
        for form in message.forms():
            assert message_problems(form.blocks) == []
            assert block_characters(form.blocks) < 13_200
            assert 0 < len(form.text) <= 4_000


@pytest.mark.parametrize("name", SCREENS)
def test_tone(name: str) -> None:
    for message in _messages(thread(state(*SCREENS[name]))):
        said = message.text.casefold()
        assert "!" not in said
        assert not {"sorry", "please", "oops", "unfortunately"} & set(said.split())


@pytest.mark.parametrize("name", SCREENS)
def test_keys_are_unique(name: str) -> None:
    keys = [reply.key for reply in thread(state(*SCREENS[name])).replies]
    assert len(keys) == len(set(keys))


def _messages(rendered: Thread) -> list[Message]:
    return [rendered.card, *(reply.message for reply in rendered.replies if reply.message)]


def _json(rendered: Thread) -> dict[str, Any]:
    return {"card": asdict(rendered.card), "replies": [_reply(reply) for reply in rendered.replies]}


def _reply(reply: Reply) -> dict[str, Any]:
    shown: dict[str, Any] = {"key": reply.key}
    if reply.message:
        shown["message"] = asdict(reply.message)
    if reply.picture:
        shown["picture"] = reply.picture.title
    if reply.file:
        shown["file"] = asdict(reply.file)
    return shown
