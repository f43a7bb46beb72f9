"""`GET /metrics`: what all workers did, derived from Redis, so that one scrape of any front door shows it all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from redis import Redis

from bot.journal import DIRTY, DUE, ENDED, OPEN
from bot.slack.ledger import FAILURES
from jobs.queues import RUNS


class FromRedis(Collector):
    """Reads a handful of counts at each scrape."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def collect(self) -> Iterator[Metric]:
        redis = self._redis
        yield _gauge("opsbot_runs_open", "Runs that have not ended", redis.scard(OPEN))
        yield _gauge("opsbot_runs_parked", "Runs that wait for a time", redis.zcard(DUE))
        yield _gauge("opsbot_threads_dirty", "Threads that are not yet as their journal says", redis.zcard(DIRTY))
        depth = GaugeMetricFamily("opsbot_queue_depth", "Jobs that no worker has taken yet", labels=["queue"])
        depth.add_metric([RUNS], float(redis.llen(f"rq:queue:{RUNS}")))
        yield depth
        ended = CounterMetricFamily("opsbot_runs_ended", "Runs that have ended", labels=["runbook", "verdict"])
        for name, count in cast("dict[str, str]", redis.hgetall(ENDED)).items():
            runbook, _, verdict = name.partition(":")
            ended.add_metric([runbook, verdict], float(count))
        yield ended
        refused = CounterMetricFamily("opsbot_slack_failures", "Messages that Slack refused for good", labels=["code"])
        for code, count in cast("dict[str, str]", redis.hgetall(FAILURES)).items():
            refused.add_metric([code], float(count))
        yield refused


def exposition(redis: Redis) -> bytes:
    """The page that Prometheus reads.

    Raises:
        redis.RedisError: Redis does not answer.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(FromRedis(redis))
    return generate_latest(registry)


def _gauge(name: str, about: str, value: object) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=float(cast("int", value)))
