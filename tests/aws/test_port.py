"""The call port: what reads do by themselves, and what a change never does."""

from __future__ import annotations

import ast
import json
import threading
from pathlib import Path
from typing import Any

import pytest

import bot
from bot.aws.answers import MASK
from bot.aws.operations import Operations
from bot.aws.place import Place
from bot.aws.port import INTENT_SECONDS, SIDE_BY_SIDE, CallPort, Mutation, Read
from bot.errors import AwsError, AwsFault, Effect, JournalConflict
from tests.aws.ledger import HERE, Ledger, shift
from tests.aws.recorder import Answer, Call, Recorder, refusal

CLIENTS = {"client", "resource", "create_client", "_make_api_call"}
ALIAS = {"Name": "prod", "FunctionVersion": "41", "RevisionId": "r2"}


def test_a_read_is_the_answer_without_metadata(aws: Recorder, port: CallPort) -> None:
    aws.answers(Answer(ALIAS))

    assert port.read(HERE, "lambda.get_alias", {"FunctionName": "f", "Name": "prod"}) == ALIAS
    assert aws.names() == ["GET /functions/f/aliases/prod"]


def test_all_pages_are_one_answer(aws: Recorder, port: CallPort) -> None:
    pages = {None: (["1", "2"], "m1"), "m1": (["3"], "m2"), "m2": (["4"], None)}

    def answering(call: Call) -> Answer:
        versions, following = pages[call.query.get("Marker")]
        more = {"NextMarker": following} if following else {}
        return Answer({"Versions": [{"Version": version} for version in versions], **more})

    aws.answering = answering

    answer = port.read(HERE, "lambda.list_versions_by_function", {"FunctionName": "f"})

    assert [one["Version"] for one in answer["Versions"]] == ["1", "2", "3", "4"]
    assert "NextMarker" not in answer
    json.dumps(answer)


def test_a_read_is_tried_again_when_aws_is_busy(aws: Recorder, port: CallPort) -> None:
    aws.answers(refusal("TooManyRequestsException", 429), Answer(ALIAS))

    assert port.read(HERE, "lambda.get_alias", {"FunctionName": "f", "Name": "prod"}) == ALIAS
    assert len(aws.calls) == 2


def test_what_the_model_calls_sensitive_does_not_come_out(aws: Recorder, port: CallPort) -> None:
    secret = {"Environment": {"Variables": {"DB_PASSWORD": "hunter2"}}, "MemorySize": 256}
    aws.answers(Answer({"Functions": [secret]}))

    listed = port.read(HERE, "lambda.list_functions", {})
    aws.answers(Answer(secret))
    single = port.read(HERE, "lambda.get_function_configuration", {"FunctionName": "f"})

    assert "hunter2" not in json.dumps([listed, single])
    assert single == {"Environment": {"Variables": MASK}, "MemorySize": 256}
    assert listed["Functions"][0]["Environment"]["Variables"] == MASK


def test_a_read_that_changes_something_is_refused(aws: Recorder, port: CallPort) -> None:
    for operation in ("lambda.update_alias", "sqs.receive_message", "secretsmanager.get_secret_value"):
        with pytest.raises(ValueError, match=r"is no read; it goes through a mutating step"):
            port.read(HERE, operation, {})

    assert aws.calls == []


def test_a_refused_read_is_our_error(aws: Recorder, port: CallPort) -> None:
    aws.answers(refusal("AccessDeniedException", 403))

    with pytest.raises(AwsError) as caught:
        port.read(HERE, "lambda.get_alias", {"FunctionName": "f", "Name": "prod"})

    assert caught.value.fault is AwsFault.DENIED
    assert "may not lambda:GetAlias" in caught.value.message


def test_parameters_that_botocore_refuses_are_our_error(aws: Recorder, port: CallPort) -> None:
    with pytest.raises(AwsError) as caught:
        port.read(HERE, "lambda.get_alias", {"FunctionName": 7})

    assert (caught.value.fault, caught.value.effect) == (AwsFault.INVALID, Effect.NOT_SENT)
    assert aws.calls == []


def test_many_reads_come_in_order_with_errors_in_place(aws: Recorder, port: CallPort) -> None:
    def answering(call: Call) -> Answer:
        name = call.path.rsplit("/", 1)[-1]
        return refusal("ResourceNotFoundException", 404) if name == "a3" else Answer({"Name": name})

    aws.answering = answering
    reads = [Read(HERE, "lambda.get_alias", {"FunctionName": "f", "Name": f"a{n}"}) for n in range(30)]

    answers = port.read_all(reads)

    assert [one["Name"] for one in answers if isinstance(one, dict)] == [f"a{n}" for n in range(30) if n != 3]
    assert isinstance(answers[3], AwsError)
    assert answers[3].fault is AwsFault.NOT_FOUND
    assert port.read_all([]) == []


def test_many_reads_go_side_by_side(aws: Recorder, port: CallPort) -> None:
    """No request is answered before all of them have arrived."""
    arrived = threading.Barrier(SIDE_BY_SIDE)

    def answering(call: Call) -> Answer:
        arrived.wait(timeout=20)
        return Answer(ALIAS)

    aws.answering = answering
    read = Read(HERE, "lambda.get_alias", {"FunctionName": "f", "Name": "prod"})

    assert port.read_all([read] * SIDE_BY_SIDE) == [ALIAS] * SIDE_BY_SIDE


def test_a_change_is_written_down_before_it_is_sent(aws: Recorder, port: CallPort, ledger: Ledger) -> None:
    def answering(call: Call) -> Answer:
        ledger.order.append("sent")
        return Answer(ALIAS)

    aws.answering = answering

    outcome = port.mutate(shift(RevisionId="r1"), ledger)

    assert ledger.order == ["intent", "sent"]
    assert (outcome.effect, outcome.result, outcome.error) == (Effect.APPLIED, ALIAS, None)
    assert aws.calls[0].body == {"FunctionVersion": "41", "RevisionId": "r1"}
    assert ledger.intents[0][1] == shift(RevisionId="r1").params


def test_what_cannot_be_written_down_is_not_sent(aws: Recorder, port: CallPort) -> None:
    class Full(Ledger):
        def intend(self, mutation: Mutation, params: dict[str, Any], not_after: float) -> None:
            raise JournalConflict("somebody else has written")

    with pytest.raises(JournalConflict):
        port.mutate(shift(), Full())

    assert aws.calls == []


def test_a_change_whose_moment_has_passed_is_not_sent(
    aws: Recorder, port: CallPort, operations: Operations, ledger: Ledger
) -> None:
    """The worker was held up between writing and sending."""
    times = iter([1000.0, 1000.0 + INTENT_SECONDS + 0.001])
    held_up = CallPort(port._sessions, operations, clock=lambda: next(times))

    outcome = held_up.mutate(shift(), ledger)

    assert aws.calls == []
    assert ledger.intents[0][2] == 1000.0 + INTENT_SECONDS
    assert outcome.effect is Effect.NOT_SENT
    assert outcome.error is not None
    assert outcome.error.code == "IntentExpired"


def test_secrets_do_not_stand_in_the_intent(aws: Recorder, port: CallPort, ledger: Ledger) -> None:
    aws.answers(Answer({"Environment": {"Variables": {"KEY": "hunter2"}}}))
    params = {"FunctionName": "f", "Environment": {"Variables": {"KEY": "hunter2"}}}

    outcome = port.mutate(Mutation("s", HERE, "lambda.update_function_configuration", params), ledger)

    assert aws.calls[0].body["Environment"]["Variables"] == {"KEY": "hunter2"}
    assert "hunter2" not in json.dumps(ledger.intents[0][1])
    assert "hunter2" not in json.dumps(outcome.result)


def test_a_token_goes_with_the_change_unless_the_step_has_its_own(
    aws: Recorder, port: CallPort, ledger: Ledger
) -> None:
    token = ("ClientRequestToken", "t" * 32)
    rotate = Mutation("s", HERE, "secretsmanager.rotate_secret", {"SecretId": "s"}, token)
    own = Mutation("s", HERE, "secretsmanager.rotate_secret", {"SecretId": "s", "ClientRequestToken": "o" * 32}, token)

    port.mutate(rotate, ledger)
    port.mutate(own, ledger)

    assert [call.body["ClientRequestToken"] for call in aws.calls] == ["t" * 32, "o" * 32]
    assert rotate.params == {"SecretId": "s"}


def test_a_role_is_assumed_once_in_the_name_of_run_and_person(
    aws: Recorder, port_to: Any, ledger: Ledger, operations: Operations
) -> None:
    given = (
        b"<AssumeRoleResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><AssumeRoleResult><Credentials>"
        b"<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
        b"<Expiration>2036-11-20T15:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
    )
    aws.answering = lambda call: Answer(given if call.path == "/" else ALIAS)
    port = port_to(aws.url)
    there = Place("123456789012", "eu-west-1", "arn:aws:iam::123456789012:role/opsbot")

    port.read(there, "lambda.get_alias", {"FunctionName": "f", "Name": "prod"})
    port.mutate(Mutation("s", there, "lambda.update_alias", {"FunctionName": "f", "Name": "prod"}), ledger)

    assumed, read, change = aws.calls
    assert "RoleSessionName=opsbot-RUN1-U1" in assumed.body
    assert "role%2Fopsbot" in assumed.body
    assert "Credential=AKIDTEST/" in assumed.headers["Authorization"]
    assert all("Credential=ASIAROLE/" in call.headers["Authorization"] for call in (read, change))


def test_a_role_that_may_not_be_assumed_is_named(aws: Recorder, port: CallPort, ledger: Ledger) -> None:
    error = b"<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"
    aws.answers(Answer(error, 403))
    there = Place("123456789012", "eu-west-1", "arn:aws:iam::123456789012:role/opsbot")

    outcome = port.mutate(Mutation("s", there, "lambda.update_alias", shift().params), ledger)

    assert (outcome.effect, ledger.intents) == (Effect.NOT_SENT, [])
    assert outcome.error is not None
    assert "sts:AssumeRole" in outcome.error.message
    assert "role/opsbot" in outcome.error.message


def test_no_region_and_no_endpoint_but_the_places(aws: Recorder, port: CallPort) -> None:
    for region in ("eu-west-1", "us-east-2"):
        port.read(Place("123456789012", region), "lambda.get_alias", {"FunctionName": "f", "Name": "prod"})

    assert [call.headers["Authorization"].split("/")[2] for call in aws.calls] == ["eu-west-1", "us-east-2"]


def test_nothing_but_the_port_makes_or_uses_a_client() -> None:
    """Every call of every step and action goes through one place: nobody else gets hold of a client."""
    root = Path(bot.__file__).parent.parent
    makers = {root / "bot/aws/port.py", root / "bot/aws/sessions.py", root / "jobs/assembly.py"}
    found: list[str] = []
    for path in (path for package in ("bot", "jobs", "handlers") for path in (root / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            made = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLIENTS
            imported = isinstance(node, ast.Import | ast.ImportFrom) and "boto3" in ast.dump(node)
            if (made or imported) and path not in makers:
                found.append(f"{path.relative_to(root)}: {ast.unparse(node)[:60]}")
    assert found == []
