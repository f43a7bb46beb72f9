"""Where Slack's failures become ours: what each says about whether the call worked and what to do.

Source of the codes: "chat.postMessage", "chat.update", "files.completeUploadExternal", "Web API: errors".
Outside bot/slack nobody reads them.
"""

from __future__ import annotations

import http.client
import urllib.error
from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import SlackError

TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500
NOT_JSON = "Received a response in a non-JSON format"

RATE_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
# Slack's own trouble: "some aspect of the operation may have succeeded" stands beside the first two.
TROUBLE = frozenset(
    {
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
        "http_error",
    }
)
# A person can put these right while we wait; until then nothing can be delivered.
CREDENTIALS = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_expired",
        "token_revoked",
        "accesslimited",
        "org_login_required",
        "team_access_not_granted",
        "ekm_access_denied",
    }
)
BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
CHANNEL_CLOSED = frozenset(
    {
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
        "no_permission",
        "not_in_a_channel",
    }
)
JOINABLE = frozenset({"not_in_channel", "channel_not_found"})
MESSAGE_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"})

UNANSWERED = (
    urllib.error.URLError,
    http.client.HTTPException,
    OSError,
    UnicodeDecodeError,
)
FAILURES = (SlackApiError, SlackClientError, *UNANSWERED)


def slack_error(failure: BaseException, method: str) -> SlackError:
    """What ``failure``, one of ``FAILURES``, means for a call of ``method``."""
    if isinstance(failure, SlackApiError):
        return _answered(failure, method)
    if isinstance(failure, SlackClientError):
        return SlackError(f"Slack's client refused to send {method}: {failure}", code="not_sent")
    if isinstance(failure, urllib.error.HTTPError):
        # Only the upload address answers like this, and what it refuses nobody has seen.
        failure.close()
        return SlackError("Slack did not take the bytes.", code="upload_failed", retryable=True)
    reason = getattr(failure, "reason", failure)
    if isinstance(reason, ConnectionRefusedError) or type(reason).__name__ == "gaierror":
        return SlackError(f"Slack cannot be reached for {method}.", code="unreachable", retryable=True)
    return SlackError(f"Slack did not answer {method}.", code="no_answer", ambiguous=True, retryable=True)


def _answered(failure: SlackApiError, method: str) -> SlackError:
    status, code = int(failure.response.status_code), _code(failure)
    if status == TOO_MANY_REQUESTS or code in RATE_LIMITED:
        seconds = _retry_after(failure.response.headers)
        return SlackError(f"Slack limits {method}.", code="ratelimited", retryable=True, retry_after_seconds=seconds)
    if status >= SERVER_ERROR or code in TROUBLE:
        return SlackError(f"Slack had trouble with {method}.", code=code, ambiguous=True, retryable=True)
    if code in CREDENTIALS:
        return SlackError(f"Slack refused our token for {method}: {code}.", code=code, retryable=True)
    return SlackError(f"Slack refused {method}: {code}.", code=code)


def _code(failure: SlackApiError) -> str:
    """Slack's code; ``http_error`` where something between us and Slack answered instead."""
    data: Any = failure.response.data
    code = str(data.get("error", "")) if isinstance(data, Mapping) else ""
    return "http_error" if not code or code.startswith(NOT_JSON) else code


def _retry_after(headers: Mapping[str, Any]) -> float:
    """In seconds; 1 when the header is missing or is no number."""
    for name, value in headers.items():
        if name.lower() == "retry-after":
            text = str(value[0] if isinstance(value, list) else value).strip()
            return max(1.0, float(text)) if text.replace(".", "", 1).isdigit() else 1.0
    return 1.0
