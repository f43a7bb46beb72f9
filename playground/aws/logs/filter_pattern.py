"""Filter patterns ("Filter pattern syntax for metric filters, subscription filters, filter log events, and Live Tail").

Terms and quoted phrases must all occur; `-term` must not; when all are `?term`, one is enough, and beside others the
`?` ones do not count. `%expression%` searches; `{ $.field = value }` reads JSON lines.
"""

import re
from collections.abc import Callable

from moto.logs.exceptions import InvalidParameterException

from .json_pattern import parse_json_pattern

Matches = Callable[[str], bool]

_TERM = re.compile(r'(?P<sign>[?-]?)(?:"(?P<phrase>(?:[^"\\]|\\.)*)"|(?P<word>[^\s"]+))')
_WORD = re.compile(r"[A-Za-z0-9_]+")


def parse(pattern: str | None) -> Matches:
    """Raises InvalidParameterException as AWS does."""
    text = (pattern or "").strip()
    if not text:
        return lambda _: True
    if text.startswith("{"):
        return parse_json_pattern(text)
    if text.startswith("["):
        raise InvalidParameterException(f"Space-delimited filter patterns are not simulated: {text}")
    if text.startswith("%") and text.endswith("%") and text.strip("%"):
        expression = re.compile(text[1:-1])
        return lambda message: expression.search(message) is not None
    return _terms(text)


def _terms(text: str) -> Matches:
    wanted: dict[str, list[str]] = {"": [], "?": [], "-": []}
    place = 0
    while place < len(text):
        match = _TERM.match(text, place)
        if match is None:
            raise _invalid(text[place:])
        word = match["word"]
        if word is not None and not _WORD.fullmatch(word):
            raise _invalid(word)
        phrase = match["phrase"]
        term = word if word is not None else phrase.replace('\\"', '"')
        wanted[match["sign"]].append(term)
        place = match.end()
        while place < len(text) and text[place].isspace():
            place += 1
    required, optional, excluded = wanted[""], wanted["?"], wanted["-"]
    if required or not optional:
        return lambda message: _all(required, message) and not _any(excluded, message)
    return lambda message: _any(optional, message) and not _any(excluded, message)


def _all(terms: list[str], message: str) -> bool:
    return all(term in message for term in terms)


def _any(terms: list[str], message: str) -> bool:
    return any(term in message for term in terms)


def _invalid(term: str) -> InvalidParameterException:
    return InvalidParameterException(f"Invalid character(s) in term '{term}'")
