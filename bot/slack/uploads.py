"""Replies that are files: the bytes to upload, and the same as a message for when Slack takes no file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.charts.spec import ChartSpec
from bot.slack import blocks as b
from bot.slack.client import Upload
from bot.slack.message import Message
from bot.slack.render.metadata import reply_metadata
from bot.slack.render.shapes import Reply
from bot.slack.text import clean, one_line

_WHY = {
    "missing_scope": "opsbot lacks the scope files:write",
    "file_uploads_disabled": "this workspace allows no uploads",
    "file_uploads_except_images_disabled": "this workspace allows only pictures",
    "storage_limit_reached": "this workspace's storage is full",
    "upload_failed": "Slack did not take the file",
}


@dataclass(frozen=True)
class Uploads:
    """``picture`` draws a chart as PNG bytes, ``text_chart`` the same as lines of equal-width text."""

    picture: Callable[[ChartSpec], bytes]
    text_chart: Callable[[ChartSpec], str]

    def name(self, run: str, reply: Reply) -> str:
        """Unique to the run and the reply, so that the file can be found again."""
        ending = reply.file.name.rpartition(".")[2] if reply.file else "png"
        return f"{run}-{re.sub(r'[^A-Za-z0-9]+', '-', reply.key)}.{ending}"

    def upload(self, run: str, reply: Reply) -> Upload:
        name = self.name(run, reply)
        if reply.picture is not None:
            spec = reply.picture
            return Upload(name, one_line(spec.title), one_line(spec.alt), self.picture(spec))
        if reply.file is not None:
            file = reply.file
            return Upload(name, one_line(file.title), "", clean(file.content).encode() or b"\n")
        raise ValueError(f"reply {reply.key} has no file")

    def as_message(self, run: str, reply: Reply, why: str) -> Message:
        """``why`` is Slack's code for not taking the file."""
        if reply.picture is not None:
            shown = [
                b.lines([b.Span(one_line(reply.picture.title), bold=True)], [one_line(reply.picture.alt)]),
                b.preformatted(self.text_chart(reply.picture)),
            ]
            kind = "Chart"
        elif reply.file is not None:
            shown = [
                b.lines([b.Span(one_line(reply.file.title), bold=True)]),
                b.preformatted(reply.file.content, where="that could not be uploaded"),
            ]
            kind = "File"
        else:
            raise ValueError(f"reply {reply.key} has no file")
        reason = _WHY.get(why, "Slack did not take the file")
        note = b.context(f"{kind} as text: {reason}.")
        return Message.of([*shown, note], metadata=reply_metadata(run, reply.key))
