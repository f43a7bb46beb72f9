"""Changes as two sources tell them, joined."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.aws.operations import Operations
from bot.catalog.models import Resource
from bot.runbooks.actions import status_trail
from bot.runbooks.actions.status_changes import Change, joined, of_resource
from bot.runbooks.actions.status_scope import Area, scope
from tests.runbooks.actions.shop import catalog, context

FUNCTION = Resource(kind="lambda.function", name="order-prod", alias="live")
AT = 1_795_181_520.0


def change(at: float, what: str, source: str, who: str | None = None, *, release: bool = False) -> Change:
    return Change(AT + at, "shop", "order", what, (source,), who, release)


def test_a_release_told_twice_is_one() -> None:
    [found] = joined(
        [
            change(-40, "v42 published", "CloudTrail", "ci"),
            change(-41, "v42 released", "Lambda", release=True),
            change(0, "alias live → v42", "CloudTrail", "ci", release=True),
        ]
    )
    assert (found.what, found.who, found.sources, found.release) == (
        "v42 released",
        "ci",
        ("Lambda", "CloudTrail"),
        True,
    )
    assert found.at == AT


def test_a_published_version_that_an_alias_takes_is_a_release() -> None:
    [found] = joined(
        [
            change(0, "v42 published", "CloudTrail", "ci"),
            change(60, "alias live → v42", "CloudTrail", "ci", release=True),
        ]
    )
    assert (found.what, found.at) == ("v42 released", AT + 60)


def test_a_way_back_is_no_release_of_the_old_version() -> None:
    found = joined(
        [
            change(-86_400, "v41 released", "Lambda", release=True),
            change(0, "alias live → v41", "CloudTrail", "ana", release=True),
        ]
    )
    assert [one.what for one in found] == ["alias live → v41", "v41 released"]


def test_what_only_prepared_a_release_is_part_of_it() -> None:
    found = joined(
        [
            change(0, "code updated", "CloudTrail", "ci"),
            change(5, "version published", "CloudTrail", "ci"),
            change(60, "alias live → v42", "CloudTrail", "ci", release=True),
            change(4_000, "configuration changed", "CloudTrail", "ana"),
        ]
    )
    assert [one.what for one in found] == ["configuration changed", "v42 released"]


def test_the_same_words_an_hour_apart_are_two_changes() -> None:
    twice = [change(at, "configuration changed", "CloudTrail") for at in (0, 3_600)]
    assert len(joined(twice)) == 2


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ({"Version": "42", "LastModified": "2026-11-20T13:09:00.000+0000"}, "v42 released"),
        ({"Version": "$LATEST", "LastModified": "2026-11-20T13:09:00.000+0000"}, "code or configuration changed"),
    ],
)
def test_what_a_function_says(answer: dict[str, Any], what: str) -> None:
    [found] = of_resource("shop", "order", FUNCTION, answer)
    assert (found.what, found.at, found.release) == (what, 1_795_180_140.0, True)


def test_what_a_stack_says() -> None:
    stack = Resource(kind="cloudformation.stack", name="shop-prod")
    told = {"StackName": "shop-prod", "CreationTime": "2026-01-01T00:00:00+00:00"}
    [created] = of_resource("shop", "stack", stack, {"Stacks": [told]})
    assert created.what == "stack shop-prod created"
    later = {**told, "LastUpdatedTime": "2026-11-20T13:09:00+00:00"}
    [updated] = of_resource("shop", "stack", stack, {"Stacks": [later]})
    assert (updated.what, updated.at) == ("stack shop-prod updated", 1_795_180_140.0)


def test_a_resource_that_says_nothing() -> None:
    assert list(of_resource("shop", "order", FUNCTION, {})) == []
    assert list(of_resource("shop", "stack", Resource(kind="cloudformation.stack", name="s"), {"Stacks": []})) == []


@pytest.fixture
def area(tmp_path: Path, operations: Operations) -> Area:
    areas, _ = scope(context(catalog(tmp_path), operations, systems=["shop"]))
    return areas[0]


def trail(area: Area, name: str, *, detail: Any = None, resource: str = "order-prod", **event: Any) -> list[Change]:
    told = {
        "EventName": name,
        "EventTime": "2026-11-20T13:09:00+00:00",
        "Resources": [{"ResourceName": resource}],
        "CloudTrailEvent": detail if isinstance(detail, str) else json.dumps(detail or {}),
        **event,
    }
    return list(status_trail.changes({"Events": [told]}, [(area, area.resources)]))


def test_an_event_about_a_known_resource(area: Area) -> None:
    asked = {"functionName": "order-prod", "name": "live", "functionVersion": "42"}
    [found] = trail(area, "UpdateAlias20150331", detail={"requestParameters": asked}, Username="ci")
    assert (found.short, found.what, found.who, found.release) == ("order", "alias live → v42", "ci", True)


def test_an_event_names_a_resource_by_its_arn(area: Area) -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:order-prod:live"
    [found] = trail(area, "PutFunctionConcurrency20171031", resource=arn)
    assert found.what == "put function concurrency"


def test_an_event_about_a_stack(area: Area) -> None:
    asked = {"requestParameters": {"stackName": "archive-prod"}, "userIdentity": {"invokedBy": "pipeline"}}
    [found] = trail(area, "UpdateStack", detail=asked, resource="")
    assert (found.short, found.what, found.who) == ("archive", "stack archive-prod updated", "pipeline")


def test_what_was_refused_changed_nothing(area: Area) -> None:
    assert trail(area, "UpdateAlias20150331", detail={"errorCode": "AccessDenied"}) == []


@pytest.mark.parametrize("detail", ["", "no json", "[1]", "null"])
def test_an_event_whose_record_cannot_be_read_still_counts(area: Area, detail: str) -> None:
    [found] = trail(area, "DeleteFunction20150331", detail=detail)
    assert (found.what, found.who) == ("delete function", None)


def test_an_event_about_something_else(area: Area) -> None:
    assert trail(area, "CreateLogStream", resource="/aws/lambda/somebody-elses") == []
