"""The signature filter: what Slack did not sign, or signed long ago, goes no further and is not logged.

Source: "Verifying requests from Slack". Bolt's own check raises on a timestamp that is no number, and logs the
body of what it refuses.
"""

from __future__ import annotations

import hashlib
import hmac

TOLERANCE_SECONDS = 300
MAX_BODY_BYTES = 1_000_000


def signed(secret: str, *, timestamp: str | None, signature: str | None, body: bytes, now: float) -> bool:
    """Whether ``body`` carries Slack's signature from within five minutes of ``now`` (seconds since the epoch)."""
    if not timestamp or not signature or not (timestamp.isascii() and timestamp.isdigit()) or len(timestamp) > 12:  # noqa: PLR2004
        return False
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    expected = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={expected}".encode(), signature.encode("utf-8", "replace"))
