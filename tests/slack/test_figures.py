from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.slack.render.figures import Clock, ago, counted, lasted, short_run

NOON = datetime(2026, 11, 20, 12, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.04, "0 s"),
        (0.42, "0.4 s"),
        (8.0, "8 s"),
        (48.2, "48 s"),
        (119, "119 s"),
        (125, "2 min 5 s"),
        (180, "3 min"),
        (4320, "1 h 12 min"),
        (7200, "2 h"),
    ],
)
def test_lasted(seconds: float, words: str) -> None:
    assert lasted(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "just now"), (1500, "25 min ago"), (10_800, "3 h ago"), (200_000, "2 days ago")]
)
def test_ago(seconds: float, words: str) -> None:
    assert ago(seconds) == words


def test_times_are_local_with_their_zone() -> None:
    assert Clock("Europe/Madrid", NOON).at(NOON) == "13:00 CET"
    assert Clock("Europe/Madrid", NOON).at(NOON.timestamp(), seconds=True) == "13:00:05 CET"
    assert Clock("America/Sao_Paulo", NOON).at(NOON) == "09:00 UTC-03"
    assert Clock("America/New_York", NOON).at(NOON.replace(day=18)) == "Wed 18 Nov 07:00 EST"


@pytest.mark.parametrize("timezone", ["", "No/Where", "../../etc/passwd", "/etc/localtime"])
def test_a_zone_that_is_none_is_utc(timezone: str) -> None:
    assert Clock(timezone, NOON).at(NOON) == "12:00 UTC"


def test_counted_and_short() -> None:
    assert [counted(1, "change"), counted(2, "change"), counted(4100, "request")] == [
        "1 change",
        "2 changes",
        "4,100 requests",
    ]
    assert [short_run("7Q2F"), short_run("7Q2FK3MZ4TA6PLXV")] == ["7Q2F", "7Q2FK3"]
