"""The world's clock: the real one, which a control call may put ahead."""

import time
from datetime import UTC, datetime


class Clock:
    def __init__(self) -> None:
        self._ahead_seconds = 0.0

    def now(self) -> float:
        """Seconds since the epoch, UTC."""
        return time.time() + self._ahead_seconds

    def moment(self) -> datetime:
        """The same, aware."""
        return datetime.fromtimestamp(self.now(), UTC)

    def naive(self) -> datetime:
        """The same without a zone: what moto's models keep and its serializers expect."""
        return naive(self.now())

    def advance(self, seconds: float) -> None:
        self._ahead_seconds += seconds

    def reset(self) -> None:
        self._ahead_seconds = 0.0


def naive(at: float) -> datetime:
    """Of seconds since the epoch: UTC, without saying so."""
    return datetime.fromtimestamp(at, UTC).replace(tzinfo=None)
