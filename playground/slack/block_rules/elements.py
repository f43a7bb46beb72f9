"""Block elements: buttons, menus, inputs (Slack: Block elements)."""

from collections.abc import Mapping

from playground.slack.block_rules.objects import (
    ACTION_ID,
    ALT_TEXT,
    BOX_OPTIONS,
    CONFIRM,
    OPTION,
    OPTION_GROUPS,
    OPTIONS,
    OVERFLOW_OPTIONS,
    SLACK_FILE,
    URL,
    plain_text,
)
from playground.slack.block_rules.schema import Rule, boolean, listing, shape, string, whole_number

PLACEHOLDER = plain_text(150)
COMMON: Mapping[str, Rule] = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": boolean}
MENU: Mapping[str, Rule] = {**COMMON, "placeholder": PLACEHOLDER}
INPUT: Mapping[str, Rule] = {
    "action_id": ACTION_ID,
    "focus_on_load": boolean,
    "placeholder": PLACEHOLDER,
    "dispatch_action_config": shape(None, {"trigger_actions_on": listing(string(), most=2)}),
}
SEVERAL: Mapping[str, Rule] = {"max_selected_items": whole_number(least=1)}

BUTTON = shape(
    "button",
    {"text": plain_text(75)},
    {
        "action_id": ACTION_ID,
        "url": URL,
        "value": string(least=0, most=2000),
        "style": string(among=("primary", "danger")),
        "confirm": CONFIRM,
        "accessibility_label": string(most=75),
        "visible_to_user_ids": listing(string()),
    },
)

IMAGE = shape(
    "image",
    {"alt_text": ALT_TEXT},
    {"image_url": URL, "slack_file": SLACK_FILE},
    one_of=("image_url", "slack_file"),
)

OVERFLOW = shape("overflow", {"options": OVERFLOW_OPTIONS}, {"action_id": ACTION_ID, "confirm": CONFIRM})


def _static_menu(kind: str, initial: Mapping[str, Rule]) -> Rule:
    return shape(
        kind,
        {},
        {"options": OPTIONS, "option_groups": OPTION_GROUPS, **initial, **MENU},
        one_of=("options", "option_groups"),
    )


def _menus() -> dict[str, Rule]:
    menus = {
        "static_select": _static_menu("static_select", {"initial_option": OPTION}),
        "multi_static_select": _static_menu("multi_static_select", {"initial_options": OPTIONS, **SEVERAL}),
    }
    for noun in ("user", "conversation", "channel"):
        menus[f"{noun}s_select"] = shape(f"{noun}s_select", {}, {f"initial_{noun}": string(), **MENU})
        many = f"multi_{noun}s_select"
        menus[many] = shape(many, {}, {f"initial_{noun}s": listing(string()), **SEVERAL, **MENU})
    return menus


CHOICES: dict[str, Rule] = {
    **_menus(),
    "checkboxes": shape("checkboxes", {"options": BOX_OPTIONS}, {"initial_options": BOX_OPTIONS, **COMMON}),
    "radio_buttons": shape("radio_buttons", {"options": BOX_OPTIONS}, {"initial_option": OPTION, **COMMON}),
    "datepicker": shape("datepicker", {}, {"initial_date": string(), **MENU}),
    "timepicker": shape("timepicker", {}, {"initial_time": string(), "timezone": string(), **MENU}),
    "datetimepicker": shape("datetimepicker", {}, {"initial_date_time": whole_number(least=0), **COMMON}),
}

TEXT_INPUTS: dict[str, Rule] = {
    "plain_text_input": shape(
        "plain_text_input",
        {},
        {
            "initial_value": string(least=0, most=3000),
            "multiline": boolean,
            "min_length": whole_number(least=0, most=3000),
            "max_length": whole_number(least=1, most=3000),
            **INPUT,
        },
    ),
    "email_text_input": shape("email_text_input", {}, {"initial_value": string(least=0), **INPUT}),
    "url_text_input": shape("url_text_input", {}, {"initial_value": string(least=0), **INPUT}),
    "number_input": shape(
        "number_input",
        {"is_decimal_allowed": boolean},
        {"initial_value": string(), "min_value": string(), "max_value": string(), **INPUT},
    ),
}

IN_A_SECTION: dict[str, Rule] = {"button": BUTTON, "image": IMAGE, "overflow": OVERFLOW, **CHOICES}
IN_ACTIONS: dict[str, Rule] = {"button": BUTTON, "overflow": OVERFLOW, **CHOICES}
IN_AN_INPUT: dict[str, Rule] = {**CHOICES, **TEXT_INPUTS}
