"""How long to wait after a failed delivery."""

from __future__ import annotations

import hashlib

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 60.0


def wait_seconds(run: str, tries: int) -> float:
    """After ``tries`` failures in a row (from 1): 1, 2, 4, … at most 60 s, less up to half of it.

    The share taken off follows from the run and the try, so that runs which failed together do not come back
    together, and the sequence of one run is always the same.
    """
    full = min(FIRST_SECONDS * (1 << min(tries - 1, 10)), LONGEST_SECONDS)
    part = int.from_bytes(hashlib.sha256(f"{run}:{tries}".encode()).digest()[:4]) / (1 << 32)
    return full * (1 - part / 2)
