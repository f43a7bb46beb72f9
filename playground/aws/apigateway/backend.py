"""Moto's API Gateway, answering at our paths."""

from typing import Any

from moto.apigateway.models import APIGatewayBackend

from . import urls


class CachingApiGatewayBackend(APIGatewayBackend):
    @property
    def _url_module(self) -> Any:
        return urls
