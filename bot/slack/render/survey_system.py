"""One system of a survey in full: its service levels, metrics, resources and alarms."""

from __future__ import annotations

import re

from bot.service_levels.quantity import spoken
from bot.slack import blocks as b
from bot.slack.blocks import Block, Column, Line, Span
from bot.slack.columns import aligned
from bot.slack.message import Message
from bot.slack.render.figures import Clock, counted
from bot.slack.render.metadata import reply_metadata
from bot.slack.render.shapes import Reply
from bot.slack.render.survey_shape import Health, Level, Metric, Survey, SystemState
from bot.slack.render.survey_words import DOTS, LEVEL_DOTS, window
from bot.slack.text import one_line

_IN_ORDER = 12
_POINTS = re.compile(r"\s*\[[^\]]*\]?")
_CUT_OPEN = re.compile(r"\s*\([^()]*$")


def system_reply(run: str, system: SystemState, survey: Survey, clock: Clock) -> Reply:
    title: Line = [Span(f"{DOTS[system.state]} {system.where}", bold=True), f" · {system.headline}"]
    key = f"survey:{system.system}"
    found = system_blocks(system, survey, clock)
    details: list[Line] = [] if any(found) else [[detail] for detail in system.details]
    blocks = [b.lines(title, *details), *found]
    return Reply(key, Message.of(blocks, metadata=reply_metadata(run, key)))


def system_blocks(system: SystemState, survey: Survey, clock: Clock) -> list[Block | None]:
    """A message takes one table: the service levels, or where there are none, the metrics."""
    levels = _levels(system.levels, survey) if system.levels else None
    return [
        levels,
        _metrics(system.metrics, as_table=levels is None) if system.metrics else None,
        _said(_alarms(system, clock)),
        _said(_resources(system.health)),
    ]


def _levels(levels: list[Level], survey: Survey) -> Block:
    columns = [
        Column("Service level", wrapped=True),
        Column("Objective", "right"),
        Column("Now", "right"),
        Column(window(survey.since_seconds).capitalize(), "right"),
        Column("Verdict", wrapped=True),
        Column("Trend"),
    ]
    return b.table(columns, [_level(level) for level in sorted(levels, key=_urgency)])


def _urgency(level: Level) -> int:
    return {"missed": 0, "cannot tell": 1}.get(level.verdict, 2)


def _level(level: Level) -> list[str]:
    verdict = f"{LEVEL_DOTS.get(level.verdict, '')} {level.verdict}".strip()
    return [
        level.title,
        level.objective,
        _number(level.now, level.unit),
        _number(level.window, level.unit),
        f"{verdict}: {level.reason}" if level.reason else verdict,
        _trend(level.trend, level.means),
    ]


def _metrics(metrics: list[Metric], *, as_table: bool) -> Block:
    rows = [[m.label, _number(m.value, m.unit), _trend(m.trend, None), m.note or ""] for m in metrics]
    if as_table:
        names = [Column("Metric", wrapped=True), Column("Value", "right"), Column("Trend")]
        return b.table([*names, Column("Note", wrapped=True)], rows)
    cleaned = [[one_line(cell) for cell in row] for row in rows]
    return b.preformatted("\n".join(aligned(cleaned, right=frozenset({1}))))


def _alarms(system: SystemState, clock: Clock) -> list[Line]:
    return [
        [
            Span("Alarm: ", bold=True),
            Span(alarm.name, code=True),
            f" since {clock.at(alarm.since)}" if alarm.since else "",
            f" · {_without_points(alarm.reason)}" if alarm.reason else "",
        ]
        for alarm in system.alarms
    ]


def _without_points(reason: str) -> str:
    """CloudWatch's reason without the list of data points, and without a bracket that was cut open."""
    return _CUT_OPEN.sub("", _POINTS.sub("", one_line(reason)))


def _resources(health: list[Health]) -> list[Line]:
    """Each resource that is not in order, or worth a note, in a line; the others together in one."""
    told = [one for one in health if one.ok is not True]
    fine = [one for one in health if one.ok is True]
    lines: list[Line] = [
        [Span("Not in order: " if one.ok is False else "Cannot tell: ", bold=True), _resource(one)] for one in told
    ]
    if fine:
        names = ", ".join(f"{one.short} ({one.note})" if one.note else one.short for one in fine[:_IN_ORDER])
        more = f" and {len(fine) - _IN_ORDER} more" if len(fine) > _IN_ORDER else ""
        lines.append([Span("In order: ", bold=True), f"{counted(len(fine), 'resource')}: {names}{more}"])
    return lines


def _resource(one: Health) -> str:
    return " · ".join(part for part in (one.short, one.state, one.note) if part)


def _said(lines: list[Line]) -> Block | None:
    return b.lines(*lines) if lines else None


def _number(value: float | None, unit: str) -> str:
    return b.EMPTY_CELL if value is None else spoken(value, unit)


def _trend(trend: str | None, means: str | None) -> str:
    if trend is None:
        return b.EMPTY_CELL
    return f"{trend} ({means})" if means else trend
