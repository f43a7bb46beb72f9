"""From a button on a message to the action that its click sends."""

from dataclasses import dataclass
from typing import Any

from playground.slack.messages import interactive_elements
from playground.slack.workspace import NotFoundError, Post

OPTION_MENUS = ("static_select", "overflow", "radio_buttons")
MANY_MENUS = ("multi_static_select", "checkboxes")
ID_MENUS = {
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
}


class NoSuchActionError(NotFoundError):
    """The message has no such button, menu or input, or the menu has no such option."""


@dataclass(frozen=True)
class Click:
    """A person's click; ``selected`` is the value of the option taken from a menu."""

    channel: str
    message_ts: str
    action_id: str
    user: str
    block_id: str | None = None
    selected: str | None = None


def action_of(post: Post, click: Click, action_ts: str) -> dict[str, Any]:
    """The entry of ``actions`` in the payload. Raises NoSuchActionError."""
    block_id, element = find_element(post, click.action_id, click.block_id)
    action: dict[str, Any] = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block_id,
        "action_ts": action_ts,
    }
    for name in ("text", "value", "style"):
        if name in element:
            action[name] = element[name]
    action.update(choice_of(element, click.selected))
    return action


def find_element(post: Post, action_id: str, block_id: str | None) -> tuple[str, dict[str, Any]]:
    """The block's id and the element. Raises NoSuchActionError, which says what there is to click."""
    there = []
    for block in post.message.get("blocks", []):
        for element in interactive_elements(block):
            there.append(element["action_id"])
            if element["action_id"] == action_id and block_id in (None, block["block_id"]):
                return block["block_id"], element
    raise NoSuchActionError(f"no {action_id!r} on message {post.ts}; there are: {', '.join(there) or 'none'}")


def choice_of(element: dict[str, Any], selected: str | None) -> dict[str, Any]:
    """What the payload says of the choice taken; empty for a button. Raises NoSuchActionError."""
    kind = element["type"]
    if kind == "button":
        return {}
    if kind in ID_MENUS:
        return {ID_MENUS[kind]: selected}
    if kind in MANY_MENUS:
        values = (selected or "").split(",")
        return {"selected_options": [_option(element, value) for value in values if value]}
    if kind in OPTION_MENUS:
        return {"selected_option": _option(element, selected) if selected else None}
    return {"value": selected}


def _option(element: dict[str, Any], value: str) -> dict[str, Any]:
    options = list(element.get("options", []))
    for group in element.get("option_groups", []):
        options.extend(group["options"])
    for option in options:
        if option["value"] == value:
            return dict(option)
    raise NoSuchActionError(f"no option {value!r} in {element['action_id']!r}")
