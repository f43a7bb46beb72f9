"""Expressions: types are kept, values are never read as expressions, and what an expression names is known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StepFailed
from bot.runbooks.expressions import Dynamic, compiled, dynamic, expressions, fill, holds, names, search, whole

SCOPE: dict[str, Any] = {
    "target": {"name": "create-item-1X", "alias": "prod", "stage": None},
    "env": {"name": "prod"},
    "inputs": {"mb": 512, "on": True, "off": False, "text": "${target.name} `x` 'y'"},
    "steps": {"now": {"MemorySize": 256, "Rate": 0.1, "Weights": {"42": 0.5}, "Versions": ["1", "2"]}},
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${inputs.mb}", 512),
        ("${ inputs.mb }", 512),
        ("${steps.now.Rate}", 0.1),
        ("${inputs.on}", True),
        ("${steps.now.Weights}", {"42": 0.5}),
        ("${steps.now.Versions[0]}", "1"),
        ("${target.stage}", None),
        ("${nothing.at.all}", None),
        ("${target.stage || '$LATEST'}", "$LATEST"),
        ('${target.stage || `{"AdditionalVersionWeights": {}}`}', {"AdditionalVersionWeights": {}}),
        ("${{a: target.alias, b: inputs.mb}}", {"a": "prod", "b": 512}),
        ("${target.stage || '}'}", "}"),
        ("no expression", "no expression"),
        ("", ""),
        (7, 7),
        (None, None),
        (True, True),
    ],
)
def test_a_value_that_is_one_expression_keeps_its_type(text: object, value: object) -> None:
    filled = fill(text, SCOPE)

    assert filled == value
    assert type(filled) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("v${steps.now.Versions[1]}", "v2"),
        ("${target.alias}${inputs.mb}", "prod512"),
        ("at ${steps.now.Rate} %", "at 0.1 %"),
        ("stage ${target.stage}", "stage —"),
        ("on ${inputs.on}, off ${inputs.off}", "on yes, off no"),
        ("weights ${steps.now.Weights}", 'weights {"42": 0.5}'),
        ("isn't ${target.alias} isn't", "isn't prod isn't"),
        (" ${inputs.mb}", " 512"),
    ],
)
def test_inside_text_a_value_becomes_text(text: str, value: str) -> None:
    assert fill(text, SCOPE) == value


def test_trees_are_filled_leaf_by_leaf() -> None:
    tree = {"FunctionName": "${target.name}", "List": ["${inputs.mb}", {"x": "v${inputs.mb}"}], "n": 1}

    assert fill(tree, SCOPE) == {"FunctionName": "create-item-1X", "List": [512, {"x": "v512"}], "n": 1}
    assert tree["FunctionName"] == "${target.name}"


_TRICKY = st.text(st.sampled_from(list("${}`'\"\\ab.[]|&!@\n")), max_size=30)


@given(value=_TRICKY | st.text(max_size=30))
def test_a_value_is_never_read_as_an_expression(value: str) -> None:
    scope = {"inputs": {"text": value}, "secret": "do not show"}

    assert fill("${inputs.text}", scope) == value
    assert fill("<${inputs.text}>", scope) == f"<{value}>"
    assert fill(["${inputs.text} ${inputs.text}"], scope) == [f"{value} {value}"]
    assert search("inputs.text == 'x' || inputs.text", scope) == (value if value != "x" else True)


@pytest.mark.filterwarnings("ignore:deprecated string literal:PendingDeprecationWarning")
@given(value=_TRICKY)
def test_any_text_is_filled_or_told(value: str) -> None:
    """What an author can write ends in a value, a ValueError of the parser or a StepFailed, nothing else."""
    try:
        list(names(value))
        filled = fill(value, SCOPE)
    except (ValueError, StepFailed) as error:
        filled = str(error)

    assert filled is None or "Traceback" not in str(filled)


@pytest.mark.parametrize(
    ("expression", "says"),
    [("length(env.missing)", "length"), ("abs(target.name)", "abs"), ("no_such(target)", "no_such")],
)
def test_what_cannot_be_worked_out_is_said(expression: str, says: str) -> None:
    with pytest.raises(StepFailed, match=says) as caught:
        search(expression, SCOPE)

    assert f"`{expression}`" in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("expression", ["a.", "a b", "", "a[", "'open", "a.b c", "a[?b"])
def test_what_does_not_parse_is_said_in_one_line(expression: str) -> None:
    with pytest.raises(ValueError, match="does not parse") as caught:
        compiled(expression)

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "truth"),
    [(None, False), (False, False), ("", False), ([], False), ({}, False), (0, True), (0.0, True), ("no", True),
     ([None], True), ({"a": None}, True), (True, True)],
)  # fmt: skip
def test_truth_is_jmespaths(value: object, truth: bool) -> None:
    assert holds(value) is truth


def test_every_expression_of_a_tree_is_found() -> None:
    tree = {"a": "${x}", "b": ["${y} and ${ z }", {"c": "plain", "d": 4}]}

    assert list(expressions(tree)) == ["x", "y", "z"]


@pytest.mark.parametrize(
    ("text", "expression"),
    [("${a}", "a"), ("${a} ", None), ("${a}${b}", None), ("a", None), ("${a || `{}`}", "a || `{}`")],
)
def test_what_is_wholly_one_expression(text: str, expression: str | None) -> None:
    assert whole(text) == expression


def test_dynamic_stands_for_what_is_known_later() -> None:
    marked = dynamic({"a": "${x}", "b": "v${x}", "c": ["d", "${y}"], "e": 1})

    assert isinstance(marked["a"], Dynamic)
    assert isinstance(marked["b"], Dynamic)
    assert marked["c"][0] == "d"
    assert isinstance(marked["c"][1], Dynamic)
    assert marked["e"] == 1


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("target", [("target", None)]),
        ("target.name", [("target", "name")]),
        ("steps.now.MemorySize", [("steps", "now")]),
        ('steps."odd name".x', [("steps", "odd name")]),
        ("steps.now.{a: b, c: target}", [("steps", "now")]),
        ("{a: target.b, c: inputs.d}", [("target", "b"), ("inputs", "d")]),
        ("[target.a, env]", [("target", "a"), ("env", None)]),
        ("steps.a.b || target.alias || '$LATEST'", [("steps", "a"), ("target", "alias")]),
        ("!(steps.a)", [("steps", "a")]),
        ("length(steps.a.b) > `3` && inputs.x", [("steps", "a"), ("inputs", "x")]),
        ("steps.a[?b == `1`].c", [("steps", "a")]),
        ("steps.a.*.b", [("steps", "a")]),
        ("steps.a[].b", [("steps", "a")]),
        ("steps.a[0].b", [("steps", "a")]),
        ("steps.a.b[0]", [("steps", "a")]),
        ("steps.a[1:2]", [("steps", "a")]),
        ("steps.a | [0]", [("steps", "a")]),
        ("steps.a | foo", [("steps", "a")]),
        ("sort_by(steps.a.items, &name)", [("steps", "a")]),
        ("max_by(steps.a, &size.kb).name", [("steps", "a")]),
        ("map(&foo, steps.a)", [("steps", "a")]),
        ("(steps.a || steps.b).c", [("steps", "a"), ("steps", "b")]),
        ("@", []),
        ("'text'", []),
        ('`{"steps": 1}`', []),
    ],
)
def test_what_an_expression_names(expression: str, found: list[tuple[str, str | None]]) -> None:
    assert list(names(expression)) == found
