"""Whom a message would call and where it would lead."""

from typing import Any

import pytest

from playground.slack.live_marks import live_marks


def block(kind: str, text: str, **more: Any) -> dict[str, Any]:
    if kind == "markdown":
        return {"type": "markdown", "text": text}
    return {"type": "section", "text": {"type": kind, "text": text, **more}}


def rich(kind: str, *elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(elements)}]}


HOSTILE = "<!channel> <@U0ANA00001> https://evil.example"


@pytest.mark.parametrize(
    ("blocks", "alive"),
    [
        ([block("mrkdwn", "<!channel> hi")], ["<!channel>"]),
        ([block("mrkdwn", "<@U0ANA00001> <#C0OPS00001>")], ["<@U0ANA00001>", "<#C0OPS00001>"]),
        ([block("mrkdwn", "<https://a.example|here>")], ["<https://a.example|here>"]),
        ([block("mrkdwn", "see https://a.example/x")], ["https://a.example/x"]),
        ([block("mrkdwn", "see https://a.example/x", verbatim=True)], []),
        ([block("mrkdwn", "`curl https://a.example`")], []),
        ([block("mrkdwn", "``` ``` <!here> ```")], ["<!here>"]),
        ([block("mrkdwn", "&lt;!channel&gt; 1 < 2 and 3 > 2")], []),
        ([block("plain_text", HOSTILE)], []),
        ([block("markdown", "[a](https://a.example)")], ["https://a.example)", "](https://a.example)"]),
        ([{"type": "table", "rows": [[{"type": "raw_text", "text": HOSTILE}]]}], []),
        ([rich("rich_text_preformatted", {"type": "text", "text": HOSTILE})], []),
        ([rich("rich_text_section", {"type": "broadcast", "range": "here"})], ["broadcast:here"]),
        ([rich("rich_text_section", {"type": "user", "user_id": "U0BEN00002"})], ["user:U0BEN00002"]),
    ],
)
def test_in_blocks(blocks: list[dict[str, Any]], alive: list[str]) -> None:
    assert live_marks({"text": "", "blocks": blocks}) == alive


def test_in_the_top_level_text() -> None:
    message = {"text": "<!here> https://a.example"}
    assert live_marks(message) == ["<!here>"]
    assert live_marks(message, parse="client") == ["<!here>", "https://a.example"]
