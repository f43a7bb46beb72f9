"""Workers that are lost when they write to a journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.journal import Entry, Head, Journals
from tests.runs.world import KEY, World


class Lost(BaseException):
    """The worker is gone, as by SIGKILL: nobody catches it."""


class Cut(Journals):
    """Ends its worker at one append, before or after it is written."""

    def __init__(self, world: World, at: int, *, written: bool) -> None:
        super().__init__(world.redis, KEY)
        self.left, self.written, self.type = at, written, ""

    def append(
        self,
        run: str,
        head: Head,
        type_: str,
        data: dict[str, Any],
        *,
        now: datetime,
        due: float | None = None,
        closes: str | None = None,
    ) -> Entry:
        self.left -= 1
        if self.left < 0:
            self.type = type_
            if self.written:
                super().append(run, head, type_, data, now=now, due=due, closes=closes)
            raise Lost
        return super().append(run, head, type_, data, now=now, due=due, closes=closes)
