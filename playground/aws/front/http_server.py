"""A small threaded HTTP/1.1 server for one WSGI application, with keep-alive.

Werkzeug's own server closes every connection; here a connection stays, as it does with AWS. The body is read whole
before the application runs, so that the next request begins where this one ends.
"""

import io
import socket
import sys
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit
from wsgiref.types import WSGIApplication

DROP = "opsbot.drop"
"""Environ key: an application that sets it asks for the connection to be closed without an answer."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: "Server"

    def handle_one_request(self) -> None:
        try:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            self._answer()
            self.wfile.flush()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def handle_expect_100(self) -> bool:
        answered = super().handle_expect_100()
        self.wfile.flush()
        return answered

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Says nothing: the call log does."""

    def _answer(self) -> None:
        environ = self._environ(self._body())
        status, headers, body = run(self.server.application, environ)
        if environ.get(DROP):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        number, _, reason = status.partition(" ")
        self.send_response_only(int(number), reason)
        names = set()
        for name, value in headers:
            if name.lower() not in ("content-length", "connection"):
                self.send_header(name, value)
            names.add(name.lower())
        if "date" not in names:
            self.send_header("Date", self.date_time_string())
        length = {name.lower(): value for name, value in headers}.get("content-length", "0")
        bodyless = self.command == "HEAD"
        self.send_header("Content-Length", length if bodyless else str(len(body)))
        self.end_headers()
        if not bodyless:
            self.wfile.write(body)

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return b"".join(self._chunks())
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _chunks(self) -> Iterable[bytes]:
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass

    def _environ(self, body: bytes) -> dict[str, Any]:
        parts = urlsplit(self.path) if not self.path.startswith("//") else urlsplit(f"http://host{self.path}")
        host, port = self.server.server_address[:2]
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(parts.path, "latin-1"),
            "QUERY_STRING": parts.query,
            "RAW_URI": self.path,
            "REQUEST_URI": self.path,
            "SERVER_NAME": str(host),
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            key = name.upper().replace("-", "_")
            if key not in ("CONTENT_TYPE", "CONTENT_LENGTH", "TRANSFER_ENCODING"):
                environ[f"HTTP_{key}"] = value
        return environ


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, application: WSGIApplication) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.application = application

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


def run(application: WSGIApplication, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
    """One request through a WSGI application: status line, headers, body."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> Any:
        started.append((status, headers))

    parts = application(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()
    status, headers = started[-1]
    return status, headers, body
