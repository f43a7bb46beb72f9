"""The card of a survey: a line for each system, the worst first, what changed, and where to look next."""

from __future__ import annotations

from collections.abc import Iterator

from bot.runs.state import RunState, Verdict
from bot.slack import blocks as b
from bot.slack.blocks import Block, Button, Column, Line, Span
from bot.slack.message import Message
from bot.slack.render.commands import label, with_buttons
from bot.slack.render.figures import Clock, ago
from bot.slack.render.heading import heading
from bot.slack.render.metadata import card_metadata
from bot.slack.render.shapes import Reply
from bot.slack.render.steps import steps
from bot.slack.render.survey_shape import Change, Survey, SystemState
from bot.slack.render.survey_system import system_blocks, system_reply
from bot.slack.render.survey_words import DOTS, verdict, window

_DETAILS = 4
_CHANGES = 5
_LOOKS = 4


def survey_card(state: RunState, survey: Survey, clock: Clock) -> Message:
    done = state.ending is not None and state.ending.verdict is Verdict.DONE
    alone = survey.systems[0] if len(survey.systems) == 1 else None
    shown: list[Block | None] = [
        *heading(state, clock, place=_where(survey), verdict=verdict(survey) if done else None),
        None if alone else _systems(survey),
        *(system_blocks(alone, survey, clock) if alone else []),
        b.lines(*_changes(survey), *_asides(survey)),
        b.context(survey.freshness) if survey.freshness else None,
        None if done else steps(state, clock),
        *with_buttons(list(_next(state, survey))),
    ]
    return Message.of(shown, metadata=card_metadata(state))


def survey_replies(run: str, survey: Survey, clock: Clock) -> list[Reply]:
    """Of several systems, those that are not all right in full; a system asked for alone is on the card."""
    if len(survey.systems) == 1:
        return []
    return [system_reply(run, one, survey, clock) for one in survey.worst_first if one.state != "ok"]


def _where(survey: Survey) -> str:
    """The one system, or the environment when it is one for all; and how far back was looked."""
    if len(survey.systems) == 1:
        only = survey.systems[0]
        return f"{only.system} {only.environment} · {window(survey.since_seconds)}"
    environments = {system.environment for system in survey.systems}
    parts = [*environments] if len(environments) == 1 else ["each system's default environment"]
    return " · ".join([*(part for part in parts if part), window(survey.since_seconds)])


def _systems(survey: Survey) -> Block | None:
    if not survey.systems:
        return None
    mixed = len({system.environment for system in survey.systems}) > 1
    columns = [Column("System"), Column("State"), Column("What", wrapped=True)]
    return b.table(columns, [_row(system, mixed=mixed) for system in survey.worst_first])


def _row(system: SystemState, *, mixed: bool) -> list[str]:
    name = f"{DOTS[system.state]} {system.name}{f' {system.environment}' if mixed else ''}"
    details = system.details[:_DETAILS]
    if len(system.details) > _DETAILS:
        details = [*details, f"{len(system.details) - _DETAILS} more"]
    return [name, system.headline, " · ".join(details)]


def _changes(survey: Survey) -> list[Line]:
    if not survey.changes and not survey.changes_known:
        return [[Span("In the last hour: ", bold=True), "not known: nothing could be read that would tell of a change"]]
    if not survey.changes:
        return [[Span("In the last hour: ", bold=True), "no change"]]
    said = [_change(change, survey) for change in survey.changes[:_CHANGES]]
    if len(survey.changes) > _CHANGES:
        said.append(f"{len(survey.changes) - _CHANGES} more changes")
    elif len(said) == 1:
        said.append("no other change")
    return [[Span("In the last hour: ", bold=True), " · ".join(said)]]


def _change(change: Change, survey: Survey) -> str:
    named = not change.short or change.short in change.what.split()
    what = f"{'' if named else f'{change.short} '}{change.what} {ago(survey.at - change.at)}"
    return f"{what} by {change.who}" if change.who else what


def _asides(survey: Survey) -> list[Line]:
    """What belongs to no system, and what could not be looked at."""
    lines: list[Line] = [[Span("Not looked at: ", bold=True), problem] for problem in survey.problems]
    if survey.other_alarms:
        lines.append([Span("Other alarms that fire: ", bold=True), ", ".join(survey.other_alarms)])
    return lines


def _next(state: RunState, survey: Survey) -> Iterator[Button]:
    """Where to look, what released lately could be taken back, and what the run itself proposes."""
    commands = list(_looks(survey)) if len(survey.systems) > 1 else []
    commands += _ways_back(survey)
    commands += state.ending.next_commands if state.ending else []
    for command in dict.fromkeys(commands):
        yield Button(label(command), command)


def _looks(survey: Survey) -> Iterator[str]:
    for system in [one for one in survey.worst_first if one.state != "ok"][:_LOOKS]:
        yield f"/ops status {system.name} --env {system.environment}"


def _ways_back(survey: Survey) -> Iterator[str]:
    """For each function released in the last hour in a system that is not all right: its rollback, planned."""
    wrong = {system.system: system for system in survey.systems if system.wrong}
    for change in survey.changes:
        system = wrong.get(change.system)
        kinds = {one.short: one.kind for one in system.health} if system else {}
        if system and change.release and kinds.get(change.short or "") == "lambda.function":
            yield f"/ops rollback {change.short} --env {system.environment} --dry-run"
