"""The border to AWS: every botocore exception becomes an AwsError with one sentence for people."""

from __future__ import annotations

import re
from http import HTTPStatus

from botocore import exceptions as boto
from botocore.eventstream import ParserError as EventStreamError
from botocore.parsers import ResponseParserError

from bot.errors import AwsError, AwsFault, Effect

_DENIED = {
    "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError",
    "AuthorizationErrorException", "NotAuthorized", "ForbiddenException", "OptInRequired",
}  # fmt: skip
_CREDENTIALS = {
    "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException",
    "SignatureDoesNotMatch", "InvalidAccessKeyId", "IncompleteSignature", "MissingAuthenticationToken",
    "MissingAuthenticationTokenException", "InvalidSignatureException", "AuthFailure", "RequestExpired",
}  # fmt: skip
_THROTTLED = {
    "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
    "TooManyRequestsException", "RequestLimitExceeded", "ProvisionedThroughputExceededException",
    "LimitExceededException", "BandwidthLimitExceeded", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException",
}  # fmt: skip
_CHANGED = {
    "PreconditionFailedException", "PreconditionFailed", "ConflictException", "ResourceConflictException",
    "ResourceInUseException", "WAFOptimisticLockException", "ConcurrentModification",
    "ConditionalCheckFailedException",
}  # fmt: skip
_NOT_THERE = re.compile(r"NotFound|NoSuch|DoesNotExist|NonExistent|Nonexistent")
_NO_CREDENTIALS = (
    boto.NoCredentialsError,
    boto.PartialCredentialsError,
    boto.CredentialRetrievalError,
    boto.UnknownCredentialError,
    boto.TokenRetrievalError,
    boto.SSOError,
    boto.NoAuthTokenError,
    boto.MetadataRetrievalError,
    boto.RefreshWithMFAUnsupportedError,
    boto.ProfileNotFound,
    boto.LoginError,
)
# botocore raises these before the first byte of a request is sent (botocore.httpsession).
_NEVER_REACHED = (boto.ConnectTimeoutError, boto.ProxyConnectionError, boto.EndpointConnectionError)
# Raised when a request may have been sent, in whole or in part, and the answer is missing or cannot be used.
# Everything else that botocore raises comes before that.
_NO_ANSWER = (boto.HTTPClientError, boto.ConnectionError, boto.SSLError)
_UNREADABLE = (
    boto.IncompleteReadError,
    boto.ChecksumError,
    boto.FlexibleChecksumError,
    boto.ResponseStreamingError,
    boto.UnseekableStreamError,
    ResponseParserError,
    EventStreamError,
)

BOTO_ERRORS = (boto.BotoCoreError, boto.ClientError, ResponseParserError, EventStreamError)
MOST_WORDS = 300
ASSUME_ROLE = "sts.assume_role"


def translate(
    error: Exception, *, operation: str, actions: tuple[str, ...], role: str | None, mutating: bool
) -> AwsError:
    """What ``error`` means, for ``operation`` (boto3's spelling) that needs the IAM ``actions``.

    ``mutating`` decides what an unanswered call leaves behind: UNKNOWN for a mutation, NOT_SENT for a read.
    """
    if isinstance(error, boto.ClientError):
        return _answered(error, operation, actions, role, mutating)
    if isinstance(error, _NO_CREDENTIALS):
        message = (
            f"No AWS credentials: {operation} was not sent. Give the worker credentials "
            "(AWS_PROFILE, AWS_ACCESS_KEY_ID, an instance or task role) and run the command again."
        )
        return _error(message, operation, error, AwsFault.CREDENTIALS, Effect.NOT_SENT)
    if isinstance(error, _NEVER_REACHED):
        message = (
            f"AWS could not be reached for {operation} ({_host(error)}); nothing was sent. "
            "Check network, proxy and region."
        )
        return _error(message, operation, error, AwsFault.UNREACHABLE, Effect.NOT_SENT, retryable=True)
    effect = Effect.UNKNOWN if mutating else Effect.NOT_SENT
    if isinstance(error, _UNREADABLE):
        message = f"AWS's answer to {operation} could not be read: {_words(error)}"
        return _error(message, operation, error, AwsFault.SERVICE, effect, retryable=True)
    if isinstance(error, _NO_ANSWER):
        message = f"No answer from AWS to {operation} ({_host(error)})."
        return _error(message, operation, error, AwsFault.NO_ANSWER, effect, retryable=True)
    return _error(f"{operation} was not sent: {_words(error)}", operation, error, AwsFault.INVALID, Effect.NOT_SENT)


def _answered(
    error: boto.ClientError, operation: str, actions: tuple[str, ...], role: str | None, mutating: bool
) -> AwsError:
    answer = error.response.get("Error", {})
    code, said = str(answer.get("Code", "")), _words(answer.get("Message", ""))
    status = _status(error)
    assuming = operation == ASSUME_ROLE
    who = f"role {role.rsplit('/', 1)[-1]}" if role and not assuming else "opsbot's own identity"
    if code in _DENIED:
        needed = ", ".join(actions) + (f" on {role}" if assuming else "")
        message = f"Access denied: {who} may not {needed}. Add the action to its policy and run the command again."
        return _error(message, operation, error, AwsFault.DENIED, Effect.REJECTED, code=code)
    if code in _CREDENTIALS:
        message = (
            f"AWS does not accept the worker's credentials ({code}) for {operation}. "
            "Renew them and run the command again."
        )
        return _error(message, operation, error, AwsFault.CREDENTIALS, Effect.REJECTED, code=code)
    if code in _THROTTLED or status == HTTPStatus.TOO_MANY_REQUESTS:
        message = f"AWS is throttling {operation} ({code}). Run the command again in a minute."
        return _error(message, operation, error, AwsFault.THROTTLED, Effect.REJECTED, code=code, retryable=True)
    if code in _CHANGED or status in {HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED}:
        message = f"{operation} was refused because the resource changed meanwhile or is busy: {said}"
        return _error(message, operation, error, AwsFault.CHANGED, Effect.REJECTED, code=code)
    if _NOT_THERE.search(code) or status == HTTPStatus.NOT_FOUND:
        return _error(
            f"{operation}: AWS has no such thing: {said or code}",
            operation,
            error,
            AwsFault.NOT_FOUND,
            Effect.REJECTED,
            code=code,
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        effect = Effect.UNKNOWN if mutating else Effect.NOT_SENT
        message = f"AWS answered {operation} with an internal error ({code or status})."
        return _error(message, operation, error, AwsFault.SERVICE, effect, code=code or str(status), retryable=True)
    message = f"AWS refused {operation}: {said or code}"
    return _error(message, operation, error, AwsFault.INVALID, Effect.REJECTED, code=code)


def _error(
    message: str,
    operation: str,
    error: Exception,
    fault: AwsFault,
    effect: Effect,
    *,
    code: str | None = None,
    retryable: bool = False,
) -> AwsError:
    return AwsError(
        message,
        operation=operation,
        code=code or type(error).__name__,
        fault=fault,
        effect=effect,
        retryable=retryable,
        status=_status(error) if isinstance(error, boto.ClientError) else None,
    )


def _status(error: boto.ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _words(said: object) -> str:
    """What somebody else said, on one line and not longer than a message bears."""
    text = " ".join(str(said).split())
    return text if len(text) <= MOST_WORDS else f"{text[:MOST_WORDS]}…"


def _host(error: Exception) -> str:
    found = re.search(r"https?://[^/\"\s]+", str(error))
    return found.group(0) if found else type(error).__name__
