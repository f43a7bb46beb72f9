"""Delivery of one run: from its journal to what Slack shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

import structlog
from redis import Redis

from bot.errors import SlackError
from bot.journal import JournalBroken, Journals
from bot.runs.state import RunState, fold
from bot.slack.budget import Budget
from bot.slack.client import SlackClient
from bot.slack.lease import Lease, LeaseLost
from bot.slack.ledger import Ledger
from bot.slack.marks import Marks
from bot.slack.patience import wait_seconds
from bot.slack.render.shapes import Thread
from bot.slack.sending import Sending
from bot.slack.turns import Later, Turns
from bot.slack.uploads import Uploads

BUSY_SECONDS = 0.5
CRASHED_SECONDS = 30.0
GIVE_UP_SECONDS = 86_400.0

log = structlog.get_logger(__name__)


class Outcome(StrEnum):
    """DELIVERED: Slack shows what the journal says. LATER: it will, and the run is marked for when.

    BUSY: another worker is at it. GIVEN_UP: Slack refuses for good, or has for a day; counted, not retried.
    NOTHING: no journal to show.
    """

    DELIVERED = "delivered"
    LATER = "later"
    BUSY = "busy"
    GIVEN_UP = "given_up"
    NOTHING = "nothing"


class Deliverer:
    """Thread-safe. ``redis`` must decode responses; ``now`` gives seconds since the epoch."""

    def __init__(
        self,
        redis: Redis,
        journals: Journals,
        client: SlackClient,
        uploads: Uploads,
        render: Callable[[RunState], Thread],
        *,
        now: Callable[[], float],
    ) -> None:
        self._redis = redis
        self._journals = journals
        self._client = client
        self._uploads = uploads
        self._render = render
        self._now = now
        self._budget = Budget(redis, now)
        self.marks = Marks(redis)

    def deliver(self, run: str) -> Outcome:
        """Show ``run`` as its journal says, as far as Slack lets us now.

        Raises:
            redis.RedisError: nothing is lost; the run is still marked.
        """
        lease = Lease(self._redis, run)
        if not lease.take():
            self.marks.push(run, self._now() + BUSY_SECONDS)
            return Outcome.BUSY
        try:
            return self._deliver(run, lease)
        except LeaseLost:
            return Outcome.BUSY
        finally:
            lease.release()

    def _deliver(self, run: str, lease: Lease) -> Outcome:
        ledger = Ledger(self._redis, run)
        if ledger.standing.not_before > self._now():
            self.marks.push(run, ledger.standing.not_before)
            return Outcome.LATER
        try:
            entries = self._journals.read(run)
        except JournalBroken:
            self.marks.drop(run)
            return self._given_up(run, ledger, "journal_broken")
        if not entries:
            self.marks.drop(run)
            return Outcome.NOTHING
        state = fold(entries)
        turns = Turns(self._client, self._budget, lease.renew)
        sending = Sending(state, self._render(state), ledger, turns, self._uploads, now=self._now)
        try:
            wait = sending.send()
        except Later as later:
            wait = later.seconds
        except SlackError as error:
            return self._failed(state, ledger, error)
        return self._sent(state, ledger, wait)

    def _sent(self, state: RunState, ledger: Ledger, wait: float) -> Outcome:
        ledger.stand(replace(ledger.standing, tries=0, not_before=0.0, failing_since=None))
        if wait:
            self.marks.postpone(state.id, state.head, self._now() + wait)
            return Outcome.LATER
        return Outcome.DELIVERED if self.marks.settle(state.id, state.head) else Outcome.LATER

    def _failed(self, state: RunState, ledger: Ledger, error: SlackError) -> Outcome:
        now = self._now()
        if error.retry_after_seconds is not None:
            self.marks.postpone(state.id, state.head, now + error.retry_after_seconds)
            return Outcome.LATER
        standing = ledger.standing
        since = standing.failing_since or now
        if not error.retryable or now - since > GIVE_UP_SECONDS:
            self.marks.settle(state.id, state.head)
            return self._given_up(state.id, ledger, error.code)
        tries = standing.tries + 1
        wait = wait_seconds(state.id, tries)
        ledger.stand(replace(standing, tries=tries, not_before=now + wait, failing_since=since))
        self.marks.push(state.id, now + wait)
        log.warning("delivery failed", run=state.id, code=error.code, tries=tries, wait=round(wait, 1))
        return Outcome.LATER

    def _given_up(self, run: str, ledger: Ledger, code: str) -> Outcome:
        """The next entry of the journal marks the run again."""
        ledger.count_failure(code)
        log.error("delivery given up", run=run, code=code)
        return Outcome.GIVEN_UP

    def crashed(self, run: str) -> None:
        """After a delivery ended in an error of ours: look again, but not at once."""
        Ledger(self._redis, run).count_failure("crashed")
        self.marks.push(run, self._now() + CRASHED_SECONDS)
