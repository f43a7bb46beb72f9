"""What a survey leaves in the journal: the five systems, one of them in trouble."""

from __future__ import annotations

from typing import Any

from tests.slack.runs import START, Line, asked, ended, step

AT = START.timestamp() + 2


def level(
    title: str, objective: str, unit: str, now: float | None, window: float | None, **other: Any
) -> dict[str, Any]:
    base = {"name": title.casefold().replace(" ", "-"), "title": title, "objective": objective, "unit": unit}
    rest = {"verdict": "met", "reason": None, "trend": "steady", "means": None, "samples": 71_000, "failed": 12}
    return {**base, "now": now, "window": window, **rest, **other}


SERVERLESS_API: dict[str, Any] = {
    "system": "serverless-api",
    "title": "Serverless API",
    "environment": "prod",
    "resource": None,
    "state": "missed",
    "headline": "2 of 4 missed",
    "details": ["API availability 98.1 % (≥ 99.9 %)", "errors 5.8 % (< 0.1 %)", "alarm: CreateItem-Errors"],
    "summary": "2 of 4 missed",
    "levels": [
        level("p95 latency", "< 500 ms", "ms", 180.0, 192.0),
        level(
            "API availability",
            "≥ 99.9 %",
            "%",
            94.2,
            98.1,
            verdict="missed",
            reason="4,100 of 71,000 requests failed",
            trend="falling",
            means="worse",
        ),
        level("Errors", "< 0.1 %", "%", 5.8, 1.9, verdict="missed", trend="rising", means="worse"),
        level(
            "Data loss", "≤ 0 %", "%", None, None, verdict="cannot tell", reason="AWS has no metric for it", trend=None
        ),
    ],
    "health": [
        {
            "short": "create-item",
            "kind": "lambda.function",
            "name": "f",
            "state": "active",
            "ok": True,
            "note": "prod → v42",
        },
        {"short": "items-table", "kind": "dynamodb.table", "name": "t", "state": "ACTIVE", "ok": True, "note": None},
        {
            "short": "api",
            "kind": "apigateway.rest_api",
            "name": "a",
            "state": "unknown",
            "ok": None,
            "note": "not allowed",
        },
    ],
    "alarms": [
        {
            "name": "CreateItem-Errors",
            "short": "create-item",
            "since": AT - 1_300,
            "reason": "Threshold Crossed: 3 out of the last 5 datapoints [3.71 (20/11/26 13:31:00), "
            "7.13 (20/11/26 13:30:00)] were greater than the threshold (1.0) (m",
            "threshold": 1.0,
        }
    ],
    "metrics": [],
    "changes": [],
}
TODO_APP: dict[str, Any] = {
    "system": "todo-app",
    "title": "Todo app",
    "environment": "prod",
    "resource": None,
    "state": "ok",
    "headline": "healthy",
    "details": ["no SLO stated", "p95 412 ms, rising"],
    "summary": "healthy",
    "levels": [],
    "health": [
        {"short": "todo-handler", "kind": "lambda.function", "name": "h", "state": "active", "ok": True, "note": None}
    ],
    "alarms": [],
    "metrics": [
        {"label": "p95 latency of todo-api", "value": 412.0, "unit": "ms", "trend": "rising", "note": None},
        {"label": "Requests of todo-api", "value": 1_204.0, "unit": "", "trend": None, "note": "count"},
    ],
    "changes": [],
}
LIFESTYLE_APP: dict[str, Any] = {
    **TODO_APP,
    "system": "lifestyle-app",
    "state": "unknown",
    "headline": "cannot tell",
    "details": ["Access denied: role opsbot may not cloudwatch:GetMetricData."],
    "health": [],
    "metrics": [],
}
RELEASE = {
    "at": AT - 1_500,
    "system": "serverless-api",
    "short": "create-item",
    "what": "v42 released",
    "who": "ci",
    "source": "CloudTrail, Lambda",
    "release": True,
}


def survey(*systems: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {
        "since_seconds": 3600,
        "at": AT,
        "systems": list(systems),
        "changes": [RELEASE],
        "freshness": "CloudTrail complete to 14:17, up to 15 min late; Lambda read at 14:34 CET",
        "other_alarms": [],
        "problems": [],
        **other,
    }


def status(*systems: dict[str, Any], charts: list[dict[str, Any]] | None = None, **other: Any) -> list[Line]:
    """A whole run of `/ops status`."""
    resource = systems[0]["resource"]
    steps = [{"id": "survey", "phase": "look", "title": "Look at systems, metrics, alarms and changes"}]
    names = [system["system"] for system in systems]
    begun = asked(
        command="/ops status",
        verb="status",
        runbook="status",
        title="Status",
        risk="read",
        systems=names,
        environment="prod" if len(names) == 1 else None,
        target=resource,
        reason=None,
        steps=steps,
    )
    found = {"survey": survey(*systems, **other), "charts": charts or []}
    return [
        begun,
        step("survey", seconds=1.84, says="3 systems looked at", result=found),
        ended("done", "3 systems looked at"),
    ]
