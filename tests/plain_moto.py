"""moto's server as it is, without the playground's corrections: the product has to work with it too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from bot.aws.operations import Operations
from bot.aws.port import CallPort
from bot.aws.sessions import Actor, Sessions


@contextmanager
def plain_moto() -> Iterator[str]:
    """Its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def use(url: str, patch: pytest.MonkeyPatch) -> None:
    """Send boto3 there, for as long as the patch lasts."""
    for name, value in {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        patch.setenv(name, value)


def port() -> CallPort:
    return CallPort(Sessions(Actor("R1", "U0ANA00001")), Operations())


def client(service: str, url: str, region: str = "us-east-1") -> Any:
    return boto3.client(
        service,
        endpoint_url=url,
        region_name=region,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
