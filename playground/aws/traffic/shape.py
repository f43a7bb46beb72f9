"""How busy a moment is: a day's rise and fall with slow unrest on it, the same for every run of the world."""

import math

import numpy as np

from ..cloudwatch.series import Floats

_DAY = 86400.0
_PEAK = 18 * 3600.0
_UNREST = ((3.1 * 3600, 0.06), (37 * 60, 0.04), (11 * 60, 0.03))


def busyness(times: Floats, seed: int) -> Floats:
    """Around 1 over a day; `seed` sets the unrest apart from other systems'."""
    swing = 1.0 + 0.35 * np.cos((times - _PEAK) / _DAY * 2 * math.pi)
    for number, (period, height) in enumerate(_UNREST):
        phase = math.sin(seed * 12.9898 + number * 78.233) * 43758.5453
        swing = swing * (1.0 + height * np.sin(times / period * 2 * math.pi + phase))
    return np.asarray(swing, dtype=np.float64)
