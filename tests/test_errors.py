"""The error tree: drawn as it is, and every error a sentence."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import bot.errors
from bot.errors import (
    AwsError,
    AwsFault,
    ConfigurationError,
    Effect,
    OpsbotError,
    OutsideError,
    Problem,
    SlackError,
    UserError,
)


def test_the_tree_is_drawn_as_it_is() -> None:
    drawn = re.findall(r"(?:[├└]── |^    )([A-Z]\w+)", bot.errors.__doc__ or "", re.MULTILINE)
    there = [name for name, one in inspect.getmembers(bot.errors, inspect.isclass) if issubclass(one, OpsbotError)]

    assert sorted(drawn) == sorted(there)


def test_a_problem_reads_as_file_line_message() -> None:
    assert str(Problem(Path("ops/systems/a.yaml"), 7, "`x` is missing")) == "ops/systems/a.yaml:7: `x` is missing"


def test_a_configuration_error_lists_every_problem_in_order() -> None:
    b, a9, a2 = (Problem(Path(name), line, "no") for name, line in (("b", 1), ("a", 9), ("a", 2)))

    error = ConfigurationError([b, a9, a2])

    assert error.problems == [a2, a9, b]
    assert error.message == "a:2: no\na:9: no\nb:1: no"


def test_an_error_says_its_message() -> None:
    error = UserError("There is no verb “x”.", next_commands=("/ops help",))

    assert str(error) == error.message == "There is no verb “x”."
    assert error.next_commands == ("/ops help",)


def test_what_comes_from_outside_says_whether_to_try_again() -> None:
    aws = AwsError(
        "m", operation="lambda.invoke", code="X", fault=AwsFault.THROTTLED, effect=Effect.REJECTED, retryable=True
    )
    slack = SlackError("m", code="ratelimited", retryable=True, retry_after_seconds=30)

    assert isinstance(aws, OutsideError)
    assert (aws.retryable, aws.retry_after_seconds) == (True, None)
    assert (slack.retryable, slack.retry_after_seconds, slack.ambiguous) == (True, 30, False)
    assert OutsideError("m").retryable is False
