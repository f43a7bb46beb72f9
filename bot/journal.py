"""The append-only record of one run: a Redis stream with a keyed chain.

Each entry carries an HMAC over itself and the entry before, so that editing, reordering and deleting in between
are noticed; what is cut off at the end is not, by the chain alone. An append names the number and the digest it
expects to follow; of two writers one wins, and the other is told. It carries a nonce, so that repeating it after
a lost answer is harmless, and the same script writes the dirty mark for delivery, the due time for the clock and
the index of open runs.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import TimeoutError as NoAnswer

from bot.errors import JournalConflict, OpsbotError

GENESIS = "0" * 64

DIRTY = "opsbot:dirty"
DIRTY_WAKE = "opsbot:dirty:wake"
DUE = "opsbot:due"
DUE_WAKE = "opsbot:due:wake"
OPEN = "opsbot:open"
ENDED = "opsbot:ended"
CHANGED = "opsbot:changed"
RECENT = "opsbot:recent"

RECENT_KEPT = 1000
APPEND_TRIES = 3

_Row = tuple[str, dict[str, str]]

# KEYS: stream, dirty, dirty wake, due, due wake, open, recent, ended
# ARGV: expected number, expected digest, nonce, number, digest, type, at, data, run, now, due ('' | seconds),
#       closes ('' | counter), recent kept
# Returns 1 when written now, 2 when this very attempt had been written before, 0 when it does not follow.
_APPEND = """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local number, digest = 0, ARGV[2]
if #last > 0 then
  local fields = {}
  for i = 1, #last[1][2], 2 do fields[last[1][2][i]] = last[1][2][i + 1] end
  if fields['nonce'] == ARGV[3] then return 2 end
  number = tonumber(string.match(last[1][1], '^%d+'))
  digest = fields['digest']
end
if number ~= tonumber(ARGV[1]) or digest ~= ARGV[2] then return 0 end
redis.call('XADD', KEYS[1], ARGV[4] .. '-0', 'type', ARGV[6], 'at', ARGV[7], 'data', ARGV[8],
           'nonce', ARGV[3], 'digest', ARGV[5])
redis.call('ZADD', KEYS[2], ARGV[10], ARGV[9])
redis.call('LPUSH', KEYS[3], '1')
redis.call('LTRIM', KEYS[3], 0, 7)
if ARGV[11] == '' then
  redis.call('ZREM', KEYS[4], ARGV[9])
else
  redis.call('ZADD', KEYS[4], ARGV[11], ARGV[9])
  redis.call('LPUSH', KEYS[5], '1')
  redis.call('LTRIM', KEYS[5], 0, 7)
end
if tonumber(ARGV[1]) == 0 then
  redis.call('SADD', KEYS[6], ARGV[9])
  redis.call('LPUSH', KEYS[7], ARGV[9])
  redis.call('LTRIM', KEYS[7], 0, tonumber(ARGV[13]) - 1)
end
if ARGV[12] ~= '' then
  redis.call('SREM', KEYS[6], ARGV[9])
  redis.call('HINCRBY', KEYS[8], ARGV[12], 1)
end
return 1
"""


class JournalBroken(OpsbotError):
    """A chain that does not hold: an entry was edited, removed or written without the key."""


@dataclass(frozen=True)
class Entry:
    """One line of a journal. ``number`` counts from 1; ``at`` is UTC; ``digest`` is 64 hex characters."""

    number: int
    type: str
    at: datetime
    data: dict[str, Any]
    nonce: str
    digest: str
    text: str = field(default="", repr=False, compare=False)
    """``data`` as it is signed and stored."""


@dataclass(frozen=True)
class Head:
    """Where a journal ends; number 0 before the first entry."""

    number: int = 0
    digest: str = GENESIS


class Journals:
    """All journals of one Redis. Owns no connection: ``redis`` is the caller's.

    ``redis`` must decode responses. ``key`` is OPSBOT_KEY.
    """

    def __init__(self, redis: Redis, key: str) -> None:
        self._redis = redis
        self._key = hashlib.sha256(b"opsbot journal\0" + key.encode()).digest()
        self._sha = hashlib.sha1(_APPEND.encode(), usedforsecurity=False).hexdigest()

    def append(
        self,
        run: str,
        head: Head,
        type_: str,
        data: dict[str, Any],
        *,
        now: datetime,
        due: float | None = None,
        closes: str | None = None,
    ) -> Entry:
        """Write one entry behind ``head``.

        ``due``: seconds since the epoch at which the clock wakes the run; without it no time is set, and one
        set before is taken back. ``closes``: the name of the counter of ended runs, which ends the run.

        Raises:
            JournalConflict: the journal does not end at ``head``.
            redis.RedisError: Redis did not answer, tries included; whether the entry was written is not known,
                and folding the journal again tells.
        """
        entry = self.entry(run, head, type_, data, now=now)
        arguments = self._arguments(run, head, entry, due, closes)
        for attempt in range(1, APPEND_TRIES + 1):
            try:
                written = self._redis.eval(_APPEND, 8, *arguments)
            except (NoConnection, NoAnswer):
                # The same nonce: if the lost answer belonged to a write, the script recognises it.
                if attempt == APPEND_TRIES:
                    raise
            else:
                break
        if not written:
            raise JournalConflict(f"run {run} has moved on from entry {head.number}")
        return entry

    def wake_at(self, run: str, due: float) -> None:
        """Let the clock wake ``run`` at ``due`` (seconds since the epoch), without an entry."""
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.zadd(DUE, {run: due})
        pipeline.lpush(DUE_WAKE, "1")
        pipeline.ltrim(DUE_WAKE, 0, 7)
        pipeline.execute()

    def note_change(self, target: str, change: dict[str, Any]) -> None:
        """Remember the last change of ``target`` (``system/environment/short``); the journals say the same."""
        self._redis.hset(CHANGED, target, _canonical(change))

    def last_change(self, target: str) -> dict[str, Any] | None:
        """The last change of ``target`` by a run: ``{"run", "at": seconds since the epoch, "revision"}``."""
        found = cast("str | None", self._redis.hget(CHANGED, target))
        return json.loads(found) if found else None

    def load_script(self) -> None:
        """Make Redis know the append by its digest, which is what ``append_to`` sends."""
        self._redis.script_load(_APPEND)

    def append_to(self, pipeline: Pipeline, run: str, entry: Entry) -> None:
        """Put a run's first entry into a transaction, beside the job that will carry it out.

        Executing it raises redis.exceptions.NoScriptError when Redis was restarted since ``load_script``: then
        the entry was not written, whatever else was in the transaction.
        """
        pipeline.evalsha(self._sha, 8, *self._arguments(run, Head(), entry, None, None))

    def entry(self, run: str, head: Head, type_: str, data: dict[str, Any], *, now: datetime) -> Entry:
        """An entry that follows ``head``, signed, not yet written."""
        number = head.number + 1
        at = now.astimezone(UTC).isoformat(timespec="milliseconds")
        # As it will be read back, keys as text and tuples as lists, so that it is signed in that form.
        plain = json.loads(_canonical(data))
        text = _canonical(plain)
        nonce = secrets.token_hex(8)
        digest = self._digest(run, head.digest, number, type_, at, text)
        return Entry(number, type_, datetime.fromisoformat(at), plain, nonce, digest, text)

    def _arguments(
        self, run: str, head: Head, entry: Entry, due: float | None, closes: str | None
    ) -> list[str | float]:
        keys = [stream(run), DIRTY, DIRTY_WAKE, DUE, DUE_WAKE, OPEN, RECENT, ENDED]
        at = entry.at.isoformat(timespec="milliseconds")
        return [
            *keys,
            head.number,
            head.digest,
            entry.nonce,
            entry.number,
            entry.digest,
            entry.type,
            at,
            entry.text,
            run,
            entry.at.timestamp(),
            "" if due is None else due,
            closes or "",
            RECENT_KEPT,
        ]

    def read(self, run: str, *, after: Head | None = None) -> list[Entry]:
        """The entries behind ``after`` (all of them without it), the chain checked.

        Raises:
            JournalBroken: naming the first entry that does not hold.
        """
        head = after or Head()
        rows = self._redis.xrange(stream(run), min=f"({head.number}-0" if head.number else "-")
        return self.check(run, head, [_entry(run, row) for row in cast("list[_Row]", rows)])

    def check(self, run: str, head: Head, entries: Sequence[Entry]) -> list[Entry]:
        """``entries`` if each follows from the one before."""
        for entry in entries:
            at = entry.at.isoformat(timespec="milliseconds")
            expected = self._digest(run, head.digest, entry.number, entry.type, at, entry.text)
            if entry.number != head.number + 1 or not hmac.compare_digest(expected, entry.digest):
                raise JournalBroken(
                    f"The journal of run {run} does not hold at entry {entry.number}: it was edited, cut, or "
                    "written with another OPSBOT_KEY. Nothing is done with it."
                )
            head = Head(entry.number, entry.digest)
        return list(entries)

    def head_number(self, run: str) -> int:
        """The number of the last entry; 0 when there is no journal."""
        rows = cast("list[_Row]", self._redis.xrevrange(stream(run), count=1))
        return int(rows[0][0].split("-")[0]) if rows else 0

    def _digest(self, run: str, before: str, number: int, type_: str, at: str, text: str) -> str:
        parts = "\0".join([run, before, str(number), type_, at, text])
        return hmac.new(self._key, parts.encode(), hashlib.sha256).hexdigest()


def stream(run: str) -> str:
    return f"opsbot:journal:{run}"


def _canonical(data: dict[str, Any]) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _entry(run: str, row: _Row) -> Entry:
    identifier, fields = row
    try:
        return Entry(
            number=int(identifier.split("-")[0]),
            type=fields["type"],
            at=datetime.fromisoformat(fields["at"]),
            data=json.loads(fields["data"]),
            nonce=fields["nonce"],
            digest=fields["digest"],
            text=fields["data"],
        )
    except (KeyError, ValueError, TypeError) as error:
        number = identifier.split("-")[0]
        message = f"The journal of run {run} cannot be read at entry {number}. Nothing is done with it."
        raise JournalBroken(message) from error
