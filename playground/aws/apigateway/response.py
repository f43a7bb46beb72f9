"""FlushStageCache, FlushStageAuthorizersCache, TestInvokeMethod."""

import json
import re
from typing import Any

from moto.apigateway.responses import APIGatewayResponse
from moto.awslambda.utils import get_backend
from moto.core.common_types import TYPE_RESPONSE

_INTEGRATED = re.compile(r"functions/(arn:aws:lambda:[^/]+)/invocations")


class CachingApiGatewayResponse(APIGatewayResponse):
    def flush_stage_cache(self) -> TYPE_RESPONSE:
        self.backend.get_stage(self._path_part(2), self._path_part(4))
        return 202, {"status": "202"}, ""

    def flush_stage_authorizers_cache(self) -> TYPE_RESPONSE:
        return self.flush_stage_cache()

    def test_invoke_method(self) -> str:
        """Runs the integration's function, past stages and authorizers."""
        api, resource, method = self._path_part(2), self._path_part(4), self._path_part(6)
        integration = self.backend.get_integration(api, resource, method)
        named = _INTEGRATED.search(integration.uri or "")
        if named is None:
            return json.dumps({"status": 200, "body": "{}", "headers": {}, "log": "mock integration", "latency": 2})
        headers: dict[str, Any] = {}
        payload = get_backend(self.current_account, self.region).invoke(named[1], None, "{}", {}, headers)
        failed = "X-Amz-Function-Error" in headers
        answer = json.loads(payload or "{}")
        body = '{"message": "Internal server error"}' if failed else answer.get("body", "{}")
        log = f"Executed version {headers['X-Amz-Executed-Version']}"
        return json.dumps({"status": 502 if failed else 200, "body": body, "headers": {}, "log": log, "latency": 40})

    def _path_part(self, number: int) -> str:
        return str(self.path).split("/")[number]
