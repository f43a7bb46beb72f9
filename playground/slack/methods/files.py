"""files.*: an upload in three steps (Slack: Working with files)."""

import copy
import mimetypes
import secrets
import struct
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from playground.slack.arguments import ApiError
from playground.slack.messages import bot_message
from playground.slack.methods.call import Call
from playground.slack.people import BOT_USER_ID
from playground.slack.workspace import Post, StoredFile

MOST_BYTES = 1_000_000_000
PNG_START = b"\x89PNG\r\n\x1a\n"


def get_upload_url(call: Call) -> dict[str, Any]:
    name = call.arguments.text("filename")
    length = call.arguments.whole_number("length", default=0, most=MOST_BYTES)
    if length == 0:
        raise ApiError("invalid_arguments", ["missing required field: length"])
    alt_txt = call.arguments.text_or_none("alt_txt")
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    with call.workspace.changed:
        file = StoredFile(call.workspace.next_id("F0"), name, name, alt_txt, mimetype, length)
        call.workspace.files[file.id] = file
    url = f"{call.base_url}upload/v1/{file.id}/{secrets.token_urlsafe(16)}"
    return {"upload_url": url, "file_id": file.id}


def complete_upload(call: Call) -> dict[str, Any]:
    """Shares the files as one message, in the channel or in a thread, as the app."""
    wanted = call.arguments.json("files", "invalid_arguments")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(item, dict) for item in wanted):
        raise ApiError("invalid_arguments", ["files must be an array of objects with an id"])
    place = call.arguments.text_or_none("channel_id") or call.arguments.text_or_none("channels")
    with call.workspace.changed:
        files = [_uploaded(call, item) for item in wanted]
        if place:
            _share(call, files)
        objects = [file_object(call, file) for file in files]
    return {"files": objects}


def info(call: Call) -> dict[str, Any]:
    file = call.workspace.files.get(call.arguments.text("file"))
    if file is None:
        raise ApiError("file_not_found")
    return {"file": file_object(call, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def file_object(call: Call, file: StoredFile) -> dict[str, Any]:
    url = f"{call.base_url}files/{file.id}/{quote(file.name)}"
    shares = [
        {
            "ts": post.ts,
            "channel_name": channel.name,
            **({"thread_ts": post.thread_ts} if post.thread_ts else {}),
        }
        for channel in call.workspace.channels.values()
        if channel.id == file.channel
        for post in channel.posts.values()
        if any(shared["id"] == file.id for shared in post.message.get("files", []))
    ]
    width, height = picture_size(file.bytes)
    return {
        "id": file.id,
        "created": int(call.workspace.clock()),
        "timestamp": int(call.workspace.clock()),
        "name": file.name,
        "title": file.title,
        "alt_txt": file.alt_txt,
        "mimetype": file.mimetype,
        "filetype": PurePosixPath(file.name).suffix.removeprefix(".") or "binary",
        "pretty_type": PurePosixPath(file.name).suffix.removeprefix(".").upper() or "Binary",
        "user": BOT_USER_ID,
        "size": len(file.bytes),
        "mode": "hosted",
        "is_external": False,
        "is_public": True,
        "url_private": url,
        "url_private_download": url,
        "permalink": url,
        "channels": [file.channel] if file.channel else [],
        "shares": {"public": {file.channel: shares}} if file.channel else {},
        **({"original_w": width, "original_h": height} if width else {}),
    }


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels, (0, 0) for anything else."""
    if not content.startswith(PNG_START) or content[12:16] != b"IHDR" or len(content) < len(PNG_START) + 16:
        return 0, 0
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _uploaded(call: Call, item: dict[str, Any]) -> StoredFile:
    file = call.workspace.files.get(str(item.get("id")))
    if file is None or not file.bytes:
        raise ApiError("file_not_found")
    file.title = str(item.get("title") or file.name)
    return file


def _share(call: Call, files: list[StoredFile]) -> None:
    name = "channel_id" if call.arguments.text_or_none("channel_id") else "channels"
    channel = call.joined_channel(name)
    thread_ts = None
    if call.arguments.text_or_none("thread_ts"):
        parent = call.post(channel, "thread_ts", missing="thread_not_found")
        thread_ts = parent.thread_ts or parent.ts
    comment = call.arguments.text_or_none("initial_comment") or ""
    message = bot_message(call.workspace.next_ts(), comment, None, thread_ts)
    for file in files:
        file.channel, file.thread_ts = channel.id, thread_ts
    message["files"] = [copy.deepcopy(file_object(call, file)) for file in files]
    message["upload"] = False
    call.workspace.put(channel, Post(message))


METHODS = {
    "files.completeUploadExternal": complete_upload,
    "files.getUploadURLExternal": get_upload_url,
    "files.info": info,
}
