"""The one task: harmless when repeated, one worker at a run, and settings told in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from bot.errors import ConfigurationError, RedisError
from bot.runs.lease import held, key
from bot.runs.state import RunState, Verdict, fold
from bot.settings import SettingsError
from jobs import assembly
from jobs.assembly import Assembled, warm
from jobs.tasks import advance
from tests.jobs.open_runs import OpenRuns, asked


def submit(assembled: Assembled, runs: OpenRuns, **inputs: Any) -> None:
    (loaded,) = assembled.configuration.runbooks.named("settle")
    data = asked("RUN1") | {
        "runbook": "settle", "verb": "settle", "runbook_digest": loaded.digest, "steps": loaded.steps,
        "environment": "prod", "inputs": {"long": 0, "holds": True, **inputs},
    }  # fmt: skip
    runs.queue.submit("RUN1", data, now=runs.now())


def state(runs: OpenRuns) -> RunState:
    return fold(runs.journals.read("RUN1"))


def test_a_run_is_carried_to_its_end(assembled: Assembled, runs: OpenRuns) -> None:
    submit(assembled, runs)

    advance("RUN1")

    ending = state(runs).ending
    assert ending is not None
    assert ending.verdict is Verdict.DONE
    assert runs.redis.exists(key("RUN1")) == 0


def test_doing_it_again_changes_nothing(assembled: Assembled, runs: OpenRuns) -> None:
    submit(assembled, runs, holds=False)
    advance("RUN1")
    before = runs.journals.read("RUN1")

    advance("RUN1")

    assert runs.journals.read("RUN1") == before
    assert before[-1].data["message"] == "it does not hold"


def test_a_run_with_another_worker_is_left_to_it(assembled: Assembled, runs: OpenRuns, redis: Redis) -> None:
    submit(assembled, runs)

    with held(redis, "RUN1"):
        advance("RUN1")

    assert [entry.type for entry in runs.journals.read("RUN1")] == ["asked"]


def test_a_parked_run_holds_no_lease(assembled: Assembled, runs: OpenRuns) -> None:
    submit(assembled, runs, long=60)

    advance("RUN1")

    assert state(runs).parked_until is not None
    assert runs.redis.exists(key("RUN1")) == 0


def test_a_worker_is_assembled_once(assembled: Assembled) -> None:
    assert assembly.worker() is assembled


def test_warming_uses_no_network(assembled: Assembled) -> None:
    """AWS and Slack are at a port where nobody listens."""
    warm(assembled.core, assembled.configuration)

    assert assembled.core.get_available_services()


def test_warming_bears_a_profile_that_there_is_not(assembled: Assembled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")

    warm(assembled.core, assembled.configuration)

    assert assembly.worker() is assembled


def test_a_profile_that_there_is_not_ends_the_run_in_words(
    environment: None, runs: OpenRuns, monkeypatch: pytest.MonkeyPatch, directory: Path
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    (directory / "runbooks/settle.yaml").write_text(
        "runbook: settle\ntitle: Settle\ntarget: system\nrisk: read\nlook:\n  - call: sts.get_caller_identity\n"
    )
    assembled = assembly.worker()
    submit(assembled, runs)

    advance("RUN1")

    ending = state(runs).ending
    assert ending is not None
    assert ending.verdict is Verdict.FAILED
    assert "credentials" in ending.message


def test_what_the_environment_lacks_is_said(environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLACK_BOT_TOKEN")

    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN is not set"):
        assembly.worker()


def test_what_the_configuration_lacks_is_said(environment: None, directory: Path) -> None:
    (directory / "runbooks/settle.yaml").write_text("runbook: settle\n")

    with pytest.raises(ConfigurationError, match=r"settle\.yaml:1: `title` is missing"):
        assembly.worker()


def test_a_redis_that_is_away_is_said(environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://:secret@127.0.0.1:1/0")

    with pytest.raises(RedisError, match=r"Redis at 127\.0\.0\.1:1 does not answer") as caught:
        assembly.worker()

    assert "secret" not in caught.value.message
