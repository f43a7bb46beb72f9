"""How long to look: how late metrics are, and over how much of them a verdict is given."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from bot.catalog.fields import Strict

MINUTE = 60
DAY = 86_400
SHORT_PERIODS = (1, 5, 10, 30)


class Observation(Strict):
    """From ``observation.yaml``; a playground looks for seconds where production looks for minutes.

    ``settle_seconds``: after a change, before its effect is looked at; metrics of AWS's services come late.
    ``window_seconds``: how much is looked at on either side of a change.
    ``period_seconds``: the width of one point; CloudWatch takes 1, 5, 10, 30 or whole minutes
    ("GetMetricData", MetricStat.Period), and AWS's own services send whole minutes.
    ``recent_seconds``: what "now" means, where one number is shown for now.
    """

    period_seconds: Annotated[int, Field(gt=0, le=DAY)] = 60
    settle_seconds: Annotated[int, Field(ge=0, le=DAY)] = 180
    window_seconds: Annotated[int, Field(gt=0, le=DAY, validate_default=True)] = 300
    recent_seconds: Annotated[int, Field(gt=0, le=DAY, validate_default=True)] = 300

    @field_validator("period_seconds")
    @classmethod
    def _as_cloudwatch_takes_it(cls, seconds: int) -> int:
        if seconds not in SHORT_PERIODS and seconds % MINUTE:
            raise ValueError(f"CloudWatch takes 1, 5, 10, 30 or a multiple of 60, found {seconds}")
        return seconds

    @field_validator("window_seconds", "recent_seconds")
    @classmethod
    def _at_least_one_period(cls, seconds: int, info: ValidationInfo) -> int:
        period = info.data.get("period_seconds", 0)
        if seconds < period:
            raise ValueError(f"{seconds} is shorter than one point, `period_seconds` {period}")
        return seconds
