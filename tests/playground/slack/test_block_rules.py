"""Each limit that Slack documents, at the limit and one past it."""

from typing import Any

import pytest

from playground.slack.block_rules import block_characters, message_problems, modal_problems

Block = dict[str, Any]


def plain(length: int) -> Block:
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int) -> Block:
    return {"type": "mrkdwn", "text": "x" * length}


def button(**changes: Any) -> Block:
    return {"type": "button", "text": plain(2), "action_id": "a", **changes}


def buttons(count: int) -> Block:
    return {"type": "actions", "elements": [button(action_id=f"a{index}") for index in range(count)]}


def option(text: int = 1, value: int = 1) -> Block:
    return {"text": plain(text), "value": "v" * value}


def select(count: int, **changes: Any) -> Block:
    menu = {"type": "static_select", "action_id": "s", "options": [option()] * count, **changes}
    return {"type": "actions", "elements": [menu]}


def cells(rows: int, columns: int) -> Block:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


def rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def text(value: str = "x") -> Block:
    return {"type": "text", "text": value}


def task(**changes: Any) -> Block:
    return {"type": "task_card", "task_id": "t", "title": "Look", "status": "complete", **changes}


def image(alt: int) -> Block:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "x" * alt}


def confirm(**changes: Any) -> Block:
    dialog = {"title": plain(9), "text": plain(9), "confirm": plain(3), "deny": plain(2)}
    return {"type": "actions", "elements": [button(confirm={**dialog, **changes})]}


def section(**fields: Any) -> Block:
    return {"type": "section", **fields}


def accessory(element: Block) -> Block:
    return section(text=plain(1), accessory=element)


ACCEPTED: list[Block] = [
    section(text=mrkdwn(3000)),
    section(fields=[mrkdwn(2000)] * 10),
    section(text=mrkdwn(1), block_id="b" * 255),
    {"type": "header", "text": plain(150)},
    {"type": "divider"},
    {"type": "context", "elements": [mrkdwn(1)] * 10},
    {"type": "context", "elements": [{**image(3)}, plain(2)]},
    image(2000),
    buttons(25),
    {"type": "actions", "elements": [button(text=plain(75), value="v" * 2000, action_id="a" * 255)]},
    {"type": "actions", "elements": [button(url="https://example.com", style="primary")]},
    confirm(title=plain(100), text=mrkdwn(300), confirm=plain(30), deny=plain(30), style="danger"),
    select(100),
    select(1, options=[option(75, 150)], placeholder=plain(150)),
    accessory({"type": "overflow", "action_id": "o", "options": [option()] * 5}),
    accessory({"type": "users_select", "action_id": "u"}),
    accessory({"type": "datepicker", "action_id": "d", "initial_date": "2026-11-21"}),
    cells(100, 20),
    {**cells(2, 2), "column_settings": [None, {"align": "right", "is_wrapped": True}]},
    {"type": "table", "rows": [[{"type": "raw_number", "value": 2.5, "text": "2.5 s"}]]},
    {"type": "markdown", "text": "x" * 12_000},
    {"type": "plan", "title": "Five steps", "tasks": [task(), task(task_id="u", status="in_progress")]},
    {"type": "plan", "title": "Nothing yet"},
    task(
        details=rich({"type": "rich_text_section", "elements": [text()]}),
        output=rich({"type": "rich_text_preformatted", "elements": [text("a\nb")]}),
        sources=[{"type": "url", "url": "https://example.com", "text": "where from"}],
    ),
    rich(
        {"type": "rich_text_section", "elements": [{**text(), "style": {"bold": True, "code": True}}]},
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [{"type": "rich_text_section", "elements": [text()]}],
        },
        {"type": "rich_text_quote", "elements": [{"type": "user", "user_id": "U0ANA00001"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "link", "url": "https://example.com"}]},
    ),
    {
        "type": "input",
        "label": plain(2000),
        "element": {"type": "plain_text_input", "action_id": "why", "multiline": True},
    },
]

REFUSED: list[tuple[Block, str]] = [
    (section(text=mrkdwn(3001)), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(text=mrkdwn(0)), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (section(), "must define either `text` or `fields` [json-pointer:/blocks/0]"),
    (section(fields=[mrkdwn(1)] * 11), "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    (section(fields=[mrkdwn(2001)]), "must be less than 2001 characters"),
    (section(text=plain(1), block_id="b" * 256), "must be less than 256 characters"),
    (section(text=plain(1), color="red"), "invalid additional property: color"),
    (section(text="plain string"), "must provide an object [json-pointer:/blocks/0/text]"),
    (section(text={"type": "markdown", "text": "x"}), "unsupported type: markdown"),
    ({"type": "header", "text": plain(151)}, "must be less than 151 characters"),
    ({"type": "header", "text": mrkdwn(1)}, "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
    ({"type": "context", "elements": [mrkdwn(1)] * 11}, "no more than 10 items allowed"),
    ({"type": "context", "elements": [button()]}, "unsupported type: button"),
    (image(2001), "must be less than 2001 characters"),
    ({"type": "image", "image_url": "https://example.com/a.png"}, "missing required field: alt_text"),
    ({"type": "image", "alt_text": "x"}, "must define either `image_url` or `slack_file`"),
    (buttons(26), "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
    (buttons(0), "no less than 1 items allowed"),
    ({"type": "actions", "elements": [button(text=plain(76))]}, "must be less than 76 characters"),
    ({"type": "actions", "elements": [button(text=mrkdwn(1))]}, "unsupported type: mrkdwn"),
    ({"type": "actions", "elements": [button(value="v" * 2001)]}, "must be less than 2001 characters"),
    ({"type": "actions", "elements": [button(action_id="a" * 256)]}, "must be less than 256 characters"),
    ({"type": "actions", "elements": [button(style="warning")]}, "must be a valid enum value"),
    ({"type": "actions", "elements": [button(), button()]}, "`action_id` a already exists for block"),
    (confirm(text=mrkdwn(301)), "must be less than 301 characters"),
    (confirm(title=plain(101)), "must be less than 101 characters"),
    (confirm(deny=plain(31)), "must be less than 31 characters"),
    (confirm(confirm=None), "missing required field: confirm"),
    (select(101), "no more than 100 items allowed"),
    (select(1, options=[option(76)]), "must be less than 76 characters"),
    (select(1, options=[option(1, 151)]), "must be less than 151 characters"),
    (select(1, placeholder=plain(151)), "must be less than 151 characters"),
    (accessory({"type": "overflow", "action_id": "o", "options": [option()] * 6}), "no more than 5 items"),
    (accessory({"type": "plain_text_input", "action_id": "o"}), "unsupported type: plain_text_input"),
    (cells(101, 1), "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
    (cells(1, 21), "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"),
    ({"type": "table", "rows": [[plain(1)]]}, "unsupported type: plain_text"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}, "must be more than 0 characters"),
    ({**cells(1, 1), "column_settings": [{"align": "middle"}]}, "must be a valid enum value"),
    ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001 characters"),
    ({"type": "plan", "tasks": []}, "missing required field: title"),
    ({"type": "plan", "title": "x", "tasks": [task(), task()]}, "`task_id` t already exists"),
    ({"type": "plan", "title": plain(1)}, "must be a string [json-pointer:/blocks/0/title]"),
    (task(status="completed"), "must be a valid enum value"),
    (task(details="text"), "must provide an object [json-pointer:/blocks/0/details]"),
    (rich({"type": "rich_text_preformatted", "elements": [{"type": "emoji", "name": "x"}]}), "unsupported type"),
    (rich({"type": "rich_text_section", "elements": [text("")]}), "must be more than 0 characters"),
    (rich({"type": "rich_text_list", "style": "dash", "elements": []}), "must be a valid enum value"),
    ({"type": "alert", "text": plain(1)}, "unsupported type: alert [json-pointer:/blocks/0/type]"),
    ({"type": "data_table", "rows": []}, "unsupported type: data_table"),
    ({"text": "no type"}, "unsupported type: None"),
]


@pytest.mark.parametrize("block", ACCEPTED, ids=lambda block: str(block["type"]))
def test_a_message_may_hold(block: Block) -> None:
    assert message_problems([block]) == []


@pytest.mark.parametrize(("block", "reason"), REFUSED, ids=[reason[:60] for _, reason in REFUSED])
def test_a_message_may_not_hold(block: Block, reason: str) -> None:
    assert reason in "; ".join(str(problem) for problem in message_problems([block]))


def test_fifty_blocks_are_a_message_and_one_more_is_none() -> None:
    divider = {"type": "divider"}
    assert message_problems([divider] * 50) == []
    assert [str(problem) for problem in message_problems([divider] * 51)] == [
        "no more than 50 items allowed [json-pointer:/blocks]"
    ]


def test_one_table_a_message() -> None:
    assert "only_one_table_allowed" in str(message_problems([cells(1, 1), cells(1, 1)])[0])


def test_markdown_is_counted_over_the_whole_message() -> None:
    half = {"type": "markdown", "text": "x" * 6_000}
    assert message_problems([half, half]) == []
    assert "12001" in str(message_problems([half, half, {"type": "markdown", "text": "x"}])[0])


def test_a_block_id_is_used_once() -> None:
    twice = [section(text=plain(1), block_id="same"), section(text=plain(1), block_id="same")]
    assert [str(problem) for problem in message_problems(twice)] == [
        "`block_id` same already exists [json-pointer:/blocks/1/block_id]"
    ]


def test_the_same_action_id_may_be_in_two_blocks() -> None:
    assert message_problems([buttons(1), buttons(1)]) == []


def test_characters_are_counted_wherever_people_read_them() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "four"}]]}
    plan = {"type": "plan", "title": "seven77", "tasks": [task(title="nine99999")]}
    assert block_characters([section(text=mrkdwn(10)), table, plan]) == 10 + 4 + 7 + 9


def modal(**changes: Any) -> Block:
    return {"type": "modal", "title": plain(24), "blocks": [section(text=plain(1))], **changes}


@pytest.mark.parametrize(
    ("view", "reason"),
    [
        (modal(title=plain(25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal(private_metadata="x" * 3001), "must be less than 3001 characters"),
        (modal(blocks=[{"type": "divider"}] * 101), "no more than 100 items allowed"),
        (modal(blocks=[cells(1, 1)]), "unsupported type: table"),
        (modal(blocks=[ACCEPTED[-1]]), "missing required field: submit"),
        (modal(type="home"), "unsupported type: home"),
    ],
)
def test_a_modal_that_slack_refuses(view: Block, reason: str) -> None:
    assert reason in "; ".join(str(problem) for problem in modal_problems(view))


def test_a_modal_may_hold_what_a_message_may_not() -> None:
    alert = {"type": "alert", "text": plain(1), "level": "warning"}
    assert modal_problems(modal(blocks=[alert, ACCEPTED[-1]], submit=plain(24))) == []
