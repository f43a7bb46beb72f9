"""Calls to Slack, each in its turn: within the shared budget, under the run's lease, obeying Retry-After."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import structlog

from bot.errors import SlackError
from bot.slack.border import BLOCKS_REFUSED
from bot.slack.budget import Budget, Rate, editing, posting
from bot.slack.client import HISTORY, JOIN, POST, REPLIES, UPDATE, UPLOAD, Posted, SlackClient, Upload
from bot.slack.message import Message

Answer = TypeVar("Answer")
log = structlog.get_logger(__name__)


class Later(Exception):
    """Not now: a limit of Slack's, or of ours, leaves room only in ``seconds``."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Turns:
    """``renew`` keeps the lease and raises when it is lost; it is called before every call.

    Every method raises ``Later`` when it is not its turn, before anything was sent, and ``SlackError``. A
    call that Slack limited is a ``SlackError`` with ``retry_after_seconds``; from then on the method is
    blocked for every worker until they are over.
    """

    def __init__(self, client: SlackClient, budget: Budget, renew: Callable[[], None]) -> None:
        self._client = client
        self._budget = budget
        self._renew = renew

    def await_post(self, channel: str, *, urgent: bool) -> None:
        """Take the turn of the ``post`` or ``upload`` that follows, so that it can be noted between."""
        self._take(POST, posting(channel, urgent=urgent))

    def post(self, channel: str, message: Message, thread_ts: str | None, *, form: int) -> tuple[Posted, int]:
        """Where it stands, and the form that Slack took. ``await_post`` comes before."""
        return self._in_a_form(POST, form, message, lambda m: self._client.post(channel, m, thread_ts=thread_ts))

    def update(self, posted: Posted, message: Message, *, name: str, urgent: bool, form: int) -> int:
        """The form that Slack took. ``name`` is what may be edited once a second."""
        self._take(UPDATE, editing(name, urgent=urgent))
        _, taken = self._in_a_form(UPDATE, form, message, lambda m: self._client.update(posted, m))
        return taken

    def upload(self, channel: str, thread_ts: str | None, upload: Upload) -> None:
        """``await_post`` comes before: the file's message counts like any other."""
        self._take(UPLOAD)
        stored = self._ask(UPLOAD, lambda: self._client.store(upload))
        self._ask(UPLOAD, lambda: self._client.share(channel, thread_ts, stored, upload.title))

    def join(self, channel: str) -> None:
        self._take(JOIN)
        self._ask(JOIN, lambda: self._client.join(channel))

    def find_message(
        self, channel: str, thread_ts: str | None, metadata: dict[str, str], event_type: str, *, oldest: float
    ) -> Posted | None:
        return self._look(
            thread_ts,
            lambda: self._client.find_by_metadata(channel, event_type, metadata, oldest=oldest, thread_ts=thread_ts),
        )

    def find_file(self, channel: str, thread_ts: str | None, name: str, *, oldest: float) -> bool:
        return bool(self._look(thread_ts, lambda: self._client.find_file(channel, thread_ts, name, oldest=oldest)))

    def _look(self, thread_ts: str | None, look: Callable[[], Answer]) -> Answer | None:
        """What was found; ``None`` also where we may not look, since a message twice is better than none."""
        method = REPLIES if thread_ts else HISTORY
        self._take(method)
        try:
            return self._ask(method, look)
        except SlackError as error:
            if error.retryable:
                raise
            log.warning("cannot look for a message", method=method, code=error.code)
            return None

    def _in_a_form(
        self, method: str, form: int, message: Message, send: Callable[[Message], Answer]
    ) -> tuple[Answer, int]:
        """Send the message, simpler each time Slack refuses its blocks."""
        forms = message.forms()
        for number in range(form, len(forms) - 1):
            try:
                return self._ask(method, partial(send, forms[number])), number
            except SlackError as error:
                if error.code not in BLOCKS_REFUSED:
                    raise
                log.warning("slack refused blocks", method=method, code=error.code, form=number)
        return self._ask(method, partial(send, forms[-1])), len(forms) - 1

    def _take(self, method: str, rates: Sequence[Rate] = ()) -> None:
        if wait := self._budget.take(method, rates):
            raise Later(wait)

    def _ask(self, method: str, ask: Callable[[], Answer]) -> Answer:
        self._renew()
        try:
            return ask()
        except SlackError as error:
            if error.retry_after_seconds is not None:
                self._budget.block(method, error.retry_after_seconds)
            raise
