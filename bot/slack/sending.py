"""One run's messages on their way: what Slack has, what it should have, and what to do about the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import structlog

from bot.errors import SlackError
from bot.runs.state import RunState
from bot.slack.border import CHANNEL_CLOSED, MESSAGE_GONE
from bot.slack.client import Posted
from bot.slack.ledger import CARD, Ledger, Slot
from bot.slack.message import Message
from bot.slack.places import Places
from bot.slack.render.shapes import Reply, Thread
from bot.slack.turns import Later, Turns
from bot.slack.uploads import Uploads

# A message that we posted is looked for from so long before we began, since Slack's clock is not ours.
CLOCKS_DIFFER_SECONDS = 120.0
UPLOAD_TRIES = 3
# The channel, the channel once we have joined it, the person.
PLACES = 3

log = structlog.get_logger(__name__)


class Sending:
    """Sends what differs. All of it may be repeated: what has been done is in the ledger."""

    def __init__(
        self,
        state: RunState,
        thread: Thread,
        ledger: Ledger,
        turns: Turns,
        uploads: Uploads,
        *,
        now: Callable[[], float],
    ) -> None:
        self._state = state
        self._thread = thread
        self._ledger = ledger
        self._turns = turns
        self._places = Places(state, ledger, turns)
        self._uploads = uploads
        self._now = now

    def send(self) -> float:
        """Bring Slack up to date; 0 when it is, else the seconds until more can be sent.

        Raises:
            SlackError: worth another try when ``retryable``, else the run can be shown nowhere. What was sent
                before it stays sent.
        """
        for _ in range(PLACES - 1):
            try:
                return self._everything()
            except SlackError as error:
                if error.code not in CHANNEL_CLOSED or not self._places.move(error):
                    raise
        return self._everything()

    def _everything(self) -> float:
        """The card, then the replies in order; an edit of the card that must wait holds no reply back."""
        waits: list[float] = []
        try:
            self._card(waits)
            if self._ledger.slot(CARD).ts:
                for reply in self._thread.replies:
                    self._reply(reply)
        except Later as later:
            waits.append(later.seconds)
        return min(waits, default=0)

    def _card(self, waits: list[float]) -> None:
        try:
            self._message(CARD, self._places.card(self._thread.card))
        except Later as later:
            if not self._ledger.slot(CARD).ts:
                raise
            waits.append(later.seconds)

    def _reply(self, reply: Reply) -> None:
        if reply.message is not None:
            self._message(reply.key, reply.message)
        else:
            self._file(reply)

    def _message(self, key: str, message: Message) -> None:
        """Make Slack have this content under this key; what Slack refuses for good is counted and left."""
        slot = self._ledger.slot(key)
        if message.digest in {slot.digest, slot.gone}:
            return
        try:
            if slot.attempted is not None and not slot.ts:
                slot = self._looked_for(key, slot, message)
            if slot.ts and slot.channel:
                self._edit(key, slot, Posted(slot.channel, slot.ts), message)
            else:
                self._post(key, slot, message)
        except SlackError as error:
            if error.retryable or error.code in CHANNEL_CLOSED:
                raise
            self._ledger.put(key, replace(self._ledger.slot(key), gone=message.digest))
            self._count(key, error)

    def _post(self, key: str, slot: Slot, message: Message) -> None:
        channel, thread_ts = self._places.of(key)
        self._turns.await_post(channel, urgent=key == CARD)
        slot = self._ledger.put(key, replace(slot, attempted=self._now()))
        try:
            posted, form = self._turns.post(channel, message, thread_ts, form=slot.form)
        except SlackError as error:
            if not error.ambiguous:
                self._ledger.put(key, replace(slot, attempted=None))
            raise
        standing = replace(slot, channel=posted.channel, ts=posted.ts, form=form, attempted=None)
        self._ledger.put(key, replace(standing, digest=message.digest))

    def _edit(self, key: str, slot: Slot, posted: Posted, message: Message) -> None:
        name = self._state.id if key == CARD else f"{self._state.id}:{key}"
        final = self._state.ending is not None
        try:
            form = self._turns.update(posted, message, name=name, urgent=final, form=slot.form)
        except SlackError as error:
            if error.code not in MESSAGE_GONE or slot.gone:
                raise
            # Somebody deleted it. It is posted once more, so that the run's end is seen; not a third time.
            slot = self._ledger.put(key, Slot(form=slot.form, gone=slot.digest or "deleted"))
            self._post(key, slot, message)
            return
        self._ledger.put(key, replace(slot, digest=message.digest, form=form))

    def _looked_for(self, key: str, slot: Slot, message: Message) -> Slot:
        """The slot, now that we have looked whether the post whose end we do not know has happened."""
        channel, thread_ts = self._places.of(key)
        wanted = {"run_id": self._state.id} if key == CARD else {"run_id": self._state.id, "key": key}
        event_type = str((message.metadata or {}).get("event_type"))
        posted = self._turns.find_message(channel, thread_ts, wanted, event_type, oldest=_since(slot))
        if posted is None:
            return self._ledger.put(key, replace(slot, attempted=None))
        return self._ledger.put(key, replace(slot, channel=posted.channel, ts=posted.ts, attempted=None))

    def _file(self, reply: Reply) -> None:
        """Upload once; what Slack does not take, or fails three times to take, is shown as a message."""
        key, name = reply.key, self._uploads.name(self._state.id, reply)
        slot = self._ledger.slot(key)
        if slot.shown:
            return
        channel, thread_ts = self._places.of(key)
        if slot.attempted is not None:
            found = self._turns.find_file(channel, thread_ts, name, oldest=_since(slot))
            slot = self._ledger.put(key, replace(slot, shown=name if found else None, attempted=None))
        if not slot.shown and not slot.refused and slot.tries < UPLOAD_TRIES:
            slot = self._upload(reply, slot, channel, thread_ts)
        if not slot.shown:
            why = slot.refused or "upload_failed"
            self._message(f"{key}.text", self._uploads.as_message(self._state.id, reply, why))

    def _upload(self, reply: Reply, slot: Slot, channel: str, thread_ts: str | None) -> Slot:
        upload = self._uploads.upload(self._state.id, reply)
        self._turns.await_post(channel, urgent=False)
        slot = self._ledger.put(reply.key, replace(slot, attempted=self._now()))
        try:
            self._turns.upload(channel, thread_ts, upload)
        except Later:
            self._ledger.put(reply.key, replace(slot, attempted=None))
            raise
        except SlackError as error:
            return self._not_uploaded(reply, slot, error)
        return self._ledger.put(reply.key, replace(slot, shown=upload.name, attempted=None))

    def _not_uploaded(self, reply: Reply, slot: Slot, error: SlackError) -> Slot:
        limited, closed = error.retry_after_seconds is not None, error.code in CHANNEL_CLOSED
        slot = replace(slot, attempted=slot.attempted if error.ambiguous else None)
        if not limited and not closed:
            slot = replace(slot, tries=slot.tries + 1, refused=None if error.retryable else error.code)
        self._ledger.put(reply.key, slot)
        if limited or closed or error.ambiguous or (error.retryable and slot.tries < UPLOAD_TRIES):
            raise error
        self._count(reply.key, error)
        return slot

    def _count(self, key: str, error: SlackError) -> None:
        self._ledger.count_failure(error.code)
        log.error("slack refused for good", run=self._state.id, key=key, code=error.code)


def _since(slot: Slot) -> float:
    return max(0.0, (slot.attempted or 0.0) - CLOCKS_DIFFER_SECONDS)
