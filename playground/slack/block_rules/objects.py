"""Composition objects: text, options, confirm dialogs (Slack: Composition objects)."""

from playground.slack.block_rules.schema import Rule, boolean, by_type, listing, shape, string

ACTION_ID = string(most=255)
BLOCK_ID = string(least=0, most=255)
URL = string(most=3000)
ALT_TEXT = string(most=2000)

OPTIONS_IN_A_SELECT = 100
OPTIONS_IN_A_GROUP_OF_BOXES = 10
OPTIONS_IN_AN_OVERFLOW = 5


def plain_text(most: int = 3000) -> Rule:
    return shape("plain_text", {"text": string(most=most)}, {"emoji": boolean})


def mrkdwn(most: int = 3000) -> Rule:
    return shape("mrkdwn", {"text": string(most=most)}, {"verbatim": boolean})


def any_text(most: int = 3000) -> Rule:
    return by_type({"plain_text": plain_text(most), "mrkdwn": mrkdwn(most)})


CONFIRM = shape(
    None,
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": string(among=("primary", "danger"))},
)

OPTION = shape(
    None,
    {"text": any_text(75), "value": string(most=150)},
    {"description": any_text(75), "url": URL},
)

OPTIONS = listing(OPTION, most=OPTIONS_IN_A_SELECT)
BOX_OPTIONS = listing(OPTION, most=OPTIONS_IN_A_GROUP_OF_BOXES)
OVERFLOW_OPTIONS = listing(OPTION, most=OPTIONS_IN_AN_OVERFLOW)
OPTION_GROUPS = listing(shape(None, {"label": plain_text(75), "options": OPTIONS}), most=OPTIONS_IN_A_SELECT)

SLACK_FILE = shape(None, {}, {"id": string(), "url": URL}, one_of=("id", "url"))
