"""What invoking a function gives: the answer of the version that served it, as its code behaves."""

import base64
import json
import random
from typing import Any

from moto.awslambda.models import LambdaFunction

from ..world.behaviours import Behaviour
from ..world.log_lines import invocation_lines


def invoke(
    function: LambdaFunction, behaviour: Behaviour, body: str, response_headers: Any, dice: random.Random, now: float
) -> str:
    """The payload; an error of the function is a payload too, with the function error header."""
    failed = dice.random() < behaviour.error_rate
    lines = invocation_lines(function, behaviour, failed=failed, dice=dice, at=now)
    response_headers["X-Amz-Executed-Version"] = str(function.version)
    response_headers["x-amz-log-result"] = base64.b64encode("\n".join(lines).encode()).decode()
    if failed:
        response_headers["X-Amz-Function-Error"] = "Unhandled"
        error = {"errorMessage": behaviour.error_message, "errorType": behaviour.error_type, "stackTrace": []}
        return json.dumps(error)
    received = json.loads(body) if body else {}
    return json.dumps({"statusCode": 200, "body": json.dumps({"ok": True, "received": received})})
