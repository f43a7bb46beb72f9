"""Why a target cannot be found, each time with the commands to type instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.catalog.models import System
from bot.catalog.names import Bearer, Names
from bot.errors import UserError

Retype = Callable[[str, str | None], str]
"""The person's command once more with another target and environment: ``("create-item", "prod")`` to
``/ops rollback create-item --env prod``."""

SUGGESTIONS = 3
NEAR_ENOUGH = 60
# An ARN or a URL is not taken as it is, since it may name another account; its last part makes a suggestion.
_TAIL = re.compile(r"(?:arn:|https?:).*[:/]([^:/]+)")


@dataclass(frozen=True)
class Refusals:
    """``names`` is ``None`` where only one system's environments are asked for."""

    systems: Mapping[str, System]
    names: Names | None
    retype: Retype

    def no_environment(self, system: System, target: str, environment: str) -> UserError:
        nearest = _nearest(environment, list(system.environments)) or [system.default_environment]
        return UserError(
            f"{system.system} has no environment {environment!r}; it has {listed(list(system.environments))}",
            next_commands=tuple(self.retype(target, name) for name in nearest),
        )

    def elsewhere(
        self, name: str, bearer: Bearer, environment: str, everywhere: Sequence[str]
    ) -> UserError:
        """The name is known, though not in the environment that was asked for."""
        there = [self.retype(name, other) for other in bearer.environments]
        if environment in everywhere:
            short = self.typed(bearer)
            message = f"{name} is {short} in {listed(bearer.environments)}, not in {environment}"
            return UserError(message, next_commands=(self.retype(short, environment), *there))
        message = f"{name} of {bearer.system} is not in {environment}; it is in {listed(everywhere)}"
        return UserError(message, next_commands=tuple(there))

    def ambiguous(self, target: str, bearers: list[Bearer], environment: str | None) -> UserError:
        reachable = [bearer for bearer in bearers if environment is None or environment in bearer.environments]
        whole = [f"{bearer.system}/{bearer.short}" for bearer in reachable or bearers]
        return UserError(
            f"{target!r} may be {listed([f'{b.system}/{b.short}' for b in bearers], 'or')}; say which",
            next_commands=tuple(self.retype(name, environment) for name in whole),
        )

    def unknown(self, name: str, within: System | None, environment: str | None) -> UserError:
        known = self.names.known(within.system if within else None) if self.names else {}
        words = [*known, *([] if within else self.systems)]
        tail = _TAIL.fullmatch(name)
        targets: list[str] = []
        for word in _nearest(tail[1] if tail else name, words):
            targets += [self.typed(bearer) for bearer in known.get(word, ())] or [word]
        where = f"{within.system} has nothing" if within else "The catalog has nothing"
        instead = "" if targets else f"; its systems are {listed(list(self.systems))}"
        return UserError(
            f"{where} called {name!r}{instead}",
            next_commands=tuple(
                self.retype(target, environment) for target in list(dict.fromkeys(targets))[:SUGGESTIONS]
            ),
        )

    def typed(self, bearer: Bearer) -> str:
        """What to type for a resource: its short name, after its system where two systems have that name."""
        alone = self.names is None or len(self.names.bearers(bearer.short)) == 1
        return bearer.short if alone else f"{bearer.system}/{bearer.short}"


def _nearest(word: str, choices: list[str]) -> list[str]:
    """Up to three of ``choices``, the likeliest first; none that has little in common."""
    found = process.extract(
        word.casefold(), choices, scorer=fuzz.WRatio, limit=SUGGESTIONS, score_cutoff=NEAR_ENOUGH
    )
    return [choice for choice, _, _ in found]


def listed(names: Sequence[str], conjunction: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *firsts, last = names
    return f"{', '.join(firsts)} {conjunction} {last}" if firsts else last
