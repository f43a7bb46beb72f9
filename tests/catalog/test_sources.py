"""The shipped catalog held against the runbooks that it was made from."""

from __future__ import annotations

import re

import pytest

from bot.catalog.loader import Catalog
from bot.catalog.lookup import Found, find
from bot.catalog.models import Objective
from tests.catalog.conftest import SOURCES

pytestmark = pytest.mark.shared

UNITS = {"%": "%", "ms": "ms", "second": "s", "seconds": "s"}
# Flags whose value names a resource, in any of the five sources.
NAMED_BY_FLAG = re.compile(
    r"--(?:function-name|table-name|source-table-name|target-table-name|stack-name|rest-api-id|usage-plan-id|"
    r"dashboard-name|role-name|log-group-name|secret-id|s3-bucket)\s+\"?([^\s\"]+)"
)
NAMED_BY_ARN = re.compile(
    r"(?:stateMachine:|:role/|log-group:|sqs\.[a-z0-9-]+\.amazonaws\.com/\d+/|arn:aws:sns:[^:]+:[^:]+:)([\w/.-]+)"
)
NAMED_OTHERWISE = [
    re.compile(r"Name=(?:FunctionName|TableName|ApiName),Value=([^\s\"',]+)"),
    re.compile(r"aws logs tail (/\S+)"),
    re.compile(r"s3://([a-z0-9.-]+)"),
    re.compile(r"--resource-id table/(\S+)"),
    re.compile(r"items\[\?name==`([^`]+)`"),
]
LOOP = re.compile(r"for func in ([\w -]+); do\n(?:.*\n)*?.*(?:--function-name |Value=)\$\{?func\}?(-\w+)?")
PLACEHOLDER = re.compile(r"[<$]|YOUR_")


def _text(name: str) -> str:
    return (SOURCES / f"{name}.md").read_text(encoding="utf-8")


def _objectives(name: str) -> dict[str, str]:
    """Title to target, from the table under "SLOs/SLIs"."""
    section = _text(name).split("## SLOs/SLIs", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| \*\*(.+?)\*\* \| (.+?) \|", section, re.MULTILINE)
    return dict(rows)


def _objective(target: str) -> Objective:
    """``99.9%`` is a floor, ``< 500ms`` and ``< 10ms (p99)`` are ceilings that must not be reached."""
    found = re.fullmatch(r"(< )?([\d.]+) ?(%|ms|seconds?)(?: \(p\d+\))?", target)
    assert found, target
    below, number, unit = found.groups()
    bound = {"below": float(number)} if below else {"at_least": float(number)}
    return Objective.model_validate({**bound, "unit": UNITS[unit]})


@pytest.mark.parametrize("name", ["serverless-api", "data-pipeline"])
def test_every_objective_stands_in_the_catalog(shipped: Catalog, name: str) -> None:
    expected = {title: _objective(target) for title, target in _objectives(name).items()}
    assert len(expected) == 6
    levels = shipped.systems[name].service_levels
    assert {level.title: level.objective for level in levels} == expected


@pytest.mark.parametrize(("name", "percentile"), [("serverless-api", "p95"), ("serverless-api", "p99")])
def test_percentiles_are_those_of_the_source(shipped: Catalog, name: str, percentile: str) -> None:
    assert f"({percentile})" in _text(name)
    statistics = {metric.stat for level in shipped.systems[name].service_levels for metric in level.statistic or []}
    assert percentile in statistics


@pytest.mark.parametrize("name", ["todo-app", "reviews-app", "lifestyle-app"])
def test_the_others_state_none(shipped: Catalog, name: str) -> None:
    assert not re.search(r"\bSLOs?\b|\bSLIs?\b", _text(name))
    assert shipped.systems[name].no_service_levels


def _names(name: str) -> set[str]:
    text = _text(name)
    found = {match for pattern in (NAMED_BY_FLAG, NAMED_BY_ARN, *NAMED_OTHERWISE) for match in pattern.findall(text)}
    for functions, suffix in LOOP.findall(text):
        found |= {function + suffix for function in functions.split()}
    return {one for one in found if not PLACEHOLDER.search(one) and one != "/aws/lambda/"}


@pytest.mark.parametrize(
    ("name", "at_least", "among"),
    [
        ("serverless-api", 14, {"DeleteItemFunction", "items-table-old", "LambdaExecutionRole"}),
        ("data-pipeline", 15, {"analytics-lambda", "DataProcessing", "processing-dlq", "xyz789"}),
        ("todo-app", 7, {"todo-handler", "prod/todoapp/apikey", "todo-app-alerts-dev"}),
        ("reviews-app", 0, set()),
        ("lifestyle-app", 12, {"get_progress-prod", "ai-lifestyle-app-goals-prod-restored"}),
    ],
)
def test_every_resource_that_a_command_names_is_found(
    shipped: Catalog, name: str, at_least: int, among: set[str]
) -> None:
    names = _names(name)
    assert len(names) >= at_least
    assert among <= names
    elsewhere = {one: found.system.system for one in names if (found := _find(shipped, one)).system.system != name}
    assert elsewhere == {}


def _find(catalog: Catalog, target: str) -> Found:
    return find(catalog, target, retype=lambda other, _: other)
