import io
import json
import zipfile
from typing import Any

import pytest
from botocore.exceptions import ClientError

from playground.aws.server import SimulatedAws

from .conftest import Client


def package(text: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("app.py", text)
    return held.getvalue()


@pytest.fixture
def functions(client: Client) -> Any:
    """A client, and the function f whose alias prod serves version 2 of 3."""
    role = client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    held = client("lambda")
    held.create_function(
        FunctionName="f", Runtime="python3.12", Role=role, Handler="app.handler", Code={"ZipFile": package("0")}
    )
    for number in ("1", "2", "3"):
        held.update_function_code(FunctionName="f", ZipFile=package(number))
        assert held.publish_version(FunctionName="f")["Version"] == number
    held.create_alias(FunctionName="f", Name="prod", FunctionVersion="2")
    return held


def refused(code: str, words: str = "") -> Any:
    return pytest.raises(ClientError, match=rf"\({code}\).*{words}")


def test_an_older_revision_of_the_alias_is_refused(functions: Any) -> None:
    before = functions.get_alias(FunctionName="f", Name="prod")["RevisionId"]
    after = functions.update_alias(FunctionName="f", Name="prod", FunctionVersion="1", RevisionId=before)["RevisionId"]
    assert after != before
    with refused("PreconditionFailedException", "does not match the latest RevisionId") as raised:
        functions.update_alias(FunctionName="f", Name="prod", FunctionVersion="3", RevisionId=before)
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 412
    assert functions.get_alias(FunctionName="f", Name="prod")["FunctionVersion"] == "1"


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("update_function_configuration", {"MemorySize": 256}),
        ("update_function_code", {"ZipFile": package("new")}),
        ("publish_version", {}),
    ],
)
def test_an_older_revision_of_the_function_is_refused(functions: Any, operation: str, given: dict[str, Any]) -> None:
    before = functions.get_function_configuration(FunctionName="f")["RevisionId"]
    functions.update_function_configuration(FunctionName="f", Timeout=7)
    with refused("PreconditionFailedException"):
        getattr(functions, operation)(FunctionName="f", RevisionId=before, **given)
    now = functions.get_function_configuration(FunctionName="f")["RevisionId"]
    getattr(functions, operation)(FunctionName="f", RevisionId=now, **given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"MemorySize": 10241}, "less than or equal to 10240"),
        ({"Timeout": 901}, "less than or equal to 900"),
    ],
)
def test_limits_hold(functions: Any, given: dict[str, Any], words: str) -> None:
    before = functions.get_function_configuration(FunctionName="f")
    with refused("ValidationException", words):
        functions.update_function_configuration(FunctionName="f", **given)
    assert functions.get_function_configuration(FunctionName="f")["RevisionId"] == before["RevisionId"]


def test_versions_keep_what_they_were_published_with(functions: Any) -> None:
    functions.update_function_configuration(FunctionName="f", MemorySize=512, Environment={"Variables": {"A": "1"}})
    published = functions.publish_version(FunctionName="f", Description="more memory")
    functions.update_function_configuration(FunctionName="f", MemorySize=1024, Environment={"Variables": {}})
    held = functions.get_function_configuration(FunctionName="f", Qualifier=published["Version"])
    assert (held["Version"], held["MemorySize"], held["Description"]) == ("4", 512, "more memory")
    assert held["Environment"] == {"Variables": {"A": "1"}}
    assert held["FunctionArn"].endswith(":f:4")
    listed = functions.list_versions_by_function(FunctionName="f")["Versions"]
    assert [one["Version"] for one in listed] == ["$LATEST", "1", "2", "3", "4"]
    assert len({one["RevisionId"] for one in listed}) == 5


def test_publishing_without_a_change_gives_the_last_version(functions: Any) -> None:
    assert functions.publish_version(FunctionName="f")["Version"] == "3"


def test_a_number_is_not_used_again(functions: Any) -> None:
    functions.delete_function(FunctionName="f", Qualifier="3")
    functions.update_function_code(FunctionName="f", ZipFile=package("4"))
    assert functions.publish_version(FunctionName="f")["Version"] == "4"
    assert functions.get_alias(FunctionName="f", Name="prod")["FunctionVersion"] == "2"


def test_a_version_that_an_alias_serves_stays(functions: Any) -> None:
    with refused("InvalidParameterValueException"):
        functions.delete_function(FunctionName="f", Qualifier="2")
    assert functions.get_function(FunctionName="f", Qualifier="2")["Configuration"]["Version"] == "2"


def test_a_dry_run_of_code_changes_nothing(functions: Any) -> None:
    before = functions.get_function_configuration(FunctionName="f")
    functions.update_function_code(FunctionName="f", ZipFile=package("dry"), DryRun=True)
    after = functions.get_function_configuration(FunctionName="f")
    assert (after["CodeSha256"], after["RevisionId"]) == (before["CodeSha256"], before["RevisionId"])


def routing(**weights: float) -> dict[str, Any]:
    return {"AdditionalVersionWeights": {name.removeprefix("v"): weight for name, weight in weights.items()}}


def test_weights_are_kept_by_an_update_and_cleared_by_an_empty_map(functions: Any) -> None:
    functions.update_alias(FunctionName="f", Name="prod", RoutingConfig=routing(v3=0.1))
    kept = functions.update_alias(FunctionName="f", Name="prod", Description="canary")
    assert kept["RoutingConfig"] == {"AdditionalVersionWeights": {"3": 0.1}}
    cleared = functions.update_alias(FunctionName="f", Name="prod", RoutingConfig={"AdditionalVersionWeights": {}})
    assert not cleared.get("RoutingConfig", {}).get("AdditionalVersionWeights")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"FunctionVersion": "9"}, "ResourceNotFoundException"),
        ({"RoutingConfig": routing(v9=0.1)}, "ResourceNotFoundException"),
        ({"RoutingConfig": routing(v3=1.5)}, "ValidationException"),
        ({"RoutingConfig": routing(v2=0.5)}, "InvalidParameterValueException"),
        ({"RoutingConfig": routing(v1=0.1, v3=0.1)}, "InvalidParameterValueException"),
        ({"FunctionVersion": "$LATEST", "RoutingConfig": routing(v3=0.1)}, "InvalidParameterValueException"),
    ],
)
def test_an_alias_points_to_what_exists(functions: Any, given: dict[str, Any], code: str) -> None:
    before = functions.get_alias(FunctionName="f", Name="prod")
    with refused(code):
        functions.update_alias(FunctionName="f", Name="prod", **given)
    after = functions.get_alias(FunctionName="f", Name="prod")
    assert after["RevisionId"] == before["RevisionId"]


def test_policies_belong_to_a_qualifier(functions: Any) -> None:
    given = {"Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com"}
    functions.add_permission(FunctionName="f", Qualifier="prod", StatementId="api", **given)
    policy = json.loads(functions.get_policy(FunctionName="f", Qualifier="prod")["Policy"])
    assert [one["Sid"] for one in policy["Statement"]] == ["api"]
    assert policy["Statement"][0]["Resource"].endswith(":function:f:prod")
    with refused("ResourceNotFoundException"):
        functions.get_policy(FunctionName="f")
    functions.remove_permission(FunctionName="f", Qualifier="prod", StatementId="api")
    with refused("ResourceNotFoundException"):
        functions.get_policy(FunctionName="f", Qualifier="prod")


def test_event_sources_are_found_by_alias(functions: Any, client: Client) -> None:
    queue = client("sqs").create_queue(QueueName="q")["QueueUrl"]
    arn = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    alias = functions.get_alias(FunctionName="f", Name="prod")["AliasArn"]
    made = functions.create_event_source_mapping(EventSourceArn=arn, FunctionName=alias)
    assert made["FunctionArn"] == alias
    for name in (alias, "f:prod"):
        found = functions.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
        assert [one["UUID"] for one in found] == [made["UUID"]]
    assert functions.list_event_source_mappings(FunctionName="f")["EventSourceMappings"] == []
    client("sqs").send_message(QueueUrl=queue, MessageBody="stays")
    assert client("sqs").receive_message(QueueUrl=queue)["Messages"][0]["Body"] == "stays"


def test_provisioned_concurrency_is_asked_for_allocated_and_given_back(aws: SimulatedAws, functions: Any) -> None:
    which = {"FunctionName": "f", "Qualifier": "prod"}
    with refused("ProvisionedConcurrencyConfigNotFoundException"):
        functions.get_provisioned_concurrency_config(**which)
    asked = functions.put_provisioned_concurrency_config(**which, ProvisionedConcurrentExecutions=5)
    assert (asked["Status"], asked["AllocatedProvisionedConcurrentExecutions"]) == ("IN_PROGRESS", 0)
    aws.control("tick", seconds=10)
    ready = functions.get_provisioned_concurrency_config(**which)
    assert (ready["Status"], ready["AllocatedProvisionedConcurrentExecutions"]) == ("READY", 5)
    listed = functions.list_provisioned_concurrency_configs(FunctionName="f")["ProvisionedConcurrencyConfigs"]
    assert [one["FunctionArn"].rsplit(":", 1)[-1] for one in listed] == ["prod"]
    functions.delete_provisioned_concurrency_config(**which)
    assert functions.list_provisioned_concurrency_configs(FunctionName="f")["ProvisionedConcurrencyConfigs"] == []


@pytest.mark.parametrize(
    ("qualifier", "many", "code"),
    [
        ("$LATEST", 5, "InvalidParameterValueException"),
        ("prod", 950, "InvalidParameterValueException"),
        ("other", 5, "ResourceNotFoundException"),
    ],
)
def test_provisioned_concurrency_has_rules(functions: Any, qualifier: str, many: int, code: str) -> None:
    with refused(code):
        functions.put_provisioned_concurrency_config(
            FunctionName="f", Qualifier=qualifier, ProvisionedConcurrentExecutions=many
        )


def test_reserved_concurrency_leaves_a_hundred(functions: Any) -> None:
    with refused("InvalidParameterValueException", "below its minimum value of"):
        functions.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=901)
    functions.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=0)
    held = functions.get_function(FunctionName="f")["Concurrency"]
    assert held == {"ReservedConcurrentExecutions": 0}
    functions.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=100)
    settings = functions.get_account_settings()
    assert settings["AccountLimit"]["UnreservedConcurrentExecutions"] == 900
    assert settings["AccountUsage"]["FunctionCount"] == 1


def test_invoking_says_which_version_answered(functions: Any) -> None:
    answer = functions.invoke(FunctionName="f", Qualifier="prod", Payload=b'{"a": 1}', LogType="Tail")
    assert answer["ExecutedVersion"] == "2"
    assert answer["StatusCode"] == 200
    assert answer["LogResult"]
    assert functions.invoke(FunctionName="f", InvocationType="DryRun")["StatusCode"] == 204
    with refused("ResourceNotFoundException"):
        functions.invoke(FunctionName="f", Qualifier="9")


def test_a_version_stays_after_the_waiter(functions: Any) -> None:
    functions.update_function_configuration(FunctionName="f", MemorySize=256)
    functions.get_waiter("function_updated_v2").wait(FunctionName="f")
    assert functions.get_function_configuration(FunctionName="f")["LastUpdateStatus"] == "Successful"
