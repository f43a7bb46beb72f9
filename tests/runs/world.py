"""One system with one function, AWS's answers for it, real Redis, and an engine whose clock a test moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore.session
from redis import Redis

from bot.aws.operations import Operations
from bot.aws.port import CallPort
from bot.aws.sessions import Actor, Sessions
from bot.catalog import loader as catalog_loader
from bot.catalog.loader import Catalog
from bot.journal import Entry, Head, Journals
from bot.runbooks import loader
from bot.runbooks.action import Actions
from bot.runbooks.loader import Runbooks
from bot.runs.engine import Engine, Equipment
from bot.runs.state import RunState, fold
from tests.aws.recorder import Answer, Call, Recorder, refusal
from tests.runbooks.shelf import actions

KEY = "k" * 32
RUN = "RUN1"

SYSTEM = """\
system: shop
title: Shop
source: written for tests
owners: {team: Shop}
channel: "#shop"
timezone: Europe/Berlin
no_service_levels: written for tests
default_environment: prod
environments:
  prod: {account: "123456789012", region: eu-west-1}
  dev: {account: "123456789012", region: eu-west-2}
resources:
  order: {kind: lambda.function, name: order-1X, alias: prod}
  refund: {kind: lambda.function, name: refund-1X}
  orders: {kind: sqs.queue, name: orders}
"""
OBSERVATION = "settle_seconds: 60\nwindow_seconds: 60\nperiod_seconds: 60\nrecent_seconds: 60\n"


@dataclass
class Time:
    """Seconds since the epoch, moved by hand."""

    now: float = 1_795_180_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Function:
    """`order-1X` as AWS knows it; answers Lambda's requests, and counts what changed it."""

    names: set[str] = field(default_factory=lambda: {"order-1X"})
    memory: int = 256
    sha: str = "sha-2"
    version: int = 2
    alias: str = "2"
    revision: int = 7
    updating: str = "Successful"
    faults: dict[str, Answer] = field(default_factory=dict)
    """By method and last part of the path, ``PUT prod``: given once, before anything is changed."""
    lost: set[str] = field(default_factory=set)
    """The same, of what is carried out and then answered with an internal error."""
    changes: list[str] = field(default_factory=list)

    def __call__(self, call: Call) -> Answer:
        name = f"{call.method} {call.path.rsplit('/', 1)[-1]}"
        if fault := self.faults.pop(name, None):
            return fault
        answer = self._answer(call, name)
        return refusal("ServiceException", 500) if name in self.lost else answer

    def _answer(self, call: Call, name: str) -> Answer:
        match name:
            case "GET configuration":
                return Answer({"MemorySize": self.memory, "CodeSha256": self.sha, "FunctionName": "order-1X"})
            case _ if name.removeprefix("GET ") in self.names:
                return Answer({"Configuration": {"LastUpdateStatus": self.updating}})
            case "GET prod":
                return Answer(self._alias())
            case "PUT configuration":
                self.memory = call.body["MemorySize"]
                self.changes.append(f"memory {self.memory}")
                return Answer({"MemorySize": self.memory})
            case "POST versions":
                self.version += 1
                self.changes.append(f"version {self.version}")
                return Answer({"Version": str(self.version)})
            case "PUT prod":
                if call.body.get("RevisionId") not in {None, f"r{self.revision}"}:
                    return refusal("PreconditionFailedException", 412, "The RevisionId provided does not match")
                self.alias, self.revision = call.body["FunctionVersion"], self.revision + 1
                self.changes.append(f"alias {self.alias}")
                return Answer(self._alias())
        return refusal("ResourceNotFoundException", 404, f"nothing at {call.path}")

    def _alias(self) -> dict[str, Any]:
        return {"Name": "prod", "FunctionVersion": self.alias, "RevisionId": f"r{self.revision}"}


@dataclass
class World:
    redis: Redis
    raw: Redis
    """The same Redis without decoding, as RQ wants it."""
    aws: Recorder
    operations: Operations
    directory: Path
    core: botocore.session.Session
    time: Time = field(default_factory=Time)
    function: Function = field(default_factory=Function)
    actions: Actions = field(default_factory=actions)

    def __post_init__(self) -> None:
        self.journals = Journals(self.redis, KEY)
        self.aws.answering = self.function
        self.write("systems/shop.yaml", SYSTEM)
        self.write("observation.yaml", OBSERVATION)
        self.runbooks: Runbooks = Runbooks({})
        self.reload()

    def write(self, name: str, text: str) -> None:
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def reload(self) -> None:
        """Read the catalog again."""
        self.catalog: Catalog = catalog_loader.load(self.directory)

    def runbook(self, text: str) -> None:
        """The one runbook that there is from now on."""
        self.write("runbooks/one.yaml", text)
        self.runbooks = loader.load([self.directory / "runbooks"], self.operations, self.actions)

    def engine(self, journals: Journals | None = None) -> Engine:
        def port(_: object) -> CallPort:
            return CallPort(Sessions(Actor(RUN, "U1"), self.core), self.operations, clock=self.time)

        return Engine(
            Equipment(
                journals=journals or self.journals,
                catalog=self.catalog,
                runbooks=self.runbooks,
                actions=self.actions,
                operations=self.operations,
                port=port,
                clock=self.time,
            )
        )

    def asked(self, target: str | None = "order", *, environment: str = "prod", **more: Any) -> dict[str, Any]:
        """The data of a first entry, as the front door writes it."""
        (loaded,) = self.runbooks
        return {
            "run": RUN,
            "command": f"/ops {loaded.name} {target or 'shop'}",
            "verb": loaded.name,
            "runbook": loaded.name,
            "runbook_digest": loaded.digest,
            "title": loaded.runbook.title,
            "risk": loaded.runbook.risk,
            "by": {"team": "T1", "user": "U1", "name": "ana"},
            "channel": "C1",
            "thread_ts": None,
            "systems": ["shop"],
            "environment": environment,
            "target": target,
            "inputs": {},
            "reason": None,
            "dry_run": False,
            "timezone": "UTC",
            "steps": loaded.steps,
            **more,
        }

    def ask(self, target: str | None = "order", **more: Any) -> None:
        self.put("asked", self.asked(target, **more))

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.time(), UTC)

    def put(self, type_: str, data: dict[str, Any]) -> None:
        """Append an entry by hand, as a worker that was lost afterwards would have."""
        entries = self.journals.read(RUN)
        head = Head(entries[-1].number, entries[-1].digest) if entries else Head()
        self.journals.append(RUN, head, type_, data, now=self.now())

    def advance(self, journals: Journals | None = None) -> RunState:
        self.engine(journals).advance(RUN)
        return self.state()

    def run(self, text: str, target: str | None = "order", **more: Any) -> RunState:
        """Write the runbook, ask for it, and advance it once."""
        self.runbook(text)
        self.ask(target, **more)
        return self.advance()

    def entries(self) -> list[Entry]:
        return self.journals.read(RUN)

    def types(self) -> list[str]:
        return [entry.type for entry in self.entries()]

    def told(self) -> list[str]:
        """The journal in short: ``asked``, ``step now done``, ``intent resize``, ``outcome resize APPLIED``."""
        shown = []
        for entry in self.entries():
            parts = [entry.data.get(key) for key in ("id", "step", "state", "effect", "verdict")]
            shown.append(" ".join([entry.type, *(str(part) for part in parts if part is not None)]))
        return shown

    def state(self) -> RunState:
        return fold(self.entries())
