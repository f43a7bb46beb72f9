"""One event of the history, from what the world tells or from a call that was made ("CloudTrail record contents")."""

import json
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from ..front.calls import Call

# Lambda's events carry the version of its API in their names.
_LAMBDA_NAMES = {
    "UpdateFunctionCode": "UpdateFunctionCode20150331v2",
    "UpdateFunctionConfiguration": "UpdateFunctionConfiguration20150331v2",
    "AddPermission": "AddPermission20150331v2",
    "RemovePermission": "RemovePermission20150331v2",
    "PutFunctionConcurrency": "PutFunctionConcurrency20171031",
    "DeleteFunctionConcurrency": "DeleteFunctionConcurrency20171031",
    "PutProvisionedConcurrencyConfig": "PutProvisionedConcurrencyConfig20190930",
    "DeleteProvisionedConcurrencyConfig": "DeleteProvisionedConcurrencyConfig20190930",
}
# Where the resource's name stands among an operation's parameters, and its type.
_RESOURCES: dict[str, tuple[tuple[str, str], ...]] = {
    "lambda": (("FunctionName", "AWS::Lambda::Function"),),
    "dynamodb": (("TableName", "AWS::DynamoDB::Table"), ("TargetTableName", "AWS::DynamoDB::Table")),
    "cloudformation": (("StackName", "AWS::CloudFormation::Stack"),),
    "stepfunctions": (("stateMachineArn", "AWS::StepFunctions::StateMachine"),),
    "apigateway": (("restapi_id", "AWS::ApiGateway::RestApi"),),
    "sqs": (("QueueUrl", "AWS::SQS::Queue"),),
    "sns": (("TopicArn", "AWS::SNS::Topic"),),
    "cloudwatch": (("AlarmName", "AWS::CloudWatch::Alarm"),),
    "secretsmanager": (("SecretId", "AWS::SecretsManager::Secret"),),
    "cognito-idp": (("UserPoolId", "AWS::Cognito::UserPool"),),
    "wafv2": (("Name", "AWS::WAFv2::IPSet"),),
    "logs": (("logGroupName", "AWS::Logs::LogGroup"),),
    "s3": (("Bucket", "AWS::S3::Bucket"),),
}
_SOURCES = {"cloudwatch": "monitoring", "stepfunctions": "states"}
_GLOBAL = ("iam", "sts", "cloudfront")


@dataclass(frozen=True)
class Resource:
    type: str
    name: str


@dataclass(frozen=True)
class TrailEvent:
    """`at` is seconds since the epoch; `source` is like lambda.amazonaws.com."""

    at: float
    name: str
    source: str
    username: str
    region: str
    resources: tuple[Resource, ...] = ()
    read_only: bool = False
    access_key: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    event_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def moved(self, seconds: float) -> "TrailEvent":
        return replace(self, at=self.at + seconds)

    def describe(self) -> dict[str, Any]:
        return {
            "EventId": self.event_id,
            "EventName": self.name,
            "ReadOnly": "true" if self.read_only else "false",
            "AccessKeyId": self.access_key,
            "EventTime": self.at,
            "EventSource": self.source,
            "Username": self.username,
            "Resources": [{"ResourceType": one.type, "ResourceName": one.name} for one in self.resources],
            "CloudTrailEvent": json.dumps(self._record()),
        }

    def _record(self) -> dict[str, Any]:
        return {
            "eventVersion": "1.11",
            "userIdentity": {"type": "AssumedRole", "principalId": f"AROAEXAMPLE:{self.username}"},
            "eventTime": f"{datetime.fromtimestamp(self.at, UTC):%Y-%m-%dT%H:%M:%SZ}",
            "eventSource": self.source,
            "eventName": self.name,
            "awsRegion": self.region,
            "requestParameters": self.parameters,
            "eventID": self.event_id,
            "readOnly": self.read_only,
            "eventType": "AwsApiCall",
            "managementEvent": True,
        }


def of_call(call: Call) -> TrailEvent:
    """A call that AWS carried out, as CloudTrail records it."""
    name = call.operation
    if call.service == "lambda":
        name = _LAMBDA_NAMES.get(name, f"{name}20150331")
    parameters = call.params or {}
    resources = tuple(
        Resource(kind, str(parameters[member]))
        for member, kind in _RESOURCES.get(call.service, ())
        if parameters.get(member)
    )
    return TrailEvent(
        at=call.at,
        name=name,
        source=f"{_SOURCES.get(call.service, call.service)}.amazonaws.com",
        username=call.user or call.access_key,
        region="us-east-1" if call.service in _GLOBAL else call.region,
        resources=resources,
        access_key=call.access_key,
        parameters={member: value for member, value in parameters.items() if member not in _SECRET},
    )


_SECRET = ("SecretString", "SecretBinary", "Environment", "ZipFile", "Password", "Message", "MessageBody")
DATA_EVENTS = frozenset(
    {
        "Invoke", "PutObject", "DeleteObject", "UploadPart", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem",
        "TransactWriteItems", "SendMessage", "SendMessageBatch", "ReceiveMessage", "DeleteMessage",
        "DeleteMessageBatch", "ChangeMessageVisibility", "Publish", "PutMetricData", "PutLogEvents", "PutTraceSegments",
    }
)
"""Operations that act on data: CloudTrail's event history leaves them out ("Logging data events")."""
