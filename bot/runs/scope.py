"""What the expressions of a run see."""

from __future__ import annotations

from typing import Any

from bot.catalog.loader import Catalog
from bot.runs.state import RunState


def scope(state: RunState, catalog: Catalog) -> dict[str, Any]:
    """``{"target", "env", "inputs", "steps", "observation", "run"}``.

    ``env`` is ``{"name", "account", "region"}``; ``run.times`` holds, for each step that is done, the seconds
    since the epoch at which it was; ``run.timezone`` is where times are shown.
    """
    asked = state.asked
    env: dict[str, Any] = {}
    if asked.environment and len(asked.systems) == 1:
        place = catalog.systems[asked.systems[0]].environments[asked.environment]
        env = {"name": asked.environment, "account": place.account, "region": place.region}
    return {
        "target": state.target,
        "env": env,
        "inputs": asked.inputs,
        "steps": state.results,
        "observation": catalog.observation.model_dump(),
        "run": {"id": asked.run, "times": state.times, "timezone": asked.timezone},
    }
