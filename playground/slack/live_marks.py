"""What in a message is alive: whom it would call, and where it would lead (Slack: Formatting text)."""

import re
from collections.abc import Iterator
from typing import Any

from playground.slack.workspace import Message

MARK = re.compile(r"<([@#!][^<>\n]*|[a-z][a-z0-9+.-]*:[^<>\n]*)>", re.IGNORECASE)
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
BARE_URL = re.compile(r"(?<!<)\bhttps?://[^\s<>|]+", re.IGNORECASE)
MARKDOWN_LINK = re.compile(r"\]\(\s*([^)\s]+)")
LIVE_RICH_TEXT = {
    "user": "user_id",
    "usergroup": "usergroup_id",
    "channel": "channel_id",
    "team": "team_id",
    "broadcast": "range",
    "link": "url",
}


def live_marks(message: Message, *, parse: str = "none") -> list[str]:
    """Every mention and link that Slack would make of this message, as it was written; empty when none.

    ``["<!channel>", "<https://example.com|here>", "broadcast:here"]``. ``parse`` is the argument that the message
    was sent with: unless it is ``none``, bare URLs in the top-level text are links too. A mark inside backticks
    counts, since backticks in the text itself end the code it stands in.
    """
    return [*_in_text(message.get("text", ""), bare_urls=parse != "none"), *_in_blocks(message.get("blocks", []))]


def _in_text(text: str, *, bare_urls: bool) -> Iterator[str]:
    for mark in MARK.finditer(text):
        yield mark.group(0)
    if bare_urls:
        for url in BARE_URL.finditer(CODE.sub("", MARK.sub("", text))):
            yield url.group(0)


def _in_blocks(part: object) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _in_blocks(item)
    elif isinstance(part, dict):
        yield from _in_part(part)
        for value in part.values():
            yield from _in_blocks(value)


def _in_part(part: dict[str, Any]) -> Iterator[str]:
    kind = part.get("type")
    if kind == "mrkdwn":
        yield from _in_text(part["text"], bare_urls=not part.get("verbatim"))
    elif kind == "markdown":
        yield from _in_text(part["text"], bare_urls=True)
        for link in MARKDOWN_LINK.finditer(CODE.sub("", part["text"])):
            yield f"]({link.group(1)})"
    elif kind in LIVE_RICH_TEXT and LIVE_RICH_TEXT[kind] in part:
        yield f"{kind}:{part[LIVE_RICH_TEXT[kind]]}"
