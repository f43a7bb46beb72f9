"""Numbers as people read them: few digits, a unit, and never rounded to the better side of 100 %."""

from __future__ import annotations

import math

_NEARLY_ALL = 90.0
_WHOLE = 100.0
_MOST_DECIMALS = 6
_TEN = 10
# From how many seconds on which unit is used: 36 hours are still hours, and 90 minutes are 1.5 hours.
_SPANS = ((172_800, 86_400, "days"), (3_600, 3_600, "h"), (60, 60, "min"))


def spoken(value: float, unit: str) -> str:
    """``value`` with its unit: ``5.8 %``, ``0.02 %``, ``99.91 %``, ``920 ms``, ``4,100 requests``."""
    number = _percent(value) if unit == "%" else digits(value)
    return f"{number} {unit}" if unit else number


def digits(value: float) -> str:
    """Three digits that mean something, two below one; thousands parted by commas; no idle zeros."""
    if not math.isfinite(value):
        return "—"
    magnitude = math.floor(math.log10(abs(value))) if value else 0
    decimals = max(0, 2 - magnitude) if magnitude >= 0 else 1 - magnitude
    return _trimmed(f"{value:,.{min(decimals, _MOST_DECIMALS)}f}")


def count(value: float) -> str:
    """Events: ``4,100``."""
    return f"{round(value):,}"


def _percent(value: float) -> str:
    """Shares near 100 % show what is missing to two digits, rounded down: 99.996 is not 100."""
    if _NEARLY_ALL <= value < _WHOLE:
        decimals = min(max(1, _leading(_WHOLE - value) + 1), _MOST_DECIMALS)
        scale = 10**decimals
        # A hair is added: 100 - 0.1 falls a little short of 99.9 in binary.
        return _trimmed(f"{math.floor(value * scale + 1e-6) / scale:.{decimals}f}")
    size = abs(value)
    decimals = 0 if size >= _WHOLE else 1 if size >= 1 else _leading(size) + 1 if size else 0
    return _trimmed(f"{value:,.{min(decimals, _MOST_DECIMALS)}f}")


def _leading(size: float) -> int:
    """Decimals up to the first digit that is not zero: 1 for 0.1, 2 for 0.02; 0 from 1 on."""
    return max(0, -math.floor(math.log10(size)))


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def span(seconds: float) -> str:
    """A length of time: ``45 s``, ``5 min``, ``1.5 h``, ``36 h``, ``7 days``; from ten on in whole units."""
    unit, name = next(((size, name) for least, size, name in _SPANS if seconds >= least), (1, "s"))
    value = seconds / unit
    return f"{digits(round(value) if value >= _TEN else round(value, 1))} {name}"
