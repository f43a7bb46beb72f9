"""A TCP proxy that can lose a server's answer: the request is carried out, and nobody is told."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

PATIENCE_SECONDS = 10.0


class Proxy:
    """Listens on loopback in front of ``127.0.0.1:port``."""

    def __init__(self, port: int) -> None:
        self._server_port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lose: list[bytes] = []
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.lost = 0

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def lose_answer_to(self, mark: bytes, *, times: int = 1) -> None:
        """Close the connection instead of handing on the answer to a request that holds ``mark``."""
        with self._lock:
            self._lose.extend([mark] * times)

    def __enter__(self) -> Self:
        self._spawn(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _close(self._listener)
        for one in self._sockets:
            _close(one)
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)

    def _spawn(self, target: object, *arguments: object) -> None:
        assert callable(target)
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._server_port))
            self._sockets += [client, server]
            losing = threading.Event()
            self._spawn(self._requests, client, server, losing)
            self._spawn(self._answers, client, server, losing)

    def _requests(self, client: socket.socket, server: socket.socket, losing: threading.Event) -> None:
        while data := _receive(client):
            with self._lock:
                if self._lose and self._lose[0] in data:
                    self._lose.pop(0)
                    losing.set()
            server.sendall(data)
        _close(server)

    def _answers(self, client: socket.socket, server: socket.socket, losing: threading.Event) -> None:
        while data := _receive(server):
            if losing.is_set():
                self.lost += 1
                break
            client.sendall(data)
        _close(client)


def _receive(connection: socket.socket) -> bytes:
    try:
        return connection.recv(1 << 20)
    except OSError:
        return b""


def _close(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
