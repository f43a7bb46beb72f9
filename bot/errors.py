"""Everything that can go wrong, split by who has to act.

    OpsbotError
    ├── UserError              the person who typed: shown as it is, with the command to type next
    ├── ConfigurationError     the author of a runbook or of the configuration: file, line, expectation
    ├── StepFailed             a run's own verdict: a check that did not hold, an expression without a value
    ├── JournalConflict        another worker wrote first: stop, the journal is right
    └── OutsideError           the world: retryable or not, and when
        ├── AwsError
        ├── SlackError
        └── RedisError

Foreign errors cross one border each: ``bot/aws/border.py``, ``bot/slack/client.py``, ``bot/store.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class OpsbotError(Exception):
    """Root of the tree; ``message`` is one sentence that may be shown to people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UserError(OpsbotError):
    """What was typed cannot be done. ``next_commands`` are complete commands, the likeliest first."""

    def __init__(self, message: str, *, next_commands: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.next_commands = next_commands


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in one file. ``line`` counts from 1; 0 when the whole file is meant."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ConfigurationError(OpsbotError):
    """Files that cannot be used; every problem is listed, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class StepFailed(OpsbotError):
    """A step that did its work and says no, or could not be carried out as written."""

    def __init__(self, message: str, *, next_commands: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.next_commands = next_commands


class JournalConflict(OpsbotError):
    """The journal does not end where this writer believed: somebody else has written."""


class OutsideError(OpsbotError):
    """Something outside answered no, or did not answer.

    ``retry_after_seconds`` is the outside's own word and ``None`` when it gave none.
    """

    def __init__(self, message: str, *, retryable: bool = False, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retryable = retryable
        self.retry_after_seconds = retry_after_seconds


class Effect(StrEnum):
    """What is known about a call after it was tried."""

    NOT_SENT = "NOT_SENT"
    REJECTED = "REJECTED"
    APPLIED = "APPLIED"
    UNKNOWN = "UNKNOWN"


class AwsFault(StrEnum):
    """Why AWS did not do as asked; each has its own sentence and advice."""

    CREDENTIALS = "credentials"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    THROTTLED = "throttled"
    DENIED = "denied"
    NOT_FOUND = "not_found"
    CHANGED = "changed"
    INVALID = "invalid"
    SERVICE = "service"


class AwsError(OutsideError):
    """An AWS call that failed.

    ``operation`` is boto3's spelling with the service, ``lambda.update_alias``; ``code`` is AWS's own
    error code, or the botocore exception's name when no answer came; ``status`` is HTTP's, if there was one.
    """

    def __init__(
        self,
        message: str,
        *,
        operation: str,
        code: str,
        fault: AwsFault,
        effect: Effect,
        retryable: bool = False,
        status: int | None = None,
    ) -> None:
        super().__init__(message, retryable=retryable)
        self.status = status
        self.operation = operation
        self.code = code
        self.fault = fault
        self.effect = effect


    @property
    def says_it_is_not_there(self) -> bool:
        """Whether AWS says that the thing does not exist; a refusal to look says nothing of the kind.

        CloudFormation has no code of its own for that (DescribeStackResource answers ValidationError).
        """
        nowhere = self.code == "ValidationError" and "does not exist" in self.message
        return self.fault is AwsFault.NOT_FOUND or nowhere


class SlackError(OutsideError):
    """Slack refused, or it is not known whether it did.

    ``code`` is Slack's error string (``channel_not_found``) or the transport's; ``ambiguous`` means that the
    call may have worked and must be read back before it is repeated.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        ambiguous: bool = False,
        retryable: bool = False,
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(message, retryable=retryable, retry_after_seconds=retry_after_seconds)
        self.code = code
        self.ambiguous = ambiguous


class RedisError(OutsideError):
    """Redis did not answer, or refused; nothing was accepted."""
