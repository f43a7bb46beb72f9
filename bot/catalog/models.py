"""What a team operates, as its files describe it: systems, environments, resources, service levels.

A file is ``systems/<name>.yaml``. ``{env}`` in a resource's names stands for the environment's name.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
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


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Environment(Strict):
    """One deployment. ``role`` is the IAM role that opsbot assumes there; without it, its own credentials."""

    account: Annotated[str, StringConstraints(pattern=r"^\d{12}$")]
    region: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")]
    role: Annotated[str, StringConstraints(pattern=r"^arn:aws[a-z-]*:iam::\d{12}:role/.+$")] | None = None


class Resource(Strict):
    """One named thing.

    Either ``name`` (physical), or ``stack`` and ``logical_id``, which are resolved when used, since deployed
    names are random. With all three, ``name`` is used where the stack is not there, and the run says so.
    ``example`` lists the fields whose values the source leaves open.
    """

    kind: Kind
    name: str | None = None
    stack: str | None = None
    logical_id: str | None = None
    id: str | None = None
    alias: str | None = None
    stage: str | None = None
    about: str | None = None
    environments: list[str] | None = None
    example: list[Literal["name", "stack", "logical_id", "id", "alias", "stage"]] = []

    @model_validator(mode="after")
    def _named_somehow(self) -> Resource:
        if (self.stack is None) != (self.logical_id is None):
            raise ValueError("`stack` and `logical_id` go together")
        if self.name is None and self.stack is None:
            raise ValueError("give `name`, or `stack` and `logical_id`")
        return self

    def named_for(self, environment: str) -> Resource:
        """The same resource with ``{env}`` filled in."""
        filled = {
            field: value.replace("{env}", environment)
            for field in ("name", "stack", "logical_id", "id", "alias", "stage")
            if (value := getattr(self, field)) is not None
        }
        return self.model_copy(update=filled)


class Metric(Strict):
    """One CloudWatch metric of a resource: ``{metric: 5XXError, of: api, stat: Sum}``.

    Namespace and dimensions follow from the resource's kind; ``dimensions`` adds to them
    (``{Operation: GetItem}``). ``stat`` is CloudWatch's spelling: ``Sum``, ``Average``, ``p95``.
    """

    metric: str
    of: Name
    stat: Annotated[str, StringConstraints(pattern=r"^(Sum|Average|Minimum|Maximum|SampleCount|p\d{1,2}(\.\d+)?)$")]
    dimensions: dict[str, str] = {}


class Ratio(Strict):
    """A share of events, in percent. ``good`` or ``bad`` over ``total``, each a sum of metrics."""

    good: list[Metric] = []
    bad: list[Metric] = []
    total: Annotated[list[Metric], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_numerator(self) -> Ratio:
        if bool(self.good) == bool(self.bad):
            raise ValueError("give either `good` or `bad`")
        return self


class Objective(Strict):
    """What must hold: ``at_least`` or ``at_most`` a number, in ``unit``."""

    at_least: float | None = None
    at_most: float | None = None
    unit: Literal["%", "ms", "s"]

    @model_validator(mode="after")
    def _one_bound(self) -> Objective:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give either `at_least` or `at_most`")
        return self

    def met_by(self, value: float) -> bool:
        if self.at_least is not None:
            return value >= self.at_least
        return self.at_most is not None and value <= self.at_most

    def __str__(self) -> str:
        sign, bound = ("≥", self.at_least) if self.at_least is not None else ("≤", self.at_most)
        return f"{sign} {bound:g} {self.unit}"


class ServiceLevel(Strict):
    """One service level objective, with the metrics that measure it or the reason why none does.

    A ``ratio`` counts the kind of event that its numerator names, so ``bad`` with ``at_most`` is an error
    rate and ``bad`` with ``at_least`` is an availability (100 % less the bad share). ``statistic`` lists one
    or more metrics; the worst of them is held against the objective.
    """

    name: Name
    title: str
    objective: Objective
    ratio: Ratio | None = None
    statistic: Annotated[list[Metric], Field(min_length=1)] | None = None
    unmeasured: str | None = None
    minimum_samples: int = Field(default=100, ge=1)
    note: str | None = None

    @model_validator(mode="after")
    def _measured_one_way(self) -> ServiceLevel:
        ways = [self.ratio, self.statistic, self.unmeasured]
        if sum(way is not None for way in ways) != 1:
            raise ValueError("give exactly one of `ratio`, `statistic` or `unmeasured`")
        if self.ratio and self.objective.unit != "%":
            raise ValueError("a `ratio` is measured in %")
        return self

    def metrics(self) -> list[Metric]:
        if self.ratio:
            return [*self.ratio.good, *self.ratio.bad, *self.ratio.total]
        return list(self.statistic or [])


class Owners(Strict):
    team: str
    contacts: list[str] = []


class System(Strict):
    """One deployed application. ``health`` lists metrics shown where the source states no service level."""

    system: Name
    title: str
    source: str
    owners: Owners
    channel: Annotated[str, StringConstraints(pattern=r"^#[a-z0-9_-]{1,79}$")]
    timezone: str = "UTC"
    default_environment: Name
    environments: Annotated[dict[Name, Environment], Field(min_length=1)]
    resources: Annotated[dict[Name, Resource], Field(min_length=1)]
    service_levels: list[ServiceLevel] = []
    no_service_levels: str | None = None
    health: list[Metric] = []

    @model_validator(mode="after")
    def _refers_to_itself(self) -> System:
        if self.default_environment not in self.environments:
            raise ValueError(f"`default_environment` names no environment of {sorted(self.environments)}")
        if bool(self.service_levels) == bool(self.no_service_levels):
            raise ValueError("list `service_levels`, or say why there are none in `no_service_levels`")
        for metric in [*self.health, *(m for level in self.service_levels for m in level.metrics())]:
            if metric.of not in self.resources:
                raise ValueError(f"metric {metric.metric} is `of: {metric.of}`, which is no resource here")
        for short, resource in self.resources.items():
            for name in resource.environments or []:
                if name not in self.environments:
                    raise ValueError(f"resource {short} names environment {name}, which is not there")
        return self


_PLACEHOLDER = re.compile(r"\{(?!env\})[a-z]+\}")


def unknown_placeholders(text: str) -> list[str]:
    """Placeholders other than ``{env}``, which would reach AWS as they stand."""
    return _PLACEHOLDER.findall(text)
