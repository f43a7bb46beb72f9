"""All traffic of the world: fills a day before it begins, and goes on second by second."""

import random
from collections.abc import Callable
from datetime import timedelta

import numpy as np
from moto.sqs.models import sqs_backends

from ..cloudwatch.metric_store import MetricStore
from ..cloudwatch.series import Floats
from ..world.clients import ACCOUNT
from ..world.loads import FunctionLoad, QueueLoad, World
from . import logs
from .apis import ApiTraffic
from .executions import KEEP_SECONDS, Executions
from .functions import FunctionTraffic, Outcome
from .logs import LogTraffic
from .serving import Serving, now_serving
from .stores import MachineTraffic, QueueTraffic, TableTraffic

SEED = 20261121
Serve = Callable[[FunctionLoad], Serving | None]


class Traffic:
    """`store_of(region)` is where a region's metrics go. `until` is the moment up to which all is written."""

    def __init__(self, world: World, store_of: Callable[[str], MetricStore], now: float) -> None:
        dice = np.random.default_rng(SEED)
        self._functions = [FunctionTraffic(load, store_of(load.region), dice, now - 86400) for load in world.functions]
        self._apis = [ApiTraffic(load, store_of(load.region), dice) for load in world.apis]
        self._tables = {
            load.name: TableTraffic(load, store_of(load.region), dice) for load in world.functions if load.table
        }
        self._executions = [Executions(load) for load in world.machines]
        self._machines = [
            MachineTraffic(load, store_of(load.region), dice, executions.add)
            for load, executions in zip(world.machines, self._executions, strict=True)
        ]
        self._queues = [
            QueueTraffic(load, store_of(load.region), dice, _depth(load)) for load in world.queues
        ]
        self._logs = LogTraffic(random.Random(SEED))  # noqa: S311 - a simulation, not a secret
        self._late_after = {
            load.api_id: now - load.latency_late_seconds if load.latency_late_seconds else float("inf")
            for load in world.apis
        }
        self.until = now

    def fill(self, times: Floats, step: float, serve: Serve = now_serving, *, live: bool = True) -> None:
        """Writes what happens at `times`, `step` seconds apart, with functions served as `serve` says."""
        if not len(times):
            return
        outcomes: dict[str, Outcome] = {}
        for function in self._functions:
            serving = serve(function.load)
            if serving is None:
                continue
            outcome = function.produce(times, step, serving)
            outcomes[function.load.name] = outcome
            if function.load.name in self._tables:
                self._tables[function.load.name].produce(outcome)
            self._logs.of_function(function.load, outcome, step)
        for api in self._apis:
            counts, failed = api.produce(times, outcomes, self._late_after[api.load.api_id])
            self._logs.of_api(api.load, times, counts, failed, step)
        for machine in self._machines:
            machine.produce(times, step)
        for queue in self._queues:
            queue.produce(times, live=live)

    def burst(self, at: float) -> None:
        """The one time that items-table throttled, hours ago."""
        for name, table in self._tables.items():
            if "CreateItem" in name and "prod" in name:
                table.throttle(at, 4)

    def go_on(self, to: float) -> None:
        """Writes the whole seconds since `until`."""
        first, end = np.ceil(self.until), np.floor(to)
        if end <= first:
            return
        self.fill(np.arange(first, end, 1.0), 1.0)
        self.until = float(end)

    def shift(self, seconds: float) -> None:
        self.until += seconds
        self._late_after = {api: moment + seconds for api, moment in self._late_after.items()}
        for executions in self._executions:
            executions.shift(timedelta(seconds=seconds))

    def tidy(self, now: float) -> None:
        for executions in self._executions:
            executions.forget_before(now - KEEP_SECONDS)
        logs.forget_before(now - KEEP_SECONDS)


def _depth(load: QueueLoad) -> Callable[[], int]:
    def depth() -> int:
        queue = sqs_backends[ACCOUNT][load.region].queues.get(load.name)
        return int(queue.approximate_number_of_messages) if queue is not None else 0

    return depth
