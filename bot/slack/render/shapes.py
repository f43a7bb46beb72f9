"""What a run looks like in Slack: a card, and the replies below it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.charts.spec import ChartSpec
from bot.slack.message import Message


@dataclass(frozen=True)
class TextFile:
    """More text than a message holds. ``name`` with its ending: ``rows.csv``."""

    name: str
    title: str
    content: str


@dataclass(frozen=True)
class Reply:
    """One message in the thread: a message, or a picture, or a file.

    ``key`` names it for good within the run: what was sent under it is edited, never sent again.
    """

    key: str
    message: Message | None = None
    picture: ChartSpec | None = None
    file: TextFile | None = None


@dataclass(frozen=True)
class Thread:
    card: Message
    replies: list[Reply]
