"""What Slack has of one run: a Redis hash, written before and after each call that shows something.

``opsbot:delivery:<run>``: the field ``run`` holds a ``Standing``, ``m:<key>`` a ``Slot`` for each message, as
JSON. Only the worker that holds the run's lease writes it. ``opsbot:delivery:failures`` counts what Slack
refused for good, by Slack's code.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import cast

from redis import Redis

FAILURES = "opsbot:delivery:failures"
KEPT_SECONDS = 35 * 86_400

CARD = "card"


@dataclass(frozen=True)
class Slot:
    """One message. ``ts`` is Slack's name for it once it stands; ``digest`` names the content that Slack has.

    ``attempted``: seconds since the epoch at which a post began whose end is not known, so that it is looked
    for before it is posted again. ``form``: how far the blocks were simplified because Slack refused them
    (``Message.forms``). ``shown``: the name of the uploaded file. ``tries``: failed uploads. ``refused``: why
    there is a text instead of the file. ``gone``: digest of a content that Slack refused for good.
    """

    channel: str | None = None
    ts: str | None = None
    digest: str | None = None
    form: int = 0
    attempted: float | None = None
    shown: str | None = None
    tries: int = 0
    refused: str | None = None
    gone: str | None = None


@dataclass(frozen=True)
class Standing:
    """Of the whole run: where it is shown when not where it was asked for, and how delivery fares.

    ``moved_to`` is the user whose direct messages show it, ``moved_why`` Slack's code for why. ``tries``
    counts failed deliveries in a row since ``failing_since``; ``not_before`` and ``failing_since`` are in
    seconds since the epoch.
    """

    moved_to: str | None = None
    moved_why: str | None = None
    joined: bool = False
    tries: int = 0
    not_before: float = 0.0
    failing_since: float | None = None


class Ledger:
    """Read once when it is made; every ``put`` goes to Redis before it returns."""

    def __init__(self, redis: Redis, run: str) -> None:
        self._redis = redis
        self._key = ledger_key(run)
        self._held = cast("dict[str, str]", redis.hgetall(self._key))

    @property
    def standing(self) -> Standing:
        return Standing(**json.loads(self._held.get("run", "{}")))

    def slot(self, key: str) -> Slot:
        return Slot(**json.loads(self._held.get(f"m:{key}", "{}")))

    def put(self, key: str, slot: Slot) -> Slot:
        self._write(f"m:{key}", slot)
        return slot

    def stand(self, standing: Standing) -> None:
        if standing != self.standing:
            self._write("run", standing)

    def count_failure(self, code: str) -> None:
        self._redis.hincrby(FAILURES, code, 1)

    def _write(self, field: str, value: Slot | Standing) -> None:
        default = type(value)()
        kept = {name: v for name, v in asdict(value).items() if v != getattr(default, name)}
        text = json.dumps(kept)
        with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.hset(self._key, field, text)
            pipeline.expire(self._key, KEPT_SECONDS)
            pipeline.execute()
        self._held[field] = text


def ledger_key(run: str) -> str:
    return f"opsbot:delivery:{run}"
