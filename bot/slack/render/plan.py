"""What a run will change: a few lines on the card, every call in full as a reply."""

from __future__ import annotations

import json
from typing import Any

from bot.runs.state import PlanState, RunState
from bot.slack import blocks as b
from bot.slack.blocks import Block, Line, Span
from bot.slack.columns import aligned
from bot.slack.message import Message
from bot.slack.render.figures import counted, short_digest
from bot.slack.render.metadata import reply_metadata
from bot.slack.render.shapes import Reply

KEY = "plan"


def plan_lines(plan: PlanState) -> Block:
    """Digest, IAM actions, from where to where, live traffic, what takes it back, the way back."""
    actions = sorted({action for call in plan.calls for action in call.get("iam_actions") or []})
    first = [counted(len(plan.calls), "change"), *actions] if plan.calls else ["nothing to change"]
    shown: list[Line] = [[Span(f"Plan {short_digest(plan.digest)}", bold=True), " · " + " · ".join(first)]]
    shown += [[line] for line in plan.lines]
    shown.append([Span("Live traffic: ", bold=True), plan.live_traffic])
    shown.append([Span("What would take it back: ", bold=True), plan.taken_back_by])
    shown += [[Span("Undo: ", bold=True), _way_back(call)] for call in plan.calls]
    return b.lines(*shown)


def plan_reply(state: RunState, plan: PlanState) -> Reply:
    """Every call with its parameters, as it will be sent."""
    title = f"Plan {short_digest(plan.digest)} in full"
    shown = [
        b.lines([Span(title, bold=True), f" · {counted(len(plan.calls), 'call')} to AWS, in this order"]),
        *(b.preformatted(call_text(number, call)) for number, call in enumerate(plan.calls, 1)),
        b.context(f"digest {plan.digest}"),
    ]
    return Reply(KEY, Message.of(shown, metadata=reply_metadata(state.id, KEY)))


def call_text(number: int, call: dict[str, Any]) -> str:
    lines = [f"{number}. {call['operation']}  {', '.join(call.get('iam_actions') or [])}".rstrip()]
    lines.append(parameters(call["params"]))
    if undo := call.get("undo"):
        lines += [f"undo: {undo['operation']}", parameters(undo["params"])]
    else:
        lines.append(f"no undo: {call.get('irreversible') or 'none is stated'}")
    return "\n".join(lines)


def parameters(params: dict[str, Any]) -> str:
    """One line each, names and values lined up; what is not a plain value as JSON."""
    lines = aligned([["  " + name, _value(value)] for name, value in params.items()])
    return "\n".join(lines) or "  no parameters"


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _way_back(call: dict[str, Any]) -> str:
    """``lambda.update_alias with FunctionVersion 42``: what differs between the call and its undo."""
    undo = call.get("undo")
    if not undo:
        return f"none. {call.get('irreversible') or ''}".strip()
    said = ", ".join(
        f"{name} {value}"
        for name, value in undo["params"].items()
        if value != call["params"].get(name) and not isinstance(value, dict | list)
    )
    return f"{undo['operation']} with {said}" if said else str(undo["operation"])
