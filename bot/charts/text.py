"""A chart in letters, for where no picture can go: 60 columns, in a fixed width."""

from __future__ import annotations

from bot.charts.clock import clock, zone, zone_name
from bot.charts.points import stretched
from bot.charts.scale import Scale, scale
from bot.charts.spec import ChartSpec, Panel, Series
from bot.charts.timescale import TimeScale, shown, timescale
from bot.service_levels.quantity import digits, span, spoken

COLUMNS = 60
_BLOCKS = "▁▂▃▄▅▆▇█"
_GAP = "·"
_BREAK = " // "
_MOST_MARKS = 9


def text_chart(spec: ChartSpec) -> str:
    """Lines of at most 60 columns: a bar for each series, what is lowest, highest and last, and the marks."""
    spec = shown(spec)
    time = timescale(spec, COLUMNS - 1, len(_BREAK) + 1)
    lines = [spec.title]
    for panel in spec.panels:
        limit = f" ({panel.limit.label})" if panel.limit else ""
        lines.append(f"{panel.label}, {panel.unit}{limit}")
        for series in panel.series:
            lines += _series(panel, series, time)
    if any(series.points for panel in spec.panels for series in panel.series):
        lines += _foot(spec, time)
    return "\n".join(line if len(line) <= COLUMNS else f"{line[: COLUMNS - 1]}…" for line in lines)


def _series(panel: Panel, series: Series, time: TimeScale) -> list[str]:
    named = f"{series.label}: " if len(panel.series) > 1 else ""
    known = [value for _, value in series.points if value is not None]
    if not known:
        return [f"{named}no data"]
    said = f"{digits(min(known))} to {digits(max(known))}, last {spoken(known[-1], panel.unit)}"
    return [_bar(panel, series, time), f"{named}{said}"]


def _bar(panel: Panel, series: Series, time: TimeScale) -> str:
    axis = scale(panel.model_copy(update={"limit": None}))
    pieces = []
    for start, end in time.parts:
        columns = round(time.x(end)) - round(time.x(start)) + 1
        inside = [point for point in series.points if start <= point[0] <= end]
        pieces.append("".join(_cell(value, axis) for _, value in stretched(inside, columns)).ljust(columns, _GAP))
    return _BREAK.join(pieces)


def _cell(value: float | None, axis: Scale) -> str:
    if value is None:
        return _GAP
    level = int((value - axis.low) / (axis.high - axis.low) * len(_BLOCKS))
    return _BLOCKS[min(max(level, 0), len(_BLOCKS) - 1)]


def _foot(spec: ChartSpec, time: TimeScale) -> list[str]:
    where = zone(spec.timezone)
    marks = sorted((m for m in spec.marks if time.start <= m.at <= time.end), key=lambda mark: mark.at)
    marks = marks[:_MOST_MARKS]
    lines = []
    if marks:
        row = [" "] * COLUMNS
        for number, mark in enumerate(marks, 1):
            row[round(time.x(mark.at))] = str(number)
        lines.append("".join(row).rstrip())
    first = clock(time.start, where)
    last = f"{clock(time.end, where)} {zone_name(time.start, time.end, where)}"
    lines.append(f"{first}{last:>{COLUMNS - len(first)}}")
    if spec.left_out is not None:
        lines.append(f"{_BREAK.strip()} {span(spec.left_out.seconds)} left out")
    lines += [f"{number} {clock(mark.at, where)} {mark.label}" for number, mark in enumerate(marks, 1)]
    return lines
