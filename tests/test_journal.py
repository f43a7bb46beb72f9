"""The chain of a journal: what holds, and what is noticed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from bot.journal import GENESIS, Head, JournalBroken, Journals, stream

KEY = "k" * 32
RUN = "RUN1"
NOW = datetime(2026, 11, 20, 14, 31, 5, 123456, tzinfo=UTC)

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@pytest.fixture
def journals(redis: Redis) -> Journals:
    return Journals(redis, KEY)


def write(journals: Journals, *data: dict[str, Any], run: str = RUN) -> Head:
    head = Head()
    for one in data:
        entry = journals.append(run, head, "step", one, now=NOW)
        head = Head(entry.number, entry.digest)
    return head


def test_entries_come_back_as_they_were_written(journals: Journals) -> None:
    write(journals, {"id": "now", "says": "256 MB → “512”\n"}, {"n": [1, 2.5, None, True]})

    first, second = journals.read(RUN)

    assert (first.number, first.type, first.data) == (1, "step", {"id": "now", "says": "256 MB → “512”\n"})
    assert (second.number, second.data) == (2, {"n": [1, 2.5, None, True]})
    assert first.at == datetime(2026, 11, 20, 14, 31, 5, 123000, tzinfo=UTC)
    assert journals.head_number(RUN) == 2


def test_a_moment_of_another_zone_is_kept_in_utc(journals: Journals) -> None:
    there = NOW.astimezone(timezone(timedelta(hours=-5)))

    journals.append(RUN, Head(), "step", {}, now=there)

    (entry,) = journals.read(RUN)
    assert entry.at.utcoffset() == timedelta(0)
    assert entry.at == there.replace(microsecond=123000)


def test_no_journal_is_empty(journals: Journals) -> None:
    assert journals.read("NEVER") == []
    assert journals.head_number("NEVER") == 0


def test_reading_goes_on_behind_a_head(journals: Journals) -> None:
    middle = write(journals, {"n": 1}, {"n": 2})
    journals.append(RUN, middle, "step", {"n": 3}, now=NOW)

    assert [entry.data["n"] for entry in journals.read(RUN, after=middle)] == [3]


def test_reading_behind_a_head_that_is_not_the_journals_is_noticed(journals: Journals) -> None:
    write(journals, {"n": 1}, {"n": 2})

    with pytest.raises(JournalBroken, match="entry 2"):
        journals.read(RUN, after=Head(1, "f" * 64))


@given(data=st.dictionaries(st.text(max_size=8), _JSON, max_size=5))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_survives_with_its_digest(journals: Journals, redis: Redis, data: dict[str, Any]) -> None:
    redis.delete(stream(RUN))

    written = journals.append(RUN, Head(), "step", data, now=NOW)

    assert journals.read(RUN) == [written]


@pytest.mark.parametrize("data", [{"weights": {10: 1, 2: 2}}, {"all": (1, 2)}], ids=["numbers", "tuple"])
def test_what_json_writes_differently_reads_back_unbroken(journals: Journals, data: dict[str, Any]) -> None:
    """The state that goes on from an entry in memory is the state that its journal says."""
    written = journals.append(RUN, Head(), "step", data, now=NOW)

    assert journals.read(RUN) == [written]


def test_what_json_cannot_say_is_not_written(journals: Journals, redis: Redis) -> None:
    with pytest.raises(ValueError, match="JSON"):
        journals.append(RUN, Head(), "step", {"p95": float("nan")}, now=NOW)

    assert redis.exists(stream(RUN)) == 0


def _edit(number: int, **fields: str) -> Callable[[Redis], None]:
    """Write the stream anew with some fields of one entry changed."""

    def apply(redis: Redis) -> None:
        rows = redis.xrange(stream(RUN))
        redis.delete(stream(RUN))
        for identifier, kept in rows:
            changed = {**kept, **(fields if identifier == f"{number}-0" else {})}
            redis.xadd(stream(RUN), changed, id=identifier)

    return apply


def _delete(number: int) -> Callable[[Redis], None]:
    return lambda redis: redis.xdel(stream(RUN), f"{number}-0")


def _swap(redis: Redis) -> None:
    (_, first), (_, second), (_, third) = redis.xrange(stream(RUN))
    redis.delete(stream(RUN))
    for number, fields in enumerate((first, third, second), 1):
        redis.xadd(stream(RUN), fields, id=f"{number}-0")


def _renumber(redis: Redis) -> None:
    rows = [fields for _, fields in redis.xrange(stream(RUN))]
    redis.delete(stream(RUN))
    for number, fields in zip((1, 2, 4), rows, strict=True):
        redis.xadd(stream(RUN), fields, id=f"{number}-0")


@pytest.mark.parametrize(
    ("tamper", "entry"),
    [
        (_edit(2, data='{"n":7}'), 2),
        (_edit(2, type="ended"), 2),
        (_edit(2, at="2026-11-20T14:31:06.123+00:00"), 2),
        (_edit(2, digest="0" * 64), 2),
        (_delete(1), 2),
        (_delete(2), 3),
        (_swap, 2),
        (_renumber, 4),
        (lambda redis: redis.xtrim(stream(RUN), maxlen=1, approximate=False), 3),
    ],
    ids=["data", "type", "time", "digest", "first gone", "middle gone", "swapped", "renumbered", "trimmed"],
)
def test_tampering_is_noticed_and_the_entry_named(
    journals: Journals, redis: Redis, tamper: Callable[[Redis], None], entry: int
) -> None:
    write(journals, {"n": 1}, {"n": 2}, {"n": 3})
    tamper(redis)

    with pytest.raises(JournalBroken, match=f"run {RUN} does not hold at entry {entry}:"):
        journals.read(RUN)


def test_an_entry_of_another_run_does_not_hold(journals: Journals, redis: Redis) -> None:
    write(journals, {"n": 1}, run="OTHER")
    ((identifier, fields),) = redis.xrange(stream("OTHER"))
    redis.xadd(stream(RUN), fields, id=identifier)

    with pytest.raises(JournalBroken):
        journals.read(RUN)


def test_another_key_does_not_hold(journals: Journals, redis: Redis) -> None:
    write(journals, {"n": 1})

    with pytest.raises(JournalBroken, match="another OPSBOT_KEY"):
        Journals(redis, "x" * 32).read(RUN)


def test_a_chain_forged_without_the_key_does_not_hold(journals: Journals, redis: Redis) -> None:
    forger = Journals(redis, "x" * 32)
    head = write(journals, {"n": 1})
    forger.append(RUN, head, "step", {"n": 2}, now=NOW)

    with pytest.raises(JournalBroken, match="entry 2"):
        journals.read(RUN)


@pytest.mark.parametrize("missing", ["digest", "at", "type", "data"])
def test_an_entry_without_a_field_is_a_broken_journal(journals: Journals, redis: Redis, missing: str) -> None:
    """Not a KeyError: whoever reads journals is told in words."""
    write(journals, {"n": 1}, {"n": 2})
    rows = redis.xrange(stream(RUN))
    redis.delete(stream(RUN))
    for identifier, fields in rows:
        redis.xadd(stream(RUN), {k: v for k, v in fields.items() if k != missing}, id=identifier)

    with pytest.raises(JournalBroken, match="entry 1"):
        journals.read(RUN)


@pytest.mark.parametrize(
    ("field", "value"), [("data", "{not json"), ("at", "yesterday"), ("data", "[1]")], ids=["text", "time", "list"]
)
def test_an_entry_that_cannot_be_read_is_a_broken_journal(
    journals: Journals, redis: Redis, field: str, value: str
) -> None:
    write(journals, {"n": 1})
    _edit(1, **{field: value})(redis)

    with pytest.raises(JournalBroken, match="entry 1"):
        journals.read(RUN)


def test_the_digest_is_keyed_and_chained(journals: Journals) -> None:
    one = journals.entry(RUN, Head(), "step", {"n": 1}, now=NOW)
    again = journals.entry(RUN, Head(), "step", {"n": 1}, now=NOW)
    behind = journals.entry(RUN, Head(0, "f" * 64), "step", {"n": 1}, now=NOW)

    assert one.digest == again.digest
    assert one.digest not in {behind.digest, GENESIS}
    assert one.nonce != again.nonce
