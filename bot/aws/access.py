"""The reviewed exceptions to "an operation's IAM action has its name, and IAM's access level says what it does".

Sources: Service Authorization Reference, "Actions, resources, and condition keys for …" of each service.
"""

from __future__ import annotations

# Services whose IAM prefix is not the name under which botocore signs.
PREFIXES = {
    "monitoring": "cloudwatch",
    "email": "ses",
    "tagging": "tag",
    "cloudcontrolapi": "cloudformation",
    "iotdata": "iot",
}

_PARTIQL = ("dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert", "dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate")

# Operations whose IAM action has another name: (botocore service, API operation) -> IAM actions.
ACTIONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("lambda", "Invoke"): ("lambda:InvokeFunction",),
    ("s3", "ListObjectsV2"): ("s3:ListBucket",),
    ("s3", "ListObjects"): ("s3:ListBucket",),
    ("s3", "HeadObject"): ("s3:GetObject",),
    ("s3", "HeadBucket"): ("s3:ListBucket",),
    ("s3", "ListBuckets"): ("s3:ListAllMyBuckets",),
    ("s3", "CopyObject"): ("s3:GetObject", "s3:PutObject"),
    ("s3", "DeleteObjects"): ("s3:DeleteObject",),
    ("s3", "ListObjectVersions"): ("s3:ListBucketVersions",),
    ("s3", "GetBucketLifecycleConfiguration"): ("s3:GetLifecycleConfiguration",),
    ("s3", "PutBucketLifecycleConfiguration"): ("s3:PutLifecycleConfiguration",),
    ("s3", "GetBucketEncryption"): ("s3:GetEncryptionConfiguration",),
    ("s3", "GetBucketNotificationConfiguration"): ("s3:GetBucketNotification",),
    ("s3", "GetPublicAccessBlock"): ("s3:GetBucketPublicAccessBlock",),
    ("s3", "GetBucketReplication"): ("s3:GetReplicationConfiguration",),
    ("lambda", "InvokeWithResponseStream"): ("lambda:InvokeFunction",),
    ("lambda", "GetLayerVersionByArn"): ("lambda:GetLayerVersion",),
    ("sqs", "SendMessageBatch"): ("sqs:SendMessage",),
    ("sqs", "DeleteMessageBatch"): ("sqs:DeleteMessage",),
    ("sqs", "ChangeMessageVisibilityBatch"): ("sqs:ChangeMessageVisibility",),
    ("sns", "PublishBatch"): ("sns:Publish",),
    ("dynamodb", "ExecuteStatement"): _PARTIQL,
    ("dynamodb", "BatchExecuteStatement"): _PARTIQL,
    ("dynamodb", "ExecuteTransaction"): _PARTIQL,
    ("dynamodb", "TransactGetItems"): ("dynamodb:GetItem",),
    ("dynamodb", "TransactWriteItems"): (
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
    ),
}

# API Gateway's IAM actions are HTTP verbs on resource paths; so are those of its second version.
VERB_SERVICES = {"apigateway", "apigatewayv2"}

# What IAM files under Read or List, and that changes something, costs money, or hands out what is secret.
NOT_HARMLESS = {
    "sqs:ReceiveMessage": "hides messages from others and counts towards the dead letter queue",
    "secretsmanager:GetSecretValue": "hands out a secret",
    "cloudformation:DetectStackDrift": "starts a detection",
    "cloudformation:DetectStackResourceDrift": "starts a detection",
    "cloudformation:EstimateTemplateCost": "sends a template out",
    "logs:StartQuery": "starts a query that costs money",
    "logs:StopQuery": "stops a query",
    "logs:StartLiveTail": "streams without an end",
    "sts:AssumeRole": "hands out credentials",
    "sts:GetSessionToken": "hands out credentials",
    "ecr:GetAuthorizationToken": "hands out credentials",
    "cloudformation:DetectStackSetDrift": "starts a detection",
    "xray:StartTraceRetrieval": "starts a retrieval that costs money",
    "xray:CancelTraceRetrieval": "stops a retrieval",
    "ssm:StartExecutionPreview": "starts a preview",
    "iam:GenerateCredentialReport": "starts a report",
    "iam:GenerateOrganizationsAccessReport": "starts a report",
    "iam:GenerateServiceLastAccessedDetails": "starts a report",
    "ssm:GetParameter": "may hand out a secret",
    "ssm:GetParameters": "may hand out secrets",
    "ssm:GetParametersByPath": "may hand out secrets",
    "athena:StartQueryExecution": "starts a query that costs money",
}
