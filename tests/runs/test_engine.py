"""A run from its first entry to its last: what it writes down, in which order, and what it sends."""

from __future__ import annotations

import pytest

from bot.journal import DUE, ENDED, OPEN
from bot.runs.state import Progress, Verdict
from tests.aws.recorder import refusal
from tests.runbooks.memory import MEMORY
from tests.runs.world import RUN, World

LOOKS = """\
runbook: peek
title: Peek at {target}
target: [lambda.function, system]
risk: read
look:
  - id: now
    title: settings
    call: lambda.get_function_configuration
    with: {FunctionName: order-1X}
    keep: "{MemorySize: MemorySize}"
    says: "${steps.now.MemorySize} MB, of ${result.FunctionName}"
"""
TARGET = {"FunctionName": "order-1X", "Name": "prod"}


def test_a_change_from_the_first_entry_to_the_last(world: World) -> None:
    state = world.run(MEMORY, inputs={"mb": 512})

    assert world.told() == [
        "asked",
        "resolved",
        "step now done",
        "step served done",
        "step alias done",
        "step look_4 done",
        "plan",
        "intent resize",
        "outcome resize APPLIED",
        "step change_2 done",
        "intent publish",
        "outcome publish APPLIED",
        "intent shift",
        "outcome shift APPLIED",
        "step after done",
        "ended done",
    ]
    assert world.function.changes == ["memory 512", "version 3", "alias 3"]
    assert state.ending is not None
    assert state.ending.verdict is Verdict.DONE
    assert world.redis.hgetall(ENDED) == {"memory:done": "1"}
    assert world.redis.smembers(OPEN) == set()


def test_each_change_leaves_a_receipt_with_the_facts_before_it(world: World) -> None:
    state = world.run(MEMORY, inputs={"mb": 512})

    receipts = {step.id: step.receipt for step in state.steps.values() if step.receipt}
    assert receipts == {
        "resize": {
            "undo": {
                "operation": "lambda.update_function_configuration",
                "params": {"FunctionName": "order-1X", "MemorySize": 256},
            },
            "irreversible": None,
        },
        "publish": {
            "undo": None,
            "irreversible": "a version stays, and serves nobody until an alias points to it",
        },
        "shift": {
            "undo": {
                "operation": "lambda.update_alias",
                "params": {**TARGET, "FunctionVersion": "2", "RoutingConfig": {"AdditionalVersionWeights": {}}},
            },
            "irreversible": None,
        },
    }


def test_an_intent_says_what_is_sent_and_until_when(world: World) -> None:
    world.run(MEMORY, inputs={"mb": 512})

    shift = next(entry.data for entry in world.entries() if entry.type == "intent" and entry.data["step"] == "shift")
    assert shift["operation"] == "lambda.update_alias"
    assert shift["params"] == {
        **TARGET,
        "FunctionVersion": "3",
        "RoutingConfig": {"AdditionalVersionWeights": {}},
        "RevisionId": "r7",
    }
    assert shift["not_after"] == world.time.now + 30


def test_a_run_that_only_looks(world: World) -> None:
    state = world.run(LOOKS)

    assert world.told() == ["asked", "resolved", "step now done", "ended done"]
    assert state.results == {"now": {"MemorySize": 256}}
    assert state.steps["now"].says == "256 MB, of order-1X"
    assert state.ending is not None
    assert state.ending.message == "256 MB, of order-1X"


def test_a_target_is_resolved_once_and_a_system_is_not(world: World) -> None:
    state = world.run(LOOKS, target=None)

    assert state.target is None
    assert "resolved" not in world.types()


def test_what_the_expressions_of_a_run_see(world: World) -> None:
    state = world.run(
        LOOKS.replace(
            'says: "',
            "check: env.name == 'dev' && env.region == 'eu-west-2' && target.short == 'order' && inputs.x == 'y'\n"
            '    else: "not so"\n    says: "',
        ).replace("look:", "inputs:\n  x: {type: string, help: h}\nlook:"),
        environment="dev",
        inputs={"x": "y"},
    )

    assert state.ending is not None
    assert state.ending.verdict is Verdict.DONE
    assert "/eu-west-2/lambda/" in world.aws.calls[0].headers["Authorization"]


def test_a_dry_run_stops_behind_its_plan(world: World) -> None:
    state = world.run(MEMORY, inputs={"mb": 512}, dry_run=True)

    assert world.told()[-2:] == ["plan", "ended planned"]
    assert world.function.changes == []
    assert {call.method for call in world.aws.calls} == {"GET"}
    assert state.ending is not None
    assert state.ending.message == "Nothing was changed: this was a dry run."


def test_a_dry_run_of_what_only_looks_looks(world: World) -> None:
    state = world.run(LOOKS, dry_run=True)

    assert state.ending is not None
    assert state.ending.verdict is Verdict.DONE


def test_a_check_that_does_not_hold_refuses_before_anything_changes(world: World) -> None:
    text = MEMORY.replace('"result.CodeSha256 == steps.now.CodeSha256"', "result.CodeSha256 == 'another'").replace(
        "    else: The code", "    next: ['/ops rollback ${target.short}']\n    else: The code"
    )

    state = world.run(text, inputs={"mb": 512})

    assert world.told()[-2:] == ["step served failed", "ended refused"]
    assert state.ending is not None
    assert state.ending.message.startswith("The code waiting in $LATEST is not what prod serves")
    assert state.ending.message.endswith("Nothing was changed.")
    assert state.ending.next_commands == ["/ops rollback order"]
    assert world.function.changes == []
    assert "GET /functions/order-1X/aliases/prod" not in world.aws.names()


def test_a_read_that_aws_refuses_ends_the_run_in_words(world: World) -> None:
    world.function.faults["GET prod"] = refusal("AccessDeniedException", 403)

    state = world.run(MEMORY, inputs={"mb": 512})

    assert world.told()[-2:] == ["step alias failed", "ended failed"]
    assert state.ending is not None
    assert state.ending.message == (
        "Access denied: opsbot's own identity may not lambda:GetAlias. Add the action to its policy and run the "
        "command again. Nothing was changed."
    )


def test_a_change_that_aws_refuses_says_what_stays(world: World) -> None:
    world.function.faults["PUT prod"] = refusal("PreconditionFailedException", 412, "somebody was here")

    state = world.run(MEMORY, inputs={"mb": 512})

    assert world.told()[-3:] == ["intent shift", "outcome shift REJECTED", "ended failed"]
    assert world.function.changes == ["memory 512", "version 3"]
    assert state.ending is not None
    assert "changed meanwhile" in state.ending.message
    assert "What was changed stays: lambda.update_function_configuration; lambda.publish_version." in (
        state.ending.message
    )


def test_a_change_without_a_clear_answer_ends_unknown(world: World) -> None:
    world.function.lost.add("PUT configuration")

    state = world.run(MEMORY, inputs={"mb": 512})

    assert world.told()[-2:] == ["outcome resize UNKNOWN", "ended unknown"]
    assert world.function.changes == ["memory 512"]
    assert state.ending is not None
    assert "it may have happened" in state.ending.message
    assert state.ending.next_commands == [
        "/ops status order --env prod",
        "/ops memory order --env prod --dry-run",
    ]


def test_a_verification_that_does_not_hold_says_what_stays(world: World) -> None:
    state = world.run(MEMORY.replace("result.MemorySize == inputs.mb", "result.MemorySize == `1`"), inputs={"mb": 512})

    assert world.told()[-2:] == ["step after failed", "ended failed"]
    assert state.ending is not None
    assert "does not hold. What was changed stays: " in state.ending.message


@pytest.mark.parametrize("target", ["order", "refund"])
def test_a_step_whose_when_does_not_hold_is_skipped(world: World, target: str) -> None:
    """`refund` has no alias: nothing is published and nothing shifted."""
    text = MEMORY.replace('FunctionName: "${target.name}"', "FunctionName: order-1X").replace(
        "wait: lambda.function_updated_v2", "wait: lambda.function_exists"
    )

    state = world.run(text, target=target, inputs={"mb": 512})

    skipped = [step.id for step in state.steps.values() if step.progress is Progress.SKIPPED]
    assert skipped == ([] if target == "order" else ["served", "alias", "publish", "shift"])
    assert state.ending is not None
    assert state.ending.verdict is Verdict.DONE


def test_a_run_that_has_ended_is_left_as_it_is(world: World) -> None:
    world.run(LOOKS)
    before = world.entries()

    world.advance()

    assert world.entries() == before


def test_nothing_is_due_when_a_run_has_ended(world: World) -> None:
    world.run(MEMORY, inputs={"mb": 512})

    assert world.redis.zscore(DUE, RUN) is None
