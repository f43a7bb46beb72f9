"""Runs as the terminal shows them, read from their journals."""

from __future__ import annotations

from typing import Any, cast

from bot import settings as settings_module
from bot import store
from bot.errors import UserError
from bot.journal import RECENT, JournalBroken, Journals
from bot.runs.state import RunState, fold
from bot.settings import JournalSettings

TIMEOUT_SECONDS = 5.0
SHOWN = 100


def latest() -> list[dict[str, Any]]:
    """The newest first.

    ``[{"run", "asked_at", "command", "by", "systems", "environment", "target", "state", "message"}]``
    """
    journals, redis = _open()
    ids = cast("list[str]", redis.lrange(RECENT, 0, SHOWN - 1))
    return [_row(journals, run) for run in ids]


def one(run: str) -> dict[str, Any]:
    """A run's summary and ``journal``: ``[{"number", "type", "at", "data", "digest"}]``.

    Raises:
        UserError: there is no such run.
    """
    journals, _ = _open()
    entries = journals.read(run)
    if not entries:
        raise UserError(f"There is no run {run}. See what there is: opsbot runs")
    journal = [
        {"number": e.number, "type": e.type, "at": e.at.isoformat(), "data": e.data, "digest": e.digest}
        for e in entries
    ]
    return {**_summary(fold(entries)), "journal": journal}


def _row(journals: Journals, run: str) -> dict[str, Any]:
    """A run's summary; one whose journal cannot be used is listed as such, and hides no other."""
    try:
        return _summary(fold(journals.read(run)))
    except (JournalBroken, ValueError) as error:
        unknown = dict.fromkeys(("asked_at", "command", "by", "environment", "target"), "?")
        return {"run": run, **unknown, "systems": [], "state": "broken", "message": str(error)}


def _summary(state: RunState) -> dict[str, Any]:
    asked = state.asked
    standing = "parked" if state.parked_until is not None else "running"
    return {
        "run": state.id,
        "asked_at": state.asked_at.isoformat(),
        "command": asked.command,
        "by": asked.by["name"],
        "systems": asked.systems,
        "environment": asked.environment,
        "target": asked.target,
        "state": state.ending.verdict if state.ending else standing,
        "message": state.ending.message if state.ending else state.parked_why,
    }


def _open() -> tuple[Journals, Any]:
    settings = settings_module.read(JournalSettings)
    redis = store.connect(settings.redis_url, timeout_seconds=TIMEOUT_SECONDS)
    store.require(redis, settings.redis_url)
    return Journals(redis, settings.opsbot_key.get_secret_value()), redis
