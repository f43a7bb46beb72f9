"""Uploads: a URL, the bytes, and the message that shares them."""

import struct

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from playground.slack import SimulatedSlack
from playground.slack.methods.files import picture_size
from tests.playground.slack.browser import fetch
from tests.playground.slack.conftest import OPS

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 640, 320) + b"\x08\x06\0\0\0"


def upload(client: WebClient, **changes: object) -> dict[str, object]:
    arguments = {"filename": "errors.png", "content": PNG, "title": "Errors", "alt_txt": "errors rose", **changes}
    return dict(client.files_upload_v2(**arguments)["file"])  # type: ignore[arg-type]


def test_a_picture_in_a_thread(client: WebClient, slack: SimulatedSlack, posted: str) -> None:
    shown = upload(client, channel=OPS, thread_ts=posted, initial_comment="the chart")
    _, reply = slack.thread("ops", posted)
    (shared,) = reply["files"]
    assert (reply["text"], "subtype" in reply) == ("the chart", False)
    assert (shared["title"], shared["alt_txt"], shared["mimetype"]) == ("Errors", "errors rose", "image/png")
    assert (shared["original_w"], shared["original_h"]) == (640, 320)
    assert shown["shares"]["public"][OPS][0]["thread_ts"] == posted  # type: ignore[index]
    (stored,) = slack.files()
    assert (stored.bytes, stored.channel, stored.thread_ts) == (PNG, OPS, posted)


def test_the_bytes_can_be_fetched(client: WebClient) -> None:
    url = str(upload(client, channel=OPS)["url_private"])
    page = fetch(url)
    assert (page.body, page.content_type) == (PNG, "image/png")


def test_a_file_that_is_shared_nowhere_makes_no_message(client: WebClient, slack: SimulatedSlack) -> None:
    upload(client)
    assert slack.messages("ops") == []
    assert slack.files()[0].channel is None


def test_bytes_of_another_length_are_refused(client: WebClient, slack: SimulatedSlack) -> None:
    given = client.files_getUploadURLExternal(filename="a.txt", length=5, alt_txt="text")
    assert fetch(given["upload_url"], b"four").status == 400
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_completeUploadExternal(files=[{"id": given["file_id"], "title": "a"}], channel_id=OPS)


def test_a_multipart_form_holds_the_bytes_too(client: WebClient, slack: SimulatedSlack) -> None:
    given = client.files_getUploadURLExternal(filename="a.txt", length=4)
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nfour\r\n--b--\r\n'
    page = fetch(given["upload_url"], body, "multipart/form-data; boundary=b")
    assert page.body == b"OK - 4"
    assert slack.files()[0].bytes == b"four"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel_id": "C0NOWHERE"}, "channel_not_found"),
        ({"channel_id": "C0RAND0008"}, "not_in_channel"),
        ({"channel_id": OPS, "thread_ts": "1.000001"}, "thread_not_found"),
    ],
)
def test_sharing_is_refused(client: WebClient, arguments: dict[str, str], error: str) -> None:
    file_id = str(upload(client)["id"])
    with pytest.raises(SlackApiError, match=error):
        client.files_completeUploadExternal(files=[{"id": file_id, "title": "x"}], **arguments)


def test_the_size_of_a_picture_is_read_from_its_head() -> None:
    assert picture_size(PNG) == (640, 320)
    assert picture_size(b"GIF89a") == (0, 0)
    assert picture_size(PNG[:20]) == (0, 0)
