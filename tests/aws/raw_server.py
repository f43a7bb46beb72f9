"""Servers that break off where HTTP servers do not: after the request has arrived."""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

Ending = Callable[[socket.socket, threading.Event], None]


def silence(connection: socket.socket, gone: threading.Event) -> None:
    """Take the request and never answer."""
    gone.wait()


def reset(connection: socket.socket, gone: threading.Event) -> None:
    """Take the request and reset the connection."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def hang_up(connection: socket.socket, gone: threading.Event) -> None:
    """Take the request and close the connection."""


def half(connection: socket.socket, gone: threading.Event) -> None:
    """Answer half of what was promised."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{")


def page(connection: socket.socket, gone: threading.Event) -> None:
    """Answer as a captive portal does."""
    body = b"<html><body>Please log in to the network</body></html>"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body)


class RawServer:
    """Reads each request to its end, then does as ``ending`` says. ``requests`` counts those that arrived."""

    def __init__(self, ending: Ending) -> None:
        self._ending = ending
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._gone = threading.Event()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self.requests = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _accept(self) -> None:
        while not self._gone.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            data = b""
            while b"\r\n\r\n" not in data:
                data += connection.recv(65536)
            head, _, body = data.partition(b"\r\n\r\n")
            found = re.search(rb"content-length: *(\d+)", head.lower())
            while found and len(body) < int(found[1]):
                body += connection.recv(65536)
            self.requests += 1
            self._ending(connection, self._gone)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._gone.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
