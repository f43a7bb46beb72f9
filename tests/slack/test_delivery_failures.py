"""Slack slow, limiting, broken, closed: nothing is lost, nothing is said twice, nothing is tried for ever."""

from __future__ import annotations

import pytest

from bot.journal import DIRTY
from bot.slack.budget import Budget
from bot.slack.delivery import GIVE_UP_SECONDS, Outcome
from bot.slack.ledger import CARD, FAILURES, Ledger
from tests.slack.rig import Rig
from tests.slack.runs import DONE, LOOKED, RUN, asked

LOST_ANSWERS = [
    pytest.param({"status": 500}, id="500"),
    pytest.param({"status": 502}, id="502"),
    pytest.param({"reset": True}, id="reset"),
    pytest.param({"error": "internal_error"}, id="internal_error"),
    pytest.param({"error": "fatal_error"}, id="fatal_error"),
    pytest.param({"delay_seconds": 1.2}, id="timeout"),
]


@pytest.mark.parametrize("fault", LOST_ANSWERS)
def test_card_whose_answer_was_lost_is_found_not_posted_again(rig: Rig, fault: dict[str, object]) -> None:
    rig.write(asked())
    rig.slack.fail("chat.postMessage", after_processing=True, **fault)  # type: ignore[arg-type]
    assert rig.deliver() is Outcome.LATER
    rig.settle()
    assert rig.card()["ts"] == rig.slot(CARD).ts
    assert rig.slack.wait_for(lambda _: len(rig.calls("chat.postMessage")) == 1, timeout=5)


@pytest.mark.parametrize("fault", LOST_ANSWERS[:4])
def test_card_that_did_not_arrive_is_posted_again(rig: Rig, fault: dict[str, object]) -> None:
    rig.write(asked())
    rig.slack.fail("chat.postMessage", **fault)  # type: ignore[arg-type]
    rig.settle()
    assert len(rig.cards()) == 1
    assert len(rig.calls("chat.postMessage")) == 2


def test_reply_whose_answer_was_lost_is_found_by_its_key(rig: Rig) -> None:
    rig.write(*DONE[:3])
    rig.deliver()
    rig.edit_slot("plan", ts=None, channel=None, digest=None, attempted=rig.clock())
    rig.write(*DONE[3:])
    rig.settle()
    assert rig.keys() == ["plan", f"{RUN}-chart-after.png", "receipt"]


def test_crash_between_post_and_record_finds_the_card(rig: Rig) -> None:
    rig.write(asked())
    rig.deliver()
    rig.edit_slot(CARD, ts=None, channel=None, digest=None, attempted=rig.clock())
    rig.write(LOOKED)
    rig.settle()
    assert rig.card()["metadata"]["event_payload"]["head"] == 2
    assert rig.slot(CARD).attempted is None


def test_crash_between_upload_and_record_finds_the_picture(rig: Rig) -> None:
    rig.write(*DONE)
    rig.settle()
    rig.edit_slot("chart:after", shown=None, attempted=rig.clock())
    rig.redis.zadd(DIRTY, {RUN: rig.clock()})
    rig.settle()
    assert len(rig.slack.files()) == 1
    assert rig.slot("chart:after").shown == f"{RUN}-chart-after.png"


def test_retry_after_is_obeyed_by_every_run(rig: Rig) -> None:
    rig.write(asked())
    rig.write(asked(), run="OTHERRUN")
    rig.slack.fail("chat.postMessage", status=429, retry_after=30)
    assert rig.deliver() is Outcome.LATER
    assert rig.deliver("OTHERRUN") is Outcome.LATER
    assert len(rig.calls("chat.postMessage")) == 1, "the other run knew without asking"
    assert float(rig.redis.zscore(DIRTY, RUN) or 0) == pytest.approx(rig.clock() + 30, abs=0.1)
    rig.clock.now += 29
    rig.deliver()
    assert len(rig.calls("chat.postMessage")) == 1
    rig.settle()
    rig.settle("OTHERRUN")
    assert len(rig.cards()) == 1
    assert len(rig.cards(run="OTHERRUN")) == 1
    assert rig.slot(CARD).attempted is None


def test_limit_on_edits_lets_posts_through(rig: Rig) -> None:
    rig.write(asked())
    rig.deliver()
    rig.clock.now += 2
    rig.slack.fail("chat.update", status=429, retry_after=30)
    rig.write(*DONE[1:])
    assert rig.deliver() is Outcome.LATER
    assert rig.deliver() is Outcome.LATER
    assert rig.keys() == ["plan", f"{RUN}-chart-after.png", "receipt"]
    assert "queued" in rig.card()["text"]
    rig.settle()
    assert "done" in rig.card()["text"]


def test_outage_is_waited_out_with_growing_pauses(rig: Rig) -> None:
    rig.write(asked())
    rig.slack.fail("*", times=8, status=503)
    pauses = []
    for _ in range(8):
        assert rig.deliver() is Outcome.LATER
        due = float(rig.redis.zscore(DIRTY, RUN) or 0)
        pauses.append(due - rig.clock())
        rig.clock.now = due
    assert all(0.4 < pause <= 60 for pause in pauses)
    assert pauses[2] < 5
    assert pauses[6] > 25
    rig.settle()
    assert len(rig.cards()) == 1
    assert Ledger(rig.redis, RUN).standing.tries == 0


def test_entries_during_an_outage_do_not_hurry_it(rig: Rig) -> None:
    rig.write(asked())
    rig.slack.fail("*", times=1, status=503)
    rig.deliver()
    before = len(rig.slack.calls())
    rig.write(LOOKED)
    assert rig.deliver() is Outcome.LATER
    assert len(rig.slack.calls()) == before


def test_slack_not_reachable_is_no_attempt(rig: Rig) -> None:
    rig.write(asked())
    rig.slack.stop()
    assert rig.deliver() is Outcome.LATER
    assert rig.slot(CARD).attempted is None
    assert rig.redis.zscore(DIRTY, RUN) is not None


def test_after_a_day_it_is_given_up_and_counted(rig: Rig) -> None:
    rig.write(asked())
    rig.slack.fail("*", times=3, error="invalid_auth")
    rig.deliver()
    rig.clock.now += GIVE_UP_SECONDS + 61
    assert rig.deliver() is Outcome.GIVEN_UP
    assert rig.redis.hgetall(FAILURES) == {"invalid_auth": "1"}
    assert rig.redis.zscore(DIRTY, RUN) is None


def test_refused_for_good_is_counted_once_and_the_next_state_tried(rig: Rig) -> None:
    rig.write(asked())
    rig.slack.fail("chat.postMessage", error="msg_too_long")
    assert rig.deliver() is Outcome.DELIVERED
    assert rig.slack.messages("ops") == []
    rig.redis.zadd(DIRTY, {RUN: rig.clock()})
    rig.settle()
    assert len(rig.calls("chat.postMessage")) == 1
    rig.write(LOOKED)
    rig.settle()
    assert rig.card()["metadata"]["event_payload"]["head"] == 2
    assert rig.redis.hgetall(FAILURES) == {"msg_too_long": "1"}


def test_refused_blocks_fall_back_once_and_it_is_remembered(rig: Rig) -> None:
    rig.write(asked())
    rig.slack.fail("chat.postMessage", error="invalid_blocks")
    rig.settle()
    assert [block["type"] for block in rig.card()["blocks"]] == ["header", "context", "section"]
    rig.write(LOOKED)
    rig.settle()
    assert len(rig.calls("chat.update")) == 1
    assert "plan" not in {block["type"] for block in rig.card()["blocks"]}


def test_any_blocks_refused_leaves_the_text(rig: Rig) -> None:
    rig.write(asked())
    rig.slack.fail("chat.postMessage", times=2, error="invalid_blocks")
    rig.settle()
    assert "blocks" not in rig.card()
    assert "Roll back create-item" in rig.card()["text"]


def test_public_channel_is_joined(rig: Rig) -> None:
    rig.write(*[asked(channel="C0RAND0008"), *DONE[1:]])
    rig.settle()
    assert len(rig.calls("conversations.join")) == 1
    assert "done" in rig.card("random")["text"]
    assert len(rig.replies("random")) == 3


@pytest.mark.parametrize("code", ["is_archived", "channel_not_found"])
def test_closed_channel_turns_to_the_person(rig: Rig, code: str) -> None:
    rig.write(*DONE)
    rig.slack.fail("chat.postMessage", error=code, times=1)
    rig.slack.fail("conversations.join", error="method_not_supported_for_channel_type")
    rig.settle()
    direct = next(c.id for c in rig.slack.workspace.channels.values() if c.is_im)
    card = rig.card(direct)
    assert "Shown to you alone: opsbot cannot write in the channel" in card["text"]
    assert rig.keys(direct) == ["plan", f"{RUN}-chart-after.png", "receipt"]
    assert rig.slack.messages("ops") == []


def test_channel_that_closes_in_the_middle(rig: Rig) -> None:
    rig.write(*DONE[:3])
    rig.settle()
    rig.write(*DONE[3:])
    rig.slack.fail("chat.update", error="is_archived")
    rig.settle()
    direct = next(c.id for c in rig.slack.workspace.channels.values() if c.is_im)
    assert "done" in rig.card(direct)["text"]
    assert rig.keys(direct) == [f"{RUN}-chart-after.png", "receipt"], "the plan stands in the channel"


def test_nowhere_to_show_it_is_given_up(rig: Rig) -> None:
    rig.write(asked())
    rig.slack.fail("chat.postMessage", error="is_archived", times=2)
    assert rig.deliver() is Outcome.GIVEN_UP
    assert rig.redis.hgetall(FAILURES) == {"is_archived": "1"}
    assert rig.redis.zscore(DIRTY, RUN) is None


@pytest.mark.parametrize("code", ["missing_scope", "file_uploads_disabled"])
def test_picture_not_allowed_becomes_a_text_chart(rig: Rig, code: str) -> None:
    rig.write(*DONE)
    rig.slack.fail("files.getUploadURLExternal", error=code)
    rig.settle()
    assert rig.keys() == ["plan", "chart:after", "receipt"]
    text = rig.replies()[1]["text"]
    assert "Errors fall from 5.8 % to 0.1 %" in text
    assert "▁▇▁" in text
    assert "Chart as text" in text
    assert len(rig.calls("files.getUploadURLExternal")) == 1


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"])
def test_picture_that_fails_three_times_becomes_a_text_chart(rig: Rig, method: str) -> None:
    rig.write(*DONE)
    rig.slack.fail(method, times=3, status=500)
    rig.settle()
    assert rig.keys() == ["plan", "chart:after", "receipt"]
    assert rig.slack.wait_for(lambda s: not [f for f in s.files() if f.thread_ts], timeout=1)


def test_picture_that_fails_twice_is_a_picture(rig: Rig) -> None:
    rig.write(*DONE)
    rig.slack.fail("files.completeUploadExternal", times=2, status=500)
    rig.settle()
    assert rig.keys() == ["plan", f"{RUN}-chart-after.png", "receipt"]


def test_picture_whose_answer_was_lost_is_shown_once(rig: Rig) -> None:
    rig.write(*DONE)
    rig.slack.fail("files.completeUploadExternal", status=500, after_processing=True)
    rig.settle()
    assert rig.keys() == ["plan", f"{RUN}-chart-after.png", "receipt"]
    assert len(rig.slack.files()) == 1


def test_upload_that_is_limited_is_no_failed_try(rig: Rig) -> None:
    rig.write(*DONE)
    rig.slack.fail("files.getUploadURLExternal", times=4, status=429, retry_after=2)
    rig.settle()
    assert rig.keys() == ["plan", f"{RUN}-chart-after.png", "receipt"]
    assert rig.slot("chart:after").tries == 0


def test_upload_that_must_wait_for_another_is_not_begun(rig: Rig) -> None:
    rig.write(*DONE)
    Budget(rig.redis, rig.clock).block("files.upload", 30)
    assert rig.deliver() is Outcome.LATER
    assert rig.slot("chart:after").attempted is None
    assert rig.calls("files.getUploadURLExternal") == []
    rig.settle()
    assert rig.keys() == ["plan", f"{RUN}-chart-after.png", "receipt"]


def test_picture_has_its_words(rig: Rig) -> None:
    rig.write(*DONE)
    rig.settle()
    (file,) = rig.slack.files()
    assert file.title == "create-item: errors and duration"
    assert file.alt_txt == "Errors fall from 5.8 % to 0.1 % after the alias moved to v41."
    assert file.bytes.startswith(b"\x89PNG")


def test_looking_back_is_not_allowed_and_the_message_is_sent_all_the_same(rig: Rig) -> None:
    rig.write(asked())
    rig.slack.fail("chat.postMessage", status=500)
    rig.slack.fail("conversations.history", error="missing_scope")
    rig.settle()
    assert len(rig.cards()) == 1
