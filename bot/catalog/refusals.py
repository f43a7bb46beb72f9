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
# How much less like the typed name than the likeliest a further suggestion may be; both of 100.
BEHIND = 15
# An ARN or a URL is not taken as it is, since it may name another account; its last part makes a suggestion.
_TAIL = re.compile(r"(?:arn:|https?:).*[:/]([^:/]+)")


@dataclass(frozen=True)
class Refusals:
    """``names`` is ``None`` where only one system's environments are asked for."""

    systems: Mapping[str, System]
    names: Names | None
    retype: Retype

    def no_environment(self, system: System, target: str, environment: str) -> UserError:
        likely = nearest(environment, list(system.environments)) or [system.default_environment]
        have = listed(list(system.environments))
        return UserError(
            f"{system.system} has no environment “{environment}”; it has {have}.",
            next_commands=tuple(self.retype(target, name) for name in likely),
        )

    def elsewhere(self, name: str, bearer: Bearer, environment: str, everywhere: Sequence[str]) -> UserError:
        """The name is known, though not in the environment that was asked for."""
        short = self.typed(bearer)
        commands = tuple(self.retype(short, other) for other in bearer.environments)
        if environment not in everywhere:
            message = f"{name} of {bearer.system} is not in {environment}; it is in {listed(everywhere)}."
            return UserError(message, next_commands=commands)
        message = f"{name} is {bearer.short} in {listed(bearer.environments)}, not in {environment}."
        return UserError(message, next_commands=(self.retype(short, environment), *commands))

    def ambiguous(self, target: str, bearers: list[Bearer], environment: str | None) -> UserError:
        whole = [f"{bearer.system}/{bearer.short}" for bearer in _reachable(bearers, environment)]
        return UserError(
            f"“{target}” may be {listed([f'{b.system}/{b.short}' for b in bearers], 'or')}; say which.",
            next_commands=tuple(self.retype(name, environment) for name in whole),
        )

    def unknown(self, name: str, within: System | None, environment: str | None) -> UserError:
        known = self.names.known(within.system if within else None) if self.names else {}
        words = [*known, *([] if within else self.systems)]
        tail = _TAIL.fullmatch(name)
        targets: list[str] = []
        for word in nearest(tail[1] if tail else name, words):
            bearers = [] if word in self.systems else known.get(word, [])
            targets += [self.typed(bearer) for bearer in _reachable(bearers, environment)] or [word]
        where = f"{within.system} has nothing" if within else "The catalog has nothing"
        instead = "" if targets else f"; its systems are {listed(list(self.systems))}"
        return UserError(
            f"{where} called “{name}”{instead}.",
            next_commands=tuple(
                self.retype(target, environment) for target in list(dict.fromkeys(targets))[:SUGGESTIONS]
            ),
        )

    def typed(self, bearer: Bearer) -> str:
        """What to type for a resource: its short name, after its system where two systems have that name."""
        alone = self.names is None or len(self.names.bearers(bearer.short)) == 1
        return bearer.short if alone else f"{bearer.system}/{bearer.short}"


def _reachable(bearers: list[Bearer], environment: str | None) -> list[Bearer]:
    """Those that the environment has; all, where it has none of them or none was named."""
    return [b for b in bearers if environment is None or environment in b.environments] or bearers


def nearest(word: str, choices: list[str]) -> list[str]:
    """Up to three of ``choices``, the likeliest first; none that falls far behind it."""
    found = process.extract(word.casefold(), choices, scorer=fuzz.WRatio, limit=SUGGESTIONS, score_cutoff=NEAR_ENOUGH)
    return [choice for choice, score, _ in found if score >= found[0][1] - BEHIND]


def listed(names: Sequence[str], conjunction: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *firsts, last = names
    return f"{', '.join(firsts)} {conjunction} {last}" if firsts else last
