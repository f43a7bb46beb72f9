"""Clients for a place, under a role session that names the run and the person.

CloudTrail then says who did it ("Identify the user or role session that performed an action").
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass

import boto3
import botocore.session
from botocore.client import BaseClient
from botocore.config import Config

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
        """STS allows 2 to 64 characters of ``[\\w+=,.@-]``."""
        return re.sub(r"[^\w+=,.@-]", "-", f"opsbot-{self.run}-{self.user}")[:64]


class Sessions:
    """Clients of one run, made when first used. Threads may share it."""

    def __init__(self, actor: Actor, core: botocore.session.Session | None = None) -> None:
        self._actor = actor
        self._base = boto3.Session(botocore_session=core) if core else boto3.Session()
        self._lock = threading.Lock()
        self._sessions: dict[str, boto3.Session] = {}
        self._clients: dict[tuple[Place, str, bool], BaseClient] = {}

    def client(self, place: Place, service: str, *, mutating: bool) -> BaseClient:
        """A client for ``service`` in ``place``.

        Raises:
            botocore.exceptions.BotoCoreError, ClientError: the role cannot be assumed.
        """
        with self._lock:
            key = (place, service, mutating)
            if key not in self._clients:
                config = MUTATE if mutating else READ
                session = self._assumed(place) if place.role else self._base
                self._clients[key] = session.client(service, region_name=place.region, config=config)
            return self._clients[key]

    def _assumed(self, place: Place) -> boto3.Session:
        role = place.role or ""
        if role not in self._sessions:
            sts = self._base.client("sts", region_name=place.region, config=READ)
            given = sts.assume_role(RoleArn=role, RoleSessionName=self._actor.session_name)["Credentials"]
            self._sessions[role] = boto3.Session(
                aws_access_key_id=given["AccessKeyId"],
                aws_secret_access_key=given["SecretAccessKey"],
                aws_session_token=given["SessionToken"],
                botocore_session=_child(self._base),
            )
        return self._sessions[role]


def _child(base: boto3.Session) -> botocore.session.Session:
    """A botocore session that shares the loaded service models with ``base``, which are dear to load."""
    child = botocore.session.Session()
    child.register_component("data_loader", base._session.get_component("data_loader"))  # noqa: SLF001
    return child
