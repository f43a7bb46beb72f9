"""A change that goes wrong: sent once, and told as what is known of it."""

from __future__ import annotations

import socket

import pytest
from botocore.config import Config

from bot.aws import sessions
from bot.aws.port import CallPort, Mutation
from bot.errors import AwsError, AwsFault, Effect
from tests.aws.conftest import MakePort
from tests.aws.ledger import HERE, Ledger, shift
from tests.aws.raw_server import Ending, RawServer, half, hang_up, page, reset, silence
from tests.aws.recorder import Answer, Recorder, refusal

QUICK = Config(connect_timeout=0.3, read_timeout=0.3)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same clients, which wait for a third of a second where they would wait for half a minute."""
    monkeypatch.setattr(sessions, "MUTATE", sessions.MUTATE.merge(QUICK))
    once = Config(retries={"mode": "standard", "total_max_attempts": 1})
    monkeypatch.setattr(sessions, "READ", sessions.READ.merge(QUICK).merge(once))


@pytest.mark.parametrize(
    ("code", "status", "fault", "effect"),
    [
        ("TooManyRequestsException", 429, AwsFault.THROTTLED, Effect.REJECTED),
        ("ThrottlingException", 400, AwsFault.THROTTLED, Effect.REJECTED),
        ("AccessDeniedException", 403, AwsFault.DENIED, Effect.REJECTED),
        ("PreconditionFailedException", 412, AwsFault.CHANGED, Effect.REJECTED),
        ("ResourceNotFoundException", 404, AwsFault.NOT_FOUND, Effect.REJECTED),
        ("InvalidParameterValueException", 400, AwsFault.INVALID, Effect.REJECTED),
        ("ServiceException", 500, AwsFault.SERVICE, Effect.UNKNOWN),
        ("ServiceUnavailableException", 503, AwsFault.SERVICE, Effect.UNKNOWN),
    ],
)
def test_a_change_that_aws_answers_is_sent_once(
    aws: Recorder, port: CallPort, ledger: Ledger, code: str, status: int, fault: AwsFault, effect: Effect
) -> None:
    aws.answers(refusal(code, status), Answer({"never": "reached"}))

    outcome = port.mutate(shift(), ledger)

    assert len(aws.calls) == 1
    assert outcome.effect is effect
    assert outcome.error is not None
    assert (outcome.error.fault, outcome.error.code) == (fault, code)
    assert outcome.result is None


@pytest.mark.parametrize("ending", [silence, reset, hang_up, half, page], ids=lambda ending: ending.__name__)
def test_a_change_without_an_answer_is_unknown_and_not_repeated(
    port_to: MakePort, ledger: Ledger, ending: Ending
) -> None:
    with RawServer(ending) as server:
        outcome = port_to(server.url).mutate(shift(), ledger)

        assert server.requests == 1
    assert outcome.effect is Effect.UNKNOWN
    assert outcome.error is not None
    assert outcome.error.fault in {AwsFault.NO_ANSWER, AwsFault.SERVICE}
    assert "\n" not in outcome.error.message


@pytest.mark.parametrize("operation", ["cloudformation.delete_stack", "sqs.purge_queue", "s3.delete_bucket"])
def test_an_answer_that_is_no_answer_leaves_a_change_of_any_protocol_unknown(
    port_to: MakePort, ledger: Ledger, operation: str
) -> None:
    params = {
        "cloudformation.delete_stack": {"StackName": "s"},
        "sqs.purge_queue": {"QueueUrl": "https://q"},
        "s3.delete_bucket": {"Bucket": "bucket"},
    }[operation]
    with RawServer(half) as server:
        outcome = port_to(server.url).mutate(Mutation("s", HERE, operation, params), ledger)

    assert outcome.effect is Effect.UNKNOWN


@pytest.mark.parametrize(
    "operation",
    ["lambda.list_functions", "cloudformation.describe_stacks", "sqs.list_queues", "s3.list_buckets"],
)
@pytest.mark.parametrize("ending", [silence, reset, hang_up, half, page], ids=lambda ending: ending.__name__)
def test_a_read_without_an_answer_is_our_error(port_to: MakePort, operation: str, ending: Ending) -> None:
    """A captive portal's page is no empty list."""
    with RawServer(ending) as server, pytest.raises(AwsError) as caught:
        port_to(server.url).read(HERE, operation, {})

    assert caught.value.effect is Effect.NOT_SENT
    assert operation in caught.value.message
    assert "\n" not in caught.value.message


def test_nobody_listens(port_to: MakePort, ledger: Ledger) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"

    outcome = port_to(url).mutate(shift(), ledger)

    assert outcome.effect is Effect.NOT_SENT
    assert outcome.error is not None
    assert outcome.error.fault is AwsFault.UNREACHABLE
    assert url in outcome.error.message
    assert len(ledger.intents) == 1


def test_a_name_that_does_not_resolve(port_to: MakePort, ledger: Ledger) -> None:
    outcome = port_to("http://lambda.invalid").mutate(shift(), ledger)

    assert outcome.effect is Effect.NOT_SENT
    assert outcome.error is not None
    assert outcome.error.fault is AwsFault.UNREACHABLE


def test_without_credentials_nothing_is_sent(
    aws: Recorder, port_to: MakePort, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    outcome = port_to(aws.url).mutate(shift(), ledger)

    assert aws.calls == []
    assert outcome.effect is Effect.NOT_SENT
    assert outcome.error is not None
    assert outcome.error.fault is AwsFault.CREDENTIALS
    assert "AWS_PROFILE" in outcome.error.message


def test_a_profile_that_there_is_not_ends_a_run_and_no_worker(
    aws: Recorder, port_to: MakePort, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """botocore looks for it when a session is made, before any call."""
    monkeypatch.setenv("AWS_PROFILE", "nobody")

    outcome = port_to(aws.url).mutate(shift(), ledger)

    assert outcome.effect is Effect.NOT_SENT
    assert outcome.error is not None
    assert outcome.error.fault is AwsFault.CREDENTIALS


def test_parameters_that_botocore_refuses_are_not_sent(aws: Recorder, port: CallPort, ledger: Ledger) -> None:
    outcome = port.mutate(shift(FunctionVersion=None), ledger)

    assert aws.calls == []
    assert outcome.effect is Effect.NOT_SENT
    assert outcome.error is not None
    assert outcome.error.fault is AwsFault.INVALID
    assert "FunctionVersion" in outcome.error.message


def test_an_environment_variable_cannot_switch_retries_on(
    aws: Recorder, port_to: MakePort, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "5")
    monkeypatch.setenv("AWS_RETRY_MODE", "adaptive")
    aws.answers(refusal("TooManyRequestsException", 429))

    port_to(aws.url).mutate(shift(), ledger)

    assert len(aws.calls) == 1
