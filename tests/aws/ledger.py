"""Where the call port writes its intents, kept in a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.aws.place import Place
from bot.aws.port import Mutation

HERE = Place("123456789012", "eu-west-1")


@dataclass
class Ledger:
    """``order`` may be shared with a server, to see what came first."""

    order: list[str] = field(default_factory=list)
    intents: list[tuple[Mutation, dict[str, Any], float]] = field(default_factory=list)

    def intend(self, mutation: Mutation, params: dict[str, Any], not_after: float) -> None:
        self.order.append("intent")
        self.intents.append((mutation, params, not_after))


def shift(**more: Any) -> Mutation:
    """One change: the alias `prod` of `f` to version 41."""
    params = {"FunctionName": "f", "Name": "prod", "FunctionVersion": "41", **more}
    return Mutation("shift", HERE, "lambda.update_alias", params)
