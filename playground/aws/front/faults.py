"""Faults that were asked for: which call they meet, and an error in the shape of that call's protocol."""

import json
import threading
import uuid
from dataclasses import dataclass
from http import HTTPStatus
from xml.sax.saxutils import escape

from botocore import xform_name

from .calls import Call


@dataclass
class Fault:
    """`times` counts down. `after_processing`: the call really happens, and the error is answered all the same.
    `drop`: no answer at all."""

    operation: str
    service: str | None = None
    times: int = 1
    status: int = 400
    code: str = "ThrottlingException"
    message: str = "Rate exceeded"
    after_processing: bool = False
    drop: bool = False
    delay_seconds: float = 0.0

    def meets(self, call: Call) -> bool:
        named = self.operation in (call.operation, xform_name(call.operation))
        return named and self.service in (None, call.service)

    @property
    def answers(self) -> bool:
        """Whether it changes the answer, or only its time."""
        return self.drop or self.status >= HTTPStatus.MULTIPLE_CHOICES


class Faults:
    def __init__(self) -> None:
        self._planned: list[Fault] = []
        self._lock = threading.Lock()

    def plan(self, fault: Fault) -> None:
        with self._lock:
            self._planned.append(fault)

    def take(self, call: Call) -> Fault | None:
        """The first planned fault for this call, used up by one."""
        with self._lock:
            for fault in self._planned:
                if fault.meets(call):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._planned.remove(fault)
                    return fault
        return None

    def clear(self) -> None:
        with self._lock:
            self._planned.clear()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


def error(call: Call, status: int, code: str, message: str) -> Answer:
    request_id = str(uuid.uuid4())
    headers = [("x-amzn-RequestId", request_id)]
    if call.protocol in ("query", "ec2", "rest-xml"):
        body = _xml(call, status, code, message, request_id)
        return Answer(status, [*headers, ("Content-Type", "text/xml")], body.encode())
    headers += [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-ErrorType", code)]
    if call.service in ("sqs", "cloudwatch"):
        headers.append(("x-amzn-query-error", f"{code};{_side(status)}"))
    return Answer(status, headers, json.dumps({"__type": code, "message": message}).encode())


def _xml(call: Call, status: int, code: str, message: str, request_id: str) -> str:
    inside = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if call.service == "s3":
        return f"<?xml version=\"1.0\"?><Error>{inside}<RequestId>{request_id}</RequestId></Error>"
    error_part = f"<Error><Type>{_side(status)}</Type>{inside}</Error>"
    return f"<ErrorResponse>{error_part}<RequestId>{request_id}</RequestId></ErrorResponse>"


def _side(status: int) -> str:
    return "Sender" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "Receiver"
