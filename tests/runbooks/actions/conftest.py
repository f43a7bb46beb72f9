from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from bot.aws.operations import Operations
from bot.aws.place import Place
from bot.aws.port import CallPort
from bot.aws.sessions import Actor, Sessions
from bot.catalog import loader
from bot.runbooks.action import Action, Context
from tests.aws.recorder import Recorder
from tests.runbooks.actions.function import TARGET, Surroundings
from tests.runs.world import OBSERVATION, SYSTEM

Act = Callable[..., dict[str, Any]]
API = "  api: {kind: apigateway.rest_api, name: shop, stage: prod}\n"


@pytest.fixture
def function() -> Surroundings:
    return Surroundings()


@pytest.fixture
def act(
    function: Surroundings,
    operations: Operations,
    core: botocore.session.Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Act]:
    """Carry an action out on the function: ``act(ChooseVersion(), to="2")``."""
    (tmp_path / "systems").mkdir()
    (tmp_path / "systems/shop.yaml").write_text(SYSTEM + API)
    (tmp_path / "observation.yaml").write_text(OBSERVATION)
    catalog = loader.load(tmp_path)
    with Recorder(function) as aws:
        monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDTEST")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")

        def execute(action: Action, *, target: dict[str, Any] | None = None, **params: Any) -> dict[str, Any]:
            context = Context(
                port=CallPort(Sessions(Actor("RUN1", "U1"), core), operations),
                catalog=catalog,
                place=Place("123456789012", "eu-west-1"),
                target=TARGET | (target or {}),
                systems=["shop"],
                environment="prod",
                observation=catalog.observation,
                now=datetime(2026, 11, 20, 14, 31, tzinfo=UTC),
            )
            return action.execute(action.params.model_validate(params), context)

        yield execute
