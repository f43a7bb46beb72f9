"""What a team operates, as its files describe it: systems, environments, resources, service levels.

A file is ``systems/<name>.yaml``. ``{env}`` in a resource's names stands for the environment's name. What a
model cannot see from where it stands (other systems, AWS's metrics) is checked in ``bot/catalog/checks.py``.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.catalog.fields import (
    NAME_FIELDS,
    Account,
    Channel,
    Kind,
    KindOfResource,
    Name,
    NameField,
    Region,
    Role,
    Strict,
)
from bot.catalog.service_levels import Metric, Objective, Ratio, ServiceLevel

__all__ = [
    "Environment",
    "Kind",
    "Metric",
    "Naming",
    "Objective",
    "Owners",
    "Ratio",
    "Resource",
    "ServiceLevel",
    "System",
]

SystemField = Literal["account", "channel", "owners", "region", "role", "timezone"]


class Environment(Strict):
    """One deployment.

    ``role`` is the IAM role that opsbot assumes there; without it, its own credentials. ``channel`` is where
    this deployment is spoken of: a command typed there without ``--env`` means this environment.
    """

    account: Account
    region: Region
    role: Role | None = None
    channel: Channel | None = None


class Naming(Strict):
    """Names that differ in one environment, and which of them are examples."""

    name: str | None = None
    stack: str | None = None
    logical_id: str | None = None
    id: str | None = None
    alias: str | None = None
    stage: str | None = None
    example: list[NameField] | None = None


class Resource(Strict):
    """One named thing.

    Either ``name`` (physical), or ``stack`` and ``logical_id``, which are resolved when used, since deployed
    names are random. With all three, ``name`` is used where the stack is not there, and the run says so.
    ``name`` is what people and CloudWatch call it: of an ``apigateway.rest_api`` its name, not its id.
    ``overrides`` holds, by environment, names that differ there. ``temporary`` is there only during a
    procedure: that it is missing is no finding. ``example`` lists the fields whose values the source leaves
    open.
    """

    kind: KindOfResource
    name: str | None = None
    stack: str | None = None
    logical_id: str | None = None
    id: str | None = None
    alias: str | None = None
    stage: str | None = None
    about: str | None = None
    environments: list[str] | None = None
    overrides: dict[Name, Naming] = Field(default_factory=dict)
    temporary: bool = False
    example: list[NameField] = Field(default_factory=list)

    @model_validator(mode="after")
    def _named_somehow(self) -> Resource:
        if (self.stack is None) != (self.logical_id is None):
            raise ValueError("`stack` and `logical_id` go together")
        if self.name is None and self.stack is None:
            raise ValueError("give `name`, or `stack` and `logical_id`")
        return self

    @property
    def known_id(self) -> str | None:
        """``id``, unless it is an example: then the id is found by name when it is needed."""
        return None if "id" in self.example else self.id

    def named_for(self, environment: str) -> Resource:
        """The same resource as that environment has it: overrides applied, ``{env}`` filled in."""
        own = self.overrides.get(environment, Naming()).model_dump(exclude_none=True)
        filled: dict[str, str] = {
            field: value.replace("{env}", environment)
            for field in NAME_FIELDS
            if (value := own.get(field, getattr(self, field))) is not None
        }
        return self.model_copy(update={"example": self.example, **own, **filled, "overrides": {}})


class Owners(Strict):
    team: str
    contacts: list[str] = Field(default_factory=list)


class System(Strict):
    """One deployed application.

    ``health`` lists metrics shown where the source states no service level. ``example`` lists, as in a
    resource, the fields whose values the source leaves open, those of environments included.
    """

    system: Name
    title: str
    source: str
    owners: Owners
    channel: Channel
    timezone: str = "UTC"
    default_environment: str
    environments: Annotated[dict[Name, Environment], Field(min_length=1)]
    resources: Annotated[dict[Name, Resource], Field(min_length=1)]
    service_levels: list[ServiceLevel] = Field(default_factory=list)
    no_service_levels: str | None = None
    health: list[Metric] = Field(default_factory=list)
    example: list[SystemField] = Field(default_factory=list)

    def resources_in(self, environment: str) -> dict[str, Resource]:
        """Short name to resource, of those that ``environment`` has, with the names that they have there."""
        return {
            short: resource.named_for(environment)
            for short, resource in self.resources.items()
            if resource.environments is None or environment in resource.environments
        }


_PLACEHOLDER = re.compile(r"\{(?!env\})[^{}]*\}")


def unknown_placeholders(text: str) -> list[str]:
    """Placeholders other than ``{env}``, which would reach AWS as they stand."""
    return _PLACEHOLDER.findall(text)
