"""Provisioned concurrency of versions and aliases, and the account's limits ("Understanding concurrency")."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moto.awslambda.exceptions import InvalidParameterValueException, LambdaClientError

from .function import aws_moment

ACCOUNT_LIMIT = 1000
LEAST_UNRESERVED = 100
ALLOCATION_SECONDS = 3.0


class ProvisionedConcurrencyConfigNotFound(LambdaClientError):
    code = 404

    def __init__(self) -> None:
        super().__init__(
            "ProvisionedConcurrencyConfigNotFoundException",
            "No Provisioned Concurrency Config found for this function",
        )


@dataclass(frozen=True)
class Provisioned:
    function_arn: str
    requested: int
    since: datetime

    def describe(self, now: datetime) -> dict[str, Any]:
        ready = (now - self.since).total_seconds() >= ALLOCATION_SECONDS
        allocated = self.requested if ready else 0
        return {
            "RequestedProvisionedConcurrentExecutions": self.requested,
            "AvailableProvisionedConcurrentExecutions": allocated,
            "AllocatedProvisionedConcurrentExecutions": allocated,
            "Status": "READY" if ready else "IN_PROGRESS",
            "LastModified": aws_moment(self.since),
        }


class ProvisionedConcurrency:
    """By the ARN of the version or alias."""

    def __init__(self) -> None:
        self._held: dict[str, Provisioned] = {}

    def put(self, arn: str, requested: int, *, reserved: int | None, now: datetime) -> Provisioned:
        if arn.rsplit(":", 1)[-1] == "$LATEST":
            raise InvalidParameterValueException(
                "Provisioned Concurrency Configs cannot be applied to unpublished function versions."
            )
        if requested < 1:
            raise InvalidParameterValueException("ProvisionedConcurrentExecutions must be at least 1")
        if reserved is not None and requested > reserved:
            raise InvalidParameterValueException(
                "Specified ProvisionedConcurrentExecutions for function exceeds its reserved concurrency"
            )
        others = sum(one.requested for one in self._held.values() if one.function_arn != arn)
        if others + requested > ACCOUNT_LIMIT - LEAST_UNRESERVED:
            raise InvalidParameterValueException(
                "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below "
                f"its minimum value of [{LEAST_UNRESERVED}]."
            )
        self._held[arn] = Provisioned(arn, requested, now)
        return self._held[arn]

    def get(self, arn: str) -> Provisioned:
        if arn not in self._held:
            raise ProvisionedConcurrencyConfigNotFound
        return self._held[arn]

    def delete(self, arn: str) -> None:
        self._held.pop(arn, None)

    def of_function(self, arn: str) -> list[Provisioned]:
        return [one for one in self._held.values() if one.function_arn.startswith(f"{arn}:")]
