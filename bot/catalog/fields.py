"""The types of a catalog file's values, each refusing with a sentence that says what is expected."""

from __future__ import annotations

import re
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from bot.yaml_source import did_you_mean

Kind = Literal[
    "apigateway.api_key",
    "apigateway.rest_api",
    "apigateway.usage_plan",
    "apigatewayv2.api",
    "cloudformation.stack",
    "cloudfront.distribution",
    "cloudwatch.dashboard",
    "cognito.user_pool",
    "dynamodb.table",
    "ecr.repository",
    "iam.role",
    "lambda.function",
    "logs.log_group",
    "s3.bucket",
    "secretsmanager.secret",
    "sns.topic",
    "sqs.queue",
    "stepfunctions.state_machine",
    "wafv2.ip_set",
]
KINDS: tuple[str, ...] = get_args(Kind)
NameField = Literal["name", "stack", "logical_id", "id", "alias", "stage"]
"""A resource's fields that name it, and may hold ``{env}``."""
NAME_FIELDS: tuple[NameField, ...] = get_args(NameField)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _matches(pattern: str, expected: str) -> AfterValidator:
    """A pattern whose refusal says what is expected, not which expression did not match."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise ValueError(f"expected {expected}, found {value!r}")
        return value

    return AfterValidator(check)


def _known_kind(value: object) -> object:
    if value not in KINDS:
        meant = did_you_mean(str(value), KINDS) or f"; kinds are {', '.join(KINDS)}"
        raise ValueError(f"no kind of resource is called {value!r}{meant}")
    return value


def _quoted(value: object) -> object:
    if isinstance(value, int):
        # Not a TypeError: pydantic turns only ValueError into a problem of the file.
        raise ValueError(  # noqa: TRY004
            f'write the account in quotes, "{value:012d}": a number loses its leading zeros'
        )
    return value


Name = Annotated[str, _matches(r"[a-z0-9][a-z0-9-]{0,62}", "lower case letters, digits and hyphens")]
Channel = Annotated[str, _matches(r"#[^\s#A-Z]{1,79}", 'a channel with its hash and in quotes, "#serverless-ops"')]
Account = Annotated[str, _matches(r"\d{12}", "an account of 12 digits"), BeforeValidator(_quoted)]
Region = Annotated[str, _matches(r"[a-z]{2}(-[a-z]+)+-\d", "a region such as us-east-1")]
Role = Annotated[
    str,
    _matches(r"arn:aws[a-z-]*:iam::\d{12}:role/\S+", "a role's ARN, arn:aws:iam::123456789012:role/opsbot"),
]
KindOfResource = Annotated[Kind, BeforeValidator(_known_kind)]
Statistic = Annotated[
    str,
    _matches(
        r"Sum|Average|Minimum|Maximum|SampleCount|p\d{1,2}(\.\d+)?",
        "Sum, Average, Minimum, Maximum, SampleCount or a percentile such as p95",
    ),
]
