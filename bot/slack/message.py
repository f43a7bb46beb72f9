"""One message as it is sent: blocks, and the same in words for notifications and screen readers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.slack import blocks as b
from bot.slack.blocks import Block
from bot.slack.columns import aligned
from bot.slack.text import inert_lines, length

TEXT = 4_000
# Not in Slack's pages; msg_blocks_too_long begins at about 13,200 (slackapi/bolt-js issue 2509).
CHARACTERS = 12_000

_TASK_MARKS = {"pending": "·", "in_progress": "▸", "complete": "✓", "error": "✗"}


@dataclass(frozen=True)
class Message:
    """``text`` says everything that ``blocks`` show, as inert markup of at most 4,000 characters.

    ``metadata`` is readable by everyone in the workspace: ids, a journal's head and digest, nothing else:
    ``{"event_type": "opsbot_run", "event_payload": {"run_id": "7Q2F", "head": 4, "digest": "3f9a…"}}``.
    """

    text: str
    blocks: list[Block]
    metadata: dict[str, Any] | None = None

    @classmethod
    def of(cls, blocks: Sequence[Block | None], *, metadata: dict[str, Any] | None = None) -> Message:
        """A message of these blocks (``None`` is left out), its text made from what they show.

        Raises:
            ValueError: more than one table, which Slack refuses.
        """
        shown = _numbered([block for block in blocks if block is not None])
        if sum(block["type"] == "table" for block in shown) > 1:
            raise ValueError("a message takes one table")
        said = [line for block in shown for line in spoken(block)]
        return cls(inert_lines(said, TEXT), _fitting(shown), metadata)

    def noting(self, sentence: str) -> Message:
        """The same with one sentence more at its end."""
        return Message.of([*self.blocks, b.context(sentence)], metadata=self.metadata)

    @property
    def digest(self) -> str:
        """Names the content; equal digests need no edit."""
        content = json.dumps([self.text, self.blocks, self.metadata], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:32]

    def forms(self) -> list[Message]:
        """This message, without the newer blocks, and without any: what to try when Slack refuses blocks."""
        return [self, self.fallback(), replace(self, blocks=[])]

    def fallback(self) -> Message:
        """The same without ``table`` and ``plan``, which older clients and workspaces may refuse."""
        return replace(self, blocks=[_older(block) for block in self.blocks])


def spoken(block: Block) -> list[str]:
    """What a block shows, line by line; nothing for buttons, whose commands stand in the text beside them."""
    match block["type"]:
        case "table":
            rows = _cells(block)
            return [" · ".join(cell for cell in row if cell != b.EMPTY_CELL) for row in rows]
        case "plan":
            return [block["title"], *_steps(block)]
        case "rich_text":
            return "".join(_texts(block)).split("\n")
        case "actions" | "divider":
            return []
        case _:
            return "\n".join(_texts(block)).split("\n")


def _fitting(blocks: list[Block]) -> list[Block]:
    """As many blocks as a message takes; those left out are counted in a last one."""
    used = 0
    for number, block in enumerate(blocks):
        used += sum(length(text) for text in _texts(block))
        last = number == len(blocks) - 1
        if used > CHARACTERS or (number == b.BLOCKS - 1 and not last):
            return [*blocks[:number], b.context(f"… {len(blocks) - number} more parts")]
    return blocks


def _texts(node: object) -> Iterator[str]:
    """Every text inside a block, in order."""
    if isinstance(node, dict):
        if isinstance(text := node.get("text"), str):
            yield text
            return
        if isinstance(title := node.get("title"), str):
            yield title
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


def _numbered(blocks: Sequence[Block]) -> list[Block]:
    """Buttons numbered through the whole message: an action id may stand only once."""
    numbered: list[Block] = []
    first = 1
    for block in blocks:
        if block["type"] == "actions":
            numbered.append(b.renumbered(block, first))
            first += len(block["elements"])
        else:
            numbered.append(block)
    return numbered


def _older(block: Block) -> Block:
    match block["type"]:
        case "table":
            right = {i for i, column in enumerate(block["column_settings"]) if column["align"] == "right"}
            return b.preformatted("\n".join(aligned(_cells(block), right=frozenset(right))))
        case "plan":
            return b.section("\n".join([block["title"], *_steps(block)]))
        case _:
            return block


def _cells(block: Block) -> list[list[str]]:
    return [[cell["text"] for cell in row] for row in block["rows"]]


def _steps(block: Block) -> list[str]:
    steps = []
    for task in block["tasks"]:
        output = "".join(_texts(task.get("output")))
        steps.append(f"{_TASK_MARKS[task['status']]} {task['title']}{output and ' · ' + output}")
    return steps
