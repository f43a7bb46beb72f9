"""Rich text, whose text is never parsed for markup (Slack: Rich text block)."""

from collections.abc import Mapping

from playground.slack.block_rules.objects import BLOCK_ID, URL
from playground.slack.block_rules.schema import Rule, boolean, by_type, listing, shape, string, whole_number

STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
STYLE = shape(None, {}, dict.fromkeys(STYLES, boolean))


def _inline(kind: str, required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    return shape(kind, required, {"style": STYLE, **(optional or {})})


TEXT = _inline("text", {"text": string()})
LINK = _inline("link", {"url": URL}, {"text": string(least=0), "unsafe": boolean})

INLINE = by_type(
    {
        "text": TEXT,
        "link": LINK,
        "user": _inline("user", {"user_id": string()}),
        "usergroup": _inline("usergroup", {"usergroup_id": string()}),
        "channel": _inline("channel", {"channel_id": string()}),
        "team": _inline("team", {"team_id": string()}),
        "emoji": _inline(
            "emoji",
            {"name": string()},
            {"unicode": string(), "skin_tone": whole_number(least=1, most=6)},
        ),
        "date": _inline("date", {"timestamp": whole_number(), "format": string()}, {"url": URL, "fallback": string()}),
        "broadcast": _inline("broadcast", {"range": string(among=("here", "channel", "everyone"))}),
        "color": _inline("color", {"value": string()}),
    }
)

BORDER = whole_number(least=0, most=1)
SECTION = shape("rich_text_section", {"elements": listing(INLINE, least=0)})
LIST = shape(
    "rich_text_list",
    {"style": string(among=("bullet", "ordered")), "elements": listing(SECTION)},
    {"indent": whole_number(least=0, most=8), "offset": whole_number(least=0), "border": BORDER},
)
PREFORMATTED = shape(
    "rich_text_preformatted",
    {"elements": listing(by_type({"text": TEXT, "link": LINK}))},
    {"border": BORDER, "language": string()},
)
QUOTE = shape("rich_text_quote", {"elements": listing(INLINE)}, {"border": BORDER})

RICH_TEXT = shape(
    "rich_text",
    {
        "elements": listing(
            by_type(
                {
                    "rich_text_section": SECTION,
                    "rich_text_list": LIST,
                    "rich_text_preformatted": PREFORMATTED,
                    "rich_text_quote": QUOTE,
                }
            )
        )
    },
    {"block_id": BLOCK_ID},
)
