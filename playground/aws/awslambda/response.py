"""Lambda's operations that moto lacks, or reads too little of."""

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from moto.awslambda.responses import LambdaResponse
from moto.awslambda.utils import get_backend
from moto.core.common_types import TYPE_RESPONSE

from .concurrency import ACCOUNT_LIMIT

if TYPE_CHECKING:
    from .backend import RevisedLambdaBackend

_INVOKED = {"Event": 202, "DryRun": 204}
_TOTAL_CODE_BYTES = 80_530_636_800
_UNZIPPED_CODE_BYTES = 262_144_000
_ZIPPED_CODE_BYTES = 52_428_800


class RevisedLambdaResponse(LambdaResponse):
    @property
    def _revised(self) -> "RevisedLambdaBackend":
        backend: Any = get_backend(self.current_account, self.region)
        return backend  # type: ignore[no-any-return]

    def invoke(self) -> tuple[int, dict[str, str], str | bytes]:
        kind = self.headers.get("X-Amz-Invocation-Type", "RequestResponse")
        qualifier = self.querystring.get("Qualifier", [None])[0]
        headers: dict[str, str] = {"content-type": "application/json"}
        payload = self._revised.invoke(self._function(), qualifier, self.body, self.headers, headers)
        if self.headers.get("X-Amz-Log-Type") != "Tail":
            headers.pop("x-amz-log-result", None)
        status = _INVOKED.get(kind, 200)
        headers["status"] = str(status)
        return status, headers, payload if status == HTTPStatus.OK and payload is not None else ""

    def update_alias(self) -> TYPE_RESPONSE:
        given = json.loads(self.body or "{}")
        alias = self._revised.update_alias(
            name=unquote(self.path.rsplit("/", 1)[-1]),
            function_name=self._function(),
            function_version=given.get("FunctionVersion"),
            description=given.get("Description"),
            routing_config=given.get("RoutingConfig"),
            revision_id=given.get("RevisionId"),
        )
        return 200, {}, _alias(alias.to_json())

    def get_alias(self) -> TYPE_RESPONSE:
        alias = self._revised.get_alias(unquote(self.path.rsplit("/", 1)[-1]), self._function())
        return 200, {}, _alias(alias.to_json())

    def delete_alias(self) -> TYPE_RESPONSE:
        self._revised.delete_alias(unquote(self.path.rsplit("/", 1)[-1]), self._function())
        return 204, {"status": "204"}, ""

    def list_aliases(self) -> TYPE_RESPONSE:
        wanted = self._get_param("FunctionVersion")
        aliases = [alias.to_json() for alias in self._revised.list_aliases(self._function())]
        held = [alias for alias in aliases if wanted in (None, alias["FunctionVersion"])]
        return 200, {}, json.dumps({"Aliases": held})

    def publish_version(self) -> TYPE_RESPONSE:
        given = json.loads(self.body or "{}")
        version = self._revised.publish_version(
            self._function(),
            given.get("Description") or "",
            revision_id=given.get("RevisionId"),
            code_sha=given.get("CodeSha256"),
        )
        described = version.get_configuration() if version else {}
        return 201, {"status": "201"}, json.dumps(described)

    def list_versions_by_function(self) -> str:
        function = self._function()
        self._revised.get_function(function)
        versions = self._revised.list_versions_by_function(function)
        return json.dumps({"Versions": [version.get_configuration() for version in versions]})

    def remove_permission(self) -> TYPE_RESPONSE:
        statement = unquote(self.path.rsplit("/", 1)[-1])
        revision = self.querystring.get("RevisionId", [""])[0]
        qualifier = self.querystring.get("Qualifier", [None])[0]
        self._revised.remove_permission(self._function(), statement, revision, qualifier)
        return 204, {"status": "204"}, ""

    def put_provisioned_concurrency_config(self) -> TYPE_RESPONSE:
        backend = self._revised
        latest = backend.get_function(self._function())
        reserved = latest.reserved_concurrency
        held = backend.provisioned.put(
            self._qualified_arn(),
            int(json.loads(self.body)["ProvisionedConcurrentExecutions"]),
            reserved=None if reserved is None else int(reserved),
            now=backend.clock.moment(),
        )
        return 202, {"status": "202"}, json.dumps(held.describe(backend.clock.moment()))

    def get_provisioned_concurrency_config(self) -> str:
        backend = self._revised
        return json.dumps(backend.provisioned.get(self._qualified_arn()).describe(backend.clock.moment()))

    def delete_provisioned_concurrency_config(self) -> TYPE_RESPONSE:
        self._revised.provisioned.delete(self._qualified_arn())
        return 204, {"status": "204"}, ""

    def list_provisioned_concurrency_configs(self) -> str:
        backend = self._revised
        function = backend.get_function(self._function())
        now = backend.clock.moment()
        held = [
            {"FunctionArn": one.function_arn, **one.describe(now)}
            for one in backend.provisioned.of_function(function.function_arn)
        ]
        return json.dumps({"ProvisionedConcurrencyConfigs": held})

    def get_account_settings(self) -> str:
        functions = list(self._revised.list_functions())
        reserved = sum(int(function.reserved_concurrency or 0) for function in functions)
        limits = {
            "TotalCodeSize": _TOTAL_CODE_BYTES,
            "CodeSizeUnzipped": _UNZIPPED_CODE_BYTES,
            "CodeSizeZipped": _ZIPPED_CODE_BYTES,
            "ConcurrentExecutions": ACCOUNT_LIMIT,
            "UnreservedConcurrentExecutions": ACCOUNT_LIMIT - reserved,
        }
        used = sum(function.code_size for function in self._revised.list_functions("ALL"))
        return json.dumps(
            {"AccountLimit": limits, "AccountUsage": {"TotalCodeSize": used, "FunctionCount": len(functions)}}
        )

    def _function(self) -> str:
        return unquote(self.path.split("/functions/", 1)[1].split("/")[0])

    def _qualified_arn(self) -> str:
        """Of the version or alias that the Qualifier names, which must exist."""
        qualifier = self.querystring["Qualifier"][0]
        backend = self._revised
        backend.get_function(self._function(), qualifier)
        return f"{backend.get_function(self._function()).function_arn}:{qualifier}"


def _alias(described: dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in described.items() if value is not None})
