"""Puts the corrected backends in moto's place. Moto's state belongs to the process, so this is done once in it."""

from flask import Flask
from moto import backends
from moto.apigateway.models import apigateway_backends
from moto.awslambda.models import lambda_backends
from moto.awslambda_simple.models import lambda_simple_backends
from moto.cloudtrail.models import cloudtrail_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.core.config import default_user_config
from moto.logs.models import logs_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from .apigateway.backend import CachingApiGatewayBackend
from .awslambda.backend import RevisedLambdaBackend
from .clock import Clock
from .cloudtrail.backend import RecordingCloudTrailBackend
from .cloudwatch.backend import StoredCloudWatchBackend
from .logs.backend import FilteringLogsBackend


def install(clock: Clock) -> None:
    """Functions run without Docker; state machines really run their definitions."""
    StoredCloudWatchBackend.clock = clock
    RevisedLambdaBackend.clock = clock
    RecordingCloudTrailBackend.clock = clock
    default_user_config["lambda"] = {"use_docker": False}
    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    cloudwatch_backends.backend = StoredCloudWatchBackend
    lambda_backends.backend = RevisedLambdaBackend
    lambda_simple_backends.backend = RevisedLambdaBackend  # type: ignore[assignment]
    cloudtrail_backends.backend = RecordingCloudTrailBackend
    logs_backends.backend = FilteringLogsBackend
    apigateway_backends.backend = CachingApiGatewayBackend


def moto_application() -> DomainDispatcherApplication:
    return DomainDispatcherApplication(_service_application)


def _service_application(service: backends.SERVICE_NAMES) -> Flask:
    """Moto's application of one service; its failures become pages, which the layer in front translates."""
    application = create_backend_app(service)
    application.debug = False
    application.register_error_handler(NotImplementedError, _not_implemented)
    return application


def _not_implemented(problem: Exception) -> tuple[str, int]:
    return f"<!doctype html><p>{problem}</p>", 501
