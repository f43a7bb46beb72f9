"""What a chart shows, in words, for whoever does not see it: made from its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from statistics import median

from bot.charts.clock import clock, zone, zone_name
from bot.charts.spec import ChartSpec, LeftOut, Mark, Panel, Series
from bot.charts.timescale import shown, timescale
from bot.service_levels.quantity import spoken

# Slack takes 1,000 characters of alternative text for a file ("files.getUploadURLExternal").
MOST_LETTERS = 1_000
# Between more moments than this a line is told by its ends and its peak.
_MOST_PARTS = 4


def chart(
    title: str,
    panels: list[Panel],
    marks: Sequence[Mark] = (),
    *,
    timezone: str = "UTC",
    left_out: LeftOut | None = None,
) -> ChartSpec:
    """A chart whose alternative text is made from what it shows."""
    spec = ChartSpec(
        title=title, panels=panels, marks=list(marks), timezone=timezone, left_out=left_out, alt=""
    )
    return spec.model_copy(update={"alt": alt_text(spec)})


def alt_text(spec: ChartSpec) -> str:
    """``… From 13:32 to 14:31 CET. Errors: 0.1 % until 14:07 (v42 released), then 5.8 %.``"""
    spec = shown(spec)
    where = zone(spec.timezone)
    if not any(series.points for panel in spec.panels for series in panel.series):
        return f"{spec.title}. No data."
    time = timescale(spec, 1.0, 0.0)
    inside = sorted((m for m in spec.marks if time.start <= m.at <= time.end), key=lambda mark: mark.at)
    over = " and ".join(f"from {clock(start, where)} to {clock(end, where)}" for start, end in time.parts)
    sentences = [
        f"{spec.title}.",
        f"{over[0].upper()}{over[1:]} {zone_name(time.start, time.end, where)}.",
        *(_panel(panel, inside, where) for panel in spec.panels),
    ]
    if len(inside) >= _MOST_PARTS:
        told = "; ".join(f"{clock(mark.at, where)} {mark.label}" for mark in inside)
        sentences.append(f"Marked: {told}.")
    text = " ".join(sentences)
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"


def _panel(panel: Panel, marks: Sequence[Mark], where: tzinfo) -> str:
    told = "; ".join(_series(panel, series, marks, where) for series in panel.series)
    limit = f" ({panel.limit.label})" if panel.limit else ""
    return f"{panel.label}{limit}: {told}."


def _series(panel: Panel, series: Series, marks: Sequence[Mark], where: tzinfo) -> str:
    named = f"{series.label} " if len(panel.series) > 1 else ""
    known = [(at, value) for at, value in series.points if value is not None]
    if not known:
        return f"{named}no data"
    if 0 < len(marks) < _MOST_PARTS:
        return named + _parts(known, panel.unit, marks, where)
    top_at, top = max(known, key=lambda point: point[1])
    usual = spoken(median(value for _, value in known), panel.unit)
    return (
        f"{named}mostly {usual}, highest {spoken(top, panel.unit)} at {clock(top_at, where)}, "
        f"last {spoken(known[-1][1], panel.unit)}"
    )


def _parts(known: Sequence[tuple[float, float]], unit: str, marks: Sequence[Mark], where: tzinfo) -> str:
    """What was usual before, between and after the marks."""
    said = _usual([value for at, value in known if at < marks[0].at], unit)
    said += f" until {clock(marks[0].at, where)} ({marks[0].label})"
    for number, mark in enumerate(marks):
        last = number + 1 == len(marks)
        values = [v for at, v in known if at >= mark.at and (last or at < marks[number + 1].at)]
        said += f", then {_usual(values, unit)}"
        if not last:
            said += f" until {clock(marks[number + 1].at, where)} ({marks[number + 1].label})"
    return said


def _usual(values: Sequence[float], unit: str) -> str:
    return spoken(median(values), unit) if values else "no data"
