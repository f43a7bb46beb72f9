"""Text that came from outside, made safe to show.

Everything that a block or a message shows passes ``clean``. What Slack parses for markup (the top-level text,
``mrkdwn`` objects) passes ``inert`` as well; ``plain_text``, ``raw_text`` and ``rich_text`` elements do not
parse, and take cleaned text as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# C0 but tab and newline, DEL and C1; lone surrogates, which cannot be encoded; then what is not seen but
# changes what is seen: bidirectional controls, zero-width characters, blank letters, tags, interlinear marks.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\ud800-\udfff"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029\x0b\x0c]")

# WORD JOINER: takes no room and is not read out; put where Slack would otherwise recognise something.
JOINER = "\u2060"
_LOOKALIKES = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "\u02cb"})
_UNDERSCORE_AT_EDGE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_RECOGNISED = [
    (re.compile(r":(?=//)"), ":" + JOINER),
    (re.compile(r"(?i)\b(mailto|tel|slack):"), r"\1" + JOINER + ":"),
    (re.compile(r"(?<=\w)\.(?=[^\W\d])"), "." + JOINER),
    (re.compile(r":(?=[\w+'-]+:)"), ":" + JOINER),
    (re.compile(r"@(?=\w)"), "@" + JOINER),
    (re.compile(r"#(?=\w)"), "#" + JOINER),
    (re.compile(r"(?m)^(&gt;)"), JOINER + r"\1"),
]


def length(text: str) -> int:
    """In UTF-16 units: what a JavaScript client counts, and never less than what a Python server counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def clean(text: str) -> str:
    """``text`` without characters that are not seen, its line ends as newlines."""
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """Cleaned, every run of white space one space: names, titles, cells, labels."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """The three characters that Slack's markup gives a meaning; never twice over the same text.

    Source: "Formatting message text", escaping text.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inert(text: str) -> str:
    """Text as markup that shows it and does nothing: no mention, link, emoji, emphasis, code or quotation.

    Emphasis and code marks become look-alikes; an underscore inside a word stays, since it marks nothing.
    """
    marked = escape(clean(text)).translate(_LOOKALIKES)
    marked = _UNDERSCORE_AT_EDGE.sub("\uff3f", marked)
    for pattern, replacement in _RECOGNISED:
        marked = pattern.sub(replacement, marked)
    return marked


def cut(text: str, limit: int, *, where: str = "") -> str:
    """At most ``limit`` units of ``text``; the rest is counted: ``… 312 more characters in the file``."""
    if length(text) <= limit:
        return text
    for kept in range(min(limit, len(text)), 0, -1):
        notice = f"… {len(text) - kept:,} more characters{where and ' ' + where}"
        if length(text[:kept]) + length(notice) <= limit:
            return text[:kept] + notice
    return "…"


def cut_lines(lines: Sequence[str], limit: int, *, where: str = "") -> str:
    """As many whole lines as fit; what is missing is counted: ``… 12 more lines in the file``."""
    whole = "\n".join(lines)
    if length(whole) <= limit:
        return whole
    kept: list[str] = []
    used = length(_more_lines(len(lines), where))
    for line in lines:
        used += length(line) + 1
        if used > limit:
            break
        kept.append(line)
    if not kept:
        return cut(whole, limit, where=where)
    return "\n".join([*kept, _more_lines(len(lines) - len(kept), where)])


def inert_lines(lines: Sequence[str], limit: int) -> str:
    """Lines made inert, as many as fit; a line that would take all the room by itself is cut before."""
    shortened = [inert(cut(clean(line), limit // 8)) for line in lines]
    return cut_lines(shortened, limit)


def _more_lines(count: int, where: str) -> str:
    return f"… {count:,} more lines{where and ' ' + where}"
