"""Ways for Slack to fail on purpose: refusals, 5xx, silence, and answers lost after the work was done."""

import threading
from dataclasses import dataclass, replace

ANY_METHOD = "*"


@dataclass(frozen=True)
class Fault:
    """What happens to the next ``times`` calls of ``method`` (``*``: of any method).

    ``after_processing`` lets the call do its work first, so that only the answer is lost.
    ``reset`` drops the connection instead of answering. With neither ``error`` nor ``reset`` nor
    another ``status`` than 200 it only delays.
    """

    method: str
    times: int = 1
    status: int = 200
    error: str | None = None
    retry_after: int | None = None
    after_processing: bool = False
    delay_seconds: float = 0.0
    reset: bool = False

    @property
    def only_delays(self) -> bool:
        return self.status == 200 and self.error is None and not self.reset  # noqa: PLR2004 - HTTP's own number


class Faults:
    """The faults still to come, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def take(self, method: str) -> Fault | None:
        with self._lock:
            for index, fault in enumerate(self._waiting):
                if fault.method in (method, ANY_METHOD):
                    if fault.times > 1:
                        self._waiting[index] = replace(fault, times=fault.times - 1)
                    else:
                        del self._waiting[index]
                    return fault
        return None
