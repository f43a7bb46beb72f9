"""All changes that the survey's answers tell of, joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.errors import AwsError
from bot.runbooks.actions import status_trail
from bot.runbooks.actions.status_changes import Change, joined, of_resource
from bot.runbooks.actions.status_gathering import Gathered
from bot.runbooks.actions.status_scope import Area


def history(areas: Sequence[Area], gathered: Gathered) -> list[Change]:
    """The changes of ``areas``, the newest first, however long ago."""
    return joined([*_from_resources(areas, gathered), *_from_trail(areas, gathered)])


def _from_resources(areas: Sequence[Area], gathered: Gathered) -> Iterator[Change]:
    for area in areas:
        for looked in gathered.looked.get(area.system.system, []):
            if not isinstance(looked.answer, AwsError):
                yield from of_resource(area.system.system, looked.short, looked.resource, looked.answer)


def _from_trail(areas: Sequence[Area], gathered: Gathered) -> Iterator[Change]:
    for place, answer in gathered.trail.items():
        if isinstance(answer, AwsError):
            continue
        here = [(area, gathered.resolved[area.system.system]) for area in areas if area.place == place]
        for change in status_trail.changes(answer, here):
            area = next(area for area, _ in here if area.system.system == change.system)
            if area.only in {None, change.short}:
                yield change
