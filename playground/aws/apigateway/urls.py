"""Where the corrected API Gateway answers; moto reads these two names."""

from moto.apigateway.responses import APIGatewayResponse
from moto.apigateway.urls import url_bases as moto_bases
from moto.apigateway.urls import url_paths as moto_paths

from .response import CachingApiGatewayResponse

_ANSWER = CachingApiGatewayResponse.dispatch

url_bases = moto_bases
# Moto serves the HTTP APIs (version 2) from the same table: those stay.
url_paths = {
    path: _ANSWER if getattr(handler, "__self__", None) is APIGatewayResponse else handler
    for path, handler in moto_paths.items()
} | {
    r"{0}/restapis/(?P<function_id>[^/]+)/stages/(?P<stage_name>[^/]+)/cache/data$": _ANSWER,
    r"{0}/restapis/(?P<function_id>[^/]+)/stages/(?P<stage_name>[^/]+)/cache/authorizers$": _ANSWER,
}
