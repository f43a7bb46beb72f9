"""Moto's CloudWatch backend over our store, its alarms alive."""

import json
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from moto.cloudwatch.exceptions import (
    InvalidFormat,
    InvalidParameterValue,
    ResourceNotFound,
    ValidationError,
)
from moto.cloudwatch.models import Alarm as MotoAlarm
from moto.cloudwatch.models import CloudWatchBackend

from ..clock import Clock, naive
from . import urls
from .alarm import COMPARISONS, Alarm, HistoryItem, State
from .evaluation import evaluate
from .metric_data import valid_period
from .metric_store import MetricKey, MetricStore
from .notification import notify
from .series import Rows
from .statistics import PLAIN, is_statistic

_MOST_DATA = 1000
_STATES = ("INSUFFICIENT_DATA", "ALARM", "OK")
_TREATMENTS = ("breaching", "notBreaching", "ignore", "missing")


class StoredCloudWatchBackend(CloudWatchBackend):
    """`clock` is set by whoever installs the corrections: the class is instantiated by moto, per region."""

    clock = Clock()

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.store = MetricStore()

    @property
    def _url_module(self) -> Any:
        return urls

    def put_metric_alarm(self, name: str, *positional: Any, **given: Any) -> MotoAlarm:
        before = self.alarms.get(name)
        _check_alarm(given)
        alarm = super().put_metric_alarm(name, *positional, **given)
        alarm.__class__ = Alarm
        if not isinstance(alarm, Alarm):
            raise TypeError("an alarm takes our class on")
        alarm.begin(self.clock.naive(), before if isinstance(before, Alarm) else None)
        return alarm

    def put_metric_data(self, namespace: str, metric_data: list[dict[str, Any]]) -> None:
        if namespace.startswith("AWS/"):
            raise InvalidParameterValue(f"The value {namespace} for parameter Namespace is invalid.")
        if len(metric_data) > _MOST_DATA:
            raise ValidationError(f"The collection MetricData must not have a size greater than {_MOST_DATA}.")
        for number, datum in enumerate(metric_data, start=1):
            self._validate_parameters_put_metric_data(datum, number)
        for datum in metric_data:
            dimensions = {one["Name"]: one["Value"] for one in datum.get("Dimensions") or []}
            key = MetricKey.of(namespace, datum["MetricName"], dimensions)
            self.store.append_rows(key, _rows(datum, self.clock.now()), datum.get("Unit") or "None")

    def set_alarm_state(self, alarm_name: str, reason: str, reason_data: str, state_value: str) -> None:
        alarm = self.alarms.get(alarm_name)
        if not isinstance(alarm, Alarm):
            raise ResourceNotFound("")
        _check_member("stateValue", state_value, _STATES)
        try:
            json.loads(reason_data or "{}")
        except ValueError as error:
            raise InvalidFormat("StateReasonData is not valid JSON") from error
        self._enter(alarm, State(state_value, reason, reason_data or ""), self.clock.naive())

    def evaluate_alarms(self, at: float | None = None, *, quiet: bool = False) -> int:
        """One evaluation of every metric alarm, as of `at` (epoch seconds) or now; how many changed state.
        `quiet` tells no action."""
        now = self.clock.now() if at is None else at
        changed = 0
        for alarm in list(self.alarms.values()):
            if not isinstance(alarm, Alarm) or alarm.rule is not None:
                continue
            state = evaluate(alarm, self.store, now)
            if state is not None:
                self._enter(alarm, state, naive(now), quiet=quiet)
                changed += 1
        return changed

    def history(self, names: set[str] | None) -> list[tuple[str, HistoryItem]]:
        """Newest first."""
        held = [
            (alarm.name, item)
            for alarm in self.alarms.values()
            if isinstance(alarm, Alarm) and (names is None or alarm.name in names)
            for item in alarm.items
        ]
        return sorted(held, key=lambda one: one[1].at, reverse=True)

    def shift(self, seconds: float) -> None:
        self.store.shift(seconds)
        for alarm in self.alarms.values():
            if isinstance(alarm, Alarm):
                alarm.shift(timedelta(seconds=seconds))

    def backdate_alarms(self, to: float) -> None:
        """As if all that every alarm has gone through so far had been then."""
        for alarm in self.alarms.values():
            if isinstance(alarm, Alarm):
                alarm.backdate(naive(to))

    def _enter(self, alarm: Alarm, state: State, now: datetime, *, quiet: bool = False) -> None:
        before = alarm.enter(state, now)
        if before.value != state.value and not quiet:
            notify(alarm, before, self.account_id)


def _rows(datum: dict[str, Any], now: float) -> Rows:
    at = datum["Timestamp"].timestamp() if datum.get("Timestamp") else now
    resolution = int(datum.get("StorageResolution") or 60)
    at = at // 1 if resolution == 1 else at // 60 * 60
    if datum.get("StatisticValues"):
        held = datum["StatisticValues"]
        row = [at, held["Minimum"], held["Maximum"], held["Sum"], held["SampleCount"]]
        return Rows(np.array(row, dtype=np.float64).reshape(5, 1))
    values = np.array(datum.get("Values") or [datum["Value"]], dtype=np.float64)
    counts = np.array(datum.get("Counts") or [1.0] * len(values), dtype=np.float64)
    return Rows.of_samples(np.full(len(values), at), values, counts)


def _check_alarm(given: dict[str, Any]) -> None:
    """Raises ValidationError for what AWS refuses in a metric alarm."""
    if given.get("rule") is not None:
        return
    _check_member("comparisonOperator", given.get("comparison_operator"), tuple(COMPARISONS))
    if given.get("statistic"):
        _check_member("statistic", given["statistic"], PLAIN)
    if given.get("treat_missing_data"):
        _check_member("treatMissingData", given["treat_missing_data"], _TREATMENTS)
    extended = given.get("extended_statistic")
    if extended and not is_statistic(extended):
        raise InvalidParameterValue(f"The value {extended} for parameter ExtendedStatistic is not supported.")
    if given.get("metric_data_queries"):
        return
    if not given.get("statistic") and not extended:
        raise ValidationError("The parameters Statistic or ExtendedStatistic must be specified.")
    if not valid_period(int(given.get("period") or 0)):
        raise ValidationError("Period must be 10, 20, 30 or a multiple of 60")


def _check_member(parameter: str, value: Any, members: tuple[str, ...]) -> None:
    if value not in members:
        raise ValidationError(
            f"1 validation error detected: Value '{value}' at '{parameter}' failed to satisfy constraint: Member must "
            f"satisfy enum value set: [{', '.join(members)}]"
        )
