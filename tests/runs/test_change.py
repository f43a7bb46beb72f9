"""One change: what is recorded of it, whatever can or cannot be told."""

from __future__ import annotations

import pytest

from bot.journal import Head
from bot.runs.state import Progress, Verdict
from tests.aws.recorder import Answer
from tests.runs.world import World

RESIZE = """\
runbook: resize
title: Resize {target}
target: lambda.function
risk: mitigation
change:
  - id: first
    title: make it larger
    call: lambda.update_function_configuration
    with: {FunctionName: "${target.name}", MemorySize: 512}
    says: "now ${result.MemorySize} MB"
    undo: {call: lambda.update_function_configuration, with: {FunctionName: "${target.name}", MemorySize: 256}}
  - id: second
    title: publish
    call: lambda.publish_version
    with: {FunctionName: "${target.name}"}
    irreversible: a version stays
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('says: "now ${result.MemorySize} MB"', 'says: "${length(result.MemorySize)}"'),
        ("    undo:", '    keep: "abs(FunctionName)"\n    undo:'),
        ("MemorySize: 256}}", 'MemorySize: "${abs(steps.first.Nothing)}"}}'),
    ],
    ids=["says", "keep", "undo"],
)
def test_a_change_whose_answer_cannot_be_told_is_still_recorded(world: World, before: str, after: str) -> None:
    state = world.run(RESIZE.replace(before, after))

    assert world.function.changes == ["memory 512"]
    assert "outcome first APPLIED" in world.told()
    assert state.steps["first"].receipt is not None
    assert state.ending is not None
    assert state.ending.verdict is Verdict.FAILED
    assert "Nothing was changed" not in state.ending.message
    assert "What was changed stays" in state.ending.message


def test_a_change_says_what_it_did(world: World) -> None:
    state = world.run(RESIZE)

    assert state.steps["first"].says == "now 512 MB"
    assert state.results["first"] == {"MemorySize": 512}
    assert state.ending is not None
    assert state.ending.message == "now 512 MB"


def test_an_answer_that_no_journal_keeps_is_left_out(world: World) -> None:
    """The change is recorded; the huge answer is not."""
    world.aws.answering = lambda call: (
        Answer({"MemorySize": 512, "Description": "x" * 300_000}) if call.method == "PUT" else world.function(call)
    )

    state = world.run(RESIZE)

    assert state.steps["first"].progress is not Progress.FAILED
    assert state.steps["first"].receipt is not None
    assert state.results["first"] is None
    assert state.ending is not None
    assert "Nothing was changed" not in state.ending.message


@pytest.mark.parametrize("expression", ["target.stage", "abs(target.name)"])
def test_parameters_that_cannot_be_worked_out_send_nothing(world: World, expression: str) -> None:
    text = RESIZE.replace("MemorySize: 512}", f'MemorySize: "${{{expression}}}"}}')

    state = world.run(text)

    assert world.aws.calls == []
    assert state.ending is not None
    assert state.ending.verdict is Verdict.FAILED
    assert state.ending.message.endswith("Nothing was changed.")


def test_a_change_that_is_not_wanted_is_skipped_and_sends_nothing(world: World) -> None:
    state = world.run(RESIZE.replace("    title: make", "    when: target.stage\n    title: make"))

    assert state.steps["first"].progress is Progress.SKIPPED
    assert world.function.changes == ["version 3"]
    assert state.plan is not None
    assert [call["step"] for call in state.plan.calls] == ["second"]


def test_secrets_of_a_change_do_not_reach_the_journal(world: World) -> None:
    text = RESIZE.replace("MemorySize: 512}", "Environment: {Variables: {KEY: hunter2}}, MemorySize: 512}")

    world.run(text)

    assert "hunter2" in str(next(call.body for call in world.aws.calls if call.method == "PUT"))
    assert all("hunter2" not in str(entry.data) for entry in world.entries())


def test_a_masked_fact_is_not_sent_as_a_value(world: World) -> None:
    """Read masked, passed on: AWS would store the mask as the secret."""
    text = """\
runbook: copy-secret
title: Copy
target: sqs.queue
risk: mitigation
look:
  - id: now
    call: lambda.get_function_configuration
    with: {FunctionName: order-1X}
change:
  - id: put
    call: secretsmanager.put_secret_value
    with: {SecretId: s, SecretString: "${steps.now.Environment.Variables}"}
    irreversible: the version before stays
"""
    secret = {"Environment": {"Variables": {"KEY": "hunter2"}}}
    world.aws.answering = lambda call: Answer(secret if call.method == "GET" else {})

    state = world.run(text, target="orders")

    assert [call.method for call in world.aws.calls] == ["GET"]
    assert state.ending is not None
    assert state.ending.verdict is Verdict.FAILED
    assert state.ending.message.endswith("Nothing was changed.")


ROTATE = """\
runbook: rotate
title: Rotate
target: sqs.queue
risk: mitigation
change:
  - id: rotate
    call: secretsmanager.rotate_secret
    with: {SecretId: "${inputs.secret}"}
    irreversible: the version before it stays labelled AWSPREVIOUS
inputs:
  secret: {type: string, help: its name}
"""


def test_a_token_names_run_step_and_parameters(world: World) -> None:
    """The same whenever this run sends this step; another with other parameters, or in another run."""
    tokens = []
    for run, secret in (("RUN1", "a"), ("RUN1", "a"), ("RUN1", "b"), ("RUN2", "a")):
        world.redis.flushall()
        world.runbook(ROTATE)
        data = world.asked("orders", run=run, inputs={"secret": secret})
        world.journals.append(run, Head(), "asked", data, now=world.now())
        world.engine().advance(run)
        tokens.append(world.aws.calls[-1].body["ClientRequestToken"])

    same, again, other_parameters, other_run = tokens
    assert same == again
    assert len({same, other_parameters, other_run}) == 3
    assert 32 <= len(same) <= 64
    assert world.aws.calls[-1].body["SecretId"] == "a"


def test_a_system_cannot_be_the_target_of_a_fault_in_the_catalog(world: World) -> None:
    """Between two advances somebody took the system out of the catalog."""
    world.runbook(RESIZE)
    world.ask()
    world.catalog = type(world.catalog)({}, world.catalog.observation, world.catalog.directory)

    state = world.advance()

    assert world.aws.calls == []
    assert state.ending is not None
    assert state.ending.verdict is Verdict.FAILED
    assert "\n" not in state.ending.message
