"""A chart in letters, for where no picture can go: 60 columns, in a fixed width."""

from __future__ import annotations

from bot.charts.clock import clock, zone, zone_name
from bot.charts.points import stretched
from bot.charts.scale import scale
from bot.charts.spec import ChartSpec, Panel, Series
from bot.service_levels.quantity import digits, spoken

COLUMNS = 60
_BLOCKS = "▁▂▃▄▅▆▇█"
_GAP = "·"
_MOST_MARKS = 9


def text_chart(spec: ChartSpec) -> str:
    """Lines of at most 60 columns: a bar for each series, what is lowest, highest and last, and the marks."""
    times = [at for panel in spec.panels for series in panel.series for at, _ in series.points]
    start, end = (min(times), max(times)) if times else (0.0, 0.0)
    lines = [spec.title]
    for panel in spec.panels:
        limit = f" ({panel.limit.label})" if panel.limit else ""
        lines.append(f"{panel.label}, {panel.unit}{limit}")
        for series in panel.series:
            lines += _series(panel, series)
    if times:
        lines += _foot(spec, start, end)
    return "\n".join(line if len(line) <= COLUMNS else f"{line[: COLUMNS - 1]}…" for line in lines)


def _series(panel: Panel, series: Series) -> list[str]:
    named = f"{series.label}: " if len(panel.series) > 1 else ""
    known = [value for _, value in series.points if value is not None]
    if not known:
        return [f"{named}no data"]
    said = f"{digits(min(known))} to {digits(max(known))}, last {spoken(known[-1], panel.unit)}"
    return [_bar(panel, series), f"{named}{said}"]


def _bar(panel: Panel, series: Series) -> str:
    axis = scale(panel.model_copy(update={"limit": None}))
    cells = []
    for _, value in stretched(series.points, COLUMNS):
        if value is None:
            cells.append(_GAP)
        else:
            level = int((value - axis.low) / (axis.high - axis.low) * len(_BLOCKS))
            cells.append(_BLOCKS[min(max(level, 0), len(_BLOCKS) - 1)])
    return "".join(cells)


def _column(at: float, start: float, end: float) -> int:
    return round((at - start) / (end - start) * (COLUMNS - 1)) if end > start else 0


def _foot(spec: ChartSpec, start: float, end: float) -> list[str]:
    where = zone(spec.timezone)
    marks = sorted((mark for mark in spec.marks if start <= mark.at <= end), key=lambda mark: mark.at)
    shown = marks[:_MOST_MARKS]
    lines = []
    if shown:
        row = [" "] * COLUMNS
        for number, mark in enumerate(shown, 1):
            row[_column(mark.at, start, end)] = str(number)
        lines.append("".join(row).rstrip())
    first = clock(start, where)
    last = f"{clock(end, where)} {zone_name(start, end, where)}"
    lines.append(f"{first}{last:>{COLUMNS - len(first)}}")
    lines += [f"{number} {clock(mark.at, where)} {mark.label}" for number, mark in enumerate(shown, 1)]
    return lines
