"""Moto's Lambda backend with AWS's rules."""

import random
import re
from collections.abc import Iterable
from typing import Any

from moto.awslambda.exceptions import InvalidParameterValueException
from moto.awslambda.models import EventSourceMapping, LambdaAlias, LambdaBackend, LambdaFunction
from moto.awslambda.policy import Policy

from ..clock import Clock
from ..world.behaviours import CodeBehaviours
from . import revision, urls
from .alias_rules import weights
from .concurrency import ACCOUNT_LIMIT, LEAST_UNRESERVED, ProvisionedConcurrency
from .function import RevisedFunction, check_limits
from .invocation import invoke
from .storage import VersionedStorage

_NAME = re.compile(r"(?:arn:aws:lambda:[\w-]+:\d+:function:|\d+:function:)?([\w-]+)(?::([\w$-]+))?")


class RevisedLambdaBackend(LambdaBackend):
    """`clock` and `behaviours` are set by whoever installs the corrections: moto instantiates the class."""

    clock = Clock()
    behaviours = CodeBehaviours()

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self._lambdas: VersionedStorage = VersionedStorage(region_name, account_id)
        self.provisioned = ProvisionedConcurrency()
        self._policies: dict[tuple[str, str | None], Policy] = {}
        self._dice = random.Random(region_name)  # noqa: S311 - a simulation, not a secret

    @property
    def _url_module(self) -> Any:
        return urls

    @property
    def storage(self) -> VersionedStorage:
        return self._lambdas

    def create_function(self, spec: dict[str, Any]) -> LambdaFunction:
        if not spec.get("FunctionName"):
            raise InvalidParameterValueException("Missing FunctionName")
        function = RevisedFunction(self.account_id, spec, self.region_name, self.clock)  # type: ignore[abstract]
        self._lambdas.put_function(function)
        if spec.get("Publish"):
            return self.publish_version(function.function_name) or function
        return function

    def publish_version(
        self, function_name: str, description: str = "", revision_id: str | None = None, code_sha: str | None = None
    ) -> LambdaFunction | None:
        return self._lambdas.publish_version(function_name, description, revision_id, code_sha)

    def update_alias(
        self,
        name: str,
        function_name: str,
        function_version: str | None,
        description: str | None,
        routing_config: Any,
        revision_id: str | None = None,
    ) -> LambdaAlias:
        return self._lambdas.update_alias(
            name, function_name, function_version, description, routing_config, revision_id
        )

    def update_function_code(self, function_name: str, _: str, body: dict[str, Any]) -> dict[str, Any]:
        function = self._latest(function_name, body)
        before = (function.code_sha_256, function.revision_id)
        described = function.update_function_code(body)
        if body.get("DryRun"):
            function.code_sha_256, function.revision_id = before
        elif body.get("Publish"):
            published = self.publish_version(function_name)
            return published.get_configuration() if published else described
        return described

    def update_function_configuration(self, function_name: str, _: str, body: dict[str, Any]
    ) -> dict[str, Any]:
        check_limits(body)
        return self._latest(function_name, body).update_configuration(body)

    def put_function_concurrency(self, function_name: str, reserved_concurrency: str) -> str:
        function = self._lambdas.get_function_by_name_or_arn_forbid_qualifier(function_name)
        others = sum(
            int(other.reserved_concurrency or 0)
            for other in self._lambdas.latest()
            if other.function_name != function.function_name
        )
        if ACCOUNT_LIMIT - others - int(reserved_concurrency) < LEAST_UNRESERVED:
            raise InvalidParameterValueException(
                "Specified ReservedConcurrentExecutions for function decreases account's "
                f"UnreservedConcurrentExecution below its minimum value of [{LEAST_UNRESERVED}]."
            )
        function.reserved_concurrency = reserved_concurrency
        return reserved_concurrency

    def add_permission(self, function_name: str, qualifier: str | None, raw: str) -> dict[str, Any]:
        function = self.get_function(function_name, qualifier)
        key = self._policy_key(function_name, qualifier)
        latest = self.get_function(function.function_name)
        policy = self._policies.setdefault(key, Policy(latest))  # type: ignore[no-untyped-call, unused-ignore]
        statement, _ = policy.add_statement(raw, key[1])
        added: dict[str, Any] = statement
        return added

    def get_policy(self, function_name: str, qualifier: str | None = None) -> str:
        function = self.get_function(function_name, qualifier)
        held = self._policies.get(self._policy_key(function_name, qualifier))
        return (held or Policy(function)).wire_format()

    def remove_permission(self, function_name: str, sid: str, revision: str = "", qualifier: str | None = None) -> None:
        function = self.get_function(function_name, qualifier)
        held = self._policies.get(self._policy_key(function_name, qualifier))
        (held or Policy(function)).del_statement(sid, revision)

    def create_event_source_mapping(self, spec: dict[str, Any]) -> EventSourceMapping:
        mapping = super().create_event_source_mapping(spec)
        name, qualifier = split_name(spec["FunctionName"])
        base = self.get_function(name).function_arn
        mapping.function_arn = f"{base}:{qualifier}" if qualifier else base
        return mapping

    def list_event_source_mappings(self, event_source_arn: str, function_name: str) -> Iterable[EventSourceMapping]:
        """Those of exactly the function, version or alias named."""
        wanted = split_name(function_name) if function_name else None
        return [
            mapping
            for mapping in self._event_source_mappings.values()
            if event_source_arn in (None, "", mapping.event_source_arn)
            and wanted in (None, split_name(mapping.function_arn))
        ]

    def send_sqs_batch(self, *_: Any) -> bool:
        """Queues are drained by the world's traffic, not by moto: the messages stay."""
        return False

    def invoke(
        self, function_name: str, qualifier: str | None, body: Any, headers: Any, response_headers: Any
    ) -> str | bytes | None:
        function = self._routed(function_name, qualifier)
        if headers.get("X-Amz-Invocation-Type") == "DryRun":
            return ""
        behaviour = self.behaviours.of(function.function_name, function.code_sha_256)
        now = self.clock.now()
        return invoke(function, behaviour, body, response_headers, self._dice, now).encode()

    def _routed(self, function_name: str, qualifier: str | None) -> LambdaFunction:
        name, named = split_name(function_name)
        asked = named or qualifier
        aliases = {alias.name: alias for alias in self._lambdas.list_aliases(name)}
        if asked in aliases:
            routing: Any = aliases[asked].routing_config
            for version, share in weights(routing).items():
                if self._dice.random() < share:
                    return self.get_function(name, version)
        return self.get_function(name, asked)

    def _latest(self, function_name: str, body: dict[str, Any]) -> RevisedFunction:
        function = self._lambdas.get_function_by_name_or_arn_forbid_qualifier(function_name)
        if not isinstance(function, RevisedFunction):
            raise TypeError(f"{function_name} was not created by this backend")
        revision.check(body.get("RevisionId"), function.revision_id)
        return function

    @staticmethod
    def _policy_key(function_name: str, qualifier: str | None) -> tuple[str, str | None]:
        name, named = split_name(function_name)
        return name, named or qualifier


def split_name(function: str) -> tuple[str, str | None]:
    """Of a name, a partial or a whole ARN: the function's name and the qualifier."""
    match = _NAME.fullmatch(function)
    return (match[1], match[2]) if match else (function, None)
