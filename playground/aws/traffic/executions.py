"""Executions of a state machine that traffic started: they can be listed and described, and have a history."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from moto.stepfunctions.parser.models import stepfunctions_parser_backends

from ..world.clients import ACCOUNT
from ..world.loads import MachineLoad

KEEP_SECONDS = 26 * 3600


class PastExecution:
    """The attributes that moto reads of an execution."""

    def __init__(self, machine_arn: str, at: float, *, failed: bool, seconds: float) -> None:
        self.name = str(uuid.uuid4())
        self.execution_arn = f"{machine_arn.replace(':stateMachine:', ':execution:')}:{self.name}"
        self.exec_arn = self.execution_arn
        self.state_machine_arn = machine_arn
        self.status = "FAILED" if failed else "SUCCEEDED"
        self.start_date = datetime.fromtimestamp(at, UTC)
        self.stop_date = self.start_date + timedelta(seconds=seconds)
        self.execution_input = json.dumps({"batch": self.name[:8], "events": 40})
        self.output = None if failed else json.dumps({"stored": 40})
        self.output_details = {"included": True}
        self.error = "TransformError" if failed else None
        self.cause = "Event without an amount: evt-3" if failed else None

    def stop(self, *_: Any, **__: Any) -> None:
        """It has ended already."""

    def to_history_output(self) -> dict[str, Any]:
        steps: list[tuple[str, dict[str, Any]]] = [
            ("ExecutionStarted", {"executionStartedEventDetails": {"input": self.execution_input}}),
            ("PassStateEntered", {"stateEnteredEventDetails": {"name": "Validate", "input": self.execution_input}}),
            ("PassStateExited", {"stateExitedEventDetails": {"name": "Validate", "output": self.execution_input}}),
            ("PassStateEntered", {"stateEnteredEventDetails": {"name": "Transform", "input": self.execution_input}}),
        ]
        if self.error:
            details = {"error": self.error, "cause": self.cause}
            steps.append(("ExecutionFailed", {"executionFailedEventDetails": details}))
        else:
            steps.append(("PassStateExited", {"stateExitedEventDetails": {"name": "Transform", "output": self.output}}))
            steps.append(("ExecutionSucceeded", {"executionSucceededEventDetails": {"output": self.output}}))
        step = (self.stop_date - self.start_date) / max(len(steps) - 1, 1)
        events = [
            {"timestamp": self.start_date + step * number, "type": kind, "id": number + 1, "previousEventId": number}
            | details
            for number, (kind, details) in enumerate(steps)
        ]
        return {"events": events}


class Executions:
    def __init__(self, load: MachineLoad) -> None:
        self._load = load

    def add(self, at: float, failed: bool, seconds: float) -> None:
        self._held().append(PastExecution(self._load.arn, at, failed=failed, seconds=seconds))

    def forget_before(self, moment: float) -> None:
        held = self._held()
        edge = datetime.fromtimestamp(moment, UTC)
        held[:] = [one for one in held if one.start_date >= edge]

    def shift(self, by: timedelta) -> None:
        for one in self._held():
            one.start_date += by
            if one.stop_date is not None:
                one.stop_date += by

    def _held(self) -> list[Any]:
        machines = stepfunctions_parser_backends[ACCOUNT][self._load.region].state_machines
        found = next((machine for machine in machines if machine.arn == self._load.arn), None)
        held: list[Any] = found.executions if found is not None else []
        return held
