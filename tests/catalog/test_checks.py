"""What a system's file may get wrong, one change to a good file at a time."""

from __future__ import annotations

import pytest

from tests.catalog.conftest import SHOP, Files

LATENCY = "- {metric: Latency, of: api, stat: p95}"
ERRORS = "- {metric: Errors, of: order, stat: Sum}"


def _line(text: str, words: str) -> int:
    """The line of ``text`` that begins with ``words``, from 1."""
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith(words)]
    assert len(lines) == 1, f"{words!r} is on lines {lines}"
    return lines[0]


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        (
            "Europe/Berlin",
            "Europe/Belin",
            "timezone",
            "no time zone `Europe/Belin`; write it as America/New_York; did you mean `Europe/Berlin`?",
        ),
        ("Europe/Berlin", "../../etc/passwd", "timezone", "no time zone `../../etc/passwd`"),
        (
            "default_environment: prod",
            "default_environment: pord",
            "default_environment",
            "no environment here is called `pord`; there is dev, prod; did you mean `prod`?",
        ),
        (
            '"#shop"',
            "shop",
            "channel",
            "`channel`: expected a channel with its hash and in quotes, \"#serverless-ops\", found 'shop'",
        ),
        (
            'dev: {account: "123456789012"',
            "dev: {account: 123456789012",
            "dev: {account",
            '`account`: write the account in quotes, "123456789012"',
        ),
        (
            'dev: {account: "123456789012"',
            'dev: {account: "123456789"',
            "dev: {account",
            "`account`: expected an account of 12 digits, found '123456789'",
        ),
        (
            "eu-central-1, channel",
            "Frankfurt, channel",
            "dev: {account",
            "`region`: expected a region such as us-east-1, found 'Frankfurt'",
        ),
        (
            "iam::123456789012:role/opsbot",
            "iam::1:role/opsbot",
            "prod: {account",
            "`role`: expected a role's ARN",
        ),
        (
            '"#shop-dev"',
            '"#ops"}\n  test: {account: "123456789012", region: eu-central-1, channel: "#ops"',
            "test:",
            "#ops already means dev",
        ),
        ("kind: s3.bucket", "kind: s3", "kind: s3", "no kind of resource is called 's3'"),
        ("    logical_id: OrderFunction\n", "", "order:", "`stack` and `logical_id` go together"),
        ("    name: shop-artifacts\n", "", "artifacts:", "give `name`, or `stack` and `logical_id`"),
        (
            "stack: shop-{env}",
            "stack: shop-{stage}",
            "stack:",
            "`{stage}` is no placeholder; the only one is {env}",
        ),
        ("{name: orders-dev}", '{name: "orders-{ENV}"}', "dev: {name", "`{ENV}` is no placeholder"),
        (
            "dev: {name: orders-dev}",
            "test: {name: orders-dev}",
            "test:",
            "no environment here is called `test`; there is dev, prod",
        ),
        (
            "name: Fulfilment\n    environments: [prod]",
            "name: Fulfilment\n    environments: [production]",
            "environments: [production]",
            "no environment here is called `production`; there is dev, prod; did you mean `prod`?",
        ),
        (
            "name: Fulfilment\n    environments: [prod]",
            "name: Fulfilment\n    environments: []",
            "environments: []",
            "a resource that is in no environment can be left out",
        ),
        (
            "name: Fulfilment\n    environments: [prod]",
            "name: Fulfilment\n    environments: [prod]\n    overrides: {dev: {name: X}}",
            "overrides: {dev: {name: X}}",
            "the resource is not in dev: see its `environments`",
        ),
        (
            "name: shop-artifacts",
            "name: Table",
            "name: Table",
            "`Table` is also the short name of another resource",
        ),
        (
            "kind: s3.bucket\n    name: shop-artifacts",
            "kind: dynamodb.table\n    name: orders",
            "artifacts:",
            "`table` is the same dynamodb.table in prod",
        ),
        (
            "- name: latency",
            "- name: availability",
            "- name: availability\n    title: Lat",
            "two service levels are called `availability`",
        ),
        (
            "{below: 500, unit: ms}",
            "{below: 500, at_most: 5, unit: ms}",
            "objective: {below",
            "give exactly one of `at_least`, `at_most` or `below`",
        ),
        (
            "{below: 500, unit: ms}",
            "{unit: ms}",
            "objective: {unit",
            "give exactly one of `at_least`, `at_most` or `below`",
        ),
        (
            "{at_least: 99.9, unit",
            "{at_least: 999, unit",
            "objective: {at_least",
            "999 % can never be measured",
        ),
        (
            '{at_least: 99.9, unit: "%"}',
            "{at_least: 99.9, unit: ms}",
            "- name: availability",
            "a `ratio` is measured in %",
        ),
        ("bad: [{metric: 5XXError, of: api, stat: Sum}]\n", "", "ratio:", "give either `good` or `bad`"),
        (
            "    statistic:\n      " + LATENCY,
            "    unmeasured: no metric\n    statistic:\n      " + LATENCY,
            "- name: latency",
            "give exactly one of `ratio`, `statistic` or `unmeasured`",
        ),
        (
            "health:",
            "no_service_levels: none\nhealth:",
            "service_levels:",
            "list `service_levels`, or say why there are none",
        ),
        (
            "stat: p95",
            "stat: p100",
            LATENCY[:20],
            "`stat`: expected Sum, Average, Minimum, Maximum, SampleCount or a percentile such as p95",
        ),
    ],
)
def test_a_problem_has_its_line_and_its_advice(files: Files, old: str, new: str, at: str, message: str) -> None:
    assert SHOP.count(old) == 1
    text = SHOP.replace(old, new)
    files.system("shop", text)
    place, _, rest = at.partition("\n")
    line = _line(text, place) if not rest else text[: text.index(at)].count("\n") + 1
    found = files.problems()
    assert len(found) == 1
    assert found[0].startswith(f"shop.yaml:{line}: ")
    assert message in found[0]


@pytest.mark.parametrize(
    ("metric", "message"),
    [
        (
            "{metric: MemoryUtilization, of: order, stat: Average}",
            "AWS/Lambda has no MemoryUtilization: memory used stands in REPORT log lines",
        ),
        ("{metric: InitDuration, of: order, stat: Average}", "AWS/Lambda has no metric for cold starts"),
        ("{metric: UserErrors, of: table, stat: Sum}", "UserErrors has no TableName"),
        ("{metric: 2XX, of: api, stat: Sum}", "AWS/ApiGateway does not count 2xx"),
        (
            "{metric: 5xx, of: api, stat: Sum}",
            "AWS/ApiGateway has no metric `5xx` for a apigateway.rest_api; did you mean `5XXError`?",
        ),
        (
            "{metric: Erors, of: order, stat: Sum}",
            "AWS/Lambda has no metric `Erors` for a lambda.function; did you mean `Errors`?",
        ),
        ("{metric: errors, of: order, stat: Sum}", "did you mean `Errors`?"),
        ("{metric: Qwertz, of: order, stat: Sum}", "AWS/Lambda has no metric `Qwertz` for a lambda.function"),
        ("{metric: Errors, of: ordr, stat: Sum}", "no resource here is called `ordr`; did you mean `order`?"),
        (
            "{metric: Errors, of: artifacts, stat: Sum}",
            "`artifacts` is a s3.bucket, for which AWS sends no metrics",
        ),
        ("{metric: Errors, of: order, stat: p95}", "p95 of Errors says nothing; it has Sum"),
        (
            "{metric: Duration, of: order, stat: Sum}",
            "Sum of Duration says nothing; it has Average, Minimum, Maximum, SampleCount, p95 and other",
        ),
        (
            "{metric: SuccessfulRequestLatency, of: table, stat: p99}",
            "SuccessfulRequestLatency needs `dimensions: {Operation: …}`: AWS/DynamoDB has none without",
        ),
        (
            "{metric: ThrottledRequests, of: table, stat: Sum}",
            "ThrottledRequests needs `dimensions: {Operation: …}`",
        ),
        (
            "{metric: ThrottledRequests, of: table, stat: Sum, dimensions: {Operation: GetItm}}",
            "DynamoDB has no operation `GetItm`; did you mean `GetItem`?",
        ),
        (
            "{metric: Errors, of: order, stat: Sum, dimensions: {Resorce: x}}",
            "Errors has no dimension `Resorce` besides FunctionName; did you mean `Resource`?",
        ),
        (
            "{metric: Requests, of: site, stat: Sum}",
            "CloudFront's metrics stand in us-east-1, not in eu-central-1",
        ),
    ],
)
def test_a_metric_that_could_never_be_read(files: Files, metric: str, message: str) -> None:
    text = SHOP.replace(ERRORS, f"- {metric}")
    files.system("shop", text)
    [problem] = files.problems()
    assert problem.startswith(f"shop.yaml:{len(text.splitlines())}: ")
    assert message in problem


@pytest.mark.parametrize(
    ("metric", "message"),
    [
        ("{metric: Duration, of: order, stat: p95}", None),
        (
            "{metric: ConcurrentExecutions, of: order, stat: Maximum}",
            "ConcurrentExecutions is measured in count, the objective in ms",
        ),
        ("{metric: ApproximateAgeOfOldestMessage, of: order, stat: Maximum}", "AWS/Lambda has no metric"),
    ],
)
def test_a_statistic_is_in_the_unit_of_its_objective(files: Files, metric: str, message: str | None) -> None:
    files.system("shop", SHOP.replace(LATENCY, f"- {metric}"))
    if message is None:
        [measured] = files.load().systems["shop"].service_levels[1].metrics()
        assert measured.metric == "Duration"
    else:
        assert message in files.problems()[0]


def test_a_ratio_counts(files: Files) -> None:
    text = SHOP.replace("{metric: Count, of: api, stat: Sum}", "{metric: Count, of: api, stat: Average}")
    files.system("shop", text)
    assert files.problems() == [
        f"shop.yaml:{_line(text, 'total:')}: a `ratio` counts: use Sum (or SampleCount), not Average"
    ]


def test_a_rest_api_is_measured_by_its_name(files: Files) -> None:
    text = SHOP.replace("    name: shop-api\n", "    stack: shop-{env}\n    logical_id: Api\n")
    files.system("shop", text)
    found = files.problems()
    assert len(found) == 3
    assert all("CloudWatch counts a REST API by its name: give the resource a `name`" in one for one in found)


def test_neither_service_levels_nor_a_reason(files: Files) -> None:
    start, end = SHOP.index("service_levels:"), SHOP.index("health:")
    files.system("shop", SHOP[:start] + SHOP[end:])
    [problem] = files.problems()
    assert problem.startswith("shop.yaml:1: list `service_levels`, or say why there are none")
