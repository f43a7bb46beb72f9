"""What people type for a runbook's inputs: the type that the runbook asks for, or what to type instead."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.runbooks.inputs import typed
from bot.runbooks.models import Input
from handlers.grammar import Command, parse, render


def again(inputs: dict[str, str]) -> str:
    return render(Command("memory", ("create-item",), inputs, env="prod", dry_run=True, reason='it "leaks"'))


def one(item: Input, text: str) -> Any:
    return typed({"x": text}, {"x": item}, again=again)["x"]


def refused(given: dict[str, str], wanted: dict[str, Input]) -> UserError:
    with pytest.raises(UserError) as caught:
        typed(given, wanted, again=again)
    error = caught.value
    for command in error.next_commands:
        retyped = parse(command, slack=False)
        assert (retyped.verb, retyped.targets, retyped.env) == ("memory", ("create-item",), "prod")
        assert retyped.dry_run
        assert retyped.reason == 'it "leaks"'
    return error


def item(type_: str, **more: Any) -> Input:
    return Input.model_validate({"type": type_, "help": "what it is", **more})


@pytest.mark.parametrize(
    ("wanted", "text", "value"),
    [
        (item("string"), "a b", "a b"),
        (item("string"), "", ""),
        (item("string", pattern="v?[0-9]+"), "v41", "v41"),
        (item("integer"), "512", 512),
        (item("integer"), "-3", -3),
        (item("integer", min=128, max=10240), "128", 128),
        (item("integer", min=128, max=10240), "10240", 10240),
        (item("number"), "0.25", 0.25),
        (item("number", max=1), "1e-3", 0.001),
        (item("boolean"), "yes", True),
        (item("boolean"), "On", True),
        (item("boolean"), "FALSE", False),
        (item("boolean"), "0", False),
        (item("duration"), "1h30m", 5400),
        (item("duration", min="1m", max="1h"), "1h", 3600),
        (item("choice", choices=["fast", "safe"]), "safe", "safe"),
    ],
)
def test_a_value_becomes_what_is_asked_for(wanted: Input, text: str, value: object) -> None:
    found = one(wanted, text)

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("wanted", "text", "says"),
    [
        (item("integer", example="512"), "much", "it takes a whole number"),
        (item("integer", example="512"), "1.5", "it takes a whole number"),
        (item("integer", example="512"), "", "it takes a whole number"),
        (item("integer", max=10240, example="512"), "9" * 3900, "it is at most 10240"),
        (item("integer", min=128, max=10240, example="512"), "127", "it is between 128 and 10240"),
        (item("integer", min=128, max=1_000_000, example="512"), "1", "it is between 128 and 1000000"),
        (item("integer", min=1, example="2"), "0", "it is at least 1"),
        (item("number", max=0.5, example="0.1"), "0.51", "it is at most 0.5"),
        (item("number", example="0.1"), "nan", "it takes a number"),
        (item("number", example="0.1"), "1e999", "it takes a number"),
        (item("boolean", example="yes"), "perhaps", "it takes yes or no"),
        (item("duration", example="15m"), "90", "write 90s, 15m, 1h, 2d or 1h30m"),
        (item("duration", min="1m", max="1h", example="15m"), "2h", "it is between 1m and 1h"),
        (item("duration", min="1m", example="15m"), "10s", "1m"),
        (item("choice", choices=["fast", "safe"]), "saef", "it is one of fast, safe"),
        (item("string", pattern="v?[0-9]+", example="41"), "v", "what it is"),
    ],
)
def test_a_value_that_cannot_be_used_says_what_can(wanted: Input, text: str, says: str) -> None:
    error = refused({"x": text}, {"x": wanted})

    assert says in error.message
    assert "\n" not in error.message
    (command,) = error.next_commands
    suggested = parse(command, slack=False).inputs
    assert typed(suggested, {"x": wanted}, again=again)["x"] is not None


def test_a_value_is_shown_only_so_far() -> None:
    """A whole log pasted into a command does not come back as a wall of text."""
    error = refused({"x": "z" * 3900}, {"x": item("integer", example="1")})

    assert len(error.message) < 400


@pytest.mark.parametrize(
    ("wanted", "value"),
    [
        (item("string", default="previous"), "previous"),
        (item("integer", default=3), 3),
        (item("boolean", default=False), False),
        (item("number", default=0.5), 0.5),
        (item("duration", default="15m"), 900),
        (item("choice", choices=["a", "b"], default="b"), "b"),
        (item("string", optional=True), None),
    ],
)
def test_what_is_not_given_has_its_default(wanted: Input, value: object) -> None:
    found = typed({}, {"x": wanted}, again=again)["x"]

    assert found == value
    assert type(found) is type(value)


def test_an_input_that_is_needed_is_asked_for_with_an_example() -> None:
    error = refused({"y": "2"}, {"x": item("integer", example="512"), "y": item("integer")})

    assert error.message == "x is missing: what it is."
    assert parse(error.next_commands[0], slack=False).inputs == {"x": "512", "y": "2"}


def test_an_example_with_spaces_is_quoted() -> None:
    error = refused({}, {"x": item("string", example="two words")})

    assert parse(error.next_commands[0], slack=False).inputs == {"x": "two words"}


def test_an_unknown_input_is_corrected() -> None:
    error = refused({"memmory": "512", "y": "1"}, {"memory": item("integer"), "y": item("integer")})

    assert error.message == "There is no input memmory here. It takes memory=…, y=…."
    assert parse(error.next_commands[0], slack=False).inputs == {"memory": "512", "y": "1"}


def test_an_unknown_input_does_not_replace_one_that_was_given() -> None:
    """`memory=512 memry=1024`: which of the two was meant is not ours to say."""
    error = refused({"memory": "512", "memry": "1024"}, {"memory": item("integer")})

    assert parse(error.next_commands[0], slack=False).inputs == {"memory": "512"}


def test_an_input_where_none_is_taken() -> None:
    error = refused({"z": "1"}, {})

    assert error.message == "There is no input z here. It takes none."
    assert parse(error.next_commands[0], slack=False).inputs == {}


@given(text=st.text(max_size=30), type_=st.sampled_from(["string", "integer", "number", "boolean", "duration"]))
def test_any_text_is_a_value_or_refused(text: str, type_: str) -> None:
    wanted = {"x": item(type_, example="1" if type_ != "duration" else "1h")}
    try:
        value = typed({"x": text}, wanted, again=again)["x"]
    except UserError as error:
        value = error.message

    assert value is not None
