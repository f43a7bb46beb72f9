"""Plain HTTP, for what no client of Slack's does."""

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Page:
    status: int
    content_type: str
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def fetch(url: str, body: bytes | None = None, content_type: str = "application/json") -> Page:
    """GET, or POST when there is a body."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=30)
    try:
        path = f"{place.path}?{place.query}" if place.query else place.path
        headers = {} if body is None else {"Content-Type": content_type}
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        return Page(answer.status, answer.headers.get("Content-Type", ""), answer.read())
    finally:
        connection.close()
