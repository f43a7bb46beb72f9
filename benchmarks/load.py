"""Signed slash commands, made beforehand and sent over plain sockets, so that the sender costs little."""

from __future__ import annotations

import hashlib
import hmac
import socket
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode


@dataclass(frozen=True)
class Answer:
    """``seconds`` from the first byte sent to the last byte read; status 0 when the line broke."""

    status: int
    seconds: float


def requests(secret: str, text: str, count: int, *, tag: str) -> list[bytes]:
    """``count`` HTTP requests that differ in their trigger id only."""
    made = []
    stamp = str(int(time.time()))
    for number in range(count):
        body = urlencode(
            {
                "command": "/ops", "text": text, "trigger_id": f"{tag}.{number}", "team_id": "T0OPSBOT",
                "team_domain": "opsbot", "channel_id": "C0OPS00001", "channel_name": "ops",
                "user_id": "U0ANA00001", "user_name": "ana", "api_app_id": "A0OPSBOT00",
                "response_url": "http://127.0.0.1:9/", "is_enterprise_install": "false",
            }
        ).encode()  # fmt: skip
        digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        head = (
            "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={digest}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return made


class Line:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def send(self, request: bytes) -> Answer:
        started = time.perf_counter()
        try:
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=30)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(request)
            status, keep = _read(self._socket)
        except OSError:
            self.close()
            return Answer(0, time.perf_counter() - started)
        if not keep:
            self.close()
        return Answer(status, time.perf_counter() - started)

    def close(self) -> None:
        if self._socket:
            self._socket.close()
        self._socket = None


def _read(connection: socket.socket) -> tuple[int, bool]:
    data = b""
    while b"\r\n\r\n" not in data:
        if not (chunk := connection.recv(65536)):
            raise ConnectionResetError
        data += chunk
    head, _, rest = data.partition(b"\r\n\r\n")
    lower = head.lower()
    length = int(lower.split(b"content-length:")[1].split(b"\r\n")[0]) if b"content-length:" in lower else 0
    while len(rest) < length:
        if not (chunk := connection.recv(65536)):
            raise ConnectionResetError
        rest += chunk
    return int(head.split()[1]), b"connection: close" not in lower


def steadily(port: int, made: Sequence[bytes], *, connections: int) -> tuple[list[Answer], float]:
    """As fast as ``connections`` kept connections can; returns the answers and the seconds taken."""
    shares = [made[start::connections] for start in range(connections)]

    def one(share: Iterable[bytes]) -> list[Answer]:
        line = Line(port)
        answers = [line.send(request) for request in share]
        line.close()
        return answers

    started = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        answers = [answer for part in pool.map(one, shares) for answer in part]
    return answers, time.perf_counter() - started


def at_a_rate(port: int, made: Sequence[bytes], *, per_second: float, connections: int = 32) -> list[Answer]:
    """One request each 1/``per_second`` s; the time is counted from when it was due, not from when it was sent."""
    answers: list[Answer] = []
    lock = threading.Lock()
    started = time.perf_counter() + 0.1
    following = iter(range(len(made)))

    def one() -> None:
        line = Line(port)
        while True:
            with lock:
                number = next(following, None)
            if number is None:
                line.close()
                return
            due = started + number / per_second
            time.sleep(max(0.0, due - time.perf_counter()))
            answer = line.send(made[number])
            with lock:
                answers.append(Answer(answer.status, time.perf_counter() - due))

    with ThreadPoolExecutor(connections) as pool:
        for _ in range(connections):
            pool.submit(one)
    return answers


def burst(port: int, made: Sequence[bytes]) -> list[Answer]:
    """All at once, a connection each."""
    ready = threading.Barrier(len(made))

    def one(request: bytes) -> Answer:
        ready.wait()
        line = Line(port)
        answer = line.send(request)
        line.close()
        return answer

    with ThreadPoolExecutor(len(made)) as pool:
        return list(pool.map(one, made))


def milliseconds(answers: Sequence[Answer]) -> tuple[float, float, float]:
    """Median, 99th percentile and worst, in ms."""
    values = sorted(answer.seconds * 1000 for answer in answers)
    return median(values), values[min(len(values) - 1, int(len(values) * 0.99))], values[-1]
