"""An alarm's state over time: AWS's words for it, its history, what it tells its actions."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from moto.cloudwatch.models import Alarm as MotoAlarm

COMPARISONS = {
    "GreaterThanOrEqualToThreshold": "greater than or equal to",
    "GreaterThanThreshold": "greater than",
    "LessThanThreshold": "less than",
    "LessThanOrEqualToThreshold": "less than or equal to",
}


@dataclass(frozen=True)
class State:
    value: str
    reason: str
    reason_data: str


@dataclass(frozen=True)
class HistoryItem:
    """`item_type` is StateUpdate, ConfigurationUpdate or Action; moments are naive UTC, as moto keeps them."""

    at: datetime
    item_type: str
    summary: str
    data: str

    def describe(self, alarm: str) -> dict[str, Any]:
        return {
            "AlarmName": alarm,
            "AlarmType": "MetricAlarm",
            "Timestamp": self.at,
            "HistoryItemType": self.item_type,
            "HistorySummary": self.summary,
            "HistoryData": self.data,
        }


class Alarm(MotoAlarm):
    """Moto's alarm, whose serializer goes by the class's name, with the two moments AWS gives for a state and with a
    history that can be described."""

    items: list[HistoryItem]
    state_transitioned_timestamp: datetime

    def begin(self, now: datetime, before: "Alarm | None") -> None:
        """A new alarm knows nothing yet; a changed one keeps its state and its history ("PutMetricAlarm")."""
        self.configuration_updated_timestamp = now
        self.alarm_configuration_updated_timestamp = now
        if before is None:
            self.items = []
            self.state_value = "INSUFFICIENT_DATA"
            self.state_reason = "Unchecked: Initial alarm creation"
            self.state_reason_data = ""
            self.state_updated_timestamp = self.state_transitioned_timestamp = now
        else:
            self.items = before.items
            self.state_value, self.state_reason = before.state_value, before.state_reason
            self.state_reason_data = before.state_reason_data
            self.state_updated_timestamp = before.state_updated_timestamp
            self.state_transitioned_timestamp = before.state_transitioned_timestamp
        done = "updated" if before else "created"
        self.items.append(HistoryItem(now, "ConfigurationUpdate", f'Alarm "{self.name}" {done}', "{}"))

    def enter(self, state: State, now: datetime) -> State:
        """Takes the state on and returns the one before."""
        before = State(self.state_value, self.state_reason, self.state_reason_data)
        data = {"version": "1.0", "oldState": _as_json(before), "newState": _as_json(state)}
        summary = f"Alarm updated from {before.value} to {state.value}"
        self.items.append(HistoryItem(now, "StateUpdate", summary, json.dumps(data)))
        if before.value != state.value:
            self.state_transitioned_timestamp = now
        self.state_value, self.state_reason, self.state_reason_data = state.value, state.reason, state.reason_data
        self.state_updated_timestamp = now
        return before

    def acted(self, action: str, now: datetime) -> None:
        summary = f"Successfully executed action {action}"
        data = {"actionState": "Succeeded", "notificationResource": action}
        self.items.append(HistoryItem(now, "Action", summary, json.dumps(data)))

    def actions(self) -> list[str]:
        """Those for the state it is in."""
        if not self.actions_enabled:
            return []
        by_state = {"ALARM": self.alarm_actions, "OK": self.ok_actions}
        return list(by_state.get(self.state_value, self.insufficient_data_actions) or [])

    def backdate(self, to: datetime) -> None:
        self.items = [HistoryItem(to, item.item_type, item.summary, item.data) for item in self.items]
        self.configuration_updated_timestamp = self.alarm_configuration_updated_timestamp = to
        self.state_updated_timestamp = self.state_transitioned_timestamp = to

    def shift(self, by: timedelta) -> None:
        self.items = [HistoryItem(item.at + by, item.item_type, item.summary, item.data) for item in self.items]
        self.configuration_updated_timestamp += by
        self.alarm_configuration_updated_timestamp += by
        self.state_updated_timestamp += by
        self.state_transitioned_timestamp += by


def _as_json(state: State) -> dict[str, Any]:
    described: dict[str, Any] = {"stateValue": state.value, "stateReason": state.reason}
    if state.reason_data:
        described["stateReasonData"] = json.loads(state.reason_data)
    return described
