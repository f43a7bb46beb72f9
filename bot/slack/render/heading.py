"""The first two lines of a card: what and is it all right; who, when, which run."""

from __future__ import annotations

from bot.runs.state import RunState, Verdict
from bot.slack import blocks as b
from bot.slack.blocks import Block
from bot.slack.render.figures import Clock, counted, lasted, short_run
from bot.slack.text import cut, one_line

_REASON = 300
_LOOKS = {"read", "sensitive"}
_EMOJI = {
    Verdict.DONE: "✅",
    Verdict.PLANNED: "📋",
    Verdict.REFUSED: "🚫",
    Verdict.FAILED: "❌",
    Verdict.UNKNOWN: "⚠️",
}


def heading(
    state: RunState, clock: Clock, *, place: str | None = None, verdict: tuple[str, str] | None = None
) -> list[Block]:
    """``verdict``: an emoji and the words for how it stands; it and ``place`` are the result's, if any."""
    emoji, words = verdict or standing(state, clock)
    where = place_of(state) if place is None else place
    return [
        b.header(" · ".join(part for part in (f"{emoji} {subject(state)}", where, words) if part)),
        b.context(_who(state, clock)),
    ]


def subject(state: RunState) -> str:
    """What is done to what: the runbook's title, and the target where the title does not name it."""
    asked = state.asked
    if not asked.target or asked.target in asked.title or asked.target in asked.systems:
        return asked.title
    return f"{asked.title}: {asked.target}"


def place_of(state: RunState) -> str:
    """``serverless-api prod``, ``5 systems · prod``, ``5 systems``."""
    asked = state.asked
    if len(asked.systems) == 1:
        return " ".join(part for part in (asked.systems[0], asked.environment) if part)
    systems = counted(len(asked.systems), "system") if asked.systems else ""
    return " · ".join(part for part in (systems, asked.environment) if part)


def standing(state: RunState, clock: Clock) -> tuple[str, str]:
    """An emoji that repeats it, and the words that say how the run stands."""
    if state.ending:
        took = lasted((state.ending.at - state.asked_at).total_seconds())
        words = {
            Verdict.DONE: f"done, {took}",
            Verdict.PLANNED: "planned, nothing changed",
            Verdict.REFUSED: "refused" if state.asked.risk in _LOOKS else "refused, nothing changed",
            Verdict.FAILED: f"failed, {took}",
            Verdict.UNKNOWN: "UNKNOWN: needs you",
        }
        return _EMOJI[state.ending.verdict], words[state.ending.verdict]
    if state.parked_until is not None:
        return "⏳", f"waiting until {clock.at(state.parked_until, seconds=True)}"
    if state.head == 1:
        return "🕓", "queued"
    return "▶️", f"running, {lasted((state.last_at - state.asked_at).total_seconds())}"


def _who(state: RunState, clock: Clock) -> str:
    asked = state.asked
    name = one_line(asked.by.get("name") or asked.by.get("user") or "Somebody")
    parts = [f"{name} asked at {clock.at(state.asked_at)}", f"run {short_run(state.id)}"]
    if asked.dry_run:
        parts.append("dry run")
    if asked.reason:
        parts.append(f"reason: “{cut(one_line(asked.reason), _REASON)}”")
    return " · ".join(parts)
