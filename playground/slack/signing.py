"""How Slack proves that a request is its own (Slack: Verifying requests from Slack)."""

import hashlib
import hmac


def signature_headers(secret: str, body: bytes, now: float) -> dict[str, str]:
    """``{"X-Slack-Request-Timestamp": "1763700000", "X-Slack-Signature": "v0=…"}``; ``now`` in epoch seconds.

    The signature is an HMAC-SHA256 of ``v0:timestamp:body``.
    """
    timestamp = str(int(now))
    base = b"v0:" + timestamp.encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}
