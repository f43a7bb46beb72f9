"""What every door does with a command: help at once, or a run written down and put on the queue, or a refusal."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog

from bot.configuration import Configuration
from bot.errors import RedisError, UserError
from bot.slack.blocks import Line, Span, lines
from bot.slack.message import Message
from bot.store import RedisFailure, never_connected
from handlers import help as help_
from handlers.grammar import Command, parse
from handlers.intake import Person, Where, asked, run_id
from jobs.queues import RunQueue

log = structlog.get_logger(__name__)


class Door:
    """Guards the way in. Threads share it. ``clock`` gives seconds since the epoch."""

    def __init__(self, configuration: Configuration, queue: RunQueue, key: str, clock: Callable[[], float]) -> None:
        self._configuration = configuration
        self._queue = queue
        self._key = key
        self._clock = clock

    def take(
        self, text: str, *, person: Person, where: Where, delivery: str | None, escaped: bool = True
    ) -> Message | None:
        """What to tell the person at once; ``None`` when a run was accepted, which speaks for itself.

        ``delivery`` names this delivery of the command, so that its repetition is not a second run.
        ``escaped``: Slack's escaping is on ``text``, as in a slash command and not in a button's value.
        """
        try:
            command = parse(text, slack=escaped)
            if command.verb == "help" or command.help:
                return self._help(command)
            self._submit(command, person, where, delivery or secrets.token_hex(16))
        except (UserError, RedisError) as error:
            return refusal(error)
        return None

    def _help(self, command: Command) -> Message:
        runbooks, catalog = self._configuration.runbooks, self._configuration.catalog
        if command.verb != "help":
            return help_.of_verb(command.verb, runbooks, catalog)
        if command.targets:
            return help_.of_verb(command.targets[0], runbooks, catalog)
        return help_.overview(runbooks, catalog)

    def _submit(self, command: Command, person: Person, where: Where, delivery: str) -> None:
        run = run_id(self._key, delivery)
        configuration = self._configuration
        data = asked(command, configuration.catalog, configuration.runbooks, run=run, person=person, where=where)
        now = datetime.fromtimestamp(self._clock(), UTC)
        try:
            self._queue.submit(run, data, now=now)
        except RedisFailure as first:
            self._submit_again(run, data, now, first)

    def _submit_again(self, run: str, data: dict[str, Any], now: datetime, first: RedisFailure) -> None:
        """Once more with the same id, which is no second run when the first answer was merely lost."""
        try:
            self._queue.submit(run, data, now=now)
        except RedisFailure as error:
            log.warning("Redis did not take a command", reason=" ".join(str(error).split()))
            if never_connected(first) and never_connected(error):
                raise RedisError(
                    "Not accepted: opsbot's Redis does not answer, so nothing was started. Try again in a minute; "
                    "whoever runs opsbot sees why at /readyz."
                ) from error
            raise RedisError(
                "It is not known whether this was accepted: opsbot's Redis did not answer. If it was, its card "
                "appears here within a minute; look for it before you type the command again."
            ) from error


def refusal(error: UserError | RedisError) -> Message:
    """One sentence, and the commands to type next."""
    shown: list[Line] = [[error.message]]
    if isinstance(error, UserError):
        shown += [[Span(command, code=True)] for command in error.next_commands]
    return Message.of([lines(*shown)])
