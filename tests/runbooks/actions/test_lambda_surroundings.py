"""The plan's two questions: does live traffic use this, and what would take it back?"""

from __future__ import annotations

import json

import pytest

from bot.runbooks.actions.lambda_owner import TakenBackBy
from bot.runbooks.actions.lambda_traffic import LiveTraffic
from tests.aws.recorder import refusal
from tests.runbooks.actions.conftest import Act
from tests.runbooks.actions.function import FUNCTION, INVOKED, Surroundings

HERE = INVOKED.format(f"{FUNCTION}:prod")
POLICY = json.dumps({"Statement": [{"Principal": {"Service": "apigateway.amazonaws.com"}}, {"Principal": "*"}]})


def test_a_route_that_invokes_the_alias(act: Act, function: Surroundings) -> None:
    function.uris = {"POST /items": HERE}

    result = act(LiveTraffic())

    assert (result["uses"], result["routes"], result["elsewhere"]) == (True, ["POST /items"], [])
    assert result["says"] == "yes: POST /items invoke alias prod"


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        (INVOKED.format(FUNCTION), "GET /old → $LATEST"),
        (INVOKED.format(f"{FUNCTION}:dev"), "GET /old → dev"),
        (INVOKED.format(f"{FUNCTION}:2"), "GET /old → 2"),
    ],
)
def test_a_route_that_invokes_something_else_of_the_function(
    act: Act, function: Surroundings, uri: str, shown: str
) -> None:
    function.uris = {"GET /old": uri}

    alone = act(LiveTraffic())
    function.uris["POST /items"] = HERE
    both = act(LiveTraffic())

    assert (alone["uses"], alone["elsewhere"]) == (False, [shown])
    assert "the alias is not what is invoked" in alone["says"]
    assert (both["uses"], both["elsewhere"]) == (True, [shown])
    assert both["says"].endswith(f"; but {shown} would not change")


def test_a_function_whose_name_begins_alike_is_another(act: Act, function: Surroundings) -> None:
    function.uris = {"GET /x": INVOKED.format(f"{FUNCTION}-2:prod"), "GET /y": "http://elsewhere"}

    result = act(LiveTraffic())

    assert (result["uses"], result["routes"], result["elsewhere"]) == (False, [], [])


def test_a_stage_variable_in_place_of_the_alias_is_not_a_no(act: Act, function: Surroundings) -> None:
    """ "Set up Lambda proxy integrations": ``function:name:${stageVariables.alias}`` is resolved by the stage."""
    function.uris = {"POST /items": INVOKED.format(FUNCTION + ":${stageVariables.alias}")}

    result = act(LiveTraffic())

    assert result["uses"] is None
    assert "stageVariables" in result["says"]


def test_an_event_source_uses_it_unless_it_is_switched_off(act: Act, function: Surroundings) -> None:
    arn = "arn:aws:sqs:eu-west-1:123456789012:orders"
    function.sources = [{"EventSourceArn": arn, "State": "Enabled"}]
    on = act(LiveTraffic())
    function.sources = [{"EventSourceArn": arn, "State": "Disabled"}]
    off = act(LiveTraffic())

    assert (on["uses"], on["event_sources"], on["says"]) == (True, [arn], "yes: event source orders invoke alias prod")
    assert off["uses"] is False


def test_who_may_invoke_it_is_a_perhaps(act: Act, function: Surroundings) -> None:
    function.policy = POLICY

    result = act(LiveTraffic())

    assert (result["uses"], result["may_invoke"]) == (None, ["*", "apigateway"])
    assert result["says"].startswith("probably: *, apigateway may invoke alias prod")


def test_nothing_found(act: Act) -> None:
    result = act(LiveTraffic())

    assert result["uses"] is False
    assert result["says"].startswith("nothing found that invokes alias prod")


@pytest.mark.parametrize("part", ["GET /restapis", "/resources", "event-source-mappings"])
def test_what_could_not_be_looked_at_is_not_a_no(act: Act, function: Surroundings, part: str) -> None:
    function.faults[part] = refusal("AccessDeniedException", 403)

    result = act(LiveTraffic())

    assert result["uses"] is None
    assert result["says"].startswith("not known: Access denied")


def test_what_was_found_is_a_yes_whatever_else_could_not_be_looked_at(act: Act, function: Surroundings) -> None:
    function.uris = {"POST /items": HERE}
    function.faults["event-source-mappings"] = refusal("AccessDeniedException", 403)

    assert act(LiveTraffic())["uses"] is True


def test_a_function_without_an_alias(act: Act) -> None:
    assert act(LiveTraffic(), target={"alias": None}) == {"uses": None, "says": "not known: the function has no alias"}


@pytest.mark.parametrize(
    ("resources", "says"),
    [
        (
            [("AWS::Lambda::Function", "order-1X"), ("AWS::Lambda::Alias", f"{FUNCTION}:prod")],
            "stack shop-prod manages alias prod: its next deployment points it to a new version again",
        ),
        (
            [("AWS::Lambda::Alias", f"{FUNCTION}:prod"), ("AWS::CodeDeploy::DeploymentGroup", "g")],
            "stack shop-prod manages alias prod through CodeDeploy: its next deployment points it to a new version",
        ),
        (
            [("AWS::Lambda::Function", "order-1X"), ("AWS::Lambda::Alias", f"{FUNCTION}:dev")],
            "stack shop-prod manages the function, not alias prod: a deployment that moves the alias takes it back",
        ),
        (None, "no stack manages order; a pipeline or Terraform, which AWS cannot see, would with its next deployment"),
        ([], "no stack manages order; a pipeline or Terraform, which AWS cannot see, would with its next deployment"),
    ],
    ids=["alias", "codedeploy", "function only", "no stack", "empty"],
)
def test_what_takes_it_back(
    act: Act, function: Surroundings, resources: list[tuple[str, str]] | None, says: str
) -> None:
    function.stack = resources

    assert act(TakenBackBy())["says"].startswith(says)


def test_a_stack_that_may_not_be_asked_is_not_no_stack(act: Act, function: Surroundings) -> None:
    function.faults["DescribeStackResources"] = refusal("AccessDenied", 403)

    result = act(TakenBackBy())

    assert result["stack"] is None
    assert result["says"].startswith("not known: ")
