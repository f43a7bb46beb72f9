"""Runs for the tests of rendering and delivery, written the way the door and the engine write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.journal import Entry
from bot.runs.state import RunState, fold

RUN = "7Q2FK3MZ4TA6PLXV"
START = datetime(2026, 11, 20, 13, 34, 0, tzinfo=UTC)
DIGEST = "3f9a" * 16
FUNCTION = "serverless-api-prod-CreateItemFunction-1A2B3C"

Line = tuple[str, dict[str, Any]]

STEPS = [
    {"id": "alias", "phase": "look", "title": "Look at the alias and the versions"},
    {"id": "shift", "phase": "change", "title": "Point the alias at the version before"},
    {"id": "settle", "phase": "verify", "title": "Wait until enough has been measured"},
    {"id": "after", "phase": "verify", "title": "Compare errors and duration"},
]


def asked(**other: Any) -> Line:
    data: dict[str, Any] = {
        "run": RUN,
        "command": '/ops rollback create-item --env prod --reason "errors after release"',
        "verb": "rollback",
        "runbook": "rollback",
        "runbook_digest": "a" * 64,
        "title": "Roll back create-item",
        "risk": "mitigation",
        "by": {"team": "T0OPSBOT", "user": "U0ANA00001", "name": "Ana"},
        "channel": "C0OPS00001",
        "thread_ts": None,
        "systems": ["serverless-api"],
        "environment": "prod",
        "target": "create-item",
        "inputs": {},
        "reason": "errors after release",
        "dry_run": False,
        "timezone": "Europe/Madrid",
        "steps": STEPS,
    }
    return "asked", {**data, **other}


def step(id_: str, state: str = "done", **other: Any) -> Line:
    return "step", {"id": id_, "state": state, "seconds": 0.412, "result": None, "says": None, **other}


LOOKED = step("alias", says="Alias prod serves v42, released 25 min ago by ci; before it v41")

PLAN: Line = (
    "plan",
    {
        "digest": DIGEST,
        "calls": [
            {
                "step": "shift",
                "operation": "lambda.update_alias",
                "params": {
                    "FunctionName": FUNCTION,
                    "Name": "prod",
                    "FunctionVersion": "41",
                    "RoutingConfig": {"AdditionalVersionWeights": {}},
                    "RevisionId": "b1c2",
                },
                "iam_actions": ["lambda:UpdateAlias"],
                "undo": {
                    "operation": "lambda.update_alias",
                    "params": {"FunctionName": FUNCTION, "Name": "prod", "FunctionVersion": "42"},
                },
                "irreversible": None,
            }
        ],
        "lines": ["Alias prod: v42 (released 14:09 by ci) → v41 (served 12–20 Nov)"],
        "live_traffic": "yes, REST API serverless-api calls the alias prod",
        "taken_back_by": "the next deployment of stack serverless-api-prod",
    },
)
INTENT: Line = (
    "intent",
    {
        "step": "shift",
        "operation": "lambda.update_alias",
        "params": {"FunctionName": FUNCTION, "Name": "prod", "FunctionVersion": "41"},
        "token": None,
        "not_after": START.timestamp() + 60,
    },
)
RECEIPT = {
    "undo": {
        "operation": "lambda.update_alias",
        "params": {"FunctionName": FUNCTION, "Name": "prod", "FunctionVersion": "42"},
    },
    "irreversible": None,
}


def outcome(effect: str = "APPLIED", **other: Any) -> Line:
    says = "Alias prod v42 → v41" if effect == "APPLIED" else None
    receipt = RECEIPT if effect == "APPLIED" else None
    data = {"step": "shift", "effect": effect, "code": None, "message": None, "result": None, "seconds": 0.2}
    return "outcome", {**data, "says": says, "receipt": receipt, **other}


def parked(**other: Any) -> Line:
    at = START.timestamp()
    why = "until enough has been measured"
    return "parked", {"step": "settle", "since": at + 5, "until": at + 45, "why": why, **other}


def ended(verdict: str = "done", message: str = "Errors 5.8 % → 0.1 %, p95 920 → 180 ms", *next_: str) -> Line:
    return "ended", {"verdict": verdict, "message": message, "next_commands": list(next_)}


def chart(title: str = "create-item: errors and duration") -> dict[str, Any]:
    at = START.timestamp()
    return {
        "title": title,
        "panels": [
            {
                "label": "errors",
                "unit": "%",
                "series": [{"label": "errors", "points": [[at - 600, 0.1], [at - 300, 5.8], [at, 0.1]]}],
                "limit": {"value": 1.0, "label": "limit"},
            }
        ],
        "marks": [{"at": at, "label": "alias → v41"}],
        "timezone": "Europe/Madrid",
        "alt": "Errors fall from 5.8 % to 0.1 % after the alias moved to v41.",
    }


DONE: list[Line] = [
    asked(),
    LOOKED,
    PLAN,
    INTENT,
    outcome(),
    parked(),
    step("settle", seconds=40.0),
    step("after", says="Errors 5.8 % → 0.1 %, p95 920 → 180 ms", result={"chart": chart()}),
    ended(),
]


def entries(lines: Sequence[Line], *, apart: float = 1.0) -> list[Entry]:
    """Journal entries without a real chain, ``apart`` seconds one after the other."""
    return [
        Entry(number, type_, START + timedelta(seconds=apart * (number - 1)), data, "0" * 16, f"{number:064x}")
        for number, (type_, data) in enumerate(lines, 1)
    ]


def state(*lines: Line) -> RunState:
    return fold(entries(lines))
