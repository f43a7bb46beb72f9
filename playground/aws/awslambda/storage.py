"""Functions, versions and aliases of one region."""

import copy
import uuid
from typing import Any

from moto.awslambda.exceptions import InvalidParameterValueException
from moto.awslambda.models import LambdaAlias, LambdaFunction, LambdaStorage

from . import revision
from .alias_rules import check_routing, weights
from .function import RevisedFunction


class VersionedStorage(LambdaStorage):
    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self._last_number: dict[str, int] = {}

    def publish_version(
        self, name_or_arn: str, description: str = "", revision_id: str | None = None, code_sha: str | None = None
    ) -> LambdaFunction | None:
        """A new version when anything changed since the last one, else the last one."""
        latest = self.get_function_by_name_or_arn_forbid_qualifier(name_or_arn)
        if not isinstance(latest, RevisedFunction):
            return None
        revision.check(revision_id, latest.revision_id)
        if code_sha is not None and code_sha != latest.code_sha_256:
            raise InvalidParameterValueException(
                f"CodeSHA256 ({code_sha}) is different from current CodeSHA256 in $LATEST ({latest.code_sha_256}). "
                "Please try again with the CodeSHA256 in $LATEST."
            )
        versions = self._functions[latest.function_name]["versions"]
        if versions and latest.makes_same_version_as(versions[-1]):
            published: LambdaFunction = versions[-1]
            return published
        return self._publish(latest, description)

    def number_versions_from(self, function_name: str, last: int) -> None:
        """The next version published will be last + 1: how a function looks whose older versions were deleted."""
        self._last_number[function_name] = last

    def every_version(self) -> list[LambdaFunction]:
        """$LATEST and the published versions of every function, themselves and no copies."""
        groups = list(self._functions.values())
        return [function for group in groups for function in [group["latest"], *group["versions"]]]

    def _publish(self, latest: RevisedFunction, description: str) -> LambdaFunction:
        number = self._last_number.get(latest.function_name, 0) + 1
        self._last_number[latest.function_name] = number
        version = copy.copy(latest)
        version.code = dict(latest.code)
        version.environment_vars = dict(latest.environment_vars)
        version.set_version(number)
        version.description = description or latest.description
        self._functions[latest.function_name]["versions"].append(version)
        self._arns[version.function_arn] = version
        return version

    def put_alias(
        self, name: str, function_name: str, function_version: str, description: str, routing_config: Any
    ) -> LambdaAlias:
        self._check_target(function_name, function_version, routing_config)
        return super().put_alias(name, function_name, function_version, description, routing_config)

    def update_alias(
        self,
        name: str,
        function_name: str,
        function_version: str | None,
        description: str | None,
        routing_config: Any,
        revision_id: str | None = None,
    ) -> LambdaAlias:
        alias = self.get_alias(name, function_name)
        revision.check(revision_id, alias.revision_id)
        version = function_version or alias.function_version
        routing: Any = alias.routing_config if routing_config is None else routing_config
        self._check_target(function_name, version, routing)
        alias.update(description, function_version, routing_config)
        alias.revision_id = str(uuid.uuid4())
        return alias

    def del_function(self, name_or_arn: str, qualifier: str | None = None) -> None:
        function = self.get_function_by_name_or_arn_with_qualifier(name_or_arn, qualifier)
        name = function.function_name
        if function.version != "$LATEST":
            held = [alias.name for alias in self.list_aliases(name) if _points_to(alias, str(function.version))]
            if held:
                raise InvalidParameterValueException(
                    f"Cannot delete version {function.version}: it is in use by the aliases {held}"
                )
        aliases = dict(self._get_function_aliases(name))
        base = self.split_function_arn(function.function_arn)[0]
        super().del_function(name_or_arn, qualifier)
        if function.version != "$LATEST":
            self._aliases[base] = aliases

    def _check_target(self, function_name: str, version: str, routing: Any) -> None:
        check_routing(version, routing)
        for wanted in [version, *weights(routing)]:
            self.get_function_by_name_or_arn_with_qualifier(function_name, wanted)


def _points_to(alias: LambdaAlias, version: str) -> bool:
    routing: Any = alias.routing_config
    return alias.function_version == version or version in weights(routing)
