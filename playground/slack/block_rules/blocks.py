"""The blocks themselves (Slack: Blocks). Other types are refused, as by a workspace that lacks them."""

from playground.slack.block_rules.elements import IMAGE as IMAGE_ELEMENT
from playground.slack.block_rules.elements import IN_A_SECTION, IN_ACTIONS, IN_AN_INPUT
from playground.slack.block_rules.objects import (
    ALT_TEXT,
    BLOCK_ID,
    SLACK_FILE,
    URL,
    any_text,
    mrkdwn,
    plain_text,
)
from playground.slack.block_rules.rich_text import RICH_TEXT
from playground.slack.block_rules.schema import (
    Rule,
    boolean,
    by_type,
    listing,
    nothing_or,
    number,
    shape,
    string,
    whole_number,
)

ID = {"block_id": BLOCK_ID}

SECTION = shape(
    "section",
    {},
    {
        "text": any_text(3000),
        "fields": listing(any_text(2000), most=10),
        "accessory": by_type(IN_A_SECTION),
        "expand": boolean,
        **ID,
    },
    one_of=("text", "fields"),
)
HEADER = shape("header", {"text": plain_text(150)}, {"level": whole_number(least=1, most=4), **ID})
DIVIDER = shape("divider", {}, ID)
IMAGE = shape(
    "image",
    {"alt_text": ALT_TEXT},
    {"image_url": URL, "slack_file": SLACK_FILE, "title": plain_text(2000), **ID},
    one_of=("image_url", "slack_file"),
)
CONTEXT = shape(
    "context",
    {"elements": listing(by_type({"image": IMAGE_ELEMENT, "mrkdwn": mrkdwn(), "plain_text": plain_text()}), most=10)},
    ID,
)
ACTIONS = shape("actions", {"elements": listing(by_type(IN_ACTIONS), most=25)}, ID)
INPUT = shape(
    "input",
    {"label": plain_text(2000), "element": by_type(IN_AN_INPUT)},
    {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean, **ID},
)
MARKDOWN = shape("markdown", {"text": string(most=12_000)}, ID)

RAW_TEXT = shape("raw_text", {"text": string()})
RAW_NUMBER = shape("raw_number", {"value": number, "text": string()})
CELL = by_type({"raw_text": RAW_TEXT, "raw_number": RAW_NUMBER, "rich_text": RICH_TEXT})
TABLE = shape(
    "table",
    {"rows": listing(listing(CELL, most=20), most=100)},
    {
        "column_settings": listing(
            nothing_or(shape(None, {}, {"align": string(among=("left", "center", "right")), "is_wrapped": boolean})),
            most=20,
        ),
        **ID,
    },
)

TASK_CARD = shape(
    "task_card",
    {
        "task_id": string(),
        "title": string(),
        "status": string(among=("pending", "in_progress", "complete", "error")),
    },
    {
        "details": RICH_TEXT,
        "output": RICH_TEXT,
        "sources": listing(shape("url", {"url": URL, "text": string()}), least=0),
        **ID,
    },
)
PLAN = shape("plan", {"title": string()}, {"tasks": listing(TASK_CARD, least=0), **ID})
ALERT = shape(
    "alert",
    {"text": any_text()},
    {"level": string(among=("default", "info", "warning", "error", "success")), **ID},
)

EVERYWHERE: dict[str, Rule] = {
    "section": SECTION,
    "header": HEADER,
    "divider": DIVIDER,
    "image": IMAGE,
    "context": CONTEXT,
    "actions": ACTIONS,
    "input": INPUT,
    "rich_text": RICH_TEXT,
}
IN_A_MESSAGE = by_type({**EVERYWHERE, "markdown": MARKDOWN, "table": TABLE, "task_card": TASK_CARD, "plan": PLAN})
IN_A_MODAL = by_type({**EVERYWHERE, "alert": ALERT})
