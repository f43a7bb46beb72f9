"""Reads that go out side by side, each asked once however many want its answer."""

from __future__ import annotations

import json
from typing import Any

from bot.aws.place import Place
from bot.aws.port import CallPort, Read
from bot.errors import AwsError

Answer = dict[str, Any] | AwsError


class Wave:
    """Collects reads, sends them together, and hands the answers out by the number that ``ask`` gave."""

    def __init__(self) -> None:
        self._reads: list[Read] = []
        self._numbers: dict[tuple[Place, str, str], int] = {}
        self._answers: list[Answer] = []

    def ask(self, read: Read) -> int:
        """The number under which the answer will be found; an equal read gets the same one."""
        key = _key(read)
        if key not in self._numbers:
            self._numbers[key] = len(self._reads)
            self._reads.append(read)
        return self._numbers[key]

    def answered(self, read: Read) -> Answer | None:
        """The answer to an equal read; ``None`` when there was none in this wave."""
        number = self._numbers.get(_key(read))
        return None if number is None else self._answers[number]

    def go(self, port: CallPort) -> None:
        """Send everything that has been asked, once."""
        self._answers = port.read_all(self._reads)

    def __getitem__(self, number: int) -> Answer:
        return self._answers[number]

    def __iter__(self) -> Any:
        """(read, answer), in the order asked."""
        return iter(zip(self._reads, self._answers, strict=True))


def _key(read: Read) -> tuple[Place, str, str]:
    return read.place, read.operation, json.dumps(read.params, sort_keys=True, default=str)
