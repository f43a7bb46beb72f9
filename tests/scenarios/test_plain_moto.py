"""The same product against moto as it comes: nothing in it knows about the playground's AWS."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from playground.conversation import Conversation
from playground.redis import free_port
from playground.stack import Stack
from tests.scenarios.conftest import EXTRA, QUICK, text

REGION = "us-east-1"
FUNCTION = "CreateItemFunction"
TRUST = {"Version": "2012-10-17", "Statement": []}


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    while True:
        try:
            with urllib.request.urlopen(f"{url}/moto-api/", timeout=5):
                break
        except urllib.error.HTTPError:
            break
        except OSError:
            assert server.poll() is None
    setting = urllib.request.Request(
        f"{url}/moto-api/config", json.dumps({"lambda": {"use_docker": False}}).encode(), method="POST"
    )
    with urllib.request.urlopen(setting, timeout=5):
        pass
    yield url
    server.terminate()
    server.wait(10)


def client(url: str, service: str) -> Any:
    return boto3.client(
        service, region_name=REGION, endpoint_url=url, aws_access_key_id="x", aws_secret_access_key="x"
    )


def code(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app.py", text)
    return packed.getvalue()


@pytest.fixture(scope="module")
def released(moto: str) -> Any:
    """A function by the name that the source runbooks use, in no stack, its alias on the second of two versions."""
    functions = client(moto, "lambda")
    role = client(moto, "iam").create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    functions.create_function(
        FunctionName=FUNCTION, Runtime="python3.11", Role=role, Handler="app.handler", Code={"ZipFile": code("1")}
    )
    functions.publish_version(FunctionName=FUNCTION)
    functions.update_function_code(FunctionName=FUNCTION, ZipFile=code("2"))
    second = functions.publish_version(FunctionName=FUNCTION)["Version"]
    functions.create_alias(FunctionName=FUNCTION, Name="prod", FunctionVersion=second)
    return functions


@pytest.fixture(scope="module")
def conversation(moto: str, released: Any) -> Iterator[Conversation]:
    with Stack(aws_url=moto, observation=QUICK, extra=EXTRA) as stack:
        yield Conversation(stack.slack, stack.redis.url, stack.key)


def test_a_rollback_points_the_alias_back_and_says_that_nobody_came(conversation: Conversation, released: Any) -> None:
    told = conversation.say("/ops rollback create-item --env prod", person="ana")

    assert told.well, text(told)
    assert released.get_alias(FunctionName=FUNCTION, Name="prod")["FunctionVersion"] == "1"
    assert "v2 → v1" in text(told)
    assert "no traffic" in text(told)


def test_status_shows_what_there_is_and_what_is_missing(conversation: Conversation) -> None:
    told = conversation.say("/ops status", person="ana")

    assert told.well, text(told)
    for system in ("serverless-api", "data-pipeline", "todo-app", "reviews-app", "lifestyle-app"):
        assert system in text(told)
    assert "Traceback" not in text(told)
