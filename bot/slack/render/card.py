"""The card of a run: one message that is edited in place from the question to the result."""

from __future__ import annotations

from bot.runs.state import RunState, Verdict
from bot.slack import blocks as b
from bot.slack.blocks import Block, Button, Line, Span
from bot.slack.message import Message
from bot.slack.render.commands import carried_out, label, next_steps, with_buttons
from bot.slack.render.figures import Clock
from bot.slack.render.heading import heading
from bot.slack.render.metadata import card_metadata
from bot.slack.render.plan import plan_lines
from bot.slack.render.steps import steps

CARRY_IT_OUT = "Carry it out"


def run_card(state: RunState, clock: Clock) -> Message:
    shown: list[Block | None] = [
        *heading(state, clock),
        _result(state, clock),
        plan_lines(state.plan) if state.plan else None,
        steps(state, clock),
        *_next(state),
    ]
    return Message.of(shown, metadata=card_metadata(state))


def _result(state: RunState, clock: Clock) -> Block | None:
    if state.ending is None:
        return None
    said: list[Line] = [[Span(state.ending.message, bold=state.ending.verdict is not Verdict.DONE)]]
    if state.ending.verdict is Verdict.UNKNOWN:
        said = [*_sent(state, clock), *said]
    return b.lines(*said)


def _sent(state: RunState, clock: Clock) -> list[Line]:
    """What was sent when, as far as the journal knows."""
    if state.intent is None:
        return []
    at = clock.at(state.intent.at, seconds=True)
    return [[Span("Sent: ", bold=True), f"{state.intent.operation}, written down to be sent at {at}, no answer"]]


def _next(state: RunState) -> list[Block | None]:
    if state.ending is None:
        return []
    commands = state.ending.next_commands
    if state.ending.verdict is not Verdict.PLANNED:
        return next_steps(commands)
    digest = state.plan.digest if state.plan else ""
    sure = f"{state.asked.title}: plan {digest[:4]} is carried out at once."
    first = Button(CARRY_IT_OUT, carried_out(state.asked.command, digest), "primary", confirm=sure)
    return with_buttons([first, *(Button(label(command), command) for command in commands)])
