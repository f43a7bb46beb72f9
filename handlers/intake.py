"""From a parsed command to the first entry of a run: which runbook, which target, which inputs.

Pure: catalog and runbooks come in, nothing is asked for over a network.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from typing import Any

from bot.catalog.loader import Catalog
from bot.catalog.lookup import Found, environment_of_channel, find
from bot.errors import UserError
from bot.runbooks.inputs import typed
from bot.runbooks.loader import Loaded, Runbooks
from bot.yaml_source import nearest
from handlers.examples import examples
from handlers.grammar import Command, render
from handlers.help import kind_in_words

ID_BYTES = 10
# Beside a runbook's own inputs: the digest of the plan that was shown and chosen.
PLAN = "plan"


@dataclass(frozen=True)
class Person:
    """Who asks. ``name`` is for showing only; identity is (enterprise, team, user)."""

    enterprise: str | None
    team: str
    user: str
    name: str


@dataclass(frozen=True)
class Where:
    channel: str
    channel_name: str
    thread_ts: str | None = None


def run_id(key: str, delivery: str) -> str:
    """The id of the run that a delivery makes: the same delivery, sent again, is the same run.

    ``delivery`` is Slack's ``trigger_id``. 16 characters of base 32.
    """
    digest = hmac.new(key.encode(), b"opsbot run\0" + delivery.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:ID_BYTES]).decode()


def asked(
    command: Command, catalog: Catalog, runbooks: Runbooks, *, run: str, person: Person, where: Where
) -> dict[str, Any]:
    """The data of a run's first entry (``bot.runs.state``).

    Raises:
        UserError: no such verb, target, environment or input, with the nearest and the command to type.
    """
    if not runbooks.named(command.verb):
        raise _no_such_verb(command, runbooks)
    found = _target(command, catalog, where)
    loaded = _runbook(command, catalog, runbooks, found)

    def again(inputs: dict[str, str]) -> str:
        since = inputs.get("since") if command.since is not None else None
        kept = {PLAN: command.inputs[PLAN]} if PLAN in command.inputs else {}
        others = {name: value for name, value in inputs.items() if name != "since"}
        return render(replace(command, since=since, inputs={**others, **kept}))

    values = typed(_given(command, loaded), loaded.runbook.inputs, again=again)
    systems = sorted(catalog.systems) if found is None else [found.system.system]
    zones = {catalog.systems[name].timezone for name in systems}
    return {
        "run": run,
        "command": command.text,
        "verb": command.verb,
        "runbook": loaded.name,
        "runbook_digest": loaded.digest,
        "title": _title(loaded, found),
        "risk": loaded.runbook.risk,
        "by": {"team": person.team, "user": person.user, "name": person.name},
        "channel": where.channel,
        "thread_ts": where.thread_ts,
        "systems": systems,
        "environment": found.environment if found else command.env,
        "target": found.short if found else None,
        "inputs": values,
        "reason": command.reason,
        "dry_run": command.dry_run,
        "plan": _chosen_plan(command),
        "timezone": zones.pop() if len(zones) == 1 else "UTC",
        "steps": loaded.steps,
    }


def _target(command: Command, catalog: Catalog, where: Where) -> Found | None:
    """The one target that was named; ``None`` for all systems."""
    if not command.targets:
        if command.env is not None:
            _known_somewhere(command, catalog)
        return None
    if len(command.targets) > 1:
        first = command.targets[0]
        if command.reason and " " not in command.reason:
            words = " ".join([command.reason, *command.targets[1:]])
            raise UserError(
                "A reason of several words stands in quotes.",
                next_commands=(render(replace(command, targets=(first,), reason=words)),),
            )
        raise UserError(
            f"{command.verb} takes one target at a time, not {len(command.targets)}.",
            next_commands=(render(replace(command, targets=(first,))),),
        )
    return find(
        catalog,
        command.targets[0],
        retype=command.retyped,
        environment=command.env,
        channel_environment=environment_of_channel(catalog, where.channel_name),
    )


def _known_somewhere(command: Command, catalog: Catalog) -> None:
    missing = [name for name, system in catalog.systems.items() if command.env not in system.environments]
    if missing:
        have = [name for name in catalog.systems if name not in missing]
        suggestions = tuple(f"/ops {command.verb} {name} --env {command.env}" for name in have[:3])
        raise UserError(
            f"Not every system has an environment {command.env}: {', '.join(missing)} has none. Name a system.",
            next_commands=suggestions or (f"/ops {command.verb}",),
        )


def _runbook(command: Command, catalog: Catalog, runbooks: Runbooks, found: Found | None) -> Loaded:
    kind = "all" if found is None else (found.resource.kind if found.resource else "system")
    if loaded := runbooks.serving(command.verb, kind):
        return loaded
    wanted = sorted({kind_in_words(target) for one in runbooks.named(command.verb) for target in one.runbook.targets})
    system = found.system if found else None
    shown = [e for one in runbooks.named(command.verb) for e in examples(one, catalog, system=system)][:2]
    if found is None:
        raise UserError(
            f"{command.verb} needs a target: a {' or '.join(wanted)}.",
            next_commands=tuple(shown) or (f"/ops help {command.verb}",),
        )
    what = f"{found.title} is a {kind_in_words(kind)}"
    raise UserError(
        f"{what}; {command.verb} works on a {' or '.join(wanted)}.",
        next_commands=tuple(shown) or (f"/ops help {command.verb}",),
    )


def _chosen_plan(command: Command) -> str | None:
    """The digest, or its beginning, of the plan that may be carried out; nothing so short that it binds to nothing."""
    given = command.inputs.get(PLAN)
    if given is None:
        return None
    if not re.fullmatch(r"[0-9a-fA-F]{4,64}", given):
        without = {name: value for name, value in command.inputs.items() if name != PLAN}
        raise UserError(
            "A plan is named by the first digits of its digest, at least four of them.",
            next_commands=(f"{render(replace(command, inputs=without, dry_run=True))}",),
        )
    return given.lower()


def _given(command: Command, loaded: Loaded) -> dict[str, str]:
    given = {name: value for name, value in command.inputs.items() if name != PLAN}
    if command.since is None:
        return given
    if "since" not in loaded.runbook.inputs:
        raise UserError(f"{command.verb} takes no --since.", next_commands=(render(replace(command, since=None)),))
    return {**given, "since": command.since}


def _title(loaded: Loaded, found: Found | None) -> str:
    if found is None:
        return loaded.runbook.title.replace("{target}", "all systems")
    return loaded.runbook.title.replace("{target}", found.short or found.system.system)


def _no_such_verb(command: Command, runbooks: Runbooks) -> UserError:
    near = nearest(command.verb, [*runbooks.verbs(), "help"])
    rest = command.text.split(maxsplit=2)[2:] if near else []
    commands = tuple(" ".join(["/ops", verb, *(rest if verb != "help" else [])]) for verb in near)
    return UserError(f"There is no verb “{command.verb}”.", next_commands=commands or ("/ops help",))
