"""The few words and signs that the parts of a survey share; the sign only repeats the word beside it."""

from __future__ import annotations

from bot.service_levels.quantity import span
from bot.slack.render.survey_shape import Survey

DOTS = {"ok": "🟢", "missed": "🔴", "alarm": "🔴", "unhealthy": "🔴", "unknown": "🟡"}
LEVEL_DOTS = {"met": "🟢", "missed": "🔴", "cannot tell": "🟡"}

_HOUR, _DAY = 3_600, 86_400


def window(seconds: float) -> str:
    """``last hour``, ``last day``, ``last 6 h``."""
    if seconds in {_HOUR, _DAY}:
        return "last hour" if seconds == _HOUR else "last day"
    return f"last {span(seconds)}"


def verdict(survey: Survey) -> tuple[str, str]:
    """A sign and the words for the whole: of one system its own, of several how many are not all right."""
    systems = survey.systems
    wrong = sum(system.wrong for system in systems)
    unknown = sum(system.state == "unknown" for system in systems)
    dot = "🔴" if wrong else "🟡" if unknown or not systems else "🟢"
    if len(systems) == 1:
        return dot, systems[0].headline
    if not wrong and not unknown:
        return dot, f"{len(systems)} of {len(systems)} all right" if systems else "nothing to look at"
    parts = [f"{wrong} of {len(systems)} not all right"] if wrong else []
    if unknown:
        parts.append(f"{unknown} cannot be told" if wrong else f"{unknown} of {len(systems)} cannot be told")
    return dot, ", ".join(parts)
