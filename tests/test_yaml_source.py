"""YAML files: the line of everything, and what is refused however it is written."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from bot.errors import ConfigurationError, Problem
from bot.yaml_source import did_you_mean, nearest, parse, read

# What takes a second alone may take a few on a machine that does other things besides.
GENEROUS_SECONDS = 4.0


class Step(BaseModel):
    model_config = ConfigDict(extra="forbid")

    call: str
    seconds: int = Field(default=1, ge=1, le=60)


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    steps: list[Step] = []
    table: dict[str, Step] = {}
    either: int | list[Step] = 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "thing.yaml"


def refused(file: Path, text: str | bytes) -> list[Problem]:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigurationError) as caught:
        parse(Thing, read(file))
    return caught.value.problems


def test_plain_values_in_yaml_1_2(file: Path) -> None:
    file.write_text(
        'on: yes\nno: off\ntrue: true\nn: 010\nf: 1.5\nt: "a"\nnothing:\nday: 2026-11-20\nlist: [1, {a: b}]\n'
    )

    data = read(file).data

    assert data == {
        "on": "yes", "no": "off", "True": True, "n": 10, "f": 1.5, "t": "a", "nothing": None, "day": "2026-11-20",
        "list": [1, {"a": "b"}],
    }  # fmt: skip
    assert type(data["f"]) is float
    assert type(data["t"]) is str
    assert type(data["list"]) is list


def test_every_place_has_its_line(file: Path) -> None:
    file.write_text(
        "# a comment\nname: x\nsteps:\n  - call: a\n\n  - call: b\n    seconds: 2\n  - {call: c,\n     seconds: 3}\n"
    )
    document = read(file)

    assert document.line(("name",)) == 2
    assert document.line(("steps",)) == 3
    assert document.line(("steps", 0)) == 4
    assert document.line(("steps", 1)) == 6
    assert document.line(("steps", 1, "seconds")) == 7
    assert document.line(("steps", 2, "seconds")) == 9


def test_a_place_that_the_file_lacks_has_the_line_around_it(file: Path) -> None:
    file.write_text("name: x\nsteps:\n  - call: a\n")
    document = read(file)

    assert document.line(("steps", 0, "with", "Name")) == 3
    assert document.line(("elsewhere",)) == 1
    assert str(document.problem(("steps",), "why")) == f"{file}:2: why"


def test_every_problem_is_told_with_its_line(file: Path) -> None:
    problems = refused(
        file, "steps:\n  - call: a\n    second: 5\n  - seconds: 90\ntable:\n  x:\n    call: [1]\nname: 7\n"
    )

    assert [(one.file, one.line, one.message) for one in problems] == [
        (file, 3, "unknown key `second`; did you mean `seconds`?"),
        (file, 4, "`call` is missing"),
        (file, 4, "`seconds`: input should be less than or equal to 60, found 90"),
        (file, 7, "`call`: Input should be a valid string"),
        (file, 8, "`name`: input should be a valid string, found 7"),
    ]


def test_a_problem_inside_a_union_is_where_the_file_has_it(file: Path) -> None:
    problems = refused(file, "name: x\neither:\n  - call: a\n    nonsense: 1\n")

    assert {one.line for one in problems} <= {2, 4}
    assert 4 in {one.line for one in problems}


def test_part_of_a_file_is_parsed_with_the_files_lines(file: Path) -> None:
    file.write_text("things:\n  one:\n    name: x\n    nam: y\n")

    with pytest.raises(ConfigurationError, match=r":4: unknown key `nam`; did you mean `name`\?"):
        parse(Thing, read(file), within=("things", "one"))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("name: a\nsteps: []\nname: b\n", 3, "duplicate key"),
        ("steps:\n  - call: a\n    call: b\n", 3, "duplicate key"),
        ("name: [a\n", 2, "not readable as YAML"),
        ("name: a: b\n", 1, "mapping values are not allowed"),
        ("name:\n\tx: 1\n", 2, "cannot start any token"),
        ("name: *nobody\n", 1, "undefined alias"),
        ("name: a\n---\nname: b\n", 2, "another document"),
        ("", 1, "expected a mapping"),
        ("- name: a\n", 1, "expected a mapping"),
        ("just words\n", 1, "expected a mapping"),
        (b"name: \xe9\n", 0, "not readable"),
        ("name: \x00\n", 0, "not readable"),
        ("name: " + "9" * 5000, 0, "not readable"),
    ],
)
def test_what_is_no_yaml_is_refused_where_it_is(file: Path, text: str | bytes, line: int, says: str) -> None:
    (problem,) = refused(file, text)

    assert says in problem.message
    assert problem.line == line
    assert "\n" not in problem.message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nname: !!python/name:os.system x\n", 2),
        ("a: 1\nname: !!python/object:os.system {a: b}\n", 2),
        ("a: 1\nname: !!python/object/apply:os.system [ls]\n", 2),
        ("a: 1\nname: !!python/object/apply:os.system\n  - ls\n", 2),
        ("a: 1\nname: !!set {a, b}\n", 2),
        ("a: 1\nname: !!omap [a: 1]\n", 2),
        ("a: 1\nname: !!binary aGk=\n", 2),
        ("a: 1\nname: !ours [x]\n", 2),
    ],
    ids=["name", "object", "apply", "apply-block", "set", "omap", "binary", "own"],
)
def test_tags_are_refused(file: Path, text: str, line: int) -> None:
    (problem,) = refused(file, text)

    assert "tag" in problem.message
    assert problem.line == line


@pytest.mark.parametrize("text", ["a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\n", "a: &a {x: 1}\nb: {<<: [*a], y: 2}\n"])
def test_merge_keys_are_refused(file: Path, text: str) -> None:
    """What a file says should stand where it is read, and where its line can be named."""
    (problem,) = refused(file, text)

    assert "merge" in problem.message


BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "a: " + "[" * 10_000,
        "a: " + "[" * 10_000 + "]" * 10_000,
        "a: " + "{a: " * 10_000,
        "\n".join(" " * depth + "a:" for depth in range(1_300)),
        "- " * 10_000 + "a",
        "a: [" + "a," * 450_000 + "]",
        "a:\n" + "- a\n" * 200_000,
        "\n".join(f"k{n}: 1" for n in range(90_000)),
    ],
    ids=["aliases", "open lists", "lists", "mappings", "block", "dashes", "long list", "long block", "many keys"],
)
def test_bombs_are_refused_soon_with_a_line(file: Path, text: str) -> None:
    started = perf_counter()

    (problem,) = refused(file, text)

    assert perf_counter() - started < GENEROUS_SECONDS
    assert problem.file == file
    assert problem.line >= 1


def test_ten_megabytes_are_not_even_read(file: Path) -> None:
    started = perf_counter()

    (problem,) = refused(file, "name: " + "x" * 10_000_000)

    assert perf_counter() - started < GENEROUS_SECONDS
    assert problem.message == "larger than 256,000 bytes; split the file"


def test_an_alias_used_once_or_twice_is_plain_data(file: Path) -> None:
    file.write_text("a: &same {x: [1]}\nb: *same\nc: {d: *same}\n")

    assert read(file).data == {"a": {"x": [1]}, "b": {"x": [1]}, "c": {"d": {"x": [1]}}}


@pytest.mark.parametrize("missing", ["nowhere.yaml", "."])
def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path, missing: str) -> None:
    with pytest.raises(ConfigurationError, match=":0: not readable"):
        read(tmp_path / missing)


_PIECES = [
    "a", "b: ", "- ", "? ", ": ", "\n", "\n  ", "[", "]", "{", "}", ",", "&x ", "*x", "!t ", "!!set ", "|\n", ">-\n",
    "'", '"', "#", "%YAML 1.1\n", "---\n", "...\n", "<<: ", "~", "0x1f", "1e9", "\t", "\u2028", "null", "=", "@",
]  # fmt: skip


@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=24))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_data_or_a_problem(file: Path, pieces: list[str]) -> None:
    """Never another exception, and never a warning on stderr, which is an error here."""
    file.write_text("".join(pieces))
    data: object = {}
    with suppress(ConfigurationError):
        data = read(file).data

    assert type(data) is dict


def test_the_nearest_names() -> None:
    assert did_you_mean("rolback", ["rollback", "status"]) == "; did you mean `rollback`?"
    assert did_you_mean("xyzzy", ["rollback", "status"]) == ""
    assert did_you_mean("x", []) == ""
    assert nearest("statu", ["rollback", "status", "stat"], most=2)[0] == "status"
