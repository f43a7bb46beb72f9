"""The reviewed exceptions to "an operation's IAM action has its name, and IAM's access level says what it does".

Sources: Service Authorization Reference, "Actions, resources, and condition keys for …" of each service.
"""

from __future__ import annotations

# Services whose IAM prefix is not the name under which botocore signs.
PREFIXES = {
    "monitoring": "cloudwatch",
    "email": "ses",
}

# Operations whose IAM action has another name: (botocore service, API operation) -> IAM actions.
ACTIONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("lambda", "Invoke"): ("lambda:InvokeFunction",),
    ("s3", "ListObjectsV2"): ("s3:ListBucket",),
    ("s3", "ListObjects"): ("s3:ListBucket",),
    ("s3", "HeadObject"): ("s3:GetObject",),
    ("s3", "HeadBucket"): ("s3:ListBucket",),
    ("s3", "ListBuckets"): ("s3:ListAllMyBuckets",),
    ("s3", "CopyObject"): ("s3:GetObject", "s3:PutObject"),
    ("dynamodb", "BatchExecuteStatement"): ("dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate"),
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
    "sts:AssumeRole": "hands out credentials",
    "ssm:GetParameter": "may hand out a secret",
    "ssm:GetParameters": "may hand out secrets",
    "ssm:GetParametersByPath": "may hand out secrets",
    "athena:StartQueryExecution": "starts a query that costs money",
}

# What IAM files under Write and that only reads.
HARMLESS: frozenset[str] = frozenset()
