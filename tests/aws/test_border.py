"""The border to AWS: no foreign error crosses it, and each says what is known about the call."""

from __future__ import annotations

import inspect
import string
from typing import Any

import pytest
from botocore import eventstream, parsers
from botocore import exceptions as boto
from botocore.retries.standard import ThrottledRetryableChecker

from bot.aws.border import BOTO_ERRORS, translate
from bot.errors import AwsError, AwsFault, Effect

ROLE = "arn:aws:iam::123456789012:role/opsbot"

# What may have been sent before it was raised; everything else of botocore's is raised before.
PERHAPS_SENT = {
    "ChecksumError", "ConnectionClosedError", "ConnectionError", "FlexibleChecksumError", "HTTPClientError",
    "IncompleteReadError", "ReadTimeoutError", "ResponseStreamingError", "SSLError", "UnseekableStreamError",
    "ResponseParserError", "ParserError", "ChecksumMismatch", "DuplicateHeader", "InvalidHeadersLength",
    "InvalidPayloadLength", "NoInitialResponseError",
}  # fmt: skip
# Not about one call, though botocore keeps them beside the others; BotoCoreError itself says nothing.
ELSEWHERE = {"BotoCoreError", "PaginationError", "StubAssertionError", "StubResponseError", "UnStubbedResponseError"}
CREDENTIALS = {
    "CredentialRetrievalError", "LoginAuthorizationCodeError", "LoginError", "LoginInsufficientPermissions",
    "LoginRefreshRequired", "LoginTokenLoadError", "MetadataRetrievalError", "NoAuthTokenError",
    "NoCredentialsError", "PartialCredentialsError", "ProfileNotFound", "RefreshWithMFAUnsupportedError", "SSOError",
    "SSOTokenLoadError", "TokenRetrievalError", "UnauthorizedSSOTokenError", "UnknownCredentialError",
}  # fmt: skip


def _errors() -> list[type[Exception]]:
    """Every class of error with which a call of botocore's can end."""
    found: list[type[Exception]] = [parsers.ResponseParserError]
    for _, one in inspect.getmembers(eventstream, inspect.isclass):
        if issubclass(one, eventstream.ParserError):
            found.append(one)
    for _, one in inspect.getmembers(boto, inspect.isclass):
        if issubclass(one, boto.BotoCoreError | boto.ClientError) and one.__module__ == boto.__name__:
            found.append(one)
    return found


def _made(kind: type[Exception]) -> Exception:
    if issubclass(kind, boto.ClientError):
        return answer("SomethingElse")
    if issubclass(kind, boto.WaiterError):
        return kind(name="n", reason="r", last_response={})
    if not issubclass(kind, boto.BotoCoreError):
        return MADE.get(kind) or kind("first line\nsecond line")
    fields = {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(kind.fmt) if name}
    return kind(**{"error": "first line\nsecond line", **dict.fromkeys(fields, "first line\nsecond line")})


MADE: dict[type[Exception], Exception] = {
    eventstream.ChecksumMismatch: eventstream.ChecksumMismatch(1, 2),
    eventstream.DuplicateHeader: eventstream.DuplicateHeader("h"),
    eventstream.InvalidHeadersLength: eventstream.InvalidHeadersLength(1),
    eventstream.InvalidPayloadLength: eventstream.InvalidPayloadLength(1),
    eventstream.NoInitialResponseError: eventstream.NoInitialResponseError(),
}


def answer(code: str, status: int = 400, message: str = "said so") -> boto.ClientError:
    response: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return boto.ClientError(response, "UpdateAlias")


def told(error: Exception, *, mutating: bool = True, role: str | None = ROLE) -> AwsError:
    actions = ("lambda:UpdateAlias",)
    return translate(error, operation="lambda.update_alias", actions=actions, role=role, mutating=mutating)


@pytest.mark.parametrize("kind", _errors(), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("mutating", [True, False], ids=["change", "read"])
def test_every_foreign_error_is_caught_and_said_in_words(kind: type[Exception], mutating: bool) -> None:
    error = _made(kind)
    assert isinstance(error, BOTO_ERRORS)

    found = told(error, mutating=mutating)

    assert "\n" not in found.message
    assert len(found.message) < 500
    assert found.message.startswith(("AWS", "No ", "lambda.update_alias", "Access denied"))
    assert "lambda.update_alias" in found.message
    assert found.operation == "lambda.update_alias"
    assert found.code


_ANSWERED = (boto.ClientError, boto.WaiterError)
_OF_ONE_CALL = [one for one in _errors() if one.__name__ not in ELSEWHERE and not issubclass(one, _ANSWERED)]


@pytest.mark.parametrize("kind", _OF_ONE_CALL, ids=lambda kind: kind.__name__)
def test_a_change_is_unknown_exactly_when_it_may_have_been_sent(kind: type[Exception]) -> None:
    effect = told(_made(kind)).effect

    assert effect is (Effect.UNKNOWN if kind.__name__ in PERHAPS_SENT else Effect.NOT_SENT)


@pytest.mark.parametrize("kind", _errors(), ids=lambda kind: kind.__name__)
def test_a_read_never_leaves_anything_behind(kind: type[Exception]) -> None:
    assert told(_made(kind), mutating=False).effect in {Effect.NOT_SENT, Effect.REJECTED}


@pytest.mark.parametrize("name", sorted(CREDENTIALS))
def test_missing_credentials_are_told_as_such(name: str) -> None:
    found = told(_made(getattr(boto, name)))

    assert found.fault is AwsFault.CREDENTIALS
    assert "credentials" in found.message
    assert found.retryable is False


@pytest.mark.parametrize("name", ["ConnectTimeoutError", "EndpointConnectionError", "ProxyConnectionError"])
def test_what_was_never_connected_may_be_tried_again(name: str) -> None:
    found = told(getattr(boto, name)(endpoint_url="https://lambda.eu-west-1.amazonaws.com/x", proxy_url="p", error="e"))

    assert (found.fault, found.effect, found.retryable) == (AwsFault.UNREACHABLE, Effect.NOT_SENT, True)


def test_an_unreachable_host_is_named() -> None:
    found = told(boto.EndpointConnectionError(endpoint_url="https://lambda.eu-west-1.amazonaws.com/2015", error="x"))

    assert "https://lambda.eu-west-1.amazonaws.com" in found.message
    assert "2015" not in found.message


_ANSWERS = [
    ("AccessDenied", 403, AwsFault.DENIED), ("AccessDeniedException", 400, AwsFault.DENIED),
    ("UnauthorizedOperation", 403, AwsFault.DENIED),
    ("ExpiredToken", 403, AwsFault.CREDENTIALS), ("ExpiredTokenException", 400, AwsFault.CREDENTIALS),
    ("InvalidClientTokenId", 403, AwsFault.CREDENTIALS), ("UnrecognizedClientException", 400, AwsFault.CREDENTIALS),
    ("SignatureDoesNotMatch", 403, AwsFault.CREDENTIALS), ("RequestExpired", 400, AwsFault.CREDENTIALS),
    ("Throttling", 400, AwsFault.THROTTLED), ("TooManyRequestsException", 429, AwsFault.THROTTLED),
    ("SlowDown", 503, AwsFault.THROTTLED), ("Anything", 429, AwsFault.THROTTLED),
    ("BandwidthLimitExceeded", 509, AwsFault.THROTTLED),
    ("PreconditionFailedException", 412, AwsFault.CHANGED), ("ResourceConflictException", 409, AwsFault.CHANGED),
    ("ResourceInUseException", 400, AwsFault.CHANGED), ("Anything", 412, AwsFault.CHANGED),
    ("ConcurrentModificationException", 409, AwsFault.CHANGED), ("OperationAborted", 409, AwsFault.CHANGED),
    ("ConditionalCheckFailedException", 400, AwsFault.CHANGED), ("WAFOptimisticLockException", 400, AwsFault.CHANGED),
    ("ResourceNotFoundException", 404, AwsFault.NOT_FOUND), ("NoSuchBucket", 404, AwsFault.NOT_FOUND),
    ("404", 404, AwsFault.NOT_FOUND), ("NoSuchEntity", 404, AwsFault.NOT_FOUND),
    ("AWS.SimpleQueueService.NonExistentQueue", 400, AwsFault.NOT_FOUND),
    ("StateMachineDoesNotExist", 400, AwsFault.NOT_FOUND), ("ExecutionDoesNotExist", 400, AwsFault.NOT_FOUND),
    ("WAFNonexistentItemException", 400, AwsFault.NOT_FOUND), ("RepositoryNotFoundException", 400, AwsFault.NOT_FOUND),
    ("ValidationError", 400, AwsFault.INVALID), ("InvalidParameterValueException", 400, AwsFault.INVALID),
    ("", 400, AwsFault.INVALID),
]  # fmt: skip


@pytest.mark.parametrize(("code", "status", "fault"), _ANSWERS)
def test_what_aws_answered_definitely_changed_nothing(code: str, status: int, fault: AwsFault) -> None:
    found = told(answer(code, status))

    assert (found.fault, found.effect) == (fault, Effect.REJECTED)
    assert found.retryable is (fault is AwsFault.THROTTLED)


# Besides: a transaction that is still at it is no throttling, though botocore waits in the same way.
_THROTTLED = set(ThrottledRetryableChecker._THROTTLED_ERROR_CODES) - {"TransactionInProgressException"}


@pytest.mark.parametrize("code", sorted(_THROTTLED))
def test_what_botocore_takes_for_throttling_is_throttling(code: str) -> None:
    assert told(answer(code)).fault is AwsFault.THROTTLED


@pytest.mark.parametrize(("code", "status"), [("InternalFailure", 500), ("ServiceUnavailable", 503), ("", 502)])
def test_an_internal_error_leaves_a_change_unknown(code: str, status: int) -> None:
    change, read = told(answer(code, status)), told(answer(code, status), mutating=False)

    assert (change.fault, change.effect) == (AwsFault.SERVICE, Effect.UNKNOWN)
    assert (read.effect, read.retryable) == (Effect.NOT_SENT, True)
    assert change.code == (code or "502")


def test_denied_names_the_role_and_the_action_to_add() -> None:
    found = told(answer("AccessDeniedException", 403))

    assert found.message == (
        "Access denied: role opsbot may not lambda:UpdateAlias. Add the action to its policy and run the command again."
    )
    assert told(answer("AccessDenied"), role=None).message.startswith("Access denied: opsbot's own identity may not ")


def test_what_aws_said_comes_in_one_line_and_not_endlessly() -> None:
    found = told(answer("ValidationError", message="1 error:\n\t- Value 'x' at 'y'\r\n" + "z" * 5000))

    assert found.message.startswith("AWS refused lambda.update_alias: 1 error: - Value 'x' at 'y'")
    assert len(found.message) < 500


@pytest.mark.parametrize("code", ["SignatureDoesNotMatch", "InvalidClientTokenId", "ExpiredToken"])
def test_what_aws_says_about_credentials_is_not_shown(code: str) -> None:
    """It quotes the request that was signed, and key ids."""
    found = told(answer(code, 403, "The Canonical String was AKIAIOSFODNN7EXAMPLE"))

    assert "AKIA" not in found.message
    assert code in found.message


def test_an_answer_without_its_parts() -> None:
    found = told(boto.ClientError({}, "UpdateAlias"))

    assert found.fault is AwsFault.INVALID
    assert found.message
