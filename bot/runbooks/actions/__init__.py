"""Every action there is, by name in an explicit list."""

from __future__ import annotations

from bot.runbooks.action import Action
from bot.runbooks.actions.lambda_owner import TakenBackBy
from bot.runbooks.actions.lambda_release import ChooseVersion
from bot.runbooks.actions.lambda_traffic import LiveTraffic

ALL: tuple[Action, ...] = (ChooseVersion(), LiveTraffic(), TakenBackBy())
