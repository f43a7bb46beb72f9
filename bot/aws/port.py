"""The call port: the one way to AWS, for steps and for actions.

Reads paginate, retry and time out by themselves. A mutation is written down before it is sent, sent once, and
its outcome is written down after: NOT_SENT, REJECTED, APPLIED or UNKNOWN.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

from bot.aws.answers import as_json, masked
from bot.aws.border import ASSUME_ROLE, BOTO_ERRORS, translate
from bot.aws.operations import Operations
from bot.aws.place import Place
from bot.aws.sessions import Sessions
from bot.errors import AwsError, AwsFault, Effect

SIDE_BY_SIDE = 32
# An intent may be sent for this long after it was written down; a worker that slept longer sends nothing.
INTENT_SECONDS = 30.0


@dataclass(frozen=True)
class Read:
    place: Place
    operation: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Mutation:
    """One call that changes something. ``token``: (parameter, value) that makes repeating it harmless."""

    step: str
    place: Place
    operation: str
    params: dict[str, Any]
    token: tuple[str, str] | None = None


@dataclass(frozen=True)
class Outcome:
    """How a mutation ended; ``result`` is AWS's answer, masked, when it was APPLIED."""

    effect: Effect
    seconds: float
    result: dict[str, Any] | None = None
    error: AwsError | None = None


class Ledger(Protocol):
    """Where intents are written before a call is sent. Raises when it cannot: then nothing is sent."""

    def intend(self, mutation: Mutation, params: dict[str, Any], not_after: float) -> None: ...


class CallPort:
    """Bound to one run by its ``sessions``. Threads may share it for reads."""

    def __init__(self, sessions: Sessions, operations: Operations, *, clock: Callable[[], float] = time.time) -> None:
        self._sessions = sessions
        self._operations = operations
        self._clock = clock

    def read(self, place: Place, operation: str, params: dict[str, Any]) -> dict[str, Any]:
        """AWS's whole answer, all pages, masked, as JSON.

        Raises:
            AwsError: AWS refused or did not answer; nothing was changed.
            ValueError: the operation does not read.
        """
        if not self._operations.reads(operation):
            raise ValueError(f"{operation} is no read; it goes through a mutating step")
        service, _, name = operation.partition(".")
        try:
            client = self._sessions.client(place, service, mutating=False)
            if self._operations.paginates(operation):
                answer = client.get_paginator(name).paginate(**params).build_full_result()
            else:
                answer = getattr(client, name)(**params)
        except BOTO_ERRORS as error:
            raise self._translated(error, operation, place, mutating=False) from error
        return self._clean(operation, answer)

    def read_all(self, reads: Sequence[Read]) -> list[dict[str, Any] | AwsError]:
        """Many reads side by side, answers in the same order, failures in place instead of raised."""
        if not reads:
            return []
        with ThreadPoolExecutor(min(SIDE_BY_SIDE, len(reads)), thread_name_prefix="read") as pool:
            return list(pool.map(self._read_or_error, reads))

    def _read_or_error(self, read: Read) -> dict[str, Any] | AwsError:
        try:
            return self.read(read.place, read.operation, read.params)
        except AwsError as error:
            return error

    def mutate(self, mutation: Mutation, ledger: Ledger) -> Outcome:
        """Write the intent down, send the call once, say how it ended.

        Raises:
            JournalConflict, redis.RedisError: from ``ledger``; nothing was sent.
        """
        operation = mutation.operation
        service, _, name = operation.partition(".")
        params = dict(mutation.params)
        if mutation.token:
            params.setdefault(*mutation.token)
        try:
            client = self._sessions.client(mutation.place, service, mutating=True)
        except BOTO_ERRORS as error:
            told = self._translated(error, ASSUME_ROLE, mutation.place, mutating=False)
            return Outcome(Effect.NOT_SENT, 0.0, error=told)
        not_after = self._clock() + INTENT_SECONDS
        ledger.intend(mutation, masked(as_json(params), self._operations.model(operation).input_shape), not_after)
        if self._clock() > not_after:
            return Outcome(Effect.NOT_SENT, 0.0, error=_too_late(operation))
        started = time.perf_counter()
        try:
            answer = getattr(client, name)(**params)
        except BOTO_ERRORS as error:
            translated = self._translated(error, operation, mutation.place, mutating=True)
            return Outcome(translated.effect, time.perf_counter() - started, error=translated)
        return Outcome(Effect.APPLIED, time.perf_counter() - started, self._clean(operation, answer))

    def _translated(self, error: Exception, operation: str, place: Place, *, mutating: bool) -> AwsError:
        if getattr(error, "operation_name", None) == "AssumeRole":
            operation = ASSUME_ROLE
        actions = self._operations.iam_actions(operation)
        return translate(error, operation=operation, actions=actions, role=place.role, mutating=mutating)

    def _clean(self, operation: str, answer: dict[str, Any]) -> dict[str, Any]:
        clean: dict[str, Any] = masked(as_json(answer), self._operations.model(operation).output_shape)
        return clean


def _too_late(operation: str) -> AwsError:
    return AwsError(
        f"{operation} was not sent: its moment had passed while the worker was held up. Run the command again.",
        operation=operation,
        code="IntentExpired",
        fault=AwsFault.NO_ANSWER,
        effect=Effect.NOT_SENT,
        retryable=True,
    )
