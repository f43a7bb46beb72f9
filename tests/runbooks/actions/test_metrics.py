"""A function before and after a change, against the simulated AWS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.aws.operations import Operations
from bot.aws.place import Place
from bot.catalog.metrics import METRICS
from bot.catalog.observation import Observation
from bot.charts.spec import ChartSpec
from bot.errors import StepFailed
from bot.runbooks.action import Context
from bot.runbooks.actions.metrics import Chart, Compare, FunctionWindow
from bot.runbooks.actions.metrics_chart import DRAWN, ChartParams
from bot.runbooks.actions.metrics_comparison import CompareParams
from bot.runbooks.actions.metrics_function import WindowParams
from playground.aws.server import SimulatedAws
from tests.plain_moto import use
from tests.runbooks.actions.shop import catalog, context

NOW = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=1)
AT = NOW.timestamp()
HERE = Place("123456789012", "us-east-1")
TARGET = {
    "kind": "lambda.function",
    "short": "order",
    "system": "shop",
    "environment": "prod",
    "name": "order-prod",
    "alias": "live",
}
ALIAS = {"FunctionName": "order-prod", "Resource": "order-prod:live"}
WHOLE = {"FunctionName": "order-prod"}


@pytest.fixture(scope="module")
def server() -> Iterator[SimulatedAws]:
    with SimulatedAws(world=False) as aws:
        yield aws


@pytest.fixture
def aws(server: SimulatedAws, monkeypatch: pytest.MonkeyPatch) -> SimulatedAws:
    server.reset()
    use(server.url, monkeypatch)
    return server


@pytest.fixture
def here(tmp_path: Path, operations: Operations) -> Context:
    found = context(catalog(tmp_path), operations, now=NOW, systems=["shop"], environment="prod", target=TARGET)
    return replace(found, place=HERE)


def traffic(
    aws: SimulatedAws, start: float, end: float, *, failed: float, slow: float, dimensions: dict[str, str] = ALIAS
) -> None:
    """A hundred requests a minute, of which ``failed`` fail."""
    moments = [start + 60 * number for number in range(int((end - start) // 60))]
    for metric, points in (
        ("Invocations", [[at, 100.0] for at in moments]),
        ("Errors", [[at, failed] for at in moments]),
        ("Duration", [[at, slow, 100] for at in moments]),
    ):
        aws.control(
            "put_metrics",
            region="us-east-1",
            namespace="AWS/Lambda",
            metric=metric,
            dimensions=dimensions,
            points=points,
        )


def look(here: Context, **params: Any) -> dict[str, Any]:
    return FunctionWindow().execute(WindowParams.model_validate(params), here)


def test_the_window_that_ends_now(aws: SimulatedAws, here: Context) -> None:
    traffic(aws, AT - 600, AT, failed=6, slow=920)
    assert look(here) == {
        "function": "order-prod",
        "start": AT - 300,
        "end": AT,
        "measured": "alias live",
        "period": 60,
        "requests": 500,
        "errors": 30,
        "percent": 6.0,
        "p95_ms": 920.0,
        "problem": None,
        "says": "errors 6 %, p95 920 ms, 500 requests",
    }


def test_the_window_since_a_change_leaves_out_the_mixed_minute(aws: SimulatedAws, here: Context) -> None:
    traffic(aws, AT - 600, AT - 240, failed=6, slow=920)
    traffic(aws, AT - 240, AT, failed=0, slow=180)
    found = look(here, since=AT - 250)
    assert (found["requests"], found["errors"], found["p95_ms"]) == (400, 0, 180.0)


def test_a_window_between_two_moments_also_as_text(aws: SimulatedAws, here: Context) -> None:
    traffic(aws, AT - 600, AT, failed=6, slow=920)
    text = datetime.fromtimestamp(AT - 600, UTC).isoformat()
    assert look(here, since=text, until=AT - 480)["requests"] == 200
    assert look(here, seconds=120, until=AT - 300)["requests"] == 200


def test_an_alias_without_traffic_leaves_the_whole_function(aws: SimulatedAws, here: Context) -> None:
    traffic(aws, AT - 300, AT, failed=0, slow=180, dimensions=WHOLE)
    found = look(here)
    assert (found["measured"], found["requests"]) == ("function", 500)


def test_no_traffic(aws: SimulatedAws, here: Context) -> None:
    found = look(here)
    assert (found["measured"], found["requests"], found["percent"], found["p95_ms"]) == ("alias live", 0, None, None)
    assert found["says"] == "no traffic"


def test_a_function_without_an_alias(aws: SimulatedAws, here: Context) -> None:
    traffic(aws, AT - 300, AT, failed=0, slow=180, dimensions=WHOLE)
    assert look(replace(here, target={**TARGET, "alias": None}))["measured"] == "function"


def test_it_works_on_functions_only(here: Context) -> None:
    with pytest.raises(StepFailed, match=r"not on dynamodb\.table"):
        look(replace(here, target={**TARGET, "kind": "dynamodb.table"}))


def test_a_window_that_ends_before_it_begins(here: Context) -> None:
    with pytest.raises(StepFailed, match="ends before it begins"):
        look(here, since=AT + 10)


def test_denied(aws: SimulatedAws, here: Context) -> None:
    aws.fail("GetMetricData", times=10, status=403, code="AccessDenied", message="no")
    found = look(here)
    assert "cloudwatch:GetMetricData" in found["problem"]
    assert (found["requests"], found["percent"]) == (0, None)


def compared(here: Context, change: float, **more: Any) -> dict[str, Any]:
    before = look(replace(here, now=datetime.fromtimestamp(change, UTC)))
    after = look(here, since=change)
    marks = [{"at": AT - 2_400, "label": "v42 released"}, {"at": change, "label": "alias live → v41"}]
    given = {"before": before, "after": after, "marks": [*marks, {"at": None, "label": "unknown"}], **more}
    return Compare().execute(CompareParams.model_validate(given), here)


def rolled_back(aws: SimulatedAws, change: float, *, failed: float, slow: float) -> None:
    traffic(aws, AT - 3_600, AT - 2_400, failed=0, slow=180)
    traffic(aws, AT - 2_400, change, failed=6, slow=920)
    traffic(aws, change, AT, failed=failed, slow=slow)


def test_a_rollback_that_heals(aws: SimulatedAws, here: Context) -> None:
    change = AT - 480
    rolled_back(aws, change, failed=0, slow=180)
    found = compared(here, change, timezone="Europe/Madrid")
    assert (found["verdict"], found["ok"], found["problem"]) == ("healed", True, None)
    assert found["says"] == "errors 6 % → 0 %, p95 920 → 180 ms"
    assert found["after"] == {"requests": 800, "errors": 0, "percent": 0.0, "p95_ms": 180.0}
    spec = ChartSpec.model_validate(found["chart"])
    assert spec.title == "order · shop prod"
    assert [mark.label for mark in spec.marks] == ["v42 released", "alias live → v41"]
    errors = [value for _, value in spec.panels[0].series[0].points]
    assert (errors[0], max(value or 0 for value in errors), errors[-1]) == (0.0, 6.0, 0.0)
    assert "6 % until" in spec.alt


def test_a_rollback_to_what_is_bad_too(aws: SimulatedAws, here: Context) -> None:
    rolled_back(aws, AT - 480, failed=12, slow=900)
    found = compared(here, AT - 480)
    assert (found["verdict"], found["ok"]) == ("worse", False)
    assert found["says"] == "errors 6 % → 12 %, p95 920 → 900 ms: worse than before"


def test_nobody_came_since(aws: SimulatedAws, here: Context) -> None:
    traffic(aws, AT - 2_400, AT - 480, failed=6, slow=920)
    found = compared(here, AT - 480)
    assert (found["verdict"], found["ok"]) == ("cannot tell", None)
    assert found["says"].endswith("cannot tell, no traffic since the change")


def test_the_release_long_ago_and_what_lies_between(aws: SimulatedAws, here: Context) -> None:
    change = AT - 120
    rolled_back(aws, change, failed=0, slow=180)
    spec = ChartSpec.model_validate(compared(here, change)["chart"])
    assert spec.left_out is not None
    assert AT - 2_400 < spec.left_out.start < spec.left_out.end < change


def test_windows_that_counted_different_things_are_not_compared(aws: SimulatedAws, here: Context) -> None:
    rolled_back(aws, AT - 480, failed=0, slow=180)
    before = look(replace(here, now=datetime.fromtimestamp(AT - 480, UTC)))
    after = {**look(here, since=AT - 480), "measured": "function"}
    found = Compare().execute(CompareParams.model_validate({"before": before, "after": after}), here)
    assert (found["verdict"], found["ok"]) == ("cannot tell", None)
    assert "alias live was counted before, function after" in found["says"]


def test_a_chart_that_cannot_be_read_costs_no_verdict(aws: SimulatedAws, here: Context) -> None:
    rolled_back(aws, AT - 480, failed=0, slow=180)
    before = look(replace(here, now=datetime.fromtimestamp(AT - 480, UTC)))
    after = look(here, since=AT - 480)
    aws.fail("GetMetricData", times=10, status=403, code="AccessDenied", message="no")
    found = Compare().execute(CompareParams.model_validate({"before": before, "after": after}), here)
    assert (found["verdict"], found["chart"]) == ("healed", None)
    assert found["problem"].startswith("No chart: Access denied")


def test_short_windows_are_fine_and_the_past_by_the_minute(aws: SimulatedAws, here: Context) -> None:
    quick = replace(
        here,
        observation=Observation(settle_seconds=12, window_seconds=60, period_seconds=5, recent_seconds=300),
    )
    change = AT - 60
    traffic(aws, AT - 1_200, change, failed=6, slow=920)
    seconds = [change + 5 * number for number in range(12)]
    for metric, values in (("Invocations", 20.0), ("Errors", 0.0), ("Duration", 180.0)):
        points = [[at, values, 20 if metric == "Duration" else 1] for at in seconds]
        aws.control(
            "put_metrics",
            region="us-east-1",
            namespace="AWS/Lambda",
            metric=metric,
            dimensions=ALIAS,
            points=points,
        )
    before = look(replace(quick, now=datetime.fromtimestamp(change, UTC)))
    after = look(quick, since=change)
    assert (before["period"], before["requests"], after["requests"]) == (5, 100, 240)
    found = Compare().execute(CompareParams.model_validate({"before": before, "after": after}), quick)
    assert found["verdict"] == "healed"
    points = ChartSpec.model_validate(found["chart"]).panels[0].series[0].points
    gaps = [b[0] - a[0] for a, b in pairwise(points)]
    assert 60 in gaps
    assert min(gaps) <= 10


def test_a_chart_of_the_targets_metrics(aws: SimulatedAws, here: Context) -> None:
    traffic(aws, AT - 1_200, AT - 600, failed=6, slow=920, dimensions=WHOLE)
    traffic(aws, AT - 300, AT, failed=0, slow=180, dimensions=WHOLE)
    result = Chart().execute(ChartParams(metrics=["invocations", "errors", "duration"]), here)
    spec = ChartSpec.model_validate(result["chart"])
    assert [(panel.label, panel.unit) for panel in spec.panels] == [
        ("Invocations", "a minute"),
        ("Errors", "%"),
        ("Duration p95", "ms"),
    ]
    errors = [value for _, value in spec.panels[1].series[0].points]
    assert (errors[0], None in errors, errors[-1]) == (6.0, True, 0.0)
    assert spec.timezone == "Europe/Berlin"


def test_a_chart_that_is_not_known(here: Context) -> None:
    with pytest.raises(StepFailed, match=r"no chart `speed`; it has invocations, errors, duration"):
        Chart().execute(ChartParams(metrics=["speed"]), here)
    with pytest.raises(ValidationError):
        ChartParams(metrics=["a", "b", "c", "d"])


def test_every_metric_that_can_be_drawn_is_one_that_aws_has() -> None:
    for kind, drawn in DRAWN.items():
        for one in drawn.values():
            assert METRICS[kind].sorts[one.metric].allows(one.stat)
            assert one.over is None or one.over in METRICS[kind].sorts
