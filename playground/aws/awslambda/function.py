"""A function, or one published version of it."""

import uuid
from datetime import datetime
from typing import Any

from moto.awslambda.exceptions import ValidationException
from moto.awslambda.models import LambdaFunction

from ..clock import Clock

_LIMITS = {"MemorySize": ("memorySize", 128, 10_240), "Timeout": ("timeout", 1, 900)}


def check_limits(spec: dict[str, Any]) -> None:
    """Memory in MiB, timeout in seconds ("Lambda quotas")."""
    for member, (name, least, most) in _LIMITS.items():
        value = spec.get(member)
        if value is None:
            continue
        if int(value) > most:
            raise ValidationException(str(value), name, f"Member must have value less than or equal to {most}")
        if int(value) < least:
            raise ValidationException(str(value), name, f"Member must have value greater than or equal to {least}")


def aws_moment(moment: datetime) -> str:
    """As Lambda writes LastModified: 2026-11-21T01:05:00.000+0000."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"


class RevisedFunction(LambdaFunction):
    clock: Clock

    def __init__(self, account_id: str, spec: dict[str, Any], region: str, clock: Clock) -> None:
        check_limits(spec)
        self.clock = clock
        super().__init__(account_id=account_id, spec=spec, region=region, version="$LATEST")
        self.revise()

    def revise(self) -> None:
        self.revision_id = str(uuid.uuid4())
        self.modified = self.clock.moment()
        self.last_modified = aws_moment(self.modified)

    def set_version(self, version: int) -> None:
        super().set_version(version)
        self.revise()

    def get_configuration(self, on_create: bool = False) -> dict[str, Any]:
        configuration = super().get_configuration(on_create)
        configuration["RevisionId"] = self.revision_id
        return {name: value for name, value in configuration.items() if value is not None}

    def get_code(self) -> dict[str, Any]:
        described = super().get_code()
        if self.reserved_concurrency is not None and self.version == "$LATEST":
            described["Concurrency"] = {"ReservedConcurrentExecutions": int(self.reserved_concurrency)}
        return described

    def update_configuration(self, config_updates: dict[str, Any]) -> dict[str, Any]:
        check_limits(config_updates)
        super().update_configuration(config_updates)
        if "TracingConfig" in config_updates:
            self.tracing_config = config_updates["TracingConfig"]
        if "EphemeralStorage" in config_updates:
            self.ephemeral_storage = config_updates["EphemeralStorage"]["Size"]
        self.revise()
        return self.get_configuration()

    def update_function_code(self, updated_spec: dict[str, Any]) -> dict[str, Any]:
        super().update_function_code(updated_spec)
        if not updated_spec.get("DryRun"):
            self.revise()
        return self.get_configuration()

    def makes_same_version_as(self, other: LambdaFunction) -> bool:
        """Lambda publishes no new version while code and configuration are as last published ("PublishVersion")."""
        return _published_parts(self) == _published_parts(other)


def _published_parts(function: LambdaFunction) -> tuple[object, ...]:
    return (
        function.code_sha_256,
        function.handler,
        function.memory_size,
        function.timeout,
        function.role,
        function.run_time,
        dict(function.environment_vars),
        function.layers,
        function.tracing_config,
        function.ephemeral_storage,
        function.vpc_config,
    )
