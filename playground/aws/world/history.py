"""What CloudTrail remembers: the release of 25 minutes ago, and older changes of other systems."""

from moto.cloudtrail.models import cloudtrail_backends

from ..awslambda.function import RevisedFunction
from ..cloudtrail.backend import RecordingCloudTrailBackend
from ..cloudtrail.event import Resource, TrailEvent
from .clients import ACCOUNT
from .loads import FunctionLoad, World
from .releases import backend_of

_DAY = 86400.0
_RELEASE = (
    ("UpdateFunctionCode20150331v2", -64.0),
    ("PublishVersion20150331", -41.0),
    ("UpdateAlias20150331", 0.0),
)


def trail(region: str) -> RecordingCloudTrailBackend:
    backend = cloudtrail_backends[ACCOUNT][region]
    if not isinstance(backend, RecordingCloudTrailBackend):
        raise TypeError("the corrections are not installed")
    return backend


def record(world: World, now: float) -> None:
    """`now` is seconds since the epoch. Every alias of prod was last moved when its version was published."""
    for load in world.functions:
        served = backend_of(load.region).get_function(load.name, load.alias)
        if load.environment == "prod" and isinstance(served, RevisedFunction):
            _release(load, served.modified.timestamp(), str(served.version))
    _others(now)


def _release(load: FunctionLoad, at: float, version: str) -> None:
    for name, offset in _RELEASE:
        parameters = {"functionName": load.name}
        if name.startswith("UpdateAlias"):
            parameters |= {"name": load.alias, "functionVersion": version}
        trail(load.region).history.add(
            TrailEvent(
                at=at + offset,
                name=name,
                source="lambda.amazonaws.com",
                username="ci",
                region=load.region,
                resources=(Resource("AWS::Lambda::Function", load.name),),
                access_key="ASIAEXAMPLECI",
                parameters=parameters,
            )
        )


def _others(now: float) -> None:
    olds = (
        (9 * 3600.0, "UpdateTable", "dynamodb", "AWS::DynamoDB::Table", "CuratedEvents", "dana", "us-east-1"),
        (1.3 * _DAY, "PutSecretValue", "secretsmanager", "AWS::SecretsManager::Secret", "reviews-app/api-key",
         "rotation", "us-east-1"),
        (2.1 * _DAY, "UpdateStage", "apigateway", "AWS::ApiGateway::RestApi", "todo-api", "eli", "us-west-2"),
        (4.0 * _DAY, "UpdateStack", "cloudformation", "AWS::CloudFormation::Stack", "serverless-data-pipeline-prod",
         "ci", "us-east-1"),
    )
    for ago, name, service, kind, resource, user, region in olds:
        trail(region).history.add(
            TrailEvent(
                at=now - ago,
                name=name,
                source=f"{service}.amazonaws.com",
                username=user,
                region=region,
                resources=(Resource(kind, resource),),
                access_key="ASIAEXAMPLE",
            )
        )
