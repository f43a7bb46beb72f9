"""The whole product, started once: its own processes, a real Redis, simulated AWS and Slack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from bot.journal import CHANGED
from playground.conversation import Conversation, Told
from playground.stack import Stack

QUICK = Path(__file__).parent / "observation.yaml"
# Runs whose worker was killed are found by this clock instead of in half a minute.
EXTRA = {"OPSBOT_RECONCILE_SECONDS": "1", "LOG_LEVEL": "INFO"}


class Room:
    """What a scenario reads like: ``room.say("/ops status")`` and what was told in the thread."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.slack = stack.slack
        self.aws = stack.aws
        self._conversation = Conversation(stack.slack, stack.redis.url, stack.key)

    def say(self, command: str, *, person: str = "ana", out: Path | None = None) -> Told:
        return self._conversation.say(command, person=person, out=out)

    def serving(self) -> str:
        """The version that create-item's alias serves in prod."""
        name = self.aws.control("names")["serverless-api"]["prod"]["create-item"]
        functions = boto3.client(
            "lambda", endpoint_url=self.aws.url, region_name="us-east-1",
            aws_access_key_id="x", aws_secret_access_key="x",
        )  # fmt: skip
        return str(functions.get_alias(FunctionName=name, Name="prod")["FunctionVersion"])

    def mutations(self, operation: str) -> list[dict[str, object]]:
        return [call for call in self.aws.calls() if call["operation"] == operation]


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    with Stack(observation=QUICK, extra=EXTRA) as started:
        yield started


@pytest.fixture
def room(stack: Stack) -> Iterator[Room]:
    """The world as on the first day: the incident is under way and nobody has done anything."""
    stack.aws.reset()
    stack.redis_client().delete(CHANGED)
    stack.slack.heal()
    yield Room(stack)
    stack.slack.heal()


def text(told: Told) -> str:
    """Everything that the thread says, as people read it."""
    return "\n".join(message.get("text", "") for message in told.messages).replace("\u2060", "")
