"""Metrics from moto's server as it is: percentiles answer with a 500 there, which spoils whole batches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.aws.metrics import fetch
from bot.aws.place import Place
from bot.aws.series import MetricQuery, MetricSeries
from bot.errors import AwsError
from tests.plain_moto import client, plain_moto, port, use

HERE = Place("123456789012", "us-east-1")
END = datetime.now(UTC).replace(second=0, microsecond=0)
START = END - timedelta(minutes=30)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with plain_moto() as url:
        yield url


def query(key: str, metric: str, stat: str) -> MetricQuery:
    return MetricQuery(key, HERE, "Shop", metric, {"Desk": "one"}, stat, 60)


def test_sums_are_read_although_percentiles_are_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    use(url, monkeypatch)
    cloudwatch = client("cloudwatch", url)
    for minute, value in ((10, 4.0), (11, 6.0)):
        at = START + timedelta(minutes=minute)
        data = {"MetricName": "Sales", "Dimensions": [{"Name": "Desk", "Value": "one"}], "Timestamp": at}
        cloudwatch.put_metric_data(Namespace="Shop", MetricData=[{**data, "Value": value}])
    asked = [query("sales", "Sales", "Sum"), query("count", "Sales", "SampleCount"), query("slow", "Sales", "p95")]
    found = fetch(port(), asked, START, END)
    sales, count = found["sales"], found["count"]
    assert isinstance(sales, MetricSeries)
    assert [value for _, value in sales.points] == [4.0, 6.0]
    assert sales.points[0][0] == (START + timedelta(minutes=10)).timestamp()
    assert isinstance(count, MetricSeries)
    assert [value for _, value in count.points] == [1.0, 1.0]
    assert isinstance(found["slow"], AwsError)


def test_nothing_listens_there(monkeypatch: pytest.MonkeyPatch) -> None:
    use("http://127.0.0.1:1", monkeypatch)
    found = fetch(port(), [query("sales", "Sales", "Sum")], START, END)["sales"]
    assert isinstance(found, AwsError)
    assert "could not be reached" in found.message
