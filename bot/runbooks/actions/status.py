"""The survey behind ``/ops status``: service levels, health, alarms and changes, in two waves of reads."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from pydantic import Field

from bot.runbooks.action import Context, Params
from bot.runbooks.actions.status_gathering import READS, gather
from bot.runbooks.actions.status_report import absent_line
from bot.runbooks.actions.status_reporter import Asked, Reporter
from bot.runbooks.actions.status_scope import scope

Json = dict[str, Any]

_HOUR = 3_600
_MONTH = 30 * 24 * _HOUR
_MOST_PROBLEMS = 10
# What one entry of a journal holds. Charts are left out beyond it, the last ones first.
_MOST_BYTES = 60_000


class SurveyParams(Params):
    """``timezone`` is the one in which the survey's words name times; without it, the systems' own."""

    since_seconds: int = Field(default=_HOUR, ge=300, le=_MONTH)
    timezone: str | None = None


class Survey:
    """How the run's systems are, or the one resource that is its target.

    Result, with times in seconds since the epoch::

        {"survey": {
            "since_seconds": 3600, "at": 1763645520.0,
            "systems": [{
                "system": "serverless-api", "title": …, "environment": "prod", "resource": null | "create-item",
                "state": "ok" | "missed" | "alarm" | "unhealthy" | "unknown",
                "headline": "2 of 6 missed", "details": ["API availability 98.1 % (≥ 99.9 %)", …],
                "summary": the two in one line,
                "levels": [{"name", "title", "objective": "≥ 99.9 %", "unit", "now", "window", "verdict", "reason",
                            "trend", "means": "better" | "worse" | null, "now_met", "samples", "failed"}],
                "health": [{"short", "kind", "name", "state", "ok": true | false | null, "note"}],
                "alarms": [{"name", "short", "since", "reason", "threshold"}],
                "metrics": [{"label", "value", "unit", "trend", "note"}],
                "changes": [{"at", "system", "short", "what", "who", "source", "release"}]}],
            "changes": [of the last hour, the newest first],
            "freshness": "CloudTrail complete to 14:17, …",
            "other_alarms": [names of alarms that fire and belong to no system here],
            "changes_known": whether anything was read that would tell of a change,
            "refused": the sentence when CloudWatch measured nothing at all | null,
            "problems": [sentences]},
         "charts": [ChartSpec, …]}
    """

    name = "status.survey"
    params = SurveyParams
    reads = READS

    def execute(self, params: SurveyParams, context: Context) -> Json:
        areas, absent = scope(context)
        since = timedelta(seconds=params.since_seconds)
        gathered = gather(context.port, areas, context.now, since)
        if gathered.nothing_reached is not None:
            raise gathered.nothing_reached
        reporter = Reporter(areas, gathered, Asked(params.since_seconds, params.timezone), context)
        return _fitting(
            {
                "survey": {
                    "since_seconds": params.since_seconds,
                    "at": context.now.timestamp(),
                    "systems": [*reporter.systems(), *map(absent_line, absent)],
                    "changes": reporter.changes(),
                    "freshness": reporter.freshness(),
                    "other_alarms": reporter.other_alarms,
                    "changes_known": gathered.changes_known,
                    "refused": gathered.refused,
                    "problems": [*gathered.problems, *(one.why for one in absent)][:_MOST_PROBLEMS],
                },
                "charts": [spec.model_dump(mode="json") for spec in reporter.charts()],
            }
        )


def _fitting(result: Json) -> Json:
    """``result`` without the charts, the last ones first, for which one entry of the journal has no room."""
    charts = result["charts"]
    while charts and len(json.dumps(result, ensure_ascii=False).encode()) > _MOST_BYTES:
        charts = charts[:-1]
        result = {**result, "charts": charts}
    return result
