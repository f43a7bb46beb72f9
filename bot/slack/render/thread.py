"""A run's state as Slack shows it: nothing else goes in, no call comes out."""

from __future__ import annotations

from bot.runs.state import RunState
from bot.slack.render.card import run_card
from bot.slack.render.figures import Clock
from bot.slack.render.plan import plan_reply
from bot.slack.render.receipts import receipt_reply
from bot.slack.render.results import result_replies
from bot.slack.render.shapes import Reply, Thread
from bot.slack.render.survey_card import survey_card, survey_replies
from bot.slack.render.survey_shape import survey_of


def thread(state: RunState) -> Thread:
    """The card, and below it the plan in full, what the steps found, and the receipt."""
    clock = Clock(state.asked.timezone, state.last_at)
    survey = survey_of(state)
    card = run_card(state, clock) if survey is None else survey_card(state, survey, clock)
    replies: list[Reply] = []
    if state.plan and state.plan.calls:
        replies.append(plan_reply(state, state.plan))
    if survey is not None:
        replies += survey_replies(state.id, survey, clock)
    replies += result_replies(state)
    if (receipt := receipt_reply(state, clock)) is not None:
        replies.append(receipt)
    return Thread(card, replies)
