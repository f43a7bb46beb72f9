"""Cursors, as Slack makes them: where to go on, in base64 (Slack: Paginating through collections)."""

import base64
import binascii

from playground.slack.arguments import ApiError


def cursor_after(ts: str) -> str:
    return base64.b64encode(f"next_ts:{ts}".encode()).decode()


def place_of(cursor: str) -> str:
    """The ts inside a cursor. Raises ApiError invalid_cursor."""
    try:
        text = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise ApiError("invalid_cursor") from None
    if not text.startswith("next_ts:"):
        raise ApiError("invalid_cursor")
    return text.removeprefix("next_ts:")
