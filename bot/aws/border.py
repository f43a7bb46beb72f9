"""The border to AWS: every botocore exception becomes an AwsError with one sentence for people."""

from __future__ import annotations

import re

from botocore import exceptions as boto

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
    "LimitExceededException", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException",
}  # fmt: skip
_CHANGED = {
    "PreconditionFailedException", "PreconditionFailed", "ConflictException", "ResourceConflictException",
    "ResourceInUseException", "WAFOptimisticLockException", "ConcurrentModification",
}  # fmt: skip
_NO_CREDENTIALS = (
    boto.NoCredentialsError, boto.PartialCredentialsError, boto.CredentialRetrievalError,
    boto.TokenRetrievalError, boto.SSOError, boto.ProfileNotFound, boto.NoAuthTokenError,
)  # fmt: skip
# botocore raises these before the first byte of a request is sent (botocore.httpsession).
_NEVER_SENT = (boto.ConnectTimeoutError, boto.ProxyConnectionError, boto.EndpointConnectionError)

BOTO_ERRORS = (boto.BotoCoreError, boto.ClientError)


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
    if isinstance(error, boto.ParamValidationError | boto.UnknownServiceError | boto.NoRegionError):
        message = f"{operation} was not sent: {_first_line(error)}"
        return _error(message, operation, error, AwsFault.INVALID, Effect.NOT_SENT)
    if isinstance(error, _NEVER_SENT):
        message = (
            f"AWS could not be reached for {operation} ({_host(error)}); nothing was sent. "
            "Check network, proxy and region."
        )
        return _error(message, operation, error, AwsFault.UNREACHABLE, Effect.NOT_SENT, retryable=True)
    effect = Effect.UNKNOWN if mutating else Effect.NOT_SENT
    if isinstance(error, boto.HTTPClientError):
        message = f"No answer from AWS to {operation} ({_host(error)})."
        return _error(message, operation, error, AwsFault.NO_ANSWER, effect, retryable=True)
    message = f"AWS's answer to {operation} could not be read: {_first_line(error)}"
    return _error(message, operation, error, AwsFault.SERVICE, effect, retryable=True)


def _answered(
    error: boto.ClientError, operation: str, actions: tuple[str, ...], role: str | None, mutating: bool
) -> AwsError:
    answer = error.response.get("Error", {})
    code, said = str(answer.get("Code", "")), str(answer.get("Message", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    who = f"role {role.rsplit('/', 1)[-1]}" if role else "opsbot's own identity"
    if code in _DENIED:
        needed = ", ".join(actions)
        message = f"Access denied: {who} may not {needed}. Add the action to its policy and run the command again."
        return _error(message, operation, error, AwsFault.DENIED, Effect.REJECTED, code=code)
    if code in _CREDENTIALS:
        message = (
            f"AWS does not accept the worker's credentials ({code}) for {operation}. "
            "Renew them and run the command again."
        )
        return _error(message, operation, error, AwsFault.CREDENTIALS, Effect.REJECTED, code=code)
    if code in _THROTTLED or status == 429:  # noqa: PLR2004 -- HTTP's own number
        message = f"AWS is throttling {operation} ({code}). Run the command again in a minute."
        return _error(message, operation, error, AwsFault.THROTTLED, Effect.REJECTED, code=code, retryable=True)
    if code in _CHANGED or status == 412:  # noqa: PLR2004
        message = f"{operation} was refused because the resource changed meanwhile or is busy: {said}"
        return _error(message, operation, error, AwsFault.CHANGED, Effect.REJECTED, code=code)
    if "NotFound" in code or code in {"NoSuchEntity", "NoSuchBucket", "QueueDoesNotExist"} or status == 404:  # noqa: PLR2004
        return _error(
            f"{operation}: AWS has no such thing: {said or code}",
            operation,
            error,
            AwsFault.NOT_FOUND,
            Effect.REJECTED,
            code=code,
        )
    if status >= 500:  # noqa: PLR2004
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
        message, operation=operation, code=code or type(error).__name__, fault=fault, effect=effect, retryable=retryable
    )


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _host(error: Exception) -> str:
    found = re.search(r"https?://[^/\"\s]+", str(error))
    return found.group(0) if found else type(error).__name__
