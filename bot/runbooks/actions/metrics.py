"""The actions that measure a run's target: one window, two windows compared, a chart."""

from __future__ import annotations

from bot.runbooks.actions.metrics_chart import Chart
from bot.runbooks.actions.metrics_comparison import Compare
from bot.runbooks.actions.metrics_function import FunctionWindow

__all__ = ["Chart", "Compare", "FunctionWindow"]
