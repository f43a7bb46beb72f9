"""Names a request as botocore would: its service, its operation, its parameters."""

import functools
import io
import json
import re
import threading
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

import botocore.session
from botocore.model import OperationNotFoundError
from moto.core.model import ServiceModel
from moto.core.request import Request
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model
from werkzeug.exceptions import NotFound

_SCOPE = re.compile(r"Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
_MOST_PARAMETER_BYTES = 64_000
_KEPT_CALLS = 20_000
# Services whose name in a signature differs from botocore's, where several clients share one.
_PREFERRED = {
    "apigateway": "apigateway",
    "monitoring": "cloudwatch",
    "states": "stepfunctions",
    "execute-api": "apigatewaymanagementapi",
    "lambda": "lambda",
    "s3": "s3",
    "dynamodb": "dynamodb",
}


@dataclass
class Call:
    """`at` is seconds since the epoch; `status` is None until the answer is known."""

    at: float
    service: str
    operation: str
    region: str
    access_key: str
    protocol: str
    params: dict[str, Any] | None = None
    user: str | None = None
    status: int | None = None


class CallLog:
    """Every call, oldest first, the last 20,000 of them."""

    def __init__(self) -> None:
        self._calls: list[Call] = []
        self._lock = threading.Lock()

    def add(self, call: Call) -> None:
        with self._lock:
            self._calls.append(call)
            if len(self._calls) > _KEPT_CALLS:
                del self._calls[: _KEPT_CALLS // 10]

    def described(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(call) for call in self._calls]

    def clear(self) -> None:
        with self._lock:
            self._calls.clear()


@dataclass(frozen=True)
class Operation:
    name: str
    uri: dict[str, Any] = field(default_factory=dict)


def name_call(environ: dict[str, Any], at: float) -> Call:
    """Reads the signature's scope, the target header, the Action parameter or the path."""
    scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    service = _service(scope["service"]) if scope else "s3"
    if scope and service == "apigateway" and environ["PATH_INFO"].startswith("/v2/"):
        service = "apigatewayv2"
    model = _model(service)
    body = environ["wsgi.input"].getvalue()
    operation = _operation(environ, service, body)
    call = Call(
        at=at,
        service=service,
        operation=operation.name,
        region=scope["region"] if scope else "us-east-1",
        access_key=scope["key"] if scope else "",
        protocol=model.protocol if model else "json",
    )
    call.params = _parameters(environ, call.protocol, body, operation.uri)
    return call


def _operation(environ: dict[str, Any], service: str, body: bytes) -> Operation:
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return Operation(target.rsplit(".", 1)[-1])
    if environ["CONTENT_TYPE"].startswith("application/x-www-form-urlencoded") and b"Action=" in body:
        return Operation(parse_qs(body.decode())["Action"][0])
    request = Request({**environ, "wsgi.input": io.BytesIO(body)})
    try:
        found, uri = get_service_router(service).match(request)
    except (NotFound, NotImplementedError):
        return Operation("")
    return Operation(found.name, {name: unquote(value) for name, value in uri.items()})


def _parameters(
    environ: dict[str, Any], protocol: str, body: bytes, uri: dict[str, Any]
) -> dict[str, Any] | None:
    """As sent: JSON members, form fields (dotted, unfolded), path and query values; None when large."""
    if len(body) > _MOST_PARAMETER_BYTES:
        return None
    found = dict(uri)
    if protocol in ("rest-json", "rest-xml"):
        found |= {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
    if protocol == "query":
        found |= {name: values[0] for name, values in parse_qs(body.decode()).items()}
        found.pop("Action", None)
        found.pop("Version", None)
    elif body[:1] == b"{":
        try:
            found |= json.loads(body)
        except ValueError:
            return found
    return found


@functools.cache
def _services_by_signing_name() -> dict[str, str]:
    session = botocore.session.get_session()
    names: dict[str, str] = {}
    for name in session.get_available_services():
        names.setdefault(name, name)
    return names


@functools.cache
def _service(signing_name: str) -> str:
    if signing_name in _PREFERRED:
        return _PREFERRED[signing_name]
    return _services_by_signing_name().get(signing_name, signing_name)


@functools.cache
def _model(service: str) -> ServiceModel | None:
    if service not in _services_by_signing_name():
        return None
    return get_service_model(service)


def is_mutating(service: str, operation: str) -> bool:
    """By the verb of its name, as CloudTrail's readOnly has it for what the five systems use."""
    verbs = ("Get", "List", "Describe", "Lookup", "Filter", "Query", "Scan", "BatchGet", "Head", "Search", "Select",
             "Test", "Assume", "Validate", "Check", "Poll", "Detect", "Estimate", "Simulate", "Preview")
    model = _model(service)
    if model is None or not operation:
        return False
    try:
        model.operation_model(operation)
    except OperationNotFoundError:
        return False
    return not operation.startswith(verbs)
