"""Lengths of time as people type them: ``90s``, ``15m``, ``1h``, ``2d``, ``1h30m``."""

from __future__ import annotations

import re
from datetime import timedelta

FORMS = "90s, 15m, 1h, 2d or 1h30m"

_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))
# Seven digits of days are 27,000 years: within what timedelta holds, and beyond what anybody means.
_DURATION = re.compile(r"(?i)(?=\d)(?:(\d{1,7})d)?(?:(\d{1,7})h)?(?:(\d{1,7})m)?(?:(\d{1,7})s)?", re.ASCII)


def parse(text: str) -> timedelta:
    """Units from the largest to the smallest, each once, without spaces; limits are the caller's.

    Raises:
        ValueError: anything else; its text names the allowed forms.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        unit = " say the unit:" if text.isdecimal() else ""
        raise ValueError(f"{text!r} is no length of time;{unit} write {FORMS}")
    counts = zip(found.groups(), _UNITS, strict=True)
    return timedelta(seconds=sum(int(count) * seconds for count, (_, seconds) in counts if count))


def written(duration: timedelta) -> str:
    """The shortest form that ``parse`` takes, fractions of a second dropped.

    Raises:
        ValueError: a negative length, which nobody can type.
    """
    left = int(duration.total_seconds())
    if duration < timedelta(0):
        raise ValueError(f"{duration} is negative")
    text = ""
    for unit, seconds in _UNITS:
        count, left = divmod(left, seconds)
        text += f"{count}{unit}" if count else ""
    return text or "0s"
