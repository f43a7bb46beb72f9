"""The plan: what a run will change, and a digest of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bot.aws.answers import masked
from bot.aws.operations import Operations
from bot.runbooks.expressions import expressions, fill, holds, names, search
from bot.runbooks.loader import Loaded
from bot.runbooks.models import Step
from bot.runs.state import RunState

NOT_KNOWN = "not known for this kind of target"


def make(
    state: RunState, loaded: Loaded, scope: Mapping[str, Any], known: Operations, around: Mapping[str, str]
) -> dict[str, Any]:
    """A plan as the journal holds it.

    ``around``: ``{"live_traffic": sentence, "taken_back_by": sentence}``. Parameters that an earlier step of
    ``change`` gives are named as such. The digest covers runbook, inputs, target, environment, the calls and
    the facts under ``rests_on``; what merely fluctuates is in none of them.

    Raises:
        StepFailed: an expression cannot be worked out.
    """
    runbook = loaded.runbook
    changing = {str(step.id) for step in runbook.change}
    calls = [
        _call(step, scope, known, changing)
        for step in runbook.change
        if step.call and not known.reads(step.call) and _wanted(step, scope, changing)
    ]
    covered = {
        "runbook": loaded.digest,
        "inputs": state.asked.inputs,
        "target": {key: value for key, value in (state.target or {}).items() if key != "last_change"},
        "environment": state.asked.environment,
        "calls": [{"operation": call["operation"], "params": call["params"]} for call in calls],
        "rests_on": {name: state.results.get(name) for name in runbook.rests_on},
    }
    text = json.dumps(covered, sort_keys=True, ensure_ascii=False, default=str)
    return {
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "calls": calls,
        "lines": [str(fill(line, scope)) for line in runbook.plan],
        "live_traffic": around.get("live_traffic", NOT_KNOWN),
        "taken_back_by": around.get("taken_back_by", NOT_KNOWN),
    }


def _wanted(step: Step, scope: Mapping[str, Any], changing: set[str]) -> bool:
    """Whether ``when`` lets the step happen; one that depends on the change itself may."""
    if step.when is None or _waits_for(step.when, changing):
        return True
    return holds(search(step.when, scope))


def _call(step: Step, scope: Mapping[str, Any], known: Operations, changing: set[str]) -> dict[str, Any]:
    operation = str(step.call)
    undo = None
    if step.undo:
        undo = {"operation": step.undo.call, "params": _shown(step.undo.call, step.undo.with_, scope, known, changing)}
    return {
        "step": step.id,
        "operation": operation,
        "params": _shown(operation, step.with_, scope, known, changing),
        "iam_actions": list(known.iam_actions(operation)),
        "undo": undo,
        "irreversible": step.irreversible,
    }


def _shown(
    operation: str, params: Mapping[str, Any], scope: Mapping[str, Any], known: Operations, changing: set[str]
) -> Any:
    """Parameters as far as they are known, with what the API model calls sensitive masked."""
    return masked(_known_now(params, scope, changing), known.model(operation).input_shape)


def _known_now(value: Any, scope: Mapping[str, Any], changing: set[str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _known_now(item, scope, changing) for key, item in value.items()}
    if isinstance(value, list):
        return [_known_now(item, scope, changing) for item in value]
    if isinstance(value, str) and (first := set().union(*(_waits_for(e, changing) for e in expressions(value)))):
        return f"known after step {', '.join(sorted(first))}"
    return fill(value, scope)


def _waits_for(expression: str, changing: set[str]) -> set[str]:
    """The steps of ``change`` whose results ``expression`` needs."""
    return {second for root, second in names(expression) if root == "steps" and second in changing}
