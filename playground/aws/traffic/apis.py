"""What an API publishes of the requests its functions served."""

from collections.abc import Mapping

import numpy as np

from ..cloudwatch.metric_store import MetricKey, MetricStore
from ..cloudwatch.series import Floats, Rows
from ..world.loads import ApiLoad
from . import samples
from .functions import Outcome

_NAMESPACE = "AWS/ApiGateway"
_REST = {"count": "Count", "client": "4XXError", "server": "5XXError"}
_HTTP = {"count": "Count", "client": "4xx", "server": "5xx"}
_CLIENT_ERROR_SHARE = 0.012
_INTEGRATION_MS = 3.0
_GATEWAY_MS = 12.0


class ApiTraffic:
    def __init__(self, load: ApiLoad, store: MetricStore, dice: np.random.Generator) -> None:
        self.load = load
        self._store = store
        self._dice = dice
        self._names = _REST if load.kind == "rest" else _HTTP
        units = dict.fromkeys(self._names.values(), "Count")
        units |= {"Latency": "Milliseconds", "IntegrationLatency": "Milliseconds"}
        for metric, unit in units.items():
            store.share((self._key(metric), self._key(metric, staged=True)), unit)

    def produce(self, times: Floats, outcomes: Mapping[str, Outcome], late_after: float) -> tuple[Floats, Floats]:
        """Requests and server errors at each time; Latency is left out from `late_after` on."""
        mine = [outcomes[name] for name in self.load.functions if name in outcomes]
        if not mine:
            return np.zeros(len(times)), np.zeros(len(times))
        served = np.sum([outcome.invoked + outcome.throttled for outcome in mine], axis=0)
        failed = np.sum([outcome.failed + outcome.throttled for outcome in mine], axis=0)
        refused = self._dice.binomial(served.astype(np.int64), _CLIENT_ERROR_SHARE).astype(np.float64)
        counts = served + refused
        append = self._store.append_rows
        append(self._key(self._names["count"]), samples.ones(times, counts))
        append(self._key(self._names["server"]), samples.shares_of(times, counts, failed))
        append(self._key(self._names["client"]), samples.shares_of(times, counts, refused))
        durations = samples.merged([outcome.durations for outcome in mine])
        append(self._key("IntegrationLatency"), samples.later(durations, _INTEGRATION_MS))
        append(self._key("Latency"), _until(samples.later(durations, _GATEWAY_MS), late_after))
        return counts, failed

    def _key(self, metric: str, *, staged: bool = False) -> MetricKey:
        named = "ApiName" if self.load.kind == "rest" else "ApiId"
        dimensions = {named: self.load.name if self.load.kind == "rest" else self.load.api_id}
        if staged:
            dimensions["Stage"] = self.load.stage
        return MetricKey.of(_NAMESPACE, metric, dimensions)


def _until(rows: Rows, moment: float) -> Rows:
    return Rows(rows.table[:, rows.times < moment])
