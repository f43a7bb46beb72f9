"""From a command's text to its words: what Slack and phones do to it undone, quotes read as in a shell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.errors import UserError

MAX_CHARACTERS = 4_000
SHOWN = 24

# Not seen, and never meant: controls, zero-width characters, bidirectional marks, lone surrogates.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
# "Formatting text for app surfaces": what Slack puts in angle brackets when it escapes a command.
_MARKUP = re.compile(
    r"<(?:(?P<sigil>[@#])(?P<id>[A-Z0-9]+)"
    r"|!subteam\^(?P<group>[A-Z0-9]+)"
    r"|!(?P<all>here|channel|everyone)"
    r"|(?:mailto|tel):(?P<contact>[^|<>]+)"
    r"|(?P<url>[a-z][a-z0-9+.-]*://[^|<>]+)"
    r")(?:\|[^<>]*)?>"
)
_ESCAPES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
_ESCAPED = re.compile("&(?:amp|lt|gt);")

_DOUBLE = '"\u201c\u201d\u201e\u201f'
_SINGLE = "'\u2018\u2019\u201a\u201b"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
# Parts of a word: quoted; quoted with what phones make of quotes; an apostrophe that a phone has curled
# inside a word; an escaped character; and everything else up to white space or a quote.
_PART = re.compile(
    rf"""
    "(?P<double>(?:\\.|[^"\\])*)"
  | '(?P<single>[^']*)'
  | [{_DOUBLE}](?P<curly>(?:\\.|[^{_DOUBLE}\\])*)[{_DOUBLE}]
  | (?<=\w)(?P<apostrophe>\u2019)(?=\w)
  | [{_SINGLE}](?P<curly_single>(?:[^{_SINGLE}]|(?<=\w)\u2019(?=\w))*)[{_SINGLE}]
  | \\(?P<escaped>.)
  | (?P<plain>(?:[^\s\\{_DOUBLE}{_SINGLE}])+|\\\Z)
    """,
    re.VERBOSE | re.DOTALL,
)
_SPACE = re.compile(r"\s+")
_IN_DOUBLE = re.compile(r'\\(["\\])')
_LONG_DASH = re.compile(f"-*[{_DASHES[1:]}][{_DASHES}]*(?=[^\\W\\d_])")
_TO_HYPHEN = dict.fromkeys(map(ord, _DASHES), "-")


@dataclass(frozen=True, slots=True)
class Word:
    """One word. ``bare`` of its first characters stood outside quotes: only those may mean something."""

    text: str
    bare: int


def from_slack(text: str) -> str:
    """What a person typed, from what Slack sends: links and mentions as plain values, escapes decoded once.

    ``<@U123|ana>`` becomes ``@U123``, ``<#C123|ops>`` ``#C123``, ``<https://x|x>`` ``https://x``.
    """
    if "<" in text:
        text = _MARKUP.sub(_plain, text)
    return _ESCAPED.sub(lambda found: _ESCAPES[found[0]], text) if "&" in text else text


def _plain(found: re.Match[str]) -> str:
    if found["sigil"]:
        return found["sigil"] + found["id"]
    if found["group"] or found["all"]:
        return "@" + (found["group"] or found["all"])
    return found["contact"] or found["url"] or ""


def split(text: str) -> list[Word]:
    """The words of a command, quotes removed; dashes that a phone has joined are two hyphens again.

    Raises:
        UserError: too long, or a quote that is not closed.
    """
    if len(text) > MAX_CHARACTERS:
        raise UserError(f"The command is longer than {MAX_CHARACTERS:,} characters; put less into it.")
    text = _UNSEEN.sub("", text)
    words: list[Word] = []
    at, end = 0, len(text)
    while at < end:
        if space := _SPACE.match(text, at):
            at = space.end()
            continue
        word, at = _word(text, at)
        words.append(word)
    return words


def _word(text: str, at: int) -> tuple[Word, int]:
    parts: list[str] = []
    bare: int | None = None
    while part := _PART.match(text, at):
        sort = part.lastgroup or ""
        value = part[sort]
        if sort == "plain":
            value = _hyphens(value, start=not parts)
        elif sort in {"double", "curly"}:
            value = _IN_DOUBLE.sub(r"\1", value)
        if sort not in {"plain", "apostrophe"} and bare is None:
            bare = sum(map(len, parts))
        parts.append(value)
        at = part.end()
    if at < len(text) and not text[at].isspace():
        raise _unclosed(text, at)
    whole = "".join(parts)
    return Word(whole, len(whole) if bare is None else bare), at


def _hyphens(text: str, *, start: bool) -> str:
    """``—env`` and ``–env`` as ``--env``; elsewhere a long dash stands for the two hyphens it was made of."""
    if text.isascii():
        return text
    if start and (run := _LONG_DASH.match(text)):
        text = "--" + text[run.end() :]
    return text.replace("\u2014", "--").translate(_TO_HYPHEN)


def _unclosed(text: str, at: int) -> UserError:
    quote, rest = text[at], text[at + 1 : at + 1 + SHOWN]
    before = text[:at].rsplit(None, 1)[-1] if text[:at] and not text[at - 1].isspace() else ""
    more = "…" if len(text) > at + 1 + SHOWN else ""
    apostrophe = quote in _SINGLE and before
    advice = "; write “…” around text that has an apostrophe" if apostrophe else "; add it at the end"
    return UserError(f"The quote {quote} in {before}{quote}{rest}{more} is not closed{advice}.")
