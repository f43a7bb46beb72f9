"""A server in AWS's place: it writes every request down before it answers what a test told it to."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response


@dataclass(frozen=True)
class Call:
    """``path`` without its query; ``body`` as JSON when it is some."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: dict[str, str]

    @property
    def name(self) -> str:
        """``PUT /…/aliases/prod`` without AWS's dates of versions."""
        return f"{self.method} /{self.path.split('/', 2)[-1]}"


@dataclass(frozen=True)
class Answer:
    """What comes back: JSON for a mapping, and bytes as they are."""

    body: dict[str, Any] | bytes = field(default_factory=dict)
    status: int = 200
    code: str | None = None

    def response(self) -> Response:
        headers = {"x-amzn-RequestId": secrets.token_hex(8)}
        if self.code:
            headers["x-amzn-ErrorType"] = self.code
        if isinstance(self.body, bytes):
            return Response(self.body, self.status, headers, content_type="text/xml")
        return Response(json.dumps(self.body), self.status, headers, content_type="application/json")


def refusal(code: str, status: int = 400, message: str = "no") -> Answer:
    return Answer({"Message": message, "message": message, "__type": code}, status, code)


Answering = Callable[[Call], Answer]


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 -- werkzeug's name
        """Nothing: the requests are in ``calls``."""


class Recorder:
    """Serves on loopback while its block runs; ``answering`` may be replaced at any time."""

    def __init__(self, answering: Answering | None = None) -> None:
        self.answering: Answering = answering or (lambda _: Answer())
        self.calls: list[Call] = []
        self._server = make_server("127.0.0.1", 0, self._serve, threaded=True, request_handler=_Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def names(self) -> list[str]:
        return [call.name for call in self.calls]

    def answers(self, *answers: Answer) -> None:
        """These one after the other, the last one for ever."""
        left = list(answers)
        self.answering = lambda _: left.pop(0) if len(left) > 1 else left[0]

    def _serve(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        data = request.get_data()
        body = json.loads(data) if data[:1] == b"{" else data.decode()
        query = {name: values[0] for name, values in parse_qs(request.query_string.decode()).items()}
        call = Call(request.method, unquote(request.path), query, body, dict(request.headers))
        self.calls.append(call)
        return self.answering(call).response()(environ, start_response)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
