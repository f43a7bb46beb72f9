from __future__ import annotations

from collections.abc import Callable, Iterator

import botocore.session
import pytest

from bot.aws.operations import Operations
from bot.aws.port import CallPort
from bot.aws.sessions import Actor, Sessions
from tests.aws.ledger import Ledger
from tests.aws.recorder import Recorder

MakePort = Callable[[str], CallPort]


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the SDK finds in the environment; nothing of this machine's own."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDTEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def port_to(monkeypatch: pytest.MonkeyPatch, operations: Operations, core: botocore.session.Session) -> MakePort:
    """A call port whose AWS is at an address."""

    def make(url: str) -> CallPort:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        return CallPort(Sessions(Actor("RUN1", "U1"), core), operations)

    return make


@pytest.fixture
def aws() -> Iterator[Recorder]:
    with Recorder() as recorder:
        yield recorder


@pytest.fixture
def port(aws: Recorder, port_to: MakePort) -> CallPort:
    return port_to(aws.url)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()
