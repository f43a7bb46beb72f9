"""What every plan says about the world around its target.

Two questions that no plan leaves open: does live traffic use this, and what would take the change back?
Which action answers them follows from the target's kind.
"""

from __future__ import annotations

from bot.runbooks.models import Runbook

LIVE_TRAFFIC = {"lambda.function": "lambda.live_traffic"}
TAKEN_BACK_BY = {"lambda.function": "lambda.taken_back_by"}


def actions_for(runbook: Runbook) -> list[str]:
    """The actions that a plan of ``runbook`` carries out by itself."""
    if not runbook.change:
        return []
    return [table[kind] for table in (LIVE_TRAFFIC, TAKEN_BACK_BY) for kind in runbook.targets if kind in table]
