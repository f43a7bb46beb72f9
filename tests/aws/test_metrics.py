"""Batches of metrics: one call a place, bad queries that blind only themselves, and what AWS's answers mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.aws.metrics import SPLITS, fetch
from bot.aws.place import Place
from bot.aws.port import CallPort, Read
from bot.aws.series import MetricQuery, MetricSeries
from bot.errors import AwsError, AwsFault, Effect

HERE = Place("123456789012", "us-east-1")
THERE = Place("123456789012", "us-west-2")
END = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
START = END - timedelta(hours=1)


def query(
    key: str, *, place: Place = HERE, stat: str = "Sum", metric: str | None = None, period: int = 60
) -> MetricQuery:
    return MetricQuery(key, place, "AWS/Lambda", metric or key, {"FunctionName": "f"}, stat, period)


def error(fault: AwsFault) -> AwsError:
    return AwsError(f"a {fault} fault", operation="x", code="X", fault=fault, effect=Effect.REJECTED)


def metric_of(asked: dict[str, Any]) -> str:
    name: str = asked["MetricStat"]["Metric"]["MetricName"]
    return name


class Scripted(CallPort):
    """Answers GetMetricData from a function of the metrics that are asked; remembers the reads."""

    def __init__(self, answer: Callable[[list[str]], AwsError | None]) -> None:
        self._answer = answer
        self.reads: list[Read] = []
        self.rounds = 0

    def read_all(self, reads: Sequence[Read]) -> list[dict[str, Any] | AwsError]:
        self.rounds += bool(reads)
        self.reads += reads
        return [self._one(read) for read in reads]

    def _one(self, read: Read) -> dict[str, Any] | AwsError:
        asked = read.params["MetricDataQueries"]
        refusal = self._answer([metric_of(one) for one in asked])
        if refusal is not None:
            return refusal
        at = "2026-11-20T13:30:00+00:00"
        results = [
            {"Id": one["Id"], "Timestamps": [at], "Values": [float(len(metric_of(one)))], "StatusCode": "Complete"}
            for one in asked
        ]
        return {"MetricDataResults": results}


def spoiled_by(*names: str, fault: AwsFault = AwsFault.INVALID) -> Scripted:
    return Scripted(lambda metrics: error(fault) if set(metrics) & set(names) else None)


def names(count: int) -> list[str]:
    return [f"metric{number:03}" for number in range(count)]


def seen(found: dict[str, MetricSeries | AwsError]) -> set[str]:
    return {key for key, series in found.items() if isinstance(series, MetricSeries)}


def test_one_call_a_place_and_the_ids_that_cloudwatch_wants() -> None:
    port = spoiled_by()
    found = fetch(port, [query("a"), query("b"), query("c", place=THERE)], START, END)
    assert [read.place for read in port.reads] == [HERE, THERE]
    assert {key: series.points for key, series in found.items() if isinstance(series, MetricSeries)} == {
        "a": ((1795181400.0, 1.0),),
        "b": ((1795181400.0, 1.0),),
        "c": ((1795181400.0, 1.0),),
    }
    assert [one["Id"] for one in port.reads[0].params["MetricDataQueries"]] == ["q0", "q1"]


def test_what_two_ask_alike_is_asked_once() -> None:
    port = spoiled_by()
    found = fetch(port, [query("mine", metric="Errors"), query("yours", metric="Errors")], START, END)
    assert len(port.reads[0].params["MetricDataQueries"]) == 1
    assert seen(found) == {"mine", "yours"}
    assert [series.key for series in found.values() if isinstance(series, MetricSeries)] == ["mine", "yours"]


def test_more_than_a_call_holds_goes_in_further_calls() -> None:
    port = spoiled_by()
    found = fetch(port, [query(name) for name in names(1_200)], START, END)
    assert [len(read.params["MetricDataQueries"]) for read in port.reads] == [500, 500, 200]
    assert len(seen(found)) == 1_200


def test_the_start_is_on_a_period() -> None:
    port = spoiled_by()
    fetch(port, [query("a", period=300)], START + timedelta(seconds=77), END)
    assert port.reads[0].params["StartTime"] == START


@pytest.mark.parametrize("fault", [AwsFault.INVALID, AwsFault.SERVICE])
@pytest.mark.parametrize("bad", ["metric000", "metric250", "metric499"])
def test_a_bad_query_blinds_only_itself(fault: AwsFault, bad: str) -> None:
    port = spoiled_by(bad, fault=fault)
    found = fetch(port, [query(name) for name in names(500)], START, END)
    assert seen(found) == set(names(500)) - {bad}
    assert isinstance(found[bad], AwsError)
    assert len(port.reads) <= 1 + 2 * 9


def test_halving_ends() -> None:
    """Every second query is bad: more than there are calls for. What is left stays blind, and nothing is lost."""
    bad = names(500)[::2]
    port = spoiled_by(*bad)
    found = fetch(port, [query(name) for name in names(500)], START, END)
    assert len(port.reads) == 1 + SPLITS
    assert set(found) == set(names(500))
    assert not seen(found) & set(bad)


def test_a_server_that_is_broken_is_not_asked_forty_times() -> None:
    port = Scripted(lambda _: error(AwsFault.SERVICE))
    found = fetch(port, [query(name) for name in names(64)], START, END)
    assert len(port.reads) == 1 + 2 + 4
    assert not seen(found)


@pytest.mark.parametrize(
    "fault", [AwsFault.THROTTLED, AwsFault.DENIED, AwsFault.UNREACHABLE, AwsFault.NO_ANSWER, AwsFault.CREDENTIALS]
)
def test_what_is_not_about_the_queries_is_not_asked_again(fault: AwsFault) -> None:
    port = Scripted(lambda _: error(fault))
    found = fetch(port, [query("a"), query("b")], START, END)
    assert len(port.reads) == 1
    assert {series.fault for series in found.values() if isinstance(series, AwsError)} == {fault}


def test_a_kind_that_the_server_dislikes_is_parted_off_in_few_rounds() -> None:
    """Percentiles stand together, so eight bad ones among sixty-four do not cost eight searches."""
    port = Scripted(lambda metrics: error(AwsFault.INVALID) if any(m.startswith("slow") for m in metrics) else None)
    queries = [query(name) for name in names(56)] + [query(f"slow{n}", stat="p95") for n in range(8)]
    found = fetch(port, queries, START, END)
    assert seen(found) == set(names(56))
    assert port.rounds <= 7


class Fixed(CallPort):
    def __init__(self, *results: dict[str, Any]) -> None:
        self._results = list(results)

    def read_all(self, reads: Sequence[Read]) -> list[dict[str, Any] | AwsError]:
        return [{"MetricDataResults": self._results} for _ in reads]


def result(status: str, *points: tuple[str, float], said: str | None = None) -> dict[str, Any]:
    return {
        "Id": "q0",
        "StatusCode": status,
        "Timestamps": [f"2026-11-20T13:{minute}:00+00:00" for minute, _ in points],
        "Values": [value for _, value in points],
        "Messages": [{"Code": "Note", "Value": said}] if said else [],
    }


def only(port: CallPort) -> MetricSeries | AwsError:
    return fetch(port, [query("a")], START, END)["a"]


def test_pages_of_one_metric_are_joined_and_the_last_status_counts() -> None:
    pages = (result("PartialData", ("31", 2.0)), result("Complete", ("30", 1.0)))
    series = only(Fixed(*pages))
    assert isinstance(series, MetricSeries)
    assert [value for _, value in series.points] == [1.0, 2.0]
    assert not series.partial


def test_what_cloudwatch_did_not_return_is_said() -> None:
    series = only(Fixed(result("PartialData", ("30", 1.0), said="too much")))
    assert isinstance(series, MetricSeries)
    assert (series.partial, series.note) == (True, "too much")


@pytest.mark.parametrize(("status", "fault"), [("InternalError", AwsFault.SERVICE), ("Forbidden", AwsFault.DENIED)])
def test_a_metric_may_fail_within_a_good_answer(status: str, fault: AwsFault) -> None:
    found = only(Fixed(result(status, said="because")))
    assert isinstance(found, AwsError)
    assert found.fault is fault
    assert "because" in found.message


def test_a_metric_without_points_is_empty_and_not_zero() -> None:
    found = only(Fixed())
    assert isinstance(found, MetricSeries)
    assert found.points == ()
