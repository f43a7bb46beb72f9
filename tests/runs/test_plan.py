"""The plan: what will be changed, and a digest that moves with what the decision rests on and with nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from bot.journal import Entry, Head
from bot.runs.state import PlanState, Verdict
from tests.aws.recorder import Answer
from tests.runbooks.memory import MEMORY
from tests.runs.crash import Cut, Lost
from tests.runs.world import World


def plan(world: World, text: str = MEMORY, target: str = "order", **more: Any) -> PlanState:
    world.redis.flushall()
    asked = {"inputs": {"mb": 512}, "dry_run": True, **more}
    state = world.run(text, target, **asked)
    assert state.plan is not None, state.ending
    return state.plan


def test_a_plan_shows_every_change_as_far_as_it_is_known(world: World) -> None:
    calls = plan(world).calls

    assert [(call["step"], call["operation"]) for call in calls] == [
        ("resize", "lambda.update_function_configuration"),
        ("publish", "lambda.publish_version"),
        ("shift", "lambda.update_alias"),
    ]
    resize, publish, shift = calls
    assert resize["params"] == {"FunctionName": "order-1X", "MemorySize": 512}
    assert resize["undo"] == {
        "operation": "lambda.update_function_configuration",
        "params": {"FunctionName": "order-1X", "MemorySize": 256},
    }
    assert resize["iam_actions"] == ["lambda:UpdateFunctionConfiguration"]
    assert (publish["undo"], publish["irreversible"]) == (
        None,
        "a version stays, and serves nobody until an alias points to it",
    )
    assert shift["params"]["FunctionVersion"] == "known after step publish"
    assert shift["params"]["RevisionId"] == "r7"
    assert shift["undo"]["params"]["RoutingConfig"] == {"AdditionalVersionWeights": {}}


def test_a_plan_says_who_uses_it_and_what_takes_it_back(world: World) -> None:
    found = plan(world)

    assert found.live_traffic == "lambda.live_traffic says nothing"
    assert found.taken_back_by == "lambda.taken_back_by says nothing"


def test_a_kind_of_target_that_nobody_knows_about_says_so(world: World) -> None:
    text = """\
runbook: drain
title: Drain
target: sqs.queue
risk: destructive
change:
  - call: sqs.purge_queue
    with: {QueueUrl: "https://sqs/${target.name}"}
    irreversible: messages are gone
"""

    found = plan(world, text, "orders", inputs={})

    assert (found.live_traffic, found.taken_back_by) == ("not known for this kind of target",) * 2
    assert found.calls[0]["params"] == {"QueueUrl": "https://sqs/orders"}


def test_lines_of_a_plan_are_filled(world: World) -> None:
    text = MEMORY.replace("change:\n", 'plan:\n  - "${steps.now.MemorySize} → ${inputs.mb} MB"\nchange:\n')

    assert plan(world, text).lines == ["256 → 512 MB"]


def test_the_same_facts_make_the_same_digest(world: World) -> None:
    first = plan(world)
    world.time.now += 3600

    assert plan(world).digest == first.digest
    assert len(first.digest) == 64


@pytest.mark.parametrize(
    "more",
    [{"inputs": {"mb": 1024}}, {"target": "other"}, {"environment": "dev"}],
    ids=["inputs", "target", "environment"],
)
def test_another_question_has_another_digest(world: World, more: dict[str, Any]) -> None:
    first = plan(world)
    world.write(
        "systems/shop.yaml",
        (world.directory / "systems/shop.yaml").read_text()
        + "  other: {kind: lambda.function, name: order-2X, alias: prod}\n",
    )
    world.reload()
    world.function.names.add("order-2X")

    assert plan(world, **more).digest != first.digest


@pytest.mark.parametrize("fact", ["memory", "sha", "revision"])
def test_another_fact_that_the_decision_rests_on_has_another_digest(world: World, fact: str) -> None:
    first = plan(world)
    setattr(world.function, fact, 1024 if fact == "memory" else 99)

    assert plan(world).digest != first.digest


def test_what_merely_fluctuates_is_not_in_the_digest(world: World) -> None:
    text = MEMORY.replace("rests_on: [now, served, alias]", "rests_on: [served]").replace(
        '    keep: "{MemorySize: MemorySize, CodeSha256: CodeSha256}"', ""
    )
    text = text.replace(
        'with: {FunctionName: "${target.name}", MemorySize: "${steps.now.MemorySize}"}}',
        'with: {FunctionName: "${target.name}", MemorySize: 256}}',
    )
    numbers = iter(range(100))
    known = world.function

    def with_a_number(call: Any) -> Answer:
        answer = known(call)
        assert isinstance(answer.body, dict)
        unqualified = call.path.endswith("configuration") and "Qualifier" not in call.query
        return Answer({**answer.body, "Timeout": next(numbers)}) if unqualified else answer

    world.aws.answering = with_a_number

    assert plan(world, text).digest == plan(world, text).digest


def test_metadata_of_an_answer_is_not_in_the_digest(world: World) -> None:
    """Each answer has another request id."""
    whole = MEMORY.replace("    keep: ", "    # keep: ")

    assert plan(world, whole).digest == plan(world, whole).digest


def test_comments_of_the_runbook_are_not_in_the_digest(world: World) -> None:
    first = plan(world)

    assert plan(world, "# why\n" + MEMORY.replace("change:\n", "change:  # here it changes\n")).digest == first.digest
    assert plan(world, MEMORY.replace("a version stays,", "a version remains,")).digest != first.digest


def test_a_plan_that_cannot_be_worked_out_ends_the_run_before_any_change(world: World) -> None:
    world.redis.flushall()

    state = world.run(MEMORY.replace('"${inputs.mb}"', '"${abs(target.name)}"'), inputs={"mb": 512})

    assert world.function.changes == []
    assert state.plan is None
    assert state.ending is not None
    assert "abs(target.name)" in state.ending.message
    assert state.ending.message.endswith("Nothing was changed.")


def test_the_plan_that_was_chosen_is_carried_out(world: World) -> None:
    shown = plan(world).digest
    world.redis.flushall()

    state = world.run(MEMORY, inputs={"mb": 512}, plan=shown[:4])

    assert world.function.changes == ["memory 512", "version 3", "alias 3"]
    assert state.ending is not None
    assert state.ending.verdict is Verdict.DONE


@pytest.mark.parametrize("lost", [False, True], ids=["at once", "after its worker was lost"])
def test_another_plan_than_the_chosen_one_changes_nothing(world: World, lost: bool) -> None:
    """Between the plan that was shown and this run, somebody changed the function's memory."""
    shown = plan(world).digest
    world.redis.flushall()
    world.function.memory = 1024
    world.runbook(MEMORY)
    world.ask(inputs={"mb": 512}, plan=shown[:4], command="/ops memory order mb=512 plan=" + shown[:4])
    if lost:
        with pytest.raises(Lost):
            world.advance(BehindThePlan(world, 99, written=True))

    state = world.advance()

    assert world.function.changes == []
    assert state.ending is not None
    assert not state.ending.verdict.well
    assert state.ending.message.endswith("Nothing was changed.")


class BehindThePlan(Cut):
    """Ends its worker as soon as the plan is written down."""

    def append(self, run: str, head: Head, type_: str, data: dict[str, Any], **more: Any) -> Entry:
        self.left = 0 if type_ == "plan" else 99
        return super().append(run, head, type_, data, **more)
