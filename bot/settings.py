"""Settings: one frozen object, read once by the assembling module."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

import ops
from bot.errors import OpsbotError

SHIPPED = Path(ops.__path__[0])

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]

_WHAT = {
    "slack_bot_token": "the bot token of your Slack app (xoxb-…), under OAuth & Permissions",
    "slack_signing_secret": "the signing secret of your Slack app, under Basic Information",
    "opsbot_key": "any secret of 32 characters or more; keep it, the journals are signed with it",
    "redis_url": "for example redis://127.0.0.1:6379/0",
    "opsbot_config": "a directory with systems/",
}


class SettingsError(OpsbotError):
    """The environment lacks something; one line for each, with what to do."""


class JournalSettings(BaseSettings):
    """What reading journals needs. Names are those of the environment (CONTRACT: Environment)."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    redis_url: str = "redis://127.0.0.1:6379/0"
    opsbot_key: Annotated[SecretStr, Field(min_length=32)]


class ServerSettings(JournalSettings):
    """What both processes need."""

    opsbot_config: Path = SHIPPED
    log_level: LogLevel = "INFO"
    slack_bot_token: SecretStr
    slack_api_url: str = "https://slack.com/api/"

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_slash(cls, value: str) -> str:
        return value if value.endswith("/") else f"{value}/"


class FrontDoorSettings(ServerSettings):
    slack_signing_secret: SecretStr
    port: int = Field(default=3000, ge=0, le=65535)


class WorkerSettings(ServerSettings):
    """``opsbot_reconcile_seconds``: how often runs without a worker are looked for."""

    opsbot_reconcile_seconds: float = Field(default=30, gt=0)


class FileSettings(BaseSettings):
    """What commands need that speak to no server."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    opsbot_config: Path = SHIPPED
    log_level: LogLevel = "INFO"


Settings = TypeVar("Settings", bound=BaseSettings)


def read(model: type[Settings]) -> Settings:
    """Settings from the environment.

    Raises:
        SettingsError: a variable is missing or not as it must be.
    """
    try:
        return model()
    except ValidationError as error:
        raise SettingsError("\n".join(_line(item) for item in error.errors())) from None


def _line(item: ErrorDetails) -> str:
    name = str(item["loc"][0]) if item["loc"] else ""
    found = "is not set" if item["type"] == "missing" else f"cannot be used: {item['msg']}"
    return f"{name.upper()} {found}. Set it to {_WHAT.get(name, 'a valid value')}."
