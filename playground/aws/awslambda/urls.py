"""Where the corrected Lambda answers; moto reads these two names."""

from moto.awslambda.urls import url_bases as moto_bases
from moto.awslambda.urls import url_paths as moto_paths

from .response import RevisedLambdaResponse

_ANSWER = RevisedLambdaResponse.dispatch

url_bases = moto_bases
url_paths = dict.fromkeys(moto_paths, _ANSWER) | {
    r"{0}/(?P<api_version>[^/]+)/functions/(?P<function_name>[\w_:%-]+)/provisioned-concurrency$": _ANSWER,
    r"{0}/(?P<api_version>[^/]+)/account-settings/?$": _ANSWER,
}
