"""Tables, queues and state machines: what they publish."""

from collections.abc import Callable

import numpy as np

from ..cloudwatch.metric_store import MetricKey, MetricStore
from ..cloudwatch.series import Floats
from ..world.loads import FunctionLoad, MachineLoad, QueueLoad
from . import samples
from .functions import Outcome
from .shape import busyness

_LATENCY_MS = {"GetItem": (2.6, 5.2), "PutItem": (3.9, 6.8), "UpdateItem": (4.2, 7.1), "Query": (4.6, 8.0)}


class TableTraffic:
    """What one function's invocations do to its table."""

    def __init__(self, load: FunctionLoad, store: MetricStore, dice: np.random.Generator) -> None:
        self._load = load
        self._store = store
        self._dice = dice

    def produce(self, outcome: Outcome) -> None:
        table, counts = str(self._load.table), outcome.invoked - outcome.failed
        by_table = {"TableName": table}
        for metric, units in (
            ("ConsumedReadCapacityUnits", self._load.reads),
            ("ConsumedWriteCapacityUnits", self._load.writes),
        ):
            if units:
                at = counts > 0
                key = MetricKey.of("AWS/DynamoDB", metric, by_table)
                values = np.full(int(at.sum()), units)
                self._store.append(key, outcome.times[at], values, counts[at], "Count")
        p50, p95 = _LATENCY_MS[self._load.operation]
        key = MetricKey.of(
            "AWS/DynamoDB", "SuccessfulRequestLatency", {**by_table, "Operation": self._load.operation}
        )
        flat = np.ones(len(counts))
        rows = samples.durations(self._dice, outcome.times, counts, flat * p50, flat * p95)
        self._store.append_rows(key, rows, "Milliseconds")

    def throttle(self, at: float, requests: int) -> None:
        """A short burst above the table's capacity: the only time ThrottledRequests is published."""
        key = MetricKey.of(
            "AWS/DynamoDB",
            "ThrottledRequests",
            {"TableName": str(self._load.table), "Operation": self._load.operation},
        )
        self._store.append(key, np.array([at]), np.ones(1), np.array([float(requests)]), "Count")


class MachineTraffic:
    """`started` is told of every execution: when, whether it failed, how long it took in seconds."""

    def __init__(
        self,
        load: MachineLoad,
        store: MetricStore,
        dice: np.random.Generator,
        started: Callable[[float, bool, float], None],
    ) -> None:
        self._load = load
        self._store = store
        self._dice = dice
        self._started = started

    def produce(self, times: Floats, step: float) -> None:
        counts = self._dice.poisson(self._load.per_second * busyness(times, 5) * step).astype(np.float64)
        failed = self._dice.binomial(counts.astype(np.int64), self._load.failed_share).astype(np.float64)
        self._append("ExecutionsStarted", times, counts)
        self._append("ExecutionsSucceeded", times, counts - failed)
        self._append("ExecutionsFailed", times, failed)
        for at, count, bad in zip(times.tolist(), counts.tolist(), failed.tolist(), strict=True):
            for number in range(int(count)):
                seconds = float(self._dice.lognormal(1.2, 0.4))
                self._time(at, seconds)
                self._started(at + self._dice.random() * min(step, 60.0), number < bad, seconds)

    def _append(self, metric: str, times: Floats, counts: Floats) -> None:
        key = MetricKey.of("AWS/States", metric, {"StateMachineArn": self._load.arn})
        self._store.append_rows(key, samples.ones(times, counts), "Count")

    def _time(self, at: float, seconds: float) -> None:
        key = MetricKey.of("AWS/States", "ExecutionTime", {"StateMachineArn": self._load.arn})
        self._store.append(key, np.array([at]), np.array([seconds * 1000]), np.ones(1), "Milliseconds")


class QueueTraffic:
    """SQS publishes once a minute. `depth` is what really lies in the queue now."""

    def __init__(
        self, load: QueueLoad, store: MetricStore, dice: np.random.Generator, depth: Callable[[], int]
    ) -> None:
        self._load = load
        self._store = store
        self._dice = dice
        self._depth = depth

    def produce(self, times: Floats, *, live: bool) -> None:
        minutes = times[times % 60 == 0]
        if not len(minutes):
            return
        visible = self._visible(minutes, live=live)
        self._append("ApproximateNumberOfMessagesVisible", minutes, visible)
        ages = np.where(visible > 0, 4.0 if self._load.waiting else 3600.0 * 6, 0.0)
        self._append("ApproximateAgeOfOldestMessage", minutes, ages, "Seconds")
        if self._load.waiting is not None:
            self._append("NumberOfMessagesSent", minutes, 60.0 * 13 * busyness(minutes, 5))

    def _visible(self, minutes: Floats, *, live: bool) -> Floats:
        if self._load.waiting is not None:
            return self._dice.poisson(self._load.waiting, len(minutes)).astype(np.float64)
        if live:
            return np.full(len(minutes), float(self._depth()))
        return np.floor(np.linspace(2, self._depth() + 0.999, len(minutes)))

    def _append(self, metric: str, times: Floats, values: Floats, unit: str = "Count") -> None:
        key = MetricKey.of("AWS/SQS", metric, {"QueueName": self._load.name})
        self._store.append_rows(key, samples.gauge(times, values), unit)
