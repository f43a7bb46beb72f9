"""Where the corrected API Gateway answers; moto reads these two names."""

from moto.apigateway.urls import url_bases as url_bases
from moto.apigateway.urls import url_paths as moto_paths

from .response import CachingApiGatewayResponse

_ANSWER = CachingApiGatewayResponse.dispatch

url_paths = dict.fromkeys(moto_paths, _ANSWER) | {
    r"{0}/restapis/(?P<function_id>[^/]+)/stages/(?P<stage_name>[^/]+)/cache/data$": _ANSWER,
    r"{0}/restapis/(?P<function_id>[^/]+)/stages/(?P<stage_name>[^/]+)/cache/authorizers$": _ANSWER,
}
