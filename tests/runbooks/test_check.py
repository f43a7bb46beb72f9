"""What the checker finds: each mistake once, on its line, with what was probably meant."""

from __future__ import annotations

import pytest

from tests.runbooks.shelf import Shelf

HEAD = """\
runbook: tidy
title: Tidy {target}
target: lambda.function
risk: mitigation
"""
# Line 5 is the first behind the head.
LOOK = HEAD + "look:\n  - id: now\n    call: lambda.get_function_configuration\n"


def look(*lines: str) -> str:
    """A runbook that looks with one step; ``lines`` begin on line 6 of the file."""
    return HEAD + "look:\n" + "".join(f"  {'- ' if not at else '  '}{line}\n" for at, line in enumerate(lines))


def change(*lines: str) -> str:
    return look(*lines).replace("look:", "change:")


GIVEN = "with: {FunctionName: f, Name: p}"
NAME = 'with: {FunctionName: "${target.name}"}'
ALIAS = 'with: {FunctionName: "${target.name}", Name: prod, FunctionVersion: "3"}'


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (look("call: lamda.get_function"), 6, "AWS has no service `lamda`; did you mean `lambda`?"),
        (
            look("call: lambda.get_functions"),
            6,
            "AWS lambda has no operation `get_functions`; did you mean `get_function`?",
        ),
        (look("call: lambda.GetFunction"), 6, "`call`: string should match pattern"),
        (look("call: get_function"), 6, "`call`: string should match pattern"),
        (
            look("call: lambda.get_function", "with:", '  FunctionNam: "${target.name}"', "  FunctionName: x"),
            8,
            "lambda.get_function has no parameter `FunctionNam`; did you mean `FunctionName`?",
        ),
        (look("call: lambda.get_alias", NAME), 7, "lambda.get_alias needs `Name`"),
        (look("call: lambda.list_functions", "with:", "  MaxItems: ten"), 8, "takes a integer, found 'ten'"),
        (look("call: lambda.list_functions", "with:", "  MaxItems: 0"), 8, "is between 1 and 10000, found 0"),
        (look("call: lambda.list_functions", "with:", "  MaxItems: true"), 8, "`MaxItems` takes a integer, found True"),
        (
            look("call: lambda.list_functions", "with:", "  FunctionVersion: Some"),
            8,
            "`FunctionVersion` is one of ALL, found 'Some'",
        ),
        (
            look("call: cloudwatch.describe_alarms", "with:", "  AlarmNames:", "    - a", "    - 7"),
            10,
            "takes a string, found 7",
        ),
        (look("call: cloudwatch.describe_alarms", "with:", "  AlarmNames: a"), 8, "`AlarmNames` takes a list"),
        (
            look("wait: lambda.function_updatd", NAME),
            6,
            "AWS lambda has no waiter `function_updatd`; did you mean `function_updated`?",
        ),
        (look("wait: lambda.function_updated"), 6, "needs `FunctionName`"),
        (
            look("action: lambda.great", "with: {name: x}"),
            6,
            "there is no action `lambda.great`; did you mean `lambda.greet`?",
        ),
        (look("action: lambda.greet"), 6, "action lambda.greet needs `name`"),
        (
            look("action: lambda.greet", "with:", "  name: x", "  time: 2"),
            9,
            "action lambda.greet has no parameter `time`; did you mean `times`?",
        ),
        (look("action: lambda.greet", "with:", "  name: x", "  times: twice"), 9, "`times`"),
    ],
)
def test_what_aws_or_an_action_would_refuse(shelf: Shelf, text: str, line: int, message: str) -> None:
    ((found_line, found),) = shelf.problems(text)

    assert message in found
    assert found_line == line


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            look("call: lambda.update_alias", ALIAS, "irreversible: no"),
            6,
            "lambda.update_alias changes something; in `look` a runbook only reads",
        ),
        (
            look("call: lambda.delete_function", NAME, "irreversible: no").replace("look:", "verify:"),
            6,
            "lambda.delete_function changes something; in `verify` a runbook only reads",
        ),
        (look("call: sqs.receive_message", "with: {QueueUrl: u}"), 6, "in `look` a runbook only reads"),
        (look("call: lambda.invoke", NAME), 6, "in `look` a runbook only reads"),
        (look("call: secretsmanager.get_secret_value", "with: {SecretId: s}"), 6, "in `look` a runbook only reads"),
        (
            change("call: lambda.update_alias", ALIAS),
            6,
            "lambda.update_alias changes something: say in `undo` how it is taken back, or `irreversible: why`",
        ),
        (
            change("call: lambda.update_alias", ALIAS, "undo:", "  call: lambda.get_alias", f"  {GIVEN}"),
            9,
            "lambda.get_alias only reads; it takes nothing back",
        ),
        (
            change("call: lambda.update_alias", ALIAS, "undo:", "  call: lambda.update_alia", "  with: {}"),
            9,
            "AWS lambda has no operation `update_alia`; did you mean `update_alias`?",
        ),
        (
            change("call: lambda.update_alias", ALIAS, "undo:", "  call: lambda.update_alias", "  with: {Name: p}"),
            10,
            "lambda.update_alias needs `FunctionName`",
        ),
        (
            change("call: lambda.update_alias", ALIAS, "irreversible: ''"),
            6,
            "lambda.update_alias changes something: say in `undo` how it is taken back, or `irreversible: why`",
        ),
        (
            change("call: lambda.update_alias", ALIAS, "irreversible: x").replace("mitigation", "read"),
            4,
            "risk `read` only looks, yet there are steps in `change`",
        ),
    ],
)
def test_what_changes_something(shelf: Shelf, text: str, line: int, message: str) -> None:
    ((found_line, found),) = shelf.problems(text)

    assert message in found
    assert found_line == line


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (LOOK + '    with: {FunctionName: "${targt.name}"}\n', 8, "there is no `targt`"),
        (LOOK + '    with: {FunctionName: "${steps.now.x}"}\n', 8, "no step `now` before this one"),
        (LOOK + '    with: {FunctionName: "${inputs.name}"}\n', 8, "the runbook has no input `name`"),
        (LOOK + '    with: {FunctionName: "${target..name}"}\n', 8, "does not parse"),
        (LOOK + f"    {NAME}\n    check: result.Size ==\n    else: x\n", 9, "does not parse"),
        (LOOK + f"    {NAME}\n    check: reslt.Size == `1`\n    else: x\n", 9, "there is no `reslt`"),
        (LOOK + f"    {NAME}\n    check: result.Size\n    else: 'of ${{step.now}}'\n", 10, "there is no `step`"),
        (LOOK + f"    {NAME}\n    when: steps.later.x\n", 9, "no step `later` before this one"),
        (LOOK + f"    {NAME}\n    when: 'target.'\n", 9, "does not parse"),
        (LOOK + f"    {NAME}\n    keep: '{{a: '\n", 9, "does not parse"),
        (LOOK + f"    {NAME}\n    says: 'v${{steps.nwo.Version}}'\n", 9, "no step `nwo` before this one"),
        (LOOK + f"    {NAME}\n    check: result.x\n    else: x\n    next: ['${{inputs.y}}']\n", 11, "no input `y`"),
        (LOOK + f"    {NAME}\n  - wait: {{for: '${{observation.x || inputs.y}}'}}\n", 9, "no input `y`"),
        (LOOK + f"    {NAME}\n  - chart: '${{steps.nw.x}}'\n", 9, "this one; did you mean `now`?"),
        (LOOK + f"    {NAME}\nplan:\n  - one\n  - '${{steps.nwo.x}}'\n", 11, "no step `nwo` before this one"),
        (LOOK + f"    {NAME}\nrests_on: [now, now_]\n", 9, "no step `now_` in `look`; did you mean `now`?"),
        (LOOK + f"    {NAME}\n  - {{id: now, chart: [errors]}}\n", 9, "two steps have the id `now`"),
        (LOOK + f"    {NAME}\n    title: size of ${{target.name}}\n", 9, "put what is found into `says`"),
        (LOOK + '    with: {FunctionName: "${result.name}"}\n', 8, "result"),
        (LOOK + f"    {NAME}\n    when: result.x\n", 9, "result"),
    ],
)
def test_what_a_runbook_says_about_itself(shelf: Shelf, text: str, line: int, message: str) -> None:
    ((found_line, found),) = shelf.problems(text)

    assert message in found
    assert found_line == line


@pytest.mark.parametrize("value", ["${target.name", "a ${b c", "${ {a: {b: target.name}} }", "${target.alias || `1}"])
def test_an_expression_that_is_not_closed(shelf: Shelf, value: str) -> None:
    """Else AWS would get it as it stands."""
    ((line, found),) = shelf.problems(look("call: lambda.get_function", "with:", f"  FunctionName: '{value}'"))

    assert "${" in found
    assert line == 8


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["title: nothing"], "a step needs one of `call`, `wait`, `action`, `chart` or `check`"),
        (["call: lambda.list_functions", "chart: [errors]"], "a step does one thing, this one has call and chart"),
        (["check: target.name"], "a `check` of its own says in `else` what it means when it does not hold"),
        (["chart: []"], "name the metrics to draw"),
        (["chart: [errors]", "with: {a: b}"], "`chart` takes no `with`"),
        (["call: lambda.list_functions", "chek: 'result'"], "unknown key `chek`; did you mean `check`?"),
        (["call: lambda.list_functions", "id: No Such"], "`id`"),
        (["wait: {for: 1m}", "check: target.name", "else: x"], "check"),
        (["wait: {for: 1m}", "keep: a"], "keep"),
        (["check: target.name", "else: x", "undo: {call: lambda.delete_function, with: {FunctionName: f}}"], "undo"),
    ],
)
def test_a_step_that_would_not_do_what_it_says(shelf: Shelf, lines: list[str], message: str) -> None:
    problems = shelf.problems(look(*lines))

    assert any(message in found for _, found in problems), problems
    assert {line for line, _ in problems} <= {6, 7, 8}


def test_a_check_beside_a_change_is_not_forgotten(shelf: Shelf) -> None:
    """The engine does not look at it: what would not be checked must not load."""
    problems = shelf.problems(
        change("call: lambda.update_alias", ALIAS, "irreversible: x", "check: result.Name == 'prod'", "else: no")
    )

    assert [line for line, _ in problems] == [9]
    assert "check" in problems[0][1]


def test_a_runbook_without_a_step(shelf: Shelf) -> None:
    assert shelf.problems(HEAD) == [(1, "a runbook needs at least one step in `look`, `change` or `verify`")]


def test_every_problem_of_a_file_is_told(shelf: Shelf) -> None:
    text = LOOK + "    with: {}\n    check: 'a.'\n    else: x\n  - call: s3.nope\nrests_on: [x]\n"

    assert [line for line, _ in shelf.problems(text)] == [8, 9, 11, 12]
