"""Delivery against the simulated Slack: what is shown, in which order, how often."""

from __future__ import annotations

from bot.journal import DIRTY, Journals
from bot.runs.state import RunState
from bot.slack.delivery import Outcome
from bot.slack.ledger import FAILURES
from bot.slack.render.shapes import Thread
from bot.slack.render.thread import thread
from tests.slack.rig import OPS, Rig
from tests.slack.runs import DONE, LOOKED, PLAN, RUN, asked, ended, step


def test_first_entry_posts_the_card(rig: Rig) -> None:
    rig.write(asked())
    assert rig.deliver() is Outcome.DELIVERED
    card = rig.card()
    assert "Roll back create-item · serverless-api prod · queued" in card["text"]
    head = rig.heads[RUN]
    assert card["metadata"]["event_type"] == "opsbot_run"
    assert card["metadata"]["event_payload"] == {"run_id": RUN, "head": 1, "digest": head.digest}
    assert rig.redis.zscore(DIRTY, RUN) is None


def test_whole_run_in_one_go_is_one_post_and_its_replies_in_order(rig: Rig) -> None:
    rig.write(*DONE)
    assert rig.settle() is Outcome.DELIVERED
    assert "done" in rig.card()["text"]
    assert rig.keys() == ["plan", f"{RUN}-chart-after.png", "receipt"]
    assert rig.calls("chat.update") == []


def test_edits_coalesce_to_the_last_state(rig: Rig) -> None:
    rig.write(asked())
    rig.deliver()
    for line in DONE[1:]:
        rig.write(line)
        rig.deliver()
    assert len(rig.calls("chat.update")) == 1, "one edit a second, whatever the journal does"
    rig.settle()
    assert len(rig.calls("chat.update")) == 2
    assert "done" in rig.card()["text"]
    assert rig.card()["metadata"]["event_payload"]["head"] == len(DONE)


def test_an_edit_that_waits_holds_no_reply_back(rig: Rig) -> None:
    rig.write(asked(), LOOKED)
    rig.deliver()
    rig.write(PLAN)
    rig.deliver()
    rig.write(DONE[3], DONE[4])
    assert rig.deliver() is Outcome.LATER
    assert rig.keys() == ["plan", "receipt"]
    assert "Point the alias at the version before · running" in rig.card()["text"]


def test_nothing_to_change_calls_nobody(rig: Rig) -> None:
    rig.write(*DONE)
    rig.settle()
    before = len(rig.slack.calls())
    rig.redis.zadd(DIRTY, {RUN: rig.clock()})
    assert rig.deliver() is Outcome.DELIVERED
    assert len(rig.slack.calls()) == before


def test_mark_stays_when_the_journal_moves_on_meanwhile(rig: Rig) -> None:
    rig.write(asked())

    def render_and_move_on(state: RunState) -> Thread:
        if state.head == 1:
            rig.write(LOOKED)
        return thread(state)

    rig.render = render_and_move_on
    assert rig.deliver() is Outcome.LATER
    assert rig.redis.zscore(DIRTY, RUN) is not None
    rig.settle()
    assert rig.card()["metadata"]["event_payload"]["head"] == 2


def test_command_in_a_thread_is_answered_in_that_thread(rig: Rig) -> None:
    rig.slack.type("look at this", channel="ops", user="ana")
    parent = rig.slack.messages("ops")[0]["ts"]
    rig.write(*[asked(thread_ts=parent), *DONE[1:]])
    rig.settle()
    said = rig.slack.thread("ops", parent)[1:]
    assert len(said) == 4
    assert "Roll back create-item" in said[0]["text"]


def test_run_without_a_journal_is_forgotten(rig: Rig) -> None:
    rig.redis.zadd(DIRTY, {"NOSUCHRUN": 1.0})
    assert rig.deliver("NOSUCHRUN") is Outcome.NOTHING
    assert rig.redis.zcard(DIRTY) == 0


def test_broken_journal_is_counted_and_not_shown(rig: Rig) -> None:
    rig.write(asked())
    other = Journals(rig.redis, "another key, of which there is no trace")
    assert rig.deliverer_with(other).deliver(RUN) is Outcome.GIVEN_UP
    assert rig.slack.messages("ops") == []
    assert rig.redis.hgetall(FAILURES) == {"journal_broken": "1"}


def test_another_worker_at_it_is_left_alone(rig: Rig) -> None:
    rig.write(asked())
    rig.redis.set(f"opsbot:delivering:{RUN}", "another worker", px=45_000)
    assert rig.deliver() is Outcome.BUSY
    assert rig.slack.messages("ops") == []
    assert float(rig.redis.zscore(DIRTY, RUN) or 0) > rig.clock()


def test_lease_lost_in_the_middle_stops_without_another_word(rig: Rig) -> None:
    rig.write(*DONE)

    def render_slowly(state: RunState) -> Thread:
        rig.redis.set(f"opsbot:delivering:{RUN}", "another worker")
        return thread(state)

    rig.render = render_slowly
    assert rig.deliver() is Outcome.BUSY
    assert rig.slack.messages("ops") == []


def test_deleted_card_is_posted_once_more(rig: Rig) -> None:
    rig.write(asked())
    rig.deliver()
    channel = rig.slack.workspace.channel("ops")
    rig.slack.workspace.drop(channel, rig.card()["ts"])
    rig.write(LOOKED)
    rig.settle()
    assert rig.card()["metadata"]["event_payload"]["head"] == 2
    rig.slack.workspace.drop(channel, rig.card()["ts"])
    rig.write(step("settle"), ended())
    rig.settle()
    assert rig.cards() == []
    assert rig.redis.hgetall(FAILURES) == {"message_not_found": "1"}


def test_every_message_is_sent_without_links_and_names(rig: Rig) -> None:
    rig.write(asked())
    rig.settle()
    rig.write(LOOKED)
    rig.settle()
    (post,), (edit,) = rig.calls("chat.postMessage"), rig.calls("chat.update")
    assert post.args["channel"] == OPS
    for call in (post, edit):
        assert call.args["parse"] == "none"
        assert call.args["link_names"] is False
    assert post.args["unfurl_links"] is False
    assert post.args["unfurl_media"] is False
