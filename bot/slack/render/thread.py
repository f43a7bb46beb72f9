"""A run's state as Slack shows it: nothing else goes in, no call comes out."""

from __future__ import annotations

from bot.runs.state import RunState
from bot.slack.render.card import run_card
from bot.slack.render.figures import Clock
from bot.slack.render.plan import plan_reply
from bot.slack.render.receipts import receipt_reply
from bot.slack.render.results import result_replies
from bot.slack.render.shapes import Reply, Thread


def thread(state: RunState) -> Thread:
    """The card, and below it the plan in full, what the steps found, and the receipt."""
    clock = Clock(state.asked.timezone, state.last_at)
    replies: list[Reply] = []
    if state.plan and state.plan.calls:
        replies.append(plan_reply(state, state.plan))
    replies += result_replies(state)
    if (receipt := receipt_reply(state, clock)) is not None:
        replies.append(receipt)
    return Thread(run_card(state, clock), replies)
