"""Where a run is shown: where it was asked for, or if that is closed to us, to the person who asked."""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.errors import SlackError
from bot.runs.state import RunState
from bot.slack.border import JOINABLE
from bot.slack.ledger import CARD, Ledger, Slot
from bot.slack.message import Message
from bot.slack.turns import Turns

_WHY = {
    "not_in_channel": "it is not a member",
    "channel_not_found": "it is private, or was removed",
    "is_archived": "it is archived",
}

log = structlog.get_logger(__name__)


class Places:
    def __init__(self, state: RunState, ledger: Ledger, turns: Turns) -> None:
        self._asked = state.asked
        self._ledger = ledger
        self._turns = turns

    def of(self, key: str) -> tuple[str, str | None]:
        """The channel and, for what stands in a thread, the thread's first message."""
        moved_to = self._ledger.standing.moved_to
        asked_in = None if moved_to else self._asked.thread_ts
        card = self._ledger.slot(CARD)
        if key == CARD:
            return moved_to or self._asked.channel, asked_in
        return card.channel or moved_to or self._asked.channel, asked_in or card.ts

    def card(self, card: Message) -> Message:
        """The card, with a sentence that says why it is not in the channel when it is not."""
        why = self._ledger.standing.moved_why
        if why is None:
            return card
        return card.noting(
            f"Shown to you alone: opsbot cannot write in the channel ({_WHY.get(why, why)}). "
            "Invite it there, and the next command is answered in the channel."
        )

    def move(self, refused: SlackError) -> bool:
        """After Slack refused the channel: become a member, else turn to the person; False if neither."""
        standing = self._ledger.standing
        if standing.moved_to:
            return False
        if refused.code in JOINABLE and not standing.joined and self._join():
            self._ledger.stand(replace(standing, joined=True))
            return True
        person = self._asked.by.get("user")
        if not person:
            return False
        log.warning("run shown in direct messages", run=self._asked.run, code=refused.code)
        self._ledger.stand(replace(standing, moved_to=person, moved_why=refused.code))
        self._ledger.put(CARD, Slot())
        return True

    def _join(self) -> bool:
        """Raises SlackError when it is worth another try later."""
        try:
            self._turns.join(self._asked.channel)
        except SlackError as error:
            if error.retryable:
                raise
            return False
        return True
