"""What may be asked of the world at /sim/<name>: a request's JSON members are the function's keyword arguments."""

from collections.abc import Callable
from typing import Any

import numpy as np

from .cloudtrail.backend import RecordingCloudTrailBackend
from .cloudtrail.event import Resource, TrailEvent
from .cloudwatch.metric_store import MetricKey
from .front.faults import Fault
from .front.layer import ControlError
from .simulation import Simulation
from .world.history import trail
from .world.loads import FunctionLoad
from .world.releases import backend_of
from .world.seed import REGIONS

Given = dict[str, Any]


class Controls:
    """Made before the simulation, which needs it: `serve` brings the two together."""

    def __init__(self) -> None:
        self._simulation: Simulation | None = None
        self._known: dict[str, Callable[..., Given]] = {
            "now": self.now,
            "tick": self.tick,
            "age": self.age,
            "release": self.release,
            "behaviour": self.behaviour,
            "put_metrics": self.put_metrics,
            "put_trail_event": self.put_trail_event,
            "trail_lag": self.trail_lag,
            "evaluate_alarms": self.evaluate_alarms,
            "names": self.names,
            "latency": self.latency,
            "fail": self.fail,
            "calls": self.calls,
            "reset": self.reset,
        }

    def serve(self, simulation: Simulation) -> None:
        self._simulation = simulation

    def __call__(self, name: str, given: Given) -> Given:
        if name not in self._known:
            raise ControlError(f"no control named {name}; there are {', '.join(sorted(self._known))}")
        return self._known[name](**given)

    def now(self) -> Given:
        return {"now": self._sim.clock.now()}

    def tick(self, seconds: float) -> Given:
        self._sim.tick(seconds)
        return self.now()

    def age(self, seconds: float) -> Given:
        self._sim.age(seconds)
        return self.now()

    def release(
        self, function: str, behaviour: str, weight: float | None = None, system: str | None = None
    ) -> Given:
        load = self._find(function, system)
        version = self._sim.releases.publish(load, behaviour, f"release by control: {behaviour}")
        client = self._sim.clients.get("lambda", load.region)
        named = {"FunctionName": load.name, "Name": load.alias}
        if weight is None:
            client.update_alias(**named, FunctionVersion=version, RoutingConfig={"AdditionalVersionWeights": {}})
        else:
            client.update_alias(**named, RoutingConfig={"AdditionalVersionWeights": {version: weight}})
        return {"function": load.name, "version": version, "alias": load.alias}

    def behaviour(self, function: str, version: str, system: str | None = None) -> Given:
        load = self._find(function, system)
        backend = backend_of(load.region)
        held = backend.behaviours.of(load.name, backend.get_function(load.name, str(version)).code_sha_256)
        return {"behaviour": held.name, "error_rate": held.error_rate, "p50_ms": held.p50_ms, "p95_ms": held.p95_ms}

    def put_metrics(
        self, region: str, namespace: str, metric: str, dimensions: dict[str, str], points: list[list[float]]
    ) -> Given:
        table = np.array([[*point, 1.0][:3] for point in sorted(points)], dtype=np.float64)
        key = MetricKey.of(namespace, metric, dimensions)
        self._sim.cloudwatch(region).store.append(key, table[:, 0], table[:, 1], table[:, 2])
        return {"points": len(points)}

    def put_trail_event(self, region: str, event: Given) -> Given:
        held = TrailEvent(
            at=float(event.get("EventTime", self._sim.clock.now())),
            name=event["EventName"],
            source=event["EventSource"],
            username=event.get("Username", "ci"),
            region=region,
            resources=tuple(Resource(one["ResourceType"], one["ResourceName"]) for one in event.get("Resources", [])),
            read_only=bool(event.get("ReadOnly", False)),
            parameters=event.get("RequestParameters", {}),
        )
        trail(region).history.add(held)
        return {"event_id": held.event_id}

    def trail_lag(self, seconds: float) -> Given:
        RecordingCloudTrailBackend.lag_seconds = float(seconds)
        return {}

    def evaluate_alarms(self) -> Given:
        return {"changed": sum(self._sim.cloudwatch(region).evaluate_alarms() for region in REGIONS)}

    def names(self) -> Given:
        return dict(self._sim.world.names())

    def latency(self, milliseconds: float) -> Given:
        self._sim.layer.latency_seconds = float(milliseconds) / 1000
        return {}

    def fail(self, **fault: Any) -> Given:
        self._sim.layer.faults.plan(Fault(**fault))
        return {}

    def calls(self) -> Given:
        return {"calls": self._sim.layer.calls.described()}

    def reset(self) -> Given:
        self._sim.reset()
        return {}

    @property
    def _sim(self) -> Simulation:
        if self._simulation is None:
            raise ControlError("the simulation has not begun")
        return self._simulation

    def _find(self, function: str, system: str | None) -> FunctionLoad:
        """By short name, physical name or logical id; prod before other environments."""
        loads = sorted(self._sim.world.functions, key=lambda load: load.environment != "prod")
        for load in loads:
            mine = function in (load.short, load.name) or f"-{function}-" in load.name
            if mine and system in (None, load.system):
                return load
        raise ControlError(f"no function named {function}")
