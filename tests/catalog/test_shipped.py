"""The catalog in ops/: five systems, nothing invented without saying so."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from bot.catalog.loader import Catalog
from bot.catalog.lookup import find
from bot.catalog.metrics import METRICS, metric_identity
from bot.catalog.observation import Observation
from bot.errors import UserError
from handlers.grammar import parse
from tests.catalog.conftest import REPOSITORY

FILES = sorted((REPOSITORY / "ops" / "systems").glob("*.yaml"))


def test_five_systems_with_their_default_environment(shipped: Catalog) -> None:
    assert {name: system.default_environment for name, system in shipped.systems.items()} == {
        "data-pipeline": "prod",
        "lifestyle-app": "prod",
        "reviews-app": "prod",
        "serverless-api": "prod",
        "todo-app": "prod",
    }
    assert list(shipped.systems["serverless-api"].environments) == ["dev", "prod"]
    assert list(shipped.systems["data-pipeline"].environments) == ["staging", "prod"]
    assert shipped.observation == Observation()


def test_what_nobody_measures_says_why(shipped: Catalog) -> None:
    unmeasured = {
        f"{name}/{level.name}"
        for name, system in shipped.systems.items()
        for level in system.service_levels
        if level.unmeasured
    }
    assert unmeasured == {
        "serverless-api/cold-start",
        "serverless-api/authentication",
        "data-pipeline/processing-latency",
        "data-pipeline/data-loss",
        "data-pipeline/analytics-latency",
    }


def test_without_service_levels_there_is_health(shipped: Catalog) -> None:
    for name in ("todo-app", "reviews-app", "lifestyle-app"):
        system = shipped.systems[name]
        assert system.service_levels == []
        assert (system.no_service_levels or "").startswith("the source states none")
        assert {"Latency", "Errors"} <= {metric.metric for metric in system.health}


def test_every_resource_is_found_by_its_short_name(shipped: Catalog) -> None:
    shorts = Counter(short for system in shipped.systems.values() for short in system.resources)
    for name, system in shipped.systems.items():
        for short, resource in system.resources.items():
            environment = (resource.environments or [system.default_environment])[0]
            typed = short if shorts[short] == 1 else f"{name}/{short}"
            command = parse(f"status {typed} --env {environment}")
            found = find(shipped, command.targets[0], retype=command.retyped, environment=command.env)
            assert (found.system.system, found.short) == (name, short)


def test_a_short_name_of_two_systems_is_asked_back(shipped: Catalog) -> None:
    command = parse("status stack --env prod")
    with pytest.raises(UserError) as caught:
        find(shipped, "stack", retype=command.retyped, environment=command.env)
    assert caught.value.next_commands == (
        "/ops status data-pipeline/stack --env prod",
        "/ops status serverless-api/stack --env prod",
    )


def test_every_metric_has_an_address_in_every_environment(shipped: Catalog) -> None:
    addresses = 0
    for system in shipped.systems.values():
        for environment, deployed in system.environments.items():
            here = system.resources_in(environment)
            for metric in [*system.health, *(m for level in system.service_levels for m in level.metrics())]:
                if metric.of not in here:
                    continue
                resource = here[metric.of]
                known = {"name": resource.name or "n", "id": "i"}
                asked = resource.model_copy(update=known)
                at = find(shipped, f"{system.system}/{metric.of}", retype=_retype, environment=environment)
                namespace, name, dimensions = metric_identity(asked, metric, at.place())
                assert namespace == METRICS[resource.kind].namespace
                assert name == metric.metric
                assert all(dimensions.values())
                assert at.place().region == deployed.region
                addresses += 1
    assert addresses > 50


def _retype(target: str, environment: str | None) -> str:
    return f"{target} {environment}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_account_and_no_address_but_examples(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"\b\d{12}\b", text)) == {"123456789012"}
    assert not re.findall(r"https?://", text)
    assert set(re.findall(r"[\w.]+@[\w.]+", text)) <= {"security@company.com"}


def test_names_of_another_environment_are_not_taken_for_this_one(shipped: Catalog) -> None:
    names = {
        environment: find(shipped, "serverless-api/items", retype=_retype, environment=environment).resource
        for environment in ("dev", "prod")
    }
    assert names["prod"] is not None
    assert names["dev"] is not None
    assert (names["prod"].name, names["dev"].name) == ("items-table", "items-table-dev")
    assert names["prod"].example == []
    assert names["dev"].example == ["name"]
