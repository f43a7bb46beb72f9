"""YAML 1.2 files with the line of every value, so that an error can name where it is.

Read with ruamel.yaml's round-trip loader: it keeps line numbers, refuses duplicate keys and constructs no
objects from tags.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from bot.errors import ConfigurationError, Problem

Location = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

MAX_BYTES = 256_000
MAX_DEPTH = 40
MAX_NODES = 20_000


@dataclass(frozen=True)
class Document:
    """One file's content as plain ``dict``, ``list`` and scalars, and the line of each place in it."""

    path: Path
    data: dict[str, Any]
    lines: Mapping[Location, int]

    def line(self, location: Location) -> int:
        """The line of ``location``, or of the nearest place around it that the file has."""
        for length in range(len(location), -1, -1):
            if (found := self.lines.get(location[:length])) is not None:
                return found
        return 1

    def problem(self, location: Location, message: str) -> Problem:
        return Problem(self.path, self.line(location), message)


def read(path: Path) -> Document:
    """Read one YAML file whose top is a mapping.

    Raises:
        ConfigurationError: not readable, not YAML, larger or deeper than a person writes, or no mapping; tags and
            merge keys are refused, too.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigurationError([Problem(path, 1, f"larger than {MAX_BYTES:,} bytes; split the file")])
        text = path.read_text(encoding="utf-8")
        _refuse_what_is_not_plain(path, text)
        loaded = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        reason = " ".join(str(error.problem or error.context or "not YAML").split())
        raise ConfigurationError([Problem(path, line, f"not readable as YAML: {reason}")]) from error
    except (YAMLError, UnicodeDecodeError, OSError, RecursionError, ValueError, TypeError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ConfigurationError([Problem(path, 0, f"not readable: {reason}")]) from error
    if not isinstance(loaded, CommentedMap):
        raise ConfigurationError([Problem(path, 1, "expected a mapping (`key: value` lines) at the top")])
    reader = _Reader(path)
    data = {key: reader.plain(value, inner) for key, value, inner in reader.pairs(loaded, ())}
    return Document(path, data, reader.lines)


def _refuse_what_is_not_plain(path: Path, text: str) -> None:
    """Look at the file event by event, before anything is built from it."""
    depth = nodes = 0
    anchors: set[str] = set()
    for event in YAML(typ="rt", pure=True).parse(text):
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            depth -= 1
            continue
        if not isinstance(event, NodeEvent):
            continue
        line = event.start_mark.line + 1
        nodes += 1
        depth += isinstance(event, MappingStartEvent | SequenceStartEvent)
        if depth > MAX_DEPTH or nodes > MAX_NODES:
            raise ConfigurationError([Problem(path, line, f"more than {MAX_NODES:,} values or {MAX_DEPTH} levels")])
        if tag := getattr(event, "ctag", None):
            raise ConfigurationError([Problem(path, line, f"tag {tag} is not used here; write the plain value")])
        if isinstance(event, ScalarEvent) and event.implicit[0] and event.value == "<<":
            raise ConfigurationError([Problem(path, line, "merge keys (`<<`) are not used here; write it out")])
        if event.anchor and not isinstance(event, AliasEvent):
            if event.anchor in anchors:
                raise ConfigurationError([Problem(path, line, f"anchor &{event.anchor} is there already")])
            anchors.add(event.anchor)


class _Reader:
    """Turns ruamel's nodes into plain data, counting them: an alias bomb grows here, not in memory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Location, int] = {(): 1}
        self.nodes = 0

    def plain(self, node: object, location: Location) -> object:
        self.nodes += 1
        if self.nodes > MAX_NODES or len(location) > MAX_DEPTH:
            limit = f"more than {MAX_NODES:,} values or {MAX_DEPTH} levels"
            raise ConfigurationError([Problem(self.path, self.lines.get(location[:1], 1), limit)])
        if isinstance(node, CommentedMap):
            return {key: self.plain(value, inner) for key, value, inner in self.pairs(node, location)}
        if isinstance(node, CommentedSeq):
            return [self._item(node, index, location) for index in range(len(node))]
        return _scalar(node)

    def _item(self, node: CommentedSeq, index: int, location: Location) -> object:
        inner = (*location, index)
        self.lines[inner] = node.lc.item(index)[0] + 1
        return self.plain(node[index], inner)

    def pairs(self, node: CommentedMap, location: Location) -> Iterator[tuple[str, object, Location]]:
        for key, value in node.items():
            inner = (*location, str(key))
            self.lines[inner] = node.lc.key(key)[0] + 1
            yield str(key), value, inner


def _scalar(node: object) -> object:
    """Plain Python scalars from ruamel's annotated ones."""
    if node is None or isinstance(node, bool):
        return node
    if isinstance(node, int):
        return int(node)
    if isinstance(node, float):
        return float(node) if math.isfinite(node) else str(node)
    return str(node)


def parse(model: type[Model], document: Document, *, within: Location = ()) -> Model:
    """Make ``model`` from the document's data at ``within``.

    Raises:
        ConfigurationError: one problem per thing that the model refuses, each with its line.
    """
    data: Any = document.data
    for step in within:
        data = data[step]
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ConfigurationError(
            [
                document.problem((*within, *_in_file(item["loc"], data)), describe(item, model))
                for item in error.errors()
            ]
        ) from error


def _in_file(location: Sequence[str | int], data: object) -> Location:
    """Drop what pydantic puts into a location that the file does not have (names of union members)."""
    kept: list[str | int] = []
    for step in location:
        match data, step:
            case dict(), _ if step in data:
                data = data[step]
            case list(), int() if step < len(data):
                data = data[step]
            case _:
                continue
        kept.append(step)
    return tuple(kept)


def describe(item: ErrorDetails, model: type[BaseModel]) -> str:
    """One pydantic error as a sentence: what was found, what was expected, what was probably meant."""
    key = str(item["loc"][-1]) if item["loc"] else ""
    if item["type"] == "extra_forbidden":
        return f"unknown key `{key}`{did_you_mean(key, known_keys(model))}"
    if item["type"] == "missing":
        return f"`{key}` is missing"
    message = item["msg"].removeprefix("Value error, ")
    found = item["input"]
    if isinstance(found, str | int | float | bool) and item["type"] != "value_error":
        return f"`{key}`: {message[0].lower()}{message[1:]}, found {found!r}"
    return f"`{key}`: {message}" if key else message


def known_keys(model: type[BaseModel]) -> list[str]:
    """Every key that ``model`` or a model inside it has, to choose a suggestion from."""
    keys: set[str] = set()
    for definition in [schema := model.model_json_schema(), *schema.get("$defs", {}).values()]:
        keys.update(definition.get("properties", {}))
    return sorted(keys)


def did_you_mean(word: str, choices: Sequence[str], *, cutoff: float = 70) -> str:
    """``; did you mean `name`?`` or nothing."""
    best = process.extractOne(word, choices, score_cutoff=cutoff)
    return f"; did you mean `{best[0]}`?" if best else ""


def nearest(word: str, choices: Sequence[str], *, cutoff: float = 70, most: int = 3) -> list[str]:
    """The names most like ``word``, the likeliest first; none when nothing is near."""
    return [found[0] for found in process.extract(word, choices, limit=most, score_cutoff=cutoff)]
