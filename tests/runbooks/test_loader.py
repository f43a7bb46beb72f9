"""Runbooks from files: what is known of one, and which one serves."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from tests.runbooks.memory import MEMORY
from tests.runbooks.shelf import Shelf

SMALL = """\
runbook: {verb}
title: {title}
target: {target}
risk: read
look:
  - call: sts.get_caller_identity
"""


def small(verb: str = "peek", target: str = "lambda.function", title: str = "Peek") -> str:
    return SMALL.format(verb=verb, target=target, title=title)


def test_the_designs_example_holds(shelf: Shelf) -> None:
    loaded = shelf.one(MEMORY)

    assert [(step["id"], step["phase"]) for step in loaded.steps] == [
        ("now", "look"), ("served", "look"), ("alias", "look"), ("look_4", "look"),
        ("resize", "change"), ("change_2", "change"), ("publish", "change"), ("shift", "change"),
        ("after", "verify"),
    ]  # fmt: skip
    assert loaded.runbook.rests_on == ["now", "served", "alias"]
    assert loaded.steps[5]["title"] == "wait for function updated v2"


def test_its_operations_are_those_it_may_call(shelf: Shelf) -> None:
    called = [(one["phase"], f"{one['service']}.{one['operation']}") for one in shelf.one(MEMORY).operations]

    assert called == [
        ("look", "cloudformation.describe_stack_resource"),
        ("look", "lambda.get_policy"),  # what the plan asks about the surroundings
        ("look", "lambda.get_function_configuration"),
        ("look", "lambda.get_alias"),
        ("look", "cloudwatch.get_metric_data"),  # the chart
        ("change", "lambda.update_function_configuration"),
        ("undo", "lambda.update_function_configuration"),
        ("change", "lambda.wait:function_updated_v2"),
        ("change", "lambda.publish_version"),
        ("change", "lambda.update_alias"),
        ("undo", "lambda.update_alias"),
        ("verify", "lambda.get_function_configuration"),
    ]


def test_its_iam_actions_are_those_that_a_policy_needs(shelf: Shelf) -> None:
    assert shelf.one(MEMORY).iam_actions == [
        "cloudformation:DescribeStackResource",
        "cloudwatch:GetMetricData",
        "lambda:GetAlias",
        "lambda:GetFunction",  # which the waiter polls
        "lambda:GetFunctionConfiguration",
        "lambda:GetPolicy",
        "lambda:PublishVersion",
        "lambda:UpdateAlias",
        "lambda:UpdateFunctionConfiguration",
    ]


def test_a_runbook_as_the_terminal_tells_it(shelf: Shelf) -> None:
    described = shelf.one(MEMORY).described()

    assert described["name"] == "memory"
    assert described["target"] == "lambda.function"
    assert described["risk"] == "mitigation"
    assert described["source"] == str(shelf.directory / "one.yaml")
    assert described["inputs"] == [
        {"name": "mb", "type": "integer", "help": "memory in MiB", "optional": False, "min": 128, "max": 10240}
    ]


def test_an_action_brings_its_operations(shelf: Shelf) -> None:
    text = small().replace("call: sts.get_caller_identity", "action: lambda.greet\n    with: {name: x}")

    loaded = shelf.one(text)

    assert {one["operation"] for one in loaded.operations} == {"describe_stack_resource", "get_alias", "list_queues"}
    assert {"lambda:GetAlias", "sqs:ListQueues"} <= set(loaded.iam_actions)


def test_the_digest_covers_what_the_text_says_and_not_how(shelf: Shelf) -> None:
    digest = shelf.one(MEMORY).digest

    assert shelf.one("# why\n" + MEMORY.replace("risk: mitigation", "risk:    'mitigation'  # yes")).digest == digest
    assert shelf.one(MEMORY.replace("max: 10240", "max: 10239")).digest != digest
    assert shelf.one(MEMORY.replace("keep: ", "says: kept\n    keep: ", 1)).digest != digest


def test_a_runbook_is_found_by_verb_and_kind(shelf: Shelf) -> None:
    shelf.write(small("peek", "[all, system]", "whole"), "a.yaml")
    shelf.write(small("peek", "resource", "any"), "deeper/b.yaml")
    shelf.write(small("peek", "sqs.queue", "queue"), "deeper/still/c.yaml")
    runbooks = shelf.load()

    found = {kind: runbooks.serving("peek", kind) for kind in ("all", "system", "sqs.queue", "lambda.function")}

    assert {kind: one and one.runbook.title for kind, one in found.items()} == {
        "all": "whole", "system": "whole", "sqs.queue": "queue", "lambda.function": "any",
    }  # fmt: skip
    assert runbooks.serving("nothing", "all") is None
    assert runbooks.verbs() == ["peek"]
    assert len(runbooks.named("peek")) == len(list(runbooks)) == 3


def test_a_resource_runbook_serves_no_system(shelf: Shelf) -> None:
    shelf.write(small("peek", "resource"))

    assert shelf.load().serving("peek", "system") is None


def test_a_teams_runbook_overrides_the_librarys(shelf: Shelf, tmp_path: Path) -> None:
    shelf.write(small(title="library"))
    team = Shelf(tmp_path / "team", shelf.operations)
    team.write(small(title="team"), "ours.yaml")
    team.write(small("poke", title="more"), "more.yaml")

    runbooks = shelf.load(team.directory)

    assert [(one.name, one.runbook.title) for one in runbooks] == [("peek", "team"), ("poke", "more")]


def test_an_override_of_one_of_several_targets_wins(shelf: Shelf, tmp_path: Path) -> None:
    shelf.write(small(target="[all, system, resource]", title="library"))
    team = Shelf(tmp_path / "team", shelf.operations)
    team.write(small(target="system", title="team"))

    runbooks = shelf.load(team.directory)

    found = {kind: runbooks.serving("peek", kind) for kind in ("all", "system", "sqs.queue")}
    titles = {kind: one and one.runbook.title for kind, one in found.items()}
    assert titles == {"all": "library", "system": "team", "sqs.queue": "library"}


def test_a_run_finds_the_runbook_that_it_began_with(shelf: Shelf) -> None:
    before = shelf.one(MEMORY)
    after = shelf.one(MEMORY.replace("max: 10240", "max: 3008"))
    runbooks = shelf.load()

    assert runbooks.with_digest("memory", after.digest) is not None
    assert runbooks.with_digest("memory", before.digest) is None
    assert runbooks.with_digest("elsewhere", after.digest) is None


def test_two_files_of_one_directory_may_not_say_the_same(shelf: Shelf) -> None:
    first = shelf.write(small(target="[all, system]"), "a.yaml")
    second = shelf.write(small(target="system"), "b.yaml")

    with pytest.raises(ConfigurationError) as caught:
        shelf.load()

    (problem,) = caught.value.problems
    assert problem.file == second
    assert problem.message == f"runbook peek for system is also in {first}"


def test_problems_of_all_files_are_told_together(shelf: Shelf) -> None:
    shelf.write(small().replace("get_caller_identity", "get_nobody"), "a.yaml")
    shelf.write("- a list", "b.yaml")
    shelf.write(small("poke").replace("risk: read", "risk: none"), "c.yaml")
    shelf.write(small("pass"), "d.yaml")

    with pytest.raises(ConfigurationError) as caught:
        shelf.load()

    assert [(one.file.name, one.line) for one in caught.value.problems] == [("a.yaml", 6), ("b.yaml", 1), ("c.yaml", 4)]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (small(target="lambda.functoin"), 3, "'lambda.functoin'; did you mean `lambda.function`?"),
        (small(target="[all, sistem]"), 3, "'sistem'; did you mean `system`?"),
        (small(verb="Peek It"), 1, "`runbook`"),
        (small() + "inputs:\n  x: {type: whole, help: h}\n", 8, "`type`"),
        (small() + "inputs:\n  x: {type: choice, help: h}\n", 8, "`choices` goes with `type: choice`"),
        (small() + "inputs:\n  x: {type: string, help: h, choices: [a]}\n", 8, "`choices` goes with `type: choice`"),
        (small() + "inputs:\n  x: {type: string}\n", 8, "`help` is missing"),
        (small() + "input:\n  x: 1\n", 7, "unknown key `input`; did you mean `inputs`?"),
        (small() + "inputs:\n  x: {type: integer, help: h, default: much}\n", 8, "much"),
        (small() + "inputs:\n  x: {type: integer, help: h, min: low}\n", 8, "low"),
        (small() + "inputs:\n  x: {type: integer, help: h, min: 5, max: 10, default: 3}\n", 8, "3"),
        (small() + "inputs:\n  x: {type: integer, help: h, min: 5, max: 10, example: '11'}\n", 8, "11"),
        (small() + "inputs:\n  x: {type: choice, help: h, choices: [a, b], default: c}\n", 8, "c"),
        (small() + "inputs:\n  x: {type: duration, help: h, max: long}\n", 8, "long"),
        (small() + "inputs:\n  x: {type: string, help: h, pattern: '['}\n", 8, "pattern"),
    ],
)
def test_what_a_file_may_not_say(shelf: Shelf, text: str, line: int, message: str) -> None:
    """An input that refuses its own default would be found by whoever types the command at night."""
    ((found_line, found),) = shelf.problems(text)

    assert message in found
    assert found_line == line


@pytest.mark.parametrize("wait", ["lambda", "{fore: 1m}", "[1m]", "{for: [1]}"])
def test_a_wait_that_is_neither(shelf: Shelf, wait: str) -> None:
    ((line, message),) = shelf.problems(small().replace("call: sts.get_caller_identity", f"wait: {wait}"))

    assert "`constrained-str`" not in message
    assert "PollFor" not in message
    assert line == 6


def test_an_empty_directory_and_a_missing_one_hold_no_runbooks(shelf: Shelf, tmp_path: Path) -> None:
    assert list(shelf.load(tmp_path / "nowhere")) == []
