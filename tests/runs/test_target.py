"""The name that AWS knows a target by: from its stack when there is one, and said where it comes from."""

from __future__ import annotations

from typing import Any

import pytest

from bot.runs.state import Verdict
from tests.aws.recorder import Answer
from tests.runs.world import World

PEEK = """\
runbook: peek
title: Peek
target: [lambda.function, sqs.queue]
risk: read
look:
  - call: sts.get_caller_identity
    check: "`true`"
    else: never
"""
MORE = """\
  stacked: {kind: lambda.function, stack: "shop-{env}", logical_id: OrderFunction}
  named: {kind: lambda.function, stack: "shop-{env}", logical_id: OrderFunction, name: order-by-hand}
"""
IDENTITY = (
    b"<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult>"
    b"</GetCallerIdentityResponse>"
)


@pytest.fixture(autouse=True)
def _stacks(world: World) -> None:
    world.write("systems/shop.yaml", (world.directory / "systems/shop.yaml").read_text() + MORE)
    world.reload()


def stack(world: World, detail: str | None, *, code: str = "ValidationError", status: int = 400) -> None:
    """What CloudFormation says: a physical id, an empty one, or an error."""

    def answering(call: Any) -> Answer:
        if "DescribeStackResource" not in str(call.body):
            return Answer(IDENTITY)
        if detail is None:
            said = "Stack with id shop-prod does not exist"
            error = f"<ErrorResponse><Error><Code>{code}</Code><Message>{said}</Message></Error></ErrorResponse>"
            return Answer(error.encode(), status)
        found = f"<PhysicalResourceId>{detail}</PhysicalResourceId>" if detail else ""
        inner = (
            f"<StackResourceDetail>{found}<LogicalResourceId>OrderFunction</LogicalResourceId></StackResourceDetail>"
        )
        name = "DescribeStackResource"
        return Answer(f"<{name}Response><{name}Result>{inner}</{name}Result></{name}Response>".encode())

    world.aws.answering = answering


def test_a_name_of_the_catalog_needs_no_stack(world: World) -> None:
    stack(world, None)

    state = world.run(PEEK, "order")

    assert state.target is not None
    assert (state.target["name"], state.target["found_by"]) == ("order-1X", "catalog")
    assert (state.target["kind"], state.target["short"], state.target["alias"]) == ("lambda.function", "order", "prod")
    assert (state.target["system"], state.target["environment"]) == ("shop", "prod")


@pytest.mark.parametrize("short", ["stacked", "named"])
def test_a_name_comes_from_the_stack_of_its_environment(world: World, short: str) -> None:
    stack(world, "order-9Z")

    state = world.run(PEEK, short, environment="dev")

    assert state.target is not None
    assert (state.target["name"], state.target["found_by"]) == ("order-9Z", "stack shop-dev")
    assert "StackName=shop-dev" in world.aws.calls[0].body


def test_a_stack_that_is_not_there_leaves_the_catalogs_name_and_says_so(world: World) -> None:
    stack(world, None)

    state = world.run(PEEK, "named")

    assert state.target is not None
    assert state.target["name"] == "order-by-hand"
    assert state.target["found_by"] == "catalog (no OrderFunction in a stack shop-prod)"


def test_no_stack_and_no_name_ends_the_run_with_what_to_do(world: World) -> None:
    stack(world, None)

    state = world.run(PEEK, "stacked")

    assert state.ending is not None
    assert state.ending.verdict is Verdict.REFUSED
    assert "AWS has no such stack or resource. Correct the catalog" in state.ending.message


def test_a_resource_that_is_not_deployed_is_no_guess(world: World) -> None:
    stack(world, "")

    state = world.run(PEEK, "named")

    assert state.target is None
    assert state.ending is not None
    assert "is not deployed" in state.ending.message


def test_a_stack_that_may_not_be_asked_is_no_guess_either(world: World) -> None:
    stack(world, None, code="AccessDenied", status=403)

    state = world.run(PEEK, "named")

    assert state.target is None
    assert state.ending is not None
    assert state.ending.verdict is Verdict.FAILED
    assert "cloudformation:DescribeStackResource" in state.ending.message


def test_a_target_is_asked_for_once(world: World) -> None:
    stack(world, "order-9Z")
    world.run(PEEK.replace("look:", "look:\n  - wait: {for: 60}"), "stacked")
    world.time.now += 60

    world.advance()

    asked = [call for call in world.aws.calls if "DescribeStackResource" in str(call.body)]
    assert len(asked) == 1
