from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.text import clean, cut, cut_lines, escape, inert, inert_lines, length, one_line

ANYTHING = st.text(st.characters(codec=None, exclude_categories=[]))

HOSTILE = [
    "<!here> <!channel> <!everyone> <@U0ANA00001> <#C0OPS00001> <!subteam^S0ENGINE01>",
    "<https://evil.example|click here>",
    "https://evil.example/path?x=1 www.evil.example evil.example a@evil.example",
    "*bold* _italic_ ~gone~ `code` ```fence\nmore```",
    "> quoted\n>>> all of it",
    "&lt;!here&gt; &amp;lt;",
    "abc\u202edcba\u2066x\u2069",
    "pay\u200bpal \u2060join\ufeff \u00ad \U000e0041",
    "\x1b[31mred\x1b[0m \x07 \x9b2J \x00",
    ":rotating_light: :tada:",
    "line one\r\nline two\rline three\u2028line four",
    "\ud800 lone surrogate",
    "<!date^1392734382^{date}|x>",
    "@here @channel @ana #general",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_inert_leaves_nothing_that_slack_would_act_on(text: str) -> None:
    holds_nothing_live(inert(text))


@given(ANYTHING)
def test_inert_holds_for_anything(text: str) -> None:
    holds_nothing_live(inert(text))


@given(ANYTHING)
def test_clean_is_sendable_and_stays_clean(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert clean(cleaned) == cleaned
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f]", cleaned)


def test_inert_reads_the_same() -> None:
    assert inert("Alias prod v42 → v41 · 5.8 % < 0.1 %") == "Alias prod v42 → v41 · 5.8 % &lt; 0.1 %"
    assert inert("create_item keeps its name").count("_") == 1


def test_escape_is_slacks() -> None:
    assert escape("<!here> & co") == "&lt;!here&gt; &amp; co"


@given(ANYTHING, st.integers(40, 400))
def test_cut_fits_and_counts_what_is_missing(text: str, limit: int) -> None:
    shown = cut(text, limit)
    assert length(shown) <= limit
    if shown != text:
        kept, _, notice = shown.rpartition("… ")
        assert text.startswith(kept)
        assert notice == f"{len(text) - len(kept):,} more characters"


def test_cut_says_where_the_rest_is() -> None:
    assert cut("x" * 400, 88, where="in the file") == "x" * 55 + "… 345 more characters in the file"


@given(st.lists(st.text(max_size=80), min_size=1, max_size=40), st.integers(120, 600))
def test_cut_lines_keeps_whole_lines_and_counts_the_others(lines: list[str], limit: int) -> None:
    shown = cut_lines(lines, limit, where="in the file")
    assert length(shown) <= limit
    if shown != "\n".join(lines):
        assert re.search(r"… [\d,]+ more (lines|characters) in the file$", shown)


@given(st.lists(ANYTHING, min_size=1, max_size=60))
def test_inert_lines_fit_a_message(lines: list[str]) -> None:
    shown = inert_lines(lines, 4_000)
    assert length(shown) <= 4_000
    holds_nothing_live(shown)


def test_one_line() -> None:
    assert one_line("  a\tb\n\nc\u202e d ") == "a b c d"


def holds_nothing_live(text: str) -> None:
    assert "<" not in text
    assert ">" not in text
    assert not re.search(r"&(?!(amp|lt|gt);)", text)
    assert not re.search(r"[*`~]", text)
    assert not re.search(r"(?<![^\W_])_|_(?![^\W_])", text)
    assert "://" not in text
    assert not re.search(r"\w\.[^\W\d]", text)
    assert not re.search(r"[@#]\w", text)
    assert not re.search(r":[\w+'-]+:", text)
    assert not re.search(r"(?m)^&gt;", text)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
