"""What traffic a system carries: functions, the APIs before them, the tables, queues and state machines behind."""

from dataclasses import dataclass, field

from .behaviours import Normal


@dataclass(frozen=True)
class FunctionLoad:
    """`short` is what people call it; `per_second` is the mean rate of a day; `reads` and `writes` are capacity
    units that an invocation consumes of `table`."""

    system: str
    environment: str
    short: str
    name: str
    region: str
    alias: str
    per_second: float
    normal: Normal
    table: str | None = None
    operation: str = "GetItem"
    reads: float = 0.0
    writes: float = 0.0

    @property
    def log_group(self) -> str:
        return f"/aws/lambda/{self.name}"


@dataclass(frozen=True)
class ApiLoad:
    """An API whose requests its functions serve; `kind` is rest or http, which publish under other names.
    `latency_late_seconds`: Latency has not arrived for that long."""

    system: str
    environment: str
    kind: str
    name: str
    api_id: str
    stage: str
    region: str
    functions: tuple[str, ...]
    access_log: str
    latency_late_seconds: int = 0


@dataclass(frozen=True)
class MachineLoad:
    arn: str
    region: str
    per_second: float
    failed_share: float


@dataclass(frozen=True)
class QueueLoad:
    """`waiting` is the usual depth of a queue that is being drained; a dead letter queue has None: its depth is
    what really lies in it."""

    name: str
    region: str
    waiting: float | None


@dataclass
class World:
    """Everything that carries traffic, and the names that people use."""

    functions: list[FunctionLoad] = field(default_factory=list)
    apis: list[ApiLoad] = field(default_factory=list)
    machines: list[MachineLoad] = field(default_factory=list)
    queues: list[QueueLoad] = field(default_factory=list)

    def join(self, other: "World") -> None:
        self.functions += other.functions
        self.apis += other.apis
        self.machines += other.machines
        self.queues += other.queues

    def names(self) -> dict[str, dict[str, dict[str, str]]]:
        """{"serverless-api": {"prod": {"create-item": "serverless-api-prod-CreateItemFunction-…"}}}"""
        found: dict[str, dict[str, dict[str, str]]] = {}
        for load in self.functions:
            found.setdefault(load.system, {}).setdefault(load.environment, {})[load.short] = load.name
        return found
