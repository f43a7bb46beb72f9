"""CloudWatch's operations, read from and written to our store."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.cloudwatch.exceptions import InvalidParameterCombination, InvalidParameterValue
from moto.cloudwatch.models import cloudwatch_backends
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

from .describe_alarms import selected
from .metric_data import MetricData, Window, check, page
from .metric_statistics import datapoints
from .metric_store import MetricKey

if TYPE_CHECKING:
    from .backend import StoredCloudWatchBackend

_METRICS_A_PAGE = 500
_ACTIVE_SECONDS = 3 * 3600


class StoredCloudWatchResponse(CloudWatchResponse):
    @property
    def _backend(self) -> "StoredCloudWatchBackend":
        backend: Any = cloudwatch_backends[self.current_account][self.region]
        return backend  # type: ignore[no-any-return]

    def get_metric_data(self) -> ActionResult | str:  # type: ignore[override]
        queries = self._get_param("MetricDataQueries", [])
        window = Window(_epoch(self._get_param("StartTime")), _epoch(self._get_param("EndTime")))
        check(queries, window)
        results, token = page(
            MetricData(self._backend.store, queries, window).answers(),
            newest_first=(self._get_param("ScanBy") or "TimestampDescending") == "TimestampDescending",
            most=self._get_param("MaxDatapoints"),
            token=self._get_param("NextToken"),
        )
        answer: dict[str, Any] = {"MetricDataResults": results, "Messages": []}
        if token:
            answer["NextToken"] = token
        if self.headers.get("X-Amz-Target"):
            return json.dumps(answer)
        for result in results:
            result["Timestamps"] = [datetime.fromtimestamp(at, UTC) for at in result["Timestamps"]]
        return ActionResult(answer)

    def get_metric_statistics(self) -> ActionResult:
        name = self._get_param("MetricName")
        dimensions = {one["Name"]: one["Value"] for one in self._get_param("Dimensions", [])}
        points = datapoints(
            self._backend.store,
            MetricKey.of(self._get_param("Namespace"), name, dimensions),
            Window(_epoch(self._get_param("StartTime")), _epoch(self._get_param("EndTime"))),
            int(self._get_param("Period")),
            [*self._get_param("Statistics", []), *self._get_param("ExtendedStatistics", [])],
            self._get_param("Unit"),
        )
        return ActionResult({"Label": name, "Datapoints": points})

    def list_metrics(self) -> ActionResult:
        active = self._get_param("RecentlyActive")
        if active not in (None, "PT3H"):
            raise InvalidParameterValue("The value for parameter RecentlyActive must be PT3H.")
        backend = self._backend
        since = backend.clock.now() - _ACTIVE_SECONDS if active else None
        metrics = [_describe(key) for key in backend.store.keys(since) if self._asked_for(key)]
        passed = _passed(self._get_param("NextToken"))
        answer: dict[str, Any] = {"Metrics": metrics[passed : passed + _METRICS_A_PAGE]}
        if passed + _METRICS_A_PAGE < len(metrics):
            answer["NextToken"] = str(passed + _METRICS_A_PAGE)
        return ActionResult(answer)

    def describe_alarms(self) -> ActionResult:
        return ActionResult(selected(self._backend.alarms.values(), self._get_param))

    def describe_alarm_history(self) -> ActionResult:
        names = self._get_param("AlarmName")
        start, end = self._get_param("StartDate"), self._get_param("EndDate")
        wanted_type = self._get_param("HistoryItemType")
        items = [
            item.describe(name)
            for name, item in self._backend.history({names} if names else None)
            if wanted_type in (None, item.item_type)
            and (start is None or _epoch(start) <= _epoch(item.at))
            and (end is None or _epoch(item.at) <= _epoch(end))
        ]
        if self._get_param("ScanBy") == "TimestampAscending":
            items.reverse()
        passed, most = _passed(self._get_param("NextToken")), int(self._get_param("MaxRecords") or 100)
        answer: dict[str, Any] = {"AlarmHistoryItems": items[passed : passed + most]}
        if passed + most < len(items):
            answer["NextToken"] = str(passed + most)
        return ActionResult(answer)

    def _asked_for(self, key: MetricKey) -> bool:
        if self._get_param("Namespace") not in (None, key.namespace):
            return False
        if self._get_param("MetricName") not in (None, key.name):
            return False
        held = dict(key.dimensions)
        asked = self._get_param("Dimensions", [])
        return all(one["Name"] in held and one.get("Value") in (None, held[one["Name"]]) for one in asked)


def _describe(key: MetricKey) -> dict[str, Any]:
    dimensions = [{"Name": name, "Value": value} for name, value in key.dimensions]
    return {"Namespace": key.namespace, "MetricName": key.name, "Dimensions": dimensions}


def _passed(token: str | None) -> int:
    if token is None:
        return 0
    if not token.isdigit():
        raise InvalidParameterValue("Request parameter NextToken is invalid")
    return int(token)


def _epoch(moment: Any) -> float:
    """Of a moment in a request; without a zone it is UTC."""
    if moment is None:
        raise InvalidParameterCombination("StartTime and EndTime are required.")
    if not isinstance(moment, datetime):
        return float(moment)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
