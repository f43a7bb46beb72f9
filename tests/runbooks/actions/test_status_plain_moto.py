"""The survey against moto's server as it is: no CloudTrail look-up there, and percentiles are a 500."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.aws.operations import Operations
from bot.runbooks.actions.status import Survey, SurveyParams
from tests.plain_moto import client, plain_moto, use
from tests.runbooks.actions.shop import Account, catalog, context

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with plain_moto() as url:
        client("sts", url).get_caller_identity()
        Account(url).build()
        yield url


def test_it_says_what_it_can(url: str, tmp_path: Path, operations: Operations, monkeypatch: pytest.MonkeyPatch) -> None:
    use(url, monkeypatch)
    cloudwatch = client("cloudwatch", url)
    for minute in range(2, 40):
        at = NOW - timedelta(minutes=minute)
        for name, value in (("Invocations", 50.0), ("Errors", 4.0 if minute < 20 else 0.0), ("Duration", 180.0)):
            data = {
                "MetricName": name,
                "Dimensions": [{"Name": "FunctionName", "Value": "order-prod"}],
                "Timestamp": at,
                "Value": value,
            }
            cloudwatch.put_metric_data(Namespace="AWS/Lambda", MetricData=[data])
    known = catalog(tmp_path)
    result = Survey().execute(SurveyParams(), context(known, operations))
    shop = next(one for one in result["survey"]["systems"] if one["system"] == "shop")
    levels = {level["name"]: level for level in shop["levels"]}
    assert levels["error-rate"]["verdict"] == "missed"
    assert levels["error-rate"]["failed"] == 72
    assert levels["duration"]["window"] == 180.0
    assert levels["slowest"]["verdict"] == "cannot tell"
    assert "could not be read" in result["survey"]["freshness"]
    health = {one["short"]: one for one in shop["health"]}
    assert health["orders"]["state"] == "ACTIVE"
    assert health["dead"]["note"] == "holds 3 messages"
