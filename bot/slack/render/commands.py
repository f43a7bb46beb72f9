"""What to do next: commands to type, and the same as buttons."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.slack import blocks as b
from bot.slack.blocks import Block, Button, Line, Span
from bot.slack.text import one_line

MOST_BUTTONS = 5
PLAN_DIGITS = 12

_DRY_RUN = re.compile(r"""("[^"]*"|'[^']*'|“[^”]*”)|\s+--dry-run(?=\s|$)""")
_LABELS = {"status": "Look into", "rollback": "Roll back"}


def next_steps(commands: Sequence[str]) -> list[Block | None]:
    """Each command once as text, and as a button."""
    return with_buttons([Button(label(command), command) for command in dict.fromkeys(commands)])


def with_buttons(buttons: Sequence[Button]) -> list[Block | None]:
    if not buttons:
        return []
    shown: list[Line] = [[Span("Next: ", bold=True), Span(one_line(buttons[0].command), code=True)]]
    shown += [["or: ", Span(one_line(button.command), code=True)] for button in buttons[1:]]
    return [b.lines(*shown), b.actions(list(buttons)[:MOST_BUTTONS])]


def label(command: str) -> str:
    """``/ops status serverless-api --env prod`` becomes ``Look into serverless-api``."""
    words = [word for word in one_line(command).split() if not word.startswith("/")]
    verb = words[0] if words else command
    target = words[1] if len(words) > 1 and not words[1].startswith("-") and "=" not in words[1] else ""
    dry = "Plan: " if "--dry-run" in words else ""
    does = (_LABELS.get(verb) if target else None) or verb[:1].upper() + verb[1:].replace("-", " ")
    return f"{dry}{does} {target}".strip()


def carried_out(command: str, digest: str) -> str:
    """The command of a dry run without ``--dry-run``, bound to the plan that was shown.

    What stands in quotes is left as it is.
    """
    return f"{_DRY_RUN.sub(lambda found: found.group(1) or '', command)} plan={digest[:PLAN_DIGITS]}"
