"""The one place that calls Slack's Web API to show something.

No retries here: what failed comes out as one ``SlackError``, which says whether the call may have worked.
slack-sdk's own retry would post a message again after a reset connection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

from slack_sdk import WebClient

from bot.errors import SlackError
from bot.slack.border import FAILURES, UNANSWERED, slack_error
from bot.slack.message import Message

ANSWER_SECONDS = 10
PAGE = 200
PAGES = 5
ALT_TEXT = 1_000

POST = "chat.postMessage"
UPDATE = "chat.update"
HISTORY = "conversations.history"
REPLIES = "conversations.replies"
JOIN = "conversations.join"
UPLOAD = "files.upload"


@dataclass(frozen=True)
class Posted:
    """Where a message stands. ``channel`` is the id that Slack answered with, ``D…`` for a direct message."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Upload:
    """A picture or a text to show in a thread. ``name`` is unique to it, so that it can be found again."""

    name: str
    title: str
    alt: str
    content: bytes


class SlackClient:
    """Thread-safe: slack-sdk opens a connection per call. ``base_url`` is SLACK_API_URL."""

    def __init__(self, token: str, base_url: str, *, timeout_seconds: int = ANSWER_SECONDS) -> None:
        self._timeout_seconds = timeout_seconds
        self._web = WebClient(token=token, base_url=base_url, timeout=timeout_seconds, retry_handlers=[])

    def post(self, channel: str, message: Message, *, thread_ts: str | None = None) -> Posted:
        """Post once. ``channel`` may be a user's id, which posts to the direct messages with them."""
        answer = _call(
            POST,
            lambda: self._web.chat_postMessage(
                channel=channel,
                thread_ts=thread_ts,
                unfurl_links=False,
                unfurl_media=False,
                **_content(message),
            ),
        )
        return Posted(str(answer["channel"]), str(answer["ts"]))

    def update(self, posted: Posted, message: Message) -> None:
        """Replace a message's content; doing it twice does no harm."""
        content = _content(message)
        _call(UPDATE, lambda: self._web.chat_update(channel=posted.channel, ts=posted.ts, **content))

    def find_by_metadata(
        self,
        channel: str,
        event_type: str,
        payload: Mapping[str, str],
        *,
        oldest: float,
        thread_ts: str | None = None,
    ) -> Posted | None:
        """Our message whose metadata holds ``payload``, not older than ``oldest`` (seconds since the epoch).

        Reads at most five pages of 200: a channel that moved on further counts as not holding it.
        """
        for message in self._messages(channel, oldest, thread_ts):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") != event_type:
                continue
            held = metadata.get("event_payload") or {}
            if all(held.get(key) == value for key, value in payload.items()):
                return Posted(channel, str(message["ts"]))
        return None

    def find_file(self, channel: str, thread_ts: str | None, name: str, *, oldest: float) -> bool:
        """Whether a file of that name stands in the thread."""
        return any(
            file.get("name") == name
            for message in self._messages(channel, oldest, thread_ts)
            for file in message.get("files") or []
        )

    def store(self, upload: Upload) -> str:
        """Get an address and send the bytes there; the id of a file that nobody sees yet."""
        answer = _call(
            UPLOAD,
            lambda: self._web.files_getUploadURLExternal(
                filename=upload.name, length=len(upload.content), alt_txt=upload.alt[:ALT_TEXT] or None
            ),
        )
        _send_bytes(str(answer["upload_url"]), upload.content, self._timeout_seconds)
        return str(answer["file_id"])

    def share(self, channel: str, thread_ts: str | None, file_id: str, title: str) -> None:
        """Show a stored file in the thread."""
        _call(
            UPLOAD,
            lambda: self._web.files_completeUploadExternal(
                files=[{"id": file_id, "title": title}], channel_id=channel, thread_ts=thread_ts
            ),
        )

    def join(self, channel: str) -> None:
        """Become a member of a public channel."""
        _call(JOIN, lambda: self._web.conversations_join(channel=channel))

    def _messages(self, channel: str, oldest: float, thread_ts: str | None) -> Iterator[dict[str, Any]]:
        cursor: str | None = None
        for _ in range(PAGES):
            page = self._page(channel, oldest, thread_ts, cursor)
            yield from page.get("messages") or []
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    def _page(self, channel: str, oldest: float, thread_ts: str | None, cursor: str | None) -> Mapping[str, Any]:
        wanted: dict[str, Any] = {
            "channel": channel,
            "oldest": f"{oldest:.6f}",
            "limit": PAGE,
            "cursor": cursor,
            "include_all_metadata": True,
        }
        if thread_ts:
            return _call(REPLIES, lambda: self._web.conversations_replies(ts=thread_ts, **wanted))
        return _call(HISTORY, lambda: self._web.conversations_history(**wanted))


def _send_bytes(url: str, content: bytes, timeout_seconds: int) -> None:
    if not url.startswith(("https://", "http://")):
        raise SlackError("Slack gave no usable upload address.", code="upload_failed", retryable=True)
    request = Request(url, data=content, method="POST", headers={"Content-Type": "application/octet-stream"})  # noqa: S310
    try:
        with urlopen(request, timeout=timeout_seconds) as answer:  # noqa: S310 -- http and https only, see above
            answer.read()
    except UNANSWERED as failure:
        raise slack_error(failure, UPLOAD) from failure


def _content(message: Message) -> dict[str, Any]:
    return {
        "text": message.text,
        "blocks": message.blocks,
        "metadata": message.metadata,
        "parse": "none",
        "link_names": False,
    }


def _call(method: str, call: Callable[[], Any]) -> Mapping[str, Any]:
    """Slack's answer as a mapping.

    Raises:
        SlackError: for every way in which the call did not succeed.
    """
    try:
        answer: Mapping[str, Any] = call().data
    except FAILURES as failure:
        raise slack_error(failure, method) from failure
    return answer
