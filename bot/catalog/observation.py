"""How long to look: how late metrics are, and over how much of them a verdict is given."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

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

    settle_seconds: Annotated[int, Field(ge=0, le=DAY)] = 180
    window_seconds: Annotated[int, Field(gt=0, le=DAY)] = 300
    period_seconds: Annotated[int, Field(gt=0, le=DAY)] = 60
    recent_seconds: Annotated[int, Field(gt=0, le=DAY)] = 300

    @model_validator(mode="after")
    def _as_cloudwatch_takes_it(self) -> Observation:
        if self.period_seconds not in SHORT_PERIODS and self.period_seconds % MINUTE:
            raise ValueError(
                f"`period_seconds` {self.period_seconds}: CloudWatch takes 1, 5, 10, 30 or a multiple of 60"
            )
        for name in ("window_seconds", "recent_seconds"):
            if (seconds := getattr(self, name)) < self.period_seconds:
                raise ValueError(
                    f"`{name}` {seconds} is shorter than one `period_seconds` {self.period_seconds}"
                )
        return self
