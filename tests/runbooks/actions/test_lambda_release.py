"""Which version to go back to, and when there is none to go back to."""

from __future__ import annotations

import pytest

from bot.errors import AwsError, StepFailed
from bot.runbooks.actions.lambda_release import ChooseVersion
from handlers.grammar import parse
from tests.aws.recorder import refusal
from tests.runbooks.actions.conftest import Act
from tests.runbooks.actions.function import Surroundings, shift, version

NOVEMBER_20 = 1_795_183_740.0  # 2026-11-20 14:09 UTC
NOW = NOVEMBER_20 + 22 * 60  # 14:31, when the action looks


@pytest.mark.parametrize(
    ("serves", "weights", "to", "chosen"),
    [
        ("3", {}, "previous", ("3", "2")),
        ("2", {}, "previous", ("2", "1")),
        ("3", {}, "1", ("3", "1")),
        ("3", {}, "v1", ("3", "1")),
        ("2", {}, "3", ("2", "3")),
        ("2", {"3": 0.1}, "previous", ("3", "2")),  # a canary is taken out
        ("3", {"2": 0.5}, "previous", ("3", "2")),
        ("2", {"3": 0.0}, "previous", ("2", "1")),  # weighs nothing, serves nobody
    ],
)
def test_where_to_go_back_to(
    act: Act, function: Surroundings, serves: str, weights: dict[str, float], to: str, chosen: tuple[str, str]
) -> None:
    function.serves, function.weights = serves, weights

    result = act(ChooseVersion(), to=to)

    assert (result["from"]["version"], result["to"]["version"]) == chosen
    assert result["serving"] == serves
    assert result["weights"] == weights
    assert result["already"] is False
    assert result["revision_id"] == "r7"


def test_versions_that_were_deleted_are_stepped_over(act: Act, function: Surroundings) -> None:
    function.versions = [version(1), version(12), version(30)]
    function.serves = "30"

    assert act(ChooseVersion())["to"]["version"] == "12"


def test_where_it_is_already(act: Act) -> None:
    assert act(ChooseVersion(), to="3")["already"] is True


def test_a_canary_besides_it_is_not_already(act: Act, function: Surroundings) -> None:
    function.serves, function.weights = "2", {"3": 0.1}

    assert act(ChooseVersion(), to="2")["already"] is False


def test_what_goes_back_with_it(act: Act, function: Surroundings) -> None:
    function.versions = [version(2, Timeout=3), version(3, MemorySize=512, Timeout=3, Description="faster")]

    result = act(ChooseVersion())

    assert result["differs"] == ["MemorySize 512 → 256"]
    assert result["differs_told"] == "what goes back: other code, MemorySize 512 → 256"
    assert result["from"]["description"] == "faster"
    assert result["from"]["about"] == "faster, published 13 Nov 15:09 CET"
    assert result["to"]["about"] == "no description, published 12 Nov 15:09 CET"


@pytest.mark.parametrize(
    ("change", "to", "says"),
    [
        ({"versions": [version(3)]}, "previous", "Version 3 is the only published version of order"),
        ({"serves": "$LATEST"}, "previous", "serves $LATEST, which has no version before it"),
        ({}, "$LATEST", "$LATEST is no version to roll back to"),
        ({}, "9", "order has no published version 9. Published: 3, 2, 1."),
        ({}, "v9", "order has no published version 9"),
        ({"serves": "7"}, "previous", "serves version 7, which AWS no longer lists"),
        ({"aliases": ["live"]}, "previous", "has no alias prod. AWS has live: put the one that serves"),
        ({"aliases": []}, "previous", "AWS has none for it: publish a version"),
    ],
)
def test_what_is_refused_and_what_to_do(
    act: Act, function: Surroundings, change: dict[str, object], to: str, says: str
) -> None:
    for name, value in change.items():
        setattr(function, name, value)

    with pytest.raises(StepFailed) as caught:
        act(ChooseVersion(), to=to)

    assert says in caught.value.message
    for command in caught.value.next_commands:
        assert parse(command, slack=False).targets == ("order",)


def test_a_function_without_an_alias_in_the_catalog(act: Act) -> None:
    with pytest.raises(StepFailed, match="has no alias in the catalog"):
        act(ChooseVersion(), target={"alias": None})


def test_a_function_that_there_is_not(act: Act, function: Surroundings) -> None:
    function.faults["/functions/order-1X"] = refusal("ResourceNotFoundException", 404)

    with pytest.raises(
        StepFailed, match=r"There is no function order-1X in shop prod\. Correct the catalog's entry order"
    ):
        act(ChooseVersion())


def test_what_may_not_be_looked_at_is_told_as_such(act: Act, function: Surroundings) -> None:
    function.faults["/versions"] = refusal("AccessDeniedException", 403)

    with pytest.raises(AwsError, match="may not lambda:ListVersionsByFunction"):
        act(ChooseVersion())


def test_who_released_it(act: Act, function: Surroundings) -> None:
    function.trail = [shift(NOVEMBER_20 - 3600, "ana"), shift(NOVEMBER_20, "ci")]

    released = act(ChooseVersion())["released"]

    assert released["by"] == "ci"
    assert released["told"] == "released 20 Nov 15:09 CET by ci"


@pytest.mark.parametrize(
    "other",
    [
        shift(NOVEMBER_20, "dev", alias="dev"),
        shift(NOVEMBER_20, "refused", errorCode="PreconditionFailedException"),
        shift(NOVEMBER_20, "another", to="2"),
        {"EventName": "UpdateAlias20150331", "EventTime": NOVEMBER_20, "CloudTrailEvent": "not JSON"},
        {"EventName": "UpdateAlias20150331", "EventTime": NOVEMBER_20, "CloudTrailEvent": "[1]"},
        {"EventName": "Invoke", "EventTime": NOVEMBER_20, "Username": "somebody"},
    ],
    ids=["another alias", "refused by AWS", "another version", "no record", "no mapping", "no shift"],
)
def test_what_is_no_release_of_this_alias(act: Act, function: Surroundings, other: dict[str, object]) -> None:
    function.trail = [shift(NOVEMBER_20 - 3600, "ci"), other]

    assert act(ChooseVersion())["released"]["by"] == "ci"


def test_a_trail_that_is_silent_or_closed_holds_nothing_back(act: Act, function: Surroundings) -> None:
    silent = act(ChooseVersion())["released"]
    function.faults["LookupEvents"] = refusal("AccessDeniedException", 400)
    closed = act(ChooseVersion())["released"]

    assert silent == closed
    assert (silent["by"], silent["told"]) == (None, "CloudTrail does not say who released it")


def ours(seconds: float, revision: str = "r7") -> dict[str, object]:
    """The run that made the alias what it is, so long before `now`."""
    return {"last_change": {"run": "7Q2FK4M9XDJH3TBA", "at": NOW - seconds, "revision": revision}}


def test_a_second_rollback_within_a_minute_is_not_one_step_more(act: Act) -> None:
    """Two people typed the same: the second is told, and may name a version."""
    with pytest.raises(StepFailed) as caught:
        act(ChooseVersion(), target=ours(40))

    assert "was pointed to v3 40 s ago by run 7Q2FK4" in caught.value.message
    for command in caught.value.next_commands:
        retyped = parse(command, slack=False)
        assert retyped.inputs.get("to") in {None, "2"}
    assert act(ChooseVersion(), target=ours(40), to="2")["to"]["version"] == "2"


def test_the_version_that_is_offered_instead_is_one_that_there_is(act: Act, function: Surroundings) -> None:
    function.versions, function.serves = [version(5), version(30)], "30"

    with pytest.raises(StepFailed) as caught:
        act(ChooseVersion(), target=ours(40))

    offered = {parse(command, slack=False).inputs.get("to") for command in caught.value.next_commands}
    assert offered <= {None, "5"}


@pytest.mark.parametrize("last", [ours(3600), ours(40, revision="r6")], ids=["long ago", "somebody else's since"])
def test_a_rollback_of_what_has_been_seen_goes_one_back(act: Act, last: dict[str, object]) -> None:
    assert act(ChooseVersion(), target=last)["to"]["version"] == "2"
