"""What a run's changes left behind: what was done, and the call that takes each back."""

from __future__ import annotations

from typing import Any

from bot.runs.state import RunState, StepState
from bot.slack import blocks as b
from bot.slack.blocks import Block, Span
from bot.slack.message import Message
from bot.slack.render.figures import Clock, counted, short_run
from bot.slack.render.metadata import reply_metadata
from bot.slack.render.plan import parameters
from bot.slack.render.shapes import Reply

KEY = "receipt"


def receipt_reply(state: RunState, clock: Clock) -> Reply | None:
    """``None`` as long as nothing was changed."""
    changed = [step for step in state.steps.values() if step.receipt]
    if not changed:
        return None
    title = f"Receipt of run {short_run(state.id)}"
    shown: list[Block] = [b.lines([Span(title, bold=True), f" · {counted(len(changed), 'change')}"])]
    for step in changed:
        shown += _change(step, state, clock)
    return Reply(KEY, Message.of(shown, metadata=reply_metadata(state.id, KEY)))


def _change(step: StepState, state: RunState, clock: Clock) -> list[Block]:
    receipt: dict[str, Any] = step.receipt or {}
    at = clock.at(state.times.get(step.id, state.last_at.timestamp()), seconds=True)
    calls = {call["step"]: call for call in (state.plan.calls if state.plan else [])}
    lines = []
    if call := calls.get(step.id):
        lines += [f"done: {call['operation']}", parameters(call["params"])]
    for name in ("before", "after"):
        if isinstance(receipt.get(name), dict):
            lines += [f"{name}:", parameters(receipt[name])]
    if undo := receipt.get("undo"):
        lines += [f"to take it back: {undo['operation']}", parameters(undo["params"])]
    else:
        lines.append(f"cannot be taken back: {receipt.get('irreversible') or 'no way is stated'}")
    return [b.lines([step.says or step.title, f" · {at}"]), b.preformatted("\n".join(lines))]
