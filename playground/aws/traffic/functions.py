"""What a function's invocations leave in CloudWatch."""

from dataclasses import dataclass

import numpy as np

from ..cloudwatch.metric_store import MetricKey, MetricStore
from ..cloudwatch.series import Floats, Rows
from ..world.loads import FunctionLoad
from . import samples
from .serving import Served, Serving
from .shape import busyness

_NAMESPACE = "AWS/Lambda"
_UNITS = {
    "Invocations": "Count",
    "Errors": "Count",
    "Throttles": "Count",
    "Duration": "Milliseconds",
    "ConcurrentExecutions": "Count",
}
_DAY = 86400.0


@dataclass(frozen=True)
class Outcome:
    """Of one function over some times: invocations and failures at each, and the durations. `by_version` holds the
    failures of each version served."""

    times: Floats
    invoked: Floats
    failed: Floats
    throttled: Floats
    durations: Rows
    by_version: tuple[tuple[Served, Floats, Floats], ...]


class FunctionTraffic:
    """`born` is when the world began, from where drift counts."""

    def __init__(self, load: FunctionLoad, store: MetricStore, dice: np.random.Generator, born: float) -> None:
        self.load = load
        self._store = store
        self._dice = dice
        self._born = born
        self._seed = len(load.system)
        for metric, unit in _UNITS.items():
            store.share((self._key(metric), self._key(metric, aliased=True)), unit)

    def produce(self, times: Floats, step: float, serving: Serving) -> Outcome:
        """Writes the metrics of `times`, which are `step` seconds apart."""
        rate = self.load.per_second * busyness(times, self._seed) * step
        asked = self._dice.poisson(rate).astype(np.float64)
        throttled = self._throttled(asked, serving, step)
        invoked = asked - throttled
        parts = self._split(invoked, serving)
        runs = [self._run(times, served, counts) for served, counts in parts]
        durations = samples.merged([run[1] for run in runs])
        failed = np.sum([run[0] for run in runs], axis=0)
        outcome = Outcome(
            times,
            invoked,
            failed,
            throttled,
            durations,
            tuple((served, counts, run[0]) for (served, counts), run in zip(parts, runs, strict=True)),
        )
        self._write(outcome, step)
        if serving.weighted:
            for (served, counts), run in zip(parts, runs, strict=True):
                self._write_version(times, served, counts, run)
        return outcome

    def _throttled(self, asked: Floats, serving: Serving, step: float) -> Floats:
        """What reserved concurrency leaves no room for."""
        if serving.reserved is None:
            return np.zeros(len(asked))
        mean_seconds = max(served.behaviour.p50_ms for served in serving.versions) / 1000 * 1.2
        room = np.floor(serving.reserved / mean_seconds * step)
        return np.asarray(np.maximum(asked - room, 0.0), dtype=np.float64)

    def _split(self, invoked: Floats, serving: Serving) -> list[tuple[Served, Floats]]:
        left, parts, rest = invoked.copy(), [], 1.0
        for served in serving.versions[1:]:
            chosen = self._dice.binomial(left.astype(np.int64), min(served.share / rest, 1.0)).astype(np.float64)
            parts.append((served, chosen))
            left, rest = left - chosen, rest - served.share
        return [(serving.versions[0], left), *parts]

    def _run(self, times: Floats, served: Served, counts: Floats) -> tuple[Floats, Rows]:
        behaviour = served.behaviour
        whole = counts.astype(np.int64)
        failed = self._dice.binomial(whole, behaviour.error_rate).astype(np.float64)
        timed_out = np.minimum(self._dice.binomial(whole, behaviour.timeout_rate), failed).astype(np.float64)
        growth = 1.0 + behaviour.drift * np.clip((times - self._born) / _DAY, 0.0, 1.5)
        limit = float(served.function.timeout) * 1000
        rows = samples.durations(
            self._dice, times, counts - timed_out, behaviour.p50_ms * growth, behaviour.p95_ms * growth
        )
        held = Rows.of_samples(rows.times, np.minimum(rows.lowest, limit), rows.weights)
        if timed_out.any():
            at = timed_out > 0
            slowest = Rows.of_samples(times[at], np.full(int(at.sum()), limit), timed_out[at])
            held = samples.merged([held, slowest])
        return failed, held

    def _write(self, outcome: Outcome, step: float) -> None:
        times, invoked = outcome.times, outcome.invoked
        append = self._store.append_rows
        append(self._key("Invocations"), samples.ones(times, invoked))
        append(self._key("Errors"), samples.shares_of(times, invoked, outcome.failed))
        asked = invoked + outcome.throttled
        append(self._key("Throttles"), samples.shares_of(times, asked, outcome.throttled))
        append(self._key("Duration"), outcome.durations)
        busy = samples.busy_seconds(outcome.durations, times) / step
        append(self._key("ConcurrentExecutions"), samples.gauge(times, np.ceil(busy)))

    def _write_version(self, times: Floats, served: Served, counts: Floats, run: tuple[Floats, Rows]) -> None:
        version = served.version
        self._store.append_rows(self._key("Invocations", version=version), samples.ones(times, counts), "Count")
        errors = samples.shares_of(times, counts, run[0])
        self._store.append_rows(self._key("Errors", version=version), errors, "Count")
        self._store.append_rows(self._key("Duration", version=version), run[1], "Milliseconds")

    def _key(self, metric: str, *, aliased: bool = False, version: str | None = None) -> MetricKey:
        dimensions = {"FunctionName": self.load.name}
        if aliased or version is not None:
            dimensions["Resource"] = f"{self.load.name}:{self.load.alias}"
        if version is not None:
            dimensions["ExecutedVersion"] = version
        return MetricKey.of(_NAMESPACE, metric, dimensions)
