"""The front door as a WSGI application: Slack's requests, and what watches over opsbot."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from redis import Redis
from slack_bolt import App, BoltRequest

from bot.store import RedisFailure
from handlers.signature import MAX_BODY_BYTES, signed

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

log = structlog.get_logger(__name__)

SLACK_PATH = "/slack/events"
_TEXT = "text/plain; charset=utf-8"
_JSON = "application/json"

Answer = tuple[HTTPStatus, str, bytes]


class FrontDoor:
    """``POST /slack/events`` · ``GET /healthz`` · ``GET /readyz`` · ``GET /metrics``."""

    def __init__(
        self,
        app: App,
        redis: Redis,
        *,
        signing_secret: str,
        metrics: Callable[[], bytes],
        clock: Callable[[], float],
    ) -> None:
        self._app = app
        self._redis = redis
        self._secret = signing_secret
        self._metrics = metrics
        self._clock = clock

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        status, content_type, body = self._answer(environ)
        headers = [("Content-Type", content_type), ("Content-Length", str(len(body)))]
        start_response(f"{status.value} {status.phrase}", headers)
        return [body]

    def _answer(self, environ: WSGIEnvironment) -> Answer:
        match environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""):
            case "POST", "/slack/events":
                return self._slack(environ)
            case "GET", "/healthz":
                return HTTPStatus.OK, _TEXT, b"alive\n"
            case "GET", "/readyz":
                return self._ready()
            case "GET", "/metrics":
                return self._scrape()
        return HTTPStatus.NOT_FOUND, _TEXT, b"not here\n"

    def _slack(self, environ: WSGIEnvironment) -> Answer:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or int(length) > MAX_BODY_BYTES:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TEXT, b"too large\n"
        body = environ["wsgi.input"].read(int(length))
        genuine = signed(
            self._secret,
            timestamp=environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP"),
            signature=environ.get("HTTP_X_SLACK_SIGNATURE"),
            body=body,
            now=self._clock(),
        )
        if not genuine:
            return HTTPStatus.UNAUTHORIZED, _TEXT, b"not signed by Slack, or too long ago\n"
        headers = {
            "content-type": environ.get("CONTENT_TYPE", ""),
            "x-slack-retry-num": environ.get("HTTP_X_SLACK_RETRY_NUM", ""),
        }
        try:
            answer = self._app.dispatch(BoltRequest(body=body.decode("utf-8"), headers=headers))
        except Exception as error:
            # The border to Bolt, which raises anything at all on what it cannot read.
            log.warning("a signed request could not be handled", kind=type(error).__name__)
            return HTTPStatus.BAD_REQUEST, _TEXT, b"not a request that Slack makes\n"
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.warning("a signed request could not be handled", kind="answered by Bolt with an error")
            return HTTPStatus.BAD_REQUEST, _TEXT, b"not a request that Slack makes\n"
        content_type = answer.first_headers().get("content-type", _TEXT)
        return HTTPStatus(answer.status), content_type, (answer.body or "").encode()

    def _ready(self) -> Answer:
        """Ready when Redis answers; the configuration was loaded before the first request."""
        try:
            self._redis.ping()
        except RedisFailure as error:
            reason = {"ready": False, "redis": " ".join(str(error).split())}
            return HTTPStatus.SERVICE_UNAVAILABLE, _JSON, json.dumps(reason).encode()
        return HTTPStatus.OK, _JSON, b'{"ready": true}'

    def _scrape(self) -> Answer:
        try:
            return HTTPStatus.OK, "text/plain; version=0.0.4; charset=utf-8", self._metrics()
        except RedisFailure:
            return HTTPStatus.SERVICE_UNAVAILABLE, _TEXT, b"Redis does not answer\n"
