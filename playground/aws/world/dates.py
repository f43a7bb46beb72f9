"""When things were made: moto knows only this moment, and a bot that looks for changes would believe it."""

from datetime import datetime, timedelta

from moto.apigatewayv2.models import apigatewayv2_backends
from moto.cloudformation.models import cloudformation_backends

_DEPLOYED = timedelta(days=40)


def put_back(now: datetime) -> None:
    """Let stacks and stages have been deployed forty days before ``now``."""
    then = (now - _DEPLOYED).replace(tzinfo=None)
    for regions in list(cloudformation_backends.values()):
        for backend in list(regions.values()):
            for stack in backend.stacks.values():
                stack.creation_time = then
    for http_regions in list(apigatewayv2_backends.values()):
        for http in list(http_regions.values()):
            for api in http.apis.values():
                api.created_date = then
                for stage in api.stages.values():
                    stage.created = stage.updated = then
