"""`/ops help`: what there is, by what people want to do, with an example each."""

from __future__ import annotations

from bot.catalog.loader import Catalog
from bot.errors import UserError
from bot.runbooks.loader import Loaded, Runbooks
from bot.runbooks.models import Input
from bot.slack.blocks import Line, Span, lines
from bot.slack.message import Message
from bot.yaml_source import nearest
from handlers.examples import examples

_GROUPS = {
    "look": {"read", "sensitive"},
    "change": {"mitigation", "change", "destructive"},
}


def overview(runbooks: Runbooks, catalog: Catalog) -> Message:
    """One line for each verb with an example."""
    shown: list[Line] = []
    for group, risks in _GROUPS.items():
        members = [one for one in runbooks if one.runbook.risk in risks]
        if members:
            shown.append([Span(group, bold=True)])
            shown += [[Span(_example(one, catalog), code=True), f"  {_plain_title(one)}"] for one in members]
    shown.append(
        [
            "For one of them: ",
            Span("/ops help rollback", code=True),
            " · what a run would change, without changing it: ",
            Span("--dry-run", code=True),
        ]
    )
    return Message.of([lines(*shown)])


def of_verb(verb: str, runbooks: Runbooks, catalog: Catalog) -> Message:
    """Everything about one verb: targets, inputs, flags, examples, the IAM actions it needs.

    Raises:
        UserError: there is no such verb.
    """
    members = runbooks.named(verb)
    if not members:
        near = tuple(f"/ops help {name}" for name in nearest(verb, runbooks.verbs()))
        raise UserError(f"There is no verb “{verb}”.", next_commands=near or ("/ops help",))
    return Message.of([lines(*line) for line in (_of_runbook(one, catalog) for one in members)])


def _of_runbook(loaded: Loaded, catalog: Catalog) -> list[Line]:
    runbook = loaded.runbook
    shown: list[Line] = [
        [Span(f"/ops {runbook.runbook}", code=True), f"  {_plain_title(loaded)} · risk: {runbook.risk}"],
    ]
    if runbook.help:
        shown.append([runbook.help])
    shown.append([f"On: {', '.join(kind_in_words(target) for target in runbook.targets)}"])
    shown += [[Span(f"{name}=…", code=True), f"  {_of_input(item)}"] for name, item in runbook.inputs.items()]
    shown += [[Span(example, code=True)] for example in examples(loaded, catalog)]
    shown.append([f"IAM actions: {', '.join(loaded.iam_actions)}"])
    return shown


_TARGETS = {"all": "all systems, without a target", "resource": "resource of any kind"}


def _of_input(item: Input) -> str:
    parts = [item.help]
    if item.choices:
        parts.append(f"one of {', '.join(item.choices)}")
    if item.min is not None or item.max is not None:
        parts.append(f"{item.min} to {item.max}")
    if item.default is not None:
        parts.append(f"without it: {item.default}")
    return " · ".join(parts)


def _example(loaded: Loaded, catalog: Catalog) -> str:
    return next(iter(examples(loaded, catalog)), f"/ops {loaded.name}")


def _plain_title(loaded: Loaded) -> str:
    targets = loaded.runbook.targets
    return loaded.runbook.title.replace("{target}", f"a {kind_in_words(targets[0])}" if len(targets) == 1 else "it")


def kind_in_words(kind: str) -> str:
    """``function`` for ``lambda.function``; ``all`` and ``system`` as they are."""
    return _TARGETS.get(kind, kind.rpartition(".")[2].replace("_", " "))
