"""How code behaves. A version's behaviour is a property of its code: it follows the code into every version that is
published from it."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Behaviour:
    """Durations are log-normal through p50 and p95, milliseconds; rates are shares of the invocations. `drift` is
    the growth of the durations over a day: 0.6 is 60 % slower at its end than at its beginning."""

    name: str
    p50_ms: float
    p95_ms: float
    error_rate: float
    error_type: str = "RuntimeError"
    error_message: str = "unexpected response from upstream"
    timeout_rate: float = 0.0
    drift: float = 0.0


@dataclass(frozen=True)
class Normal:
    """A function when its code is good."""

    p50_ms: float
    p95_ms: float
    error_rate: float = 0.001
    error_type: str = "RuntimeError"
    error_message: str = "unexpected response from upstream"
    drift: float = 0.0


def good(normal: Normal) -> Behaviour:
    return Behaviour("good", normal.p50_ms, normal.p95_ms, normal.error_rate, normal.error_type,
                     normal.error_message, drift=normal.drift)


def bad(normal: Normal) -> Behaviour:
    """What version 42 of create-item does: an unknown field in one request of sixteen, and a slow look-up."""
    return replace(good(normal), name="bad", p50_ms=normal.p50_ms * 3.0, p95_ms=normal.p95_ms * 5.1,
                   error_rate=0.06, error_type="KeyError", error_message="'tenant'", timeout_rate=0.0004)


def broken(normal: Normal) -> Behaviour:
    """What version 39 does: the module cannot be imported in one sandbox of eight."""
    return replace(good(normal), name="broken", error_rate=0.12, error_type="Runtime.ImportModuleError",
                   error_message="Unable to import module 'app': cannot import name 'parse_item'")


def slow(normal: Normal) -> Behaviour:
    return replace(good(normal), name="slow", p50_ms=normal.p50_ms * 4.0, p95_ms=normal.p95_ms * 6.0)


KINDS = {"good": good, "bad": bad, "broken": broken, "slow": slow}
_UNKNOWN = Normal(p50_ms=40.0, p95_ms=110.0)


class CodeBehaviours:
    """Function and code digest to behaviour; code that nobody described is good."""

    def __init__(self) -> None:
        self._normal: dict[str, Normal] = {}
        self._kinds: dict[tuple[str, str], str] = {}

    def describe(self, function: str, normal: Normal) -> None:
        self._normal[function] = normal

    def assign(self, function: str, code_sha_256: str, kind: str) -> None:
        """Raises KeyError for an unknown kind."""
        self._kinds[(function, code_sha_256)] = KINDS[kind].__name__

    def of(self, function: str, code_sha_256: str) -> Behaviour:
        kind = self._kinds.get((function, code_sha_256), "good")
        return KINDS[kind](self._normal.get(function, _UNKNOWN))

    def clear(self) -> None:
        self._normal.clear()
        self._kinds.clear()
