"""A simulated Slack in no hurry, a client of it, and a tiny app that it sends to."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from playground.slack import Limits, SimulatedSlack

SECRET = "signing-secret-of-the-tests"
OPS = "C0OPS00001"
BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "go", "value": "7"}


@dataclass
class Clock:
    now: float = 1_763_700_000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Received:
    signed: bool
    headers: dict[str, str]
    body: str

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body, keep_blank_values=True).items()}

    @property
    def payload(self) -> dict[str, Any]:
        return dict(json.loads(self.form["payload"]))


@dataclass
class TinyApp:
    """Notes what came and answers as told; ``answers`` are (status, body), used up from the front, then 200 "".

    ``gate`` may be taken away to hold every answer back until it is set.
    """

    clock: Clock
    received: list[Received] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        request = Request(environ)
        body = request.get_data(as_text=True)
        verifier = SignatureVerifier(SECRET, clock=_VerifierClock(self.clock))
        signed = verifier.is_valid_request(body, dict(request.headers))
        self.received.append(Received(signed, dict(request.headers), body))
        status, answer = self.answers.pop(0) if self.answers else (200, "")
        self.gate.wait(timeout=30)
        return Response(answer, status=status)(environ, start)

    @property
    def last(self) -> Received:
        return self.received[-1]


class _VerifierClock:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's own name
        """Says nothing."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(clock: Clock) -> Iterator[TinyApp]:
    tiny = TinyApp(clock)
    tiny.gate.set()
    server = make_server("127.0.0.1", 0, tiny, threaded=True, request_handler=_Quiet)
    tiny.url = f"http://127.0.0.1:{server.server_port}/slack/events"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield tiny
    tiny.gate.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def slack(app: TinyApp, clock: Clock) -> Iterator[SimulatedSlack]:
    limits = Limits.without_rates()
    with SimulatedSlack(app_url=app.url, signing_secret=SECRET, limits=limits, clock=clock) as simulated:
        yield simulated


@pytest.fixture
def client(slack: SimulatedSlack) -> WebClient:
    """Without retries of its own: a test wants to see the first answer."""
    return WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def posted(client: WebClient) -> str:
    """The ts of a message with a button in #ops."""
    blocks = [{"type": "actions", "block_id": "buttons", "elements": [BUTTON]}]
    return str(client.chat_postMessage(channel=OPS, text="a card", blocks=blocks)["ts"])
