"""Every action there is, by name in an explicit list."""

from __future__ import annotations

from bot.runbooks.action import Action
from bot.runbooks.actions.lambda_owner import TakenBackBy
from bot.runbooks.actions.lambda_release import ChooseVersion
from bot.runbooks.actions.lambda_traffic import LiveTraffic
from bot.runbooks.actions.metrics import FunctionWindow
from bot.runbooks.actions.metrics_chart import Chart
from bot.runbooks.actions.metrics_comparison import Compare
from bot.runbooks.actions.status import Survey

ALL: tuple[Action, ...] = (
    ChooseVersion(),
    LiveTraffic(),
    TakenBackBy(),
    FunctionWindow(),
    Compare(),
    Chart(),
    Survey(),
)
