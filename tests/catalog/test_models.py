"""Objectives, and a resource's names in each environment."""

from __future__ import annotations

import pytest

from bot.catalog.models import Naming, Objective, Resource


@pytest.mark.parametrize(
    ("objective", "written", "met", "missed"),
    [
        (Objective(at_least=99.9, unit="%"), "≥ 99.9 %", [99.9, 100], [99.899]),
        (Objective(at_most=5, unit="ms"), "≤ 5 ms", [5, 0], [5.001]),
        (Objective(below=0.1, unit="%"), "< 0.1 %", [0, 0.0999], [0.1, 6]),
        (Objective(below=500, unit="ms"), "< 500 ms", [499.9], [500]),
    ],
)
def test_an_objective(objective: Objective, written: str, met: list[float], missed: list[float]) -> None:
    assert str(objective) == written
    assert [objective.met_by(value) for value in [*met, *missed]] == [True] * len(met) + [False] * len(missed)
    assert written.startswith(objective.sign)
    assert objective.bound == float(written.split()[1])


def test_names_are_filled_in_and_overridden() -> None:
    resource = Resource(
        kind="dynamodb.table",
        name="items",
        stack="shop-{env}",
        logical_id="Items",
        example=["logical_id"],
        overrides={"dev": Naming(name="items-{env}", example=["name"])},
    )
    dev, prod = resource.named_for("dev"), resource.named_for("prod")
    assert (dev.name, dev.stack, dev.example, dev.overrides) == ("items-dev", "shop-dev", ["name"], {})
    assert (prod.name, prod.stack, prod.example) == ("items", "shop-prod", ["logical_id"])


def test_an_example_id_is_not_known() -> None:
    assert Resource(kind="apigateway.rest_api", name="a", id="xyz789", example=["id"]).known_id is None
    assert Resource(kind="apigateway.rest_api", name="a", id="a1b2c3d4e5").known_id == "a1b2c3d4e5"
