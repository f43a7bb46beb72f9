"""What people type for a target, and what they are told when nothing or too much is called so."""

from __future__ import annotations

import pytest

from bot.aws.place import Place
from bot.catalog.loader import Catalog
from bot.catalog.lookup import environment_of, environment_of_channel, find, place
from bot.errors import UserError
from tests.catalog.conftest import Files


def retype(target: str, environment: str | None) -> str:
    return f"/ops rollback {target}" + (f" --env {environment}" if environment else "")


@pytest.mark.parametrize(
    ("typed", "system", "environment", "short", "name"),
    [
        ("order", "shop", "prod", "order", None),
        ("ORDER", "shop", "prod", "order", None),
        ("shop/order", "shop", "prod", "order", None),
        ("Shop:Order", "shop", "prod", "order", None),
        ("OrderFunction", "shop", "prod", "order", None),
        ("orderfunction", "shop", "prod", "order", None),
        ("shop-dev-OrderFunction-1A2B3C4D5E6F", "shop", "dev", "order", None),
        ("/aws/lambda/visit-prod", "clinic", "prod", "visit", "visit-prod"),
        ("orders", "shop", "prod", "table", "orders"),
        ("orders-dev", "shop", "dev", "table", "orders-dev"),
        ("visit", "clinic", "staging", "visit", "visit-staging"),
        ("visit-prod", "clinic", "prod", "visit", "visit-prod"),
        ("shop-api", "shop", "prod", "api", "shop-api"),
        ("clinic/api", "clinic", "staging", "api", "clinic-api"),
        ("abcde12345", "clinic", "staging", "api", "clinic-api"),
        ("Fulfilment", "shop", "prod", "workflow", "Fulfilment"),
        ("shop", "shop", "prod", None, None),
        ("CLINIC", "clinic", "staging", None, None),
    ],
)
def test_what_a_target_may_be(
    small: Catalog, typed: str, system: str, environment: str, short: str | None, name: str | None
) -> None:
    found = find(small, typed, retype=retype)
    assert (found.system.system, found.environment, found.short) == (system, environment, short)
    assert (found.resource.name if found.resource else None) == name
    assert found.title == (short or system)


def test_the_resource_is_named_for_its_environment(small: Catalog) -> None:
    found = find(small, "order", retype=retype, environment="dev")
    assert found.resource is not None
    assert (found.resource.stack, found.resource.alias) == ("shop-dev", "dev")
    assert found.place() == place(found) == Place("123456789012", "eu-central-1", None)
    prod = find(small, "order", retype=retype)
    assert prod.place() == Place("123456789012", "eu-central-1", "arn:aws:iam::123456789012:role/opsbot")


def test_facts_are_what_expressions_see(small: Catalog) -> None:
    assert find(small, "order", retype=retype).facts() == {
        "kind": "lambda.function",
        "short": "order",
        "system": "shop",
        "environment": "prod",
        "name": None,
        "stack": "shop-prod",
        "logical_id": "OrderFunction",
        "id": None,
        "alias": "prod",
        "stage": None,
    }
    assert find(small, "clinic/api", retype=retype).facts()["id"] is None
    system = find(small, "shop", retype=retype).facts()
    assert (system["kind"], system["name"], system["short"]) == ("system", "shop", None)


@pytest.mark.parametrize(
    ("environment", "channel", "expected"),
    [(None, None, "prod"), (None, "dev", "dev"), ("prod", "dev", "prod"), (None, "staging", "prod")],
)
def test_which_environment_is_meant(
    small: Catalog, environment: str | None, channel: str | None, expected: str
) -> None:
    asked = {"environment": environment, "channel_environment": channel}
    assert find(small, "order", retype=retype, **asked).environment == expected
    assert find(small, "shop", retype=retype, **asked).environment == expected
    assert environment_of(small.systems["shop"], retype=retype, **asked) == expected


@pytest.mark.parametrize(
    ("channel", "environment"),
    [("#shop-dev", "dev"), ("shop-dev", "dev"), ("#shop", None), ("", None), (None, None)],
)
def test_a_channel_may_stand_for_an_environment(small: Catalog, channel: str | None, environment: str | None) -> None:
    assert environment_of_channel(small, channel) == environment


@pytest.mark.parametrize(
    ("typed", "environment", "message", "commands"),
    [
        (
            "api",
            "prod",
            "“api” may be clinic/api or shop/api; say which.",
            ["clinic/api --env prod", "shop/api --env prod"],
        ),
        ("api", "dev", "“api” may be clinic/api or shop/api; say which.", ["shop/api --env dev"]),
        ("api", None, "“api” may be clinic/api or shop/api; say which.", ["clinic/api", "shop/api"]),
        ("ordr", "prod", "The catalog has nothing called “ordr”.", ["order --env prod"]),
        ("clinic/vist", None, "clinic has nothing called “vist”.", ["visit"]),
        ("shop/apy", "dev", "shop has nothing called “apy”.", ["shop/api --env dev"]),
        ("shopp", None, "The catalog has nothing called “shopp”.", ["shop"]),
        ("qqq", None, "The catalog has nothing called “qqq”; its systems are clinic and shop.", []),
        (
            "order",
            "production",
            "shop has no environment “production”; it has dev and prod.",
            ["order --env prod"],
        ),
        ("shop", "stage", "shop has no environment “stage”; it has dev and prod.", ["shop --env prod"]),
        (
            "workflow",
            "dev",
            "workflow of shop is not in dev; it is in prod.",
            ["workflow --env prod"],
        ),
        (
            "orders-dev",
            "prod",
            "orders-dev is table in dev, not in prod.",
            ["table --env prod", "table --env dev"],
        ),
        (
            "arn:aws:states:eu-central-1:123456789:stateMachine:Fulfilment",
            None,
            "The catalog has nothing called “arn:aws:states:eu-central-1:123456789:stateMachine:Fulfilment”.",
            ["workflow"],
        ),
        ("visit-prod2", None, "The catalog has nothing called “visit-prod2”.", ["visit"]),
    ],
)
def test_a_refusal_says_what_to_type(
    small: Catalog, typed: str, environment: str | None, message: str, commands: list[str]
) -> None:
    with pytest.raises(UserError) as caught:
        find(small, typed, retype=retype, environment=environment)
    assert caught.value.message == message
    expected = [f"/ops rollback {command}" for command in commands]
    assert list(caught.value.next_commands)[: len(expected)] == expected
    if environment is None or commands:
        assert bool(caught.value.next_commands) == bool(commands)


def test_a_resource_outside_the_channels_environment_is_not_silently_another(small: Catalog) -> None:
    with pytest.raises(UserError, match=r"workflow of shop is not in dev; it is in prod\."):
        find(small, "workflow", retype=retype, channel_environment="dev")


def test_every_suggestion_finds_something(small: Catalog) -> None:
    for typed in ("ordr", "tabel", "vsit", "shop/ordre", "clinic/apis", "artifact", "fulfillment"):
        with pytest.raises(UserError) as caught:
            find(small, typed, retype=lambda target, _: target)
        assert caught.value.next_commands
        for target in caught.value.next_commands:
            assert find(small, target, retype=retype).system.system in {"shop", "clinic"}


def test_a_real_name_comes_before_an_example(files: Files, small: Catalog) -> None:
    """Someone's real stack is not taken for the API whose name the catalog only supposes."""
    text = (files.directory / "systems/clinic.yaml").read_text()
    text = text.replace("name: clinic-api, id: abcde12345, example: [id]", "name: clinic-it, example: [name]")
    text = text.replace("no_service", "  stack: {kind: cloudformation.stack, name: clinic-it}\nno_service")
    files.system("clinic", text)
    assert find(files.load(), "clinic-it", retype=retype).short == "stack"
