"""What is wrong with a runbook before it ever runs: held against AWS's models and against itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.aws.operations import NoSuchOperation, Operations
from bot.errors import Problem
from bot.runbooks import surroundings
from bot.runbooks.action import Actions
from bot.runbooks.expressions import Dynamic, compiled, dynamic, expressions, names, not_closed, texts
from bot.runbooks.inputs import problems_of
from bot.runbooks.models import Runbook, Step
from bot.yaml_source import Document, Location, did_you_mean

ROOTS = ["target", "env", "inputs", "steps", "observation", "result", "run"]
CHARTS = "metrics.chart"
_AFTER = {"says", "else", "next", "undo"}


def operations(runbook: Runbook, actions: Actions) -> Iterator[dict[str, str]]:
    """Every AWS operation that the runbook may call: ``{"service", "operation", "phase"}``, each once."""
    seen: set[tuple[str, str]] = set()
    for phase, operation in _operations(runbook, actions):
        service, _, name = operation.partition(".")
        if (phase, operation) not in seen:
            seen.add((phase, operation))
            yield {"service": service, "operation": name, "phase": phase}


def iam_actions(runbook: Runbook, known: Operations, actions: Actions) -> set[str]:
    """The IAM actions that the runbook needs, all phases and undo included."""
    found: set[str] = set()
    for _, operation in _operations(runbook, actions):
        service, _, name = operation.partition(".")
        waiter = name.removeprefix("wait:")
        called = operation if waiter == name else known.waiter_operation(f"{service}.{waiter}")
        found.update(known.iam_actions(called))
    return found


def _operations(runbook: Runbook, actions: Actions) -> Iterator[tuple[str, str]]:
    if any(target not in {"all", "system"} for target in runbook.targets):
        # Deployed names are random: a target of a stack is resolved before the first step.
        yield "look", "cloudformation.describe_stack_resource"
    for name in surroundings.actions_for(runbook):
        for operation in actions[name].reads:
            yield "look", operation
    for phase, step in runbook.steps():
        if step.call:
            yield phase, step.call
        if isinstance(step.wait, str):
            service, _, name = step.wait.partition(".")
            yield phase, f"{service}.wait:{name}"
        action = CHARTS if step.chart else step.action
        if action and not isinstance(step.chart, str):
            for operation in actions[action].reads:
                yield phase, operation
        if step.undo:
            yield "undo", step.undo.call


class Checker:
    """Finds every problem of one runbook, with the line of each."""

    def __init__(self, known: Operations, actions: Actions) -> None:
        self.known = known
        self.actions = actions

    def problems(self, runbook: Runbook, document: Document) -> Iterator[Problem]:
        yield from self._as_a_whole(runbook, document)
        before: set[str] = set()
        for phase, steps in runbook.phases():
            for position, step in enumerate(steps):
                at: Location = (phase, position)
                for inner, message in self._of_step(phase, step):
                    yield document.problem((*at, *inner), message)
                for inner, message in self._of_names(step, runbook, before):
                    yield document.problem((*at, *inner), message)
                if step.id in before:
                    yield document.problem((*at, "id"), f"two steps have the id `{step.id}`")
                before.add(str(step.id))

    def _as_a_whole(self, runbook: Runbook, document: Document) -> Iterator[Problem]:
        if not list(runbook.steps()):
            yield document.problem((), "a runbook needs at least one step in `look`, `change` or `verify`")
        if runbook.change and runbook.risk in {"read", "sensitive"}:
            yield document.problem(("risk",), f"risk `{runbook.risk}` only looks, yet there are steps in `change`")
        for name in sorted({"env", "plan"} & set(runbook.inputs)):
            yield document.problem(("inputs", name), f"an input cannot be called `{name}`: every command has it")
        for name, item in runbook.inputs.items():
            for key, message in problems_of(item):
                yield document.problem(("inputs", name, key), f"`{key}`: {message}")
        looked = [str(step.id) for step in runbook.look]
        for position, name in enumerate(runbook.rests_on):
            if name not in looked:
                near = did_you_mean(name, looked)
                yield document.problem(("rests_on", position), f"no step `{name}` in `look`{near}")
        for position, line in enumerate(runbook.plan):
            for message in self._of_expressions(line, runbook, set(looked)):
                yield document.problem(("plan", position), message)

    def _of_step(self, phase: str, step: Step) -> Iterator[tuple[Location, str]]:
        if list(expressions(step.title)):
            yield ("title",), "a title stands on the card before anything is known; put what is found into `says`"
        if step.call:
            yield from self._of_call(phase, step, step.call)
        if isinstance(step.wait, str):
            yield from self._of_waiter(step, step.wait)
        if step.action:
            yield from self._of_action(step, step.action)
        if step.undo:
            yield from self._of_undo(step)
        if step.keep is not None:
            yield from _parses(step.keep, ("keep",))
        if not step.call and (step.undo or step.irreversible):
            key = "undo" if step.undo else "irreversible"
            yield (key,), f"`{key}` belongs to a step that changes something; this one does not"

    def _of_call(self, phase: str, step: Step, operation: str) -> Iterator[tuple[Location, str]]:
        try:
            reads = self.known.reads(operation)
        except NoSuchOperation as error:
            yield ("call",), str(error)
            return
        yield from self._of_params(operation, step.with_, ("with",))
        if reads and (step.undo or step.irreversible):
            key = "undo" if step.undo else "irreversible"
            yield (key,), f"{operation} only reads; there is nothing for `{key}` to say"
        if not reads and step.check is not None:
            yield ("check",), "a check of what a change did belongs into `verify`, after it"
        if not reads and phase != "change":
            yield ("call",), f"{operation} changes something; in `{phase}` a runbook only reads"
        if not reads and phase == "change" and not (step.undo or step.irreversible):
            yield (
                ("call",),
                f"{operation} changes something: say in `undo` how it is taken back, or `irreversible: why`",
            )

    def _of_params(self, operation: str, params: Mapping[str, Any], at: Location) -> Iterator[tuple[Location, str]]:
        for path, message in self.known.problems(operation, dynamic(params), Dynamic):
            yield (*at, *path), message

    def _of_waiter(self, step: Step, waiter: str) -> Iterator[tuple[Location, str]]:
        try:
            operation = self.known.waiter_operation(waiter)
        except NoSuchOperation as error:
            yield ("wait",), str(error)
            return
        yield from self._of_params(operation, step.with_, ("with",))

    def _of_action(self, step: Step, name: str) -> Iterator[tuple[Location, str]]:
        if name not in self.actions:
            near = did_you_mean(name, self.actions.names())
            yield ("action",), f"there is no action `{name}`{near}"
            return
        fields = self.actions[name].params.model_fields
        for key, value in step.with_.items():
            if key not in fields:
                near = did_you_mean(key, sorted(fields))
                yield ("with", key), f"action {name} has no parameter `{key}`{near}"
            elif not list(expressions(value)):
                for message in _refused(self.actions[name].params, key, value):
                    yield ("with", key), message
        for key, field in fields.items():
            if field.is_required() and key not in step.with_:
                yield ("action",), f"action {name} needs `{key}`"

    def _of_undo(self, step: Step) -> Iterator[tuple[Location, str]]:
        assert step.undo  # noqa: S101 -- the caller looked
        try:
            if self.known.reads(step.undo.call):
                yield ("undo", "call"), f"{step.undo.call} only reads; it takes nothing back"
        except NoSuchOperation as error:
            yield ("undo", "call"), str(error)
            return
        yield from self._of_params(step.undo.call, step.undo.with_, ("undo", "with"))

    def _of_names(self, step: Step, runbook: Runbook, before: set[str]) -> Iterator[tuple[Location, str]]:
        here = before | {str(step.id)}
        for key, value, known in (
            ("with", step.with_, before),
            ("undo", {"with": step.undo.with_} if step.undo else None, here),
            ("says", step.says, here),
            ("else", step.else_, here),
            ("next", step.next, here),
            ("wait", {"for": step.wait.for_} if step.wait and not isinstance(step.wait, str) else None, before),
            ("chart", step.chart if isinstance(step.chart, str) else None, before),
        ):
            for path, message in self._of_texts(value, runbook, known, after=key in _AFTER):
                yield (key, *path), message
        for key, expression, known in (("check", step.check, here), ("when", step.when, before)):
            if expression is not None:
                for message in self._of_expression(expression, runbook, known, after=key == "check"):
                    yield (key,), message

    def _of_expressions(self, value: Any, runbook: Runbook, steps: set[str], *, after: bool = False) -> Iterator[str]:
        for _, message in self._of_texts(value, runbook, steps, after=after):
            yield message

    def _of_texts(
        self, value: Any, runbook: Runbook, steps: set[str], *, after: bool
    ) -> Iterator[tuple[Location, str]]:
        for path, text in texts(value):
            if not_closed(text):
                yield path, f"`{text}`: a `${{` is not closed, or holds braces two deep"
            for expression in expressions(text):
                for message in self._of_expression(expression, runbook, steps, after=after):
                    yield path, message

    def _of_expression(self, expression: str, runbook: Runbook, steps: set[str], *, after: bool) -> Iterator[str]:
        """``after``: the expression is worked out when the step's own ``result`` is there."""
        try:
            found = list(names(expression))
        except ValueError as error:
            yield str(error)
            return
        for root, second in found:
            if root == "result" and not after:
                yield f"`{expression}`: there is no `result` yet; it is for {', '.join(sorted(_AFTER))} and check"
            elif root not in ROOTS:
                yield f"`{expression}`: there is no `{root}`; an expression begins with {', '.join(ROOTS)}"
            elif root == "steps" and second is not None and second not in steps:
                near = did_you_mean(second, sorted(steps))
                yield f"`{expression}`: no step `{second}` before this one{near}"
            elif root == "inputs" and second is not None and second not in runbook.inputs:
                near = did_you_mean(second, sorted(runbook.inputs))
                yield f"`{expression}`: the runbook has no input `{second}`{near}"


def _refused(params: type[BaseModel], key: str, value: Any) -> Iterator[str]:
    """What the action's model says about one literal value."""
    try:
        params.model_validate({key: value})
    except ValidationError as error:
        for item in error.errors():
            if item["loc"][0] == key:
                yield f"`{key}`: {item['msg']}, found {value!r}"


def _parses(expression: str, at: Location) -> Iterator[tuple[Location, str]]:
    try:
        compiled(expression)
    except ValueError as error:
        yield at, str(error)
