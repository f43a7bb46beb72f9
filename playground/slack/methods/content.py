"""What a message says: text, blocks and metadata, checked as Slack checks them before it keeps them."""

import json
import re
from dataclasses import dataclass
from typing import Any

from playground.slack.arguments import ApiError, Arguments
from playground.slack.block_rules import block_characters, message_problems
from playground.slack.messages import with_ids
from playground.slack.rate_limits import Limits
from playground.slack.workspace import UNSAID_PARSE, Workspace

EVENT_TYPE = re.compile(r"[A-Za-z0-9_.\-]{1,255}")


@dataclass(frozen=True)
class Content:
    """None where the call said nothing; ``parse`` is Slack's argument of that name."""

    text: str | None
    blocks: list[dict[str, Any]] | None
    attachments: list[dict[str, Any]] | None
    metadata: dict[str, Any] | None
    parse: str

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.blocks and not self.attachments


def content_of(arguments: Arguments, workspace: Workspace, limits: Limits) -> Content:
    """Raises ApiError: no_text, invalid_blocks, msg_blocks_too_long, invalid_metadata_format, …"""
    blocks = _blocks(arguments, limits)
    attachments = arguments.json("attachments", "invalid_attachments")
    if attachments is not None and not isinstance(attachments, list):
        raise ApiError("invalid_attachments")
    content = Content(
        text=arguments.text_or_none("text"),
        blocks=with_ids(blocks, workspace) if blocks is not None else None,
        attachments=attachments or None,
        metadata=_metadata(arguments, limits),
        parse=arguments.text_or_none("parse") or UNSAID_PARSE,
    )
    if content.is_empty:
        raise ApiError("no_text")
    return content


def _blocks(arguments: Arguments, limits: Limits) -> list[dict[str, Any]] | None:
    blocks = arguments.json("blocks", "invalid_blocks_format")
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    problems = message_problems(blocks)
    if problems:
        raise ApiError("invalid_blocks", [str(problem) for problem in problems])
    if block_characters(blocks) > limits.blocks_characters:
        raise ApiError("msg_blocks_too_long")
    return blocks


def _metadata(arguments: Arguments, limits: Limits) -> dict[str, Any] | None:
    metadata = arguments.json("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not metadata.keys() <= {"event_type", "event_payload", "entities"}:
        raise ApiError("invalid_metadata_format")
    if not metadata:
        return metadata
    event_type, event_payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(event_type, str) or not EVENT_TYPE.fullmatch(event_type):
        raise ApiError("invalid_metadata_format", ["event_type must be an alphanumeric string"])
    if not isinstance(event_payload, dict):
        raise ApiError("invalid_metadata_format", ["event_payload must be an object"])
    if len(json.dumps(metadata)) > limits.metadata_characters:
        raise ApiError("metadata_too_large")
    return metadata
