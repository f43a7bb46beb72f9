"""What comes in from the network: genuine or not, whole or not, and never an internal error."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from handlers.front_door import SLACK_PATH
from handlers.signature import MAX_BODY_BYTES, signed
from playground.slack.signing import signature_headers
from tests.handlers.street import FORM, SECRET, Answered, Street

NOW = 1_795_180_000
BODY = b"command=%2Fops&text=status"
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def sign(timestamp: str, body: bytes = BODY, secret: str = SECRET) -> str:
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(("age", "genuine"), [(0, True), (300, True), (-300, True), (301, False), (-301, False)])
def test_a_signature_holds_for_five_minutes(age: int, genuine: bool) -> None:
    timestamp = str(NOW - age)

    assert signed(SECRET, timestamp=timestamp, signature=sign(timestamp), body=BODY, now=NOW) is genuine


@pytest.mark.parametrize(
    ("secret", "body"), [("other", BODY), (SECRET, BODY + b" "), (SECRET, b"")], ids=["secret", "body", "empty"]
)
def test_what_was_signed_otherwise_is_not_genuine(secret: str, body: bytes) -> None:
    signature = sign(str(NOW), body, secret)

    assert not signed(SECRET, timestamp=str(NOW), signature=signature, body=BODY, now=NOW)


@pytest.mark.parametrize(
    "timestamp",
    ["", " ", "now", "1e9", "+1795180000", "-1795180000", "1795180000.0", " 1795180000", "1795180000\n", None,
     "1_795_180_000", "١٧٩٥١٨٠٠٠٠", "1795180000²", "9" * 5000, "0x6B008E60", "\x00"],
)  # fmt: skip
def test_a_timestamp_that_is_none(timestamp: str | None) -> None:
    signature = sign(timestamp or "")

    assert not signed(SECRET, timestamp=timestamp, signature=signature, body=BODY, now=NOW)


@pytest.mark.parametrize("signature", ["", "v0=", "v1=" + "0" * 64, "v0=é", "\ud800", "0" * 64, None])
def test_a_signature_that_is_none(signature: str | None) -> None:
    assert not signed(SECRET, timestamp=str(NOW), signature=signature, body=BODY, now=NOW)


@given(
    timestamp=st.none() | st.text(max_size=20), signature=st.none() | st.text(max_size=80), body=st.binary(max_size=50)
)
def test_no_garbage_is_genuine(timestamp: str | None, signature: str | None, body: bytes) -> None:
    assert not signed(SECRET, timestamp=timestamp, signature=signature, body=body, now=NOW)


def test_a_replay_after_five_minutes_is_refused_and_does_nothing(street: Street) -> None:
    body = urlencode({"command": "/ops", "text": "status", "trigger_id": "1.2.3"}).encode()
    headers = signature_headers(SECRET, body, street.time())
    street.time.now += 301

    answered = street.post(body, headers=headers, signed=False)

    assert answered.status == 401
    assert street.runs() == []


def test_an_unsigned_request_is_refused_and_not_logged(street: Street, capfd: pytest.CaptureFixture[str]) -> None:
    answered = street.post(b"command=%2Fops&text=rollback+create-item+hunter2", signed=False)

    shown = capfd.readouterr()
    assert answered.status == 401
    assert street.runs() == []
    assert "hunter2" not in answered.body + shown.out + shown.err


def raw(street: Street, environ: dict[str, Any]) -> Answered:
    builder = EnvironBuilder(path=SLACK_PATH, method="POST", data=BODY, content_type=FORM)
    body, status, _ = run_wsgi_app(street.application, {**builder.get_environ(), **environ})
    return Answered(int(status.split()[0]), b"".join(body).decode())


@pytest.mark.parametrize("length", ["-1", "²", "١", "1e3", "many", "9" * 30, str(MAX_BODY_BYTES + 1)])
def test_a_length_that_is_none_or_too_large(street: Street, length: str) -> None:
    assert raw(street, {"CONTENT_LENGTH": length}).status == 413


def test_a_body_that_is_too_large_is_not_read(street: Street) -> None:
    class Unread:
        def read(self, *_: int) -> bytes:
            raise AssertionError("read")

    assert raw(street, {"CONTENT_LENGTH": str(MAX_BODY_BYTES + 1), "wsgi.input": Unread()}).status == 413


def test_a_body_without_a_length_is_an_empty_one(street: Street) -> None:
    assert raw(street, {"CONTENT_LENGTH": ""}).status == 401


def test_bytes_that_are_no_text(street: Street) -> None:
    assert street.post(b"\xff\xfe").status == 400


_HEADERS = st.dictionaries(
    st.sampled_from(["X-Slack-Request-Timestamp", "X-Slack-Signature", "X-Slack-Retry-Num", "Content-Type"]),
    st.text(st.characters(codec="latin-1", exclude_categories=("Cc",)), max_size=30),
)


@given(body=st.binary(max_size=200), headers=_HEADERS)
@MANY
def test_garbage_from_anybody_is_refused_quietly(street: Street, body: bytes, headers: dict[str, str]) -> None:
    client = Client(street.application)

    answer = client.post(SLACK_PATH, data=body, headers=headers)

    assert 400 <= answer.status_code < 500
    assert street.runs() == []


_LEAF = st.none() | st.booleans() | st.integers() | st.text(max_size=12)
_PAYLOAD = st.recursive(
    _LEAF,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "user", "id", "team", "actions", "action_id", "value", "view", "event", "channel", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
_TYPES = st.sampled_from(
    ["block_actions", "view_submission", "shortcut", "event_callback", "url_verification", "message_action", "x"]
)


@given(
    body=st.text(max_size=120)
    | st.dictionaries(
        st.sampled_from(["command", "text", "payload", "team_id", "user_id", "type"]), st.text(max_size=20)
    ).map(urlencode)
    | st.tuples(_TYPES, _PAYLOAD).map(lambda both: urlencode({"payload": json.dumps({"type": both[0], "x": both[1]})}))
    | _PAYLOAD.map(lambda payload: urlencode({"payload": json.dumps(payload)}))
    | _PAYLOAD.map(json.dumps),
    content_type=st.sampled_from([FORM, "application/json", "", "text/plain"]),
)
@MANY
def test_garbage_that_is_signed_is_no_internal_error(street: Street, body: str, content_type: str) -> None:
    """Slack adds kinds of payloads, and leaves out fields, without asking."""
    answered = street.post(body.encode(errors="replace"), content_type=content_type)

    assert answered.status < 500, answered
    assert street.runs() == []


def test_slack_proves_the_address(street: Street) -> None:
    body = json.dumps({"type": "url_verification", "token": "t", "challenge": "c4a11"}).encode()

    answered = street.post(body, content_type="application/json")

    assert answered.status == 200
    assert "c4a11" in answered.body


def test_other_places_and_methods(street: Street) -> None:
    client = Client(street.application)

    assert street.get("/").status_code == 404
    assert street.get(SLACK_PATH).status_code == 404
    assert client.post("/healthz").status_code == 404
    assert client.get("/../etc/passwd").status_code == 404


def test_alive_and_ready(street: Street) -> None:
    assert (street.get("/healthz").status_code, street.get("/healthz").text) == (200, "alive\n")
    assert street.get("/readyz").get_json() == {"ready": True}


def test_a_redis_that_is_away_makes_it_alive_and_not_ready(street: Street) -> None:
    street.application = street.door_at("redis://:hunter2@127.0.0.1:1/0")

    ready, metrics = street.get("/readyz"), street.get("/metrics")

    assert street.get("/healthz").status_code == 200
    assert ready.status_code == 503
    assert ready.get_json()["ready"] is False
    assert "hunter2" not in ready.text
    assert metrics.status_code == 503


def test_the_metrics_page_is_one_that_prometheus_reads(street: Street) -> None:
    street.command("status")
    street.command("rollback create-item")
    street.redis.hset("opsbot:ended", mapping={"rollback:done": 3, "rollback:failed": 1, 'odd"name\\:done': 1})
    street.redis.zadd("opsbot:due", {"RUN1": 5.0})

    answer = street.get("/metrics")
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }

    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert found[("opsbot_runs_open",)] == 2
    assert found[("opsbot_runs_parked",)] == 1
    assert found[("opsbot_queue_depth", "runs")] == 2
    assert found[("opsbot_runs_ended_total", "done", "rollback")] == 3
    assert found[("opsbot_runs_ended_total", "failed", "rollback")] == 1
    assert found[("opsbot_threads_dirty",)] == 2
