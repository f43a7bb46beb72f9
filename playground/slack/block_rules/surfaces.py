"""Messages and modals: what holds for all their blocks together."""

from collections import Counter
from collections.abc import Iterator

from playground.slack.block_rules.blocks import IN_A_MESSAGE, IN_A_MODAL
from playground.slack.block_rules.objects import BLOCK_ID, plain_text
from playground.slack.block_rules.schema import Problem, Rule, boolean, listing, shape, string

BLOCKS_IN_A_MESSAGE = 50
BLOCKS_IN_A_MODAL = 100
MARKDOWN_IN_A_MESSAGE = 12_000

MODAL = shape(
    "modal",
    {"title": plain_text(24), "blocks": listing(IN_A_MODAL, most=BLOCKS_IN_A_MODAL)},
    {
        "close": plain_text(24),
        "submit": plain_text(24),
        "private_metadata": string(least=0, most=3000),
        "callback_id": BLOCK_ID,
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "external_id": string(most=255),
        "submit_disabled": boolean,
    },
)


def message_problems(blocks: object) -> list[Problem]:
    """Why ``chat.postMessage`` would answer ``invalid_blocks``; empty when it would not."""
    rule: Rule = listing(IN_A_MESSAGE, least=0, most=BLOCKS_IN_A_MESSAGE)
    problems = list(rule(blocks, "/blocks"))
    if not problems and isinstance(blocks, list):
        problems.extend(_repeated_ids(blocks))
        problems.extend(_once_a_message(blocks))
    return problems


def modal_problems(view: object) -> list[Problem]:
    """Why ``views.open`` would refuse the view; a modal with an input must have a submit button."""
    problems = list(MODAL(view, "/view"))
    if not problems and isinstance(view, dict):
        problems.extend(_repeated_ids(view["blocks"]))
        if view.get("submit") is None and any(block["type"] == "input" for block in view["blocks"]):
            problems.append(Problem("/view", "missing required field: submit"))
    return problems


def block_characters(blocks: object) -> int:
    """All the text that people read in these blocks, in characters, wherever it is nested."""
    if isinstance(blocks, list):
        return sum(block_characters(item) for item in blocks)
    if isinstance(blocks, dict):
        return sum(
            len(value) if name in ("text", "title") and isinstance(value, str) else block_characters(value)
            for name, value in blocks.items()
            if isinstance(value, str | dict | list)
        )
    return 0


def elements_of(block: dict[str, object]) -> Iterator[tuple[dict[str, object], str]]:
    """Each interactive element of a block with its pointer inside the block."""
    elements = block.get("elements") if block.get("type") == "actions" else None
    if isinstance(elements, list):
        for index, element in enumerate(elements):
            yield element, f"/elements/{index}"
    for name in ("accessory", "element"):
        element = block.get(name)
        if isinstance(element, dict):
            yield element, f"/{name}"


def _repeated_ids(blocks: list[dict[str, object]]) -> Iterator[Problem]:
    seen: set[object] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id and block_id in seen:
            yield Problem(f"/blocks/{index}/block_id", f"`block_id` {block_id} already exists")
        seen.add(block_id)
        actions: set[object] = set()
        for element, pointer in elements_of(block):
            action_id = element.get("action_id")
            if action_id and action_id in actions:
                where = f"/blocks/{index}{pointer}/action_id"
                yield Problem(where, f"`action_id` {action_id} already exists for block")
            actions.add(action_id)


def _once_a_message(blocks: list[dict[str, object]]) -> Iterator[Problem]:
    kinds = Counter(str(block["type"]) for block in blocks)
    if kinds["table"] > 1:
        yield Problem("/blocks", "only_one_table_allowed")
    markdown = sum(len(str(block["text"])) for block in blocks if block["type"] == "markdown")
    if markdown > MARKDOWN_IN_A_MESSAGE:
        yield Problem("/blocks", f"markdown blocks must be less than {MARKDOWN_IN_A_MESSAGE + 1} characters")
    for index, block in enumerate(blocks):
        tasks = block.get("tasks")
        if isinstance(tasks, list):
            for name, times in Counter(str(task["task_id"]) for task in tasks).items():
                if times > 1:
                    yield Problem(f"/blocks/{index}/tasks", f"`task_id` {name} already exists")
