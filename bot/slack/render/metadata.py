"""What our messages carry for us to find them by: ids and digests only, since everybody there can read it."""

from __future__ import annotations

from typing import Any

from bot.runs.state import RunState

RUN = "opsbot_run"
REPLY = "opsbot_reply"


def card_metadata(state: RunState) -> dict[str, Any]:
    """The journal's head, so that a journal that was cut can be noticed from outside Redis."""
    payload = {"run_id": state.id, "head": state.head, "digest": state.head_digest}
    return {"event_type": RUN, "event_payload": payload}


def reply_metadata(run: str, key: str) -> dict[str, Any]:
    return {"event_type": REPLY, "event_payload": {"run_id": run, "key": key}}
