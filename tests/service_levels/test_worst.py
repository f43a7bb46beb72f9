"""Verdicts on one or several metrics, of which the worst counts."""

from __future__ import annotations

from bot.aws.series import MetricSeries
from bot.catalog.models import Metric
from bot.errors import AwsFault
from bot.service_levels.measurement import Verdict
from bot.service_levels.trend import Trend
from tests.service_levels.levels import latency, level, measured, refused, series

MET, MISSED, OPEN = Verdict.MET, Verdict.MISSED, Verdict.CANNOT_TELL
MANY = series([100] * 60)
FEW = series([1] * 60)


def of(operation: str) -> Metric:
    dimensions = {"Operation": operation}
    return Metric(metric="SuccessfulRequestLatency", of="items", stat="p99", dimensions=dimensions)


def two(
    get: MetricSeries, put: MetricSeries, gets: MetricSeries = MANY, puts: MetricSeries = MANY
) -> dict[str, MetricSeries]:
    name = "SuccessfulRequestLatency"
    return {
        f"{name}__p99_Get": get,
        f"{name}__p99_Put": put,
        f"{name}__SampleCount_Get": gets,
        f"{name}__SampleCount_Put": puts,
    }


BOTH = latency(of("Get"), of("Put"), below=10)


def test_a_latency_that_holds() -> None:
    found = measured(latency(), Latency__p95=series([180] * 60), Latency__SampleCount=MANY)
    assert (found.verdict, found.reason, found.window, found.now) == (MET, None, 180.0, 180.0)
    assert (found.samples, found.now_met, found.trend) == (6000, True, Trend.STEADY)


def test_periods_weigh_by_their_events() -> None:
    weights = series([1000] * 30 + [10] * 30)
    found = measured(latency(), Latency__p95=series([100] * 30 + [900] * 30), Latency__SampleCount=weights)
    assert found.window is not None
    assert round(found.window, 1) == 107.9
    assert found.verdict is MET


def test_a_latency_that_is_missed_now_is_said() -> None:
    found = measured(latency(), Latency__p95=series([100] * 55 + [900] * 5), Latency__SampleCount=MANY)
    assert (found.verdict, found.now_met) == (MET, False)
    assert found.reason == "but 900 ms in the last 5 min"


def test_a_latency_that_was_missed_and_holds_again() -> None:
    found = measured(latency(), Latency__p95=series([900] * 50 + [100] * 10), Latency__SampleCount=MANY)
    assert (found.verdict, found.reason) == (MISSED, "met again in the last 5 min: 100 ms")


def test_the_worst_metric_decides() -> None:
    found = measured(BOTH, **two(series([4] * 60), series([12] * 60)))
    assert (found.verdict, found.window) == (MISSED, 12.0)
    assert [line.label for line in found.lines] == [
        "items Get SuccessfulRequestLatency p99",
        "items Put SuccessfulRequestLatency p99",
    ]


def test_a_metric_with_few_events_decides_nothing() -> None:
    found = measured(BOTH, **two(series([4] * 60), series([12] * 60), puts=FEW))
    assert (found.verdict, found.window) == (MET, 4.0)


def test_few_events_everywhere() -> None:
    found = measured(BOTH, **two(series([4] * 60), series([12] * 60), gets=FEW, puts=FEW))
    assert (found.verdict, found.reason) == (OPEN, "only 60 requests, at least 100 are needed")


def test_one_metric_without_traffic_leaves_the_other() -> None:
    found = measured(BOTH, **two(series([4] * 60), series([]), puts=series([])))
    assert found.verdict is MET


def test_no_data_at_all() -> None:
    found = measured(BOTH)
    assert (found.verdict, found.reason) == (OPEN, "no data: no traffic, or the metric is missing")


def test_a_metric_that_is_refused_leaves_it_open_unless_another_misses() -> None:
    no = refused(AwsFault.SERVICE, "CloudWatch had an internal error.")
    given = {**two(series([4] * 60), series([4] * 60)), "SuccessfulRequestLatency__p99_Put": no}
    found = measured(BOTH, **given)  # type: ignore[arg-type]
    assert (found.verdict, found.reason) == (OPEN, "CloudWatch had an internal error.")
    given["SuccessfulRequestLatency__p99_Get"] = series([12] * 60)
    assert measured(BOTH, **given).verdict is MISSED  # type: ignore[arg-type]


def test_events_that_cannot_be_counted_leave_it_open() -> None:
    no = refused(AwsFault.THROTTLED, "AWS is throttling.")
    found = measured(latency(), Latency__p95=series([100] * 60), Latency__SampleCount=no)
    assert (found.verdict, found.reason) == (OPEN, "AWS is throttling.")


def test_a_metric_that_has_stopped() -> None:
    found = measured(latency(), Latency__p95=series([100] * 20), Latency__SampleCount=series([100] * 20))
    assert (found.verdict, found.reason) == (OPEN, "metric missing since 13:20")


def test_one_stopped_and_another_missed_is_missed() -> None:
    given = two(series([4] * 20), series([12] * 60), gets=series([100] * 20))
    assert measured(BOTH, **given).verdict is MISSED


def test_at_least_takes_the_smallest() -> None:
    hit = Metric(metric="CacheHitRate", of="site", stat="Average")
    rate = level(BOTH.objective.model_copy(update={"below": None, "at_least": 80.0, "unit": "%"}), statistic=[hit])
    found = measured(rate, CacheHitRate__Average=series([70] * 60), CacheHitRate__SampleCount=MANY)
    assert (found.verdict, found.window) == (MISSED, 70.0)


def test_what_aws_does_not_measure() -> None:
    cold = level(BOTH.objective, unmeasured="Init Duration stands only in the logs")
    found = measured(cold)
    assert (found.verdict, found.window) == (OPEN, None)
    assert found.reason == "AWS has no metric for it: Init Duration stands only in the logs"
