"""The survey behind ``/ops status``: service levels, health, alarms and changes, in two waves of reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from pydantic import Field

from bot.charts.clock import clock, zone, zone_name
from bot.errors import AwsError
from bot.runbooks.action import Context, Params
from bot.runbooks.actions import status_alarms, status_changes, status_health, status_trail
from bot.runbooks.actions.status_changes import Change
from bot.runbooks.actions.status_charts import MOST_CHARTS, level_chart, wanted
from bot.runbooks.actions.status_gathering import READS, Gathered, gather
from bot.runbooks.actions.status_levels import measured, metric_line, readings, shown_metrics
from bot.runbooks.actions.status_report import Examined, Findings, absent_line, system_line
from bot.runbooks.actions.status_scope import Absent, Area, scope
from bot.service_levels.measurement import Frame

Json = dict[str, Any]

_HOUR = 3_600
_MONTH = 30 * 24 * _HOUR
_MOST_CHANGES = 8
_MOST_PROBLEMS = 10
# What one entry of a journal holds; charts beyond it are left out, the least missed first.
_MOST_BYTES = 60_000


class SurveyParams(Params):
    """``timezone`` is the one in which the survey's words name times; by default the systems' own."""

    since_seconds: int = Field(default=_HOUR, ge=300, le=_MONTH)
    timezone: str | None = None
