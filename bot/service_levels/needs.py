"""Which metrics a service level is measured with, and the names by which their series are handed over."""

from __future__ import annotations

from bot.catalog.models import Metric, ServiceLevel

_ADD_UP = {"Sum", "SampleCount"}


def reading(metric: Metric) -> str:
    """The key of a metric's series: ``create-item/Duration/p95``, with further dimensions at the end."""
    more = "".join(f"/{name}={value}" for name, value in sorted(metric.dimensions.items()))
    return f"{metric.of}/{metric.metric}/{metric.stat}{more}"


def samples_of(metric: Metric) -> Metric:
    """The metric that says how many events stand behind each value of ``metric``."""
    return metric.model_copy(update={"stat": "SampleCount"})


def needed(level: ServiceLevel) -> list[Metric]:
    """Every metric that ``measure`` wants to see, each once."""
    return list({reading(metric): metric for metric in _all(level.metrics())}.values())


def needed_for(metrics: list[Metric]) -> list[Metric]:
    """The same for metrics that are shown by themselves."""
    return list({reading(metric): metric for metric in _all(metrics)}.values())


def _all(metrics: list[Metric]) -> list[Metric]:
    weights = [samples_of(metric) for metric in metrics if metric.stat not in _ADD_UP]
    return [*metrics, *weights]


def label(metric: Metric) -> str:
    """A metric in a legend: ``create-item Duration p95``."""
    more = [value for _, value in sorted(metric.dimensions.items())]
    return " ".join([metric.of, *more, metric.metric, *([] if metric.stat in _ADD_UP else [metric.stat])])
