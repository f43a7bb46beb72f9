"""Clients for a place, under a role session that names the run and the person.

CloudTrail then says who did it ("Identify the user or role session that performed an action").
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import boto3
import botocore.session
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import HTTPClientError
from botocore.model import OperationModel

from bot.aws.border import BOTO_ERRORS
from bot.aws.place import Place

READ = Config(
    connect_timeout=3,
    read_timeout=15,
    retries={"mode": "standard", "total_max_attempts": 4},
    max_pool_connections=32,
    user_agent_extra="opsbot",
)
# A mutation is sent once; whoever repeats it must have a person's word (total_max_attempts counts the first try).
MUTATE = READ.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}, read_timeout=30))


@dataclass(frozen=True)
class Actor:
    """On whose behalf calls are made; both stand in the role session's name."""

    run: str
    user: str

    @property
    def session_name(self) -> str:
        """STS allows 2 to 64 ASCII characters of ``[\\w+=,.@-]``."""
        return re.sub(r"[^\w+=,.@-]", "-", f"opsbot-{self.run}-{self.user}", flags=re.ASCII)[:64]


class Sessions:
    """Clients of one run, made when first used. Threads may share it."""

    def __init__(self, actor: Actor, core: botocore.session.Session | None = None) -> None:
        self._actor = actor
        self._core = core or botocore.session.get_session()
        self._lock = threading.Lock()
        self._session: boto3.Session | None = None
        self._clients: dict[tuple[Place, str, bool], BaseClient] = {}
        self._roles: dict[str, dict[str, str] | Exception] = {}

    def client(self, place: Place, service: str, *, mutating: bool) -> BaseClient:
        """A client for ``service`` in ``place``.

        Raises:
            botocore.exceptions.BotoCoreError, ClientError: no session can be made, or the role not be assumed.
        """
        with self._lock:
            key = (place, service, mutating)
            if key not in self._clients:
                given = self._credentials(place) if place.role else {}
                client = self._make(place, service, MUTATE if mutating else READ, given)
                client.meta.events.register("before-parse", whole)
                self._clients[key] = client
            return self._clients[key]

    def _make(self, place: Place, service: str, config: Config, credentials: dict[str, str]) -> BaseClient:
        if self._session is None:
            # A session of the run's own: boto3 adds handlers to the botocore session that it is given.
            own = botocore.session.Session()
            own.register_component("data_loader", self._core.get_component("data_loader"))
            self._session = boto3.Session(botocore_session=own)
        return self._session.client(service, region_name=place.region, config=config, **credentials)

    def _credentials(self, place: Place) -> dict[str, str]:
        """The role's, assumed once for the run; a refusal is remembered, too, and raised again."""
        role = str(place.role)
        if role not in self._roles:
            try:
                sts = self._make(place, "sts", READ, {})
                given = sts.assume_role(RoleArn=role, RoleSessionName=self._actor.session_name)["Credentials"]
            except BOTO_ERRORS as error:
                self._roles[role] = error
            else:
                self._roles[role] = {
                    "aws_access_key_id": given["AccessKeyId"],
                    "aws_secret_access_key": given["SecretAccessKey"],
                    "aws_session_token": given["SessionToken"],
                }
        found = self._roles[role]
        if isinstance(found, Exception):
            raise found
        return found


def whole(response_dict: dict[str, Any], operation_model: OperationModel, **_: object) -> None:
    """Refuse, before it is parsed, what is no whole answer of AWS's.

    botocore's JSON parsers take a body that was cut, or a proxy's HTML page with status 200, for an empty answer:
    "no alarms", or a change that was APPLIED.

    Raises:
        HTTPClientError: how the call ended is not known.
    """
    body, headers = response_dict.get("body"), response_dict.get("headers", {})
    if not isinstance(body, bytes) or operation_model.http.get("method") == "HEAD":
        return
    # By the body, not by the header: servers that stand in for AWS send good answers as text/html.
    refused = response_dict.get("status_code", 0) >= HTTPStatus.BAD_REQUEST
    if not refused and body[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise HTTPClientError(error="an HTML page instead of an answer")
    promised = str(headers.get("content-length", ""))
    if promised.isdigit() and "content-encoding" not in headers and int(promised) != len(body):
        raise HTTPClientError(error=f"{len(body)} of {promised} bytes")


def warm_up(core: botocore.session.Session, service: str) -> None:
    """Load what a client of ``service`` needs into ``core``; the client itself is thrown away unused."""
    try:
        core.create_client(service, region_name="us-east-1", aws_access_key_id="-", aws_secret_access_key="-")  # noqa: S106
    except BOTO_ERRORS:
        return
