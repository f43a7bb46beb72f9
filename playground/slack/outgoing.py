"""What Slack sends to the app: signed, and waited for no longer than the deadline."""

import http.client
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from playground.slack.signing import signature_headers

FORM = "application/x-www-form-urlencoded"
HTTP_OK = 200


@dataclass(frozen=True)
class Ack:
    """What the app answered. ``status`` is 0 and ``error`` says why when no answer came in time.

    ``error`` is one of ``operation_timeout``, ``dispatch_failed``, or None for a 200.
    """

    status: int
    body: str
    seconds: float
    error: str | None = None

    @property
    def ok(self) -> bool:
        return self.error is None


class Outgoing:
    """Posts signed requests to the app. ``app_url`` may be changed at any time."""

    def __init__(self, app_url: str, signing_secret: str, clock: Callable[[], float], deadline_seconds: float) -> None:
        self.app_url = app_url
        self._secret = signing_secret
        self._clock = clock
        self._deadline_seconds = deadline_seconds

    def form(self, fields: Mapping[str, str]) -> Ack:
        return self._post(urlencode(fields).encode(), FORM, {})

    def payload(self, payload: Mapping[str, Any]) -> Ack:
        return self.form({"payload": json.dumps(payload)})

    def event(self, envelope: Mapping[str, Any], retry: int, reason: str | None) -> Ack:
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason or ""} if retry else {}
        return self._post(json.dumps(envelope).encode(), "application/json", headers)

    def _post(self, body: bytes, content_type: str, headers: Mapping[str, str]) -> Ack:
        url = urlsplit(self.app_url)
        sent = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "Accept": "application/json,*/*",
            **headers,
            **signature_headers(self._secret, body, self._clock()),
        }
        made = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        connection = made(url.hostname or "127.0.0.1", url.port, timeout=self._deadline_seconds)
        began = time.monotonic()
        try:
            connection.request("POST", url.path or "/", body=body, headers=sent)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except TimeoutError:
            return Ack(0, "", time.monotonic() - began, "operation_timeout")
        except (OSError, http.client.HTTPException):
            return Ack(0, "", time.monotonic() - began, "dispatch_failed")
        finally:
            connection.close()
        error = None if answer.status == HTTP_OK else "dispatch_failed"
        return Ack(answer.status, text, time.monotonic() - began, error)
