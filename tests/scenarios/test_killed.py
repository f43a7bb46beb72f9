"""The front door and the workers are killed in between; the run is carried to its end, its change made once."""

from __future__ import annotations

from collections.abc import Callable

from bot.journal import RECENT, Journals
from bot.runs.state import RunState, fold
from tests.scenarios.conftest import Room

ROLLBACK = "/ops rollback create-item --env prod"


def _newest(room: Room) -> RunState | None:
    redis = room.stack.redis_client()
    run = redis.lindex(RECENT, 0)
    entries = Journals(redis, room.stack.key).read(str(run)) if run else []
    return fold(entries) if entries else None


def _wait(room: Room, condition: Callable[[RunState], bool], seconds: float = 60) -> RunState:
    """Slack's simulated server tells of every change; a run that goes on changes its card."""
    found: list[RunState] = []

    def holds(_: object) -> bool:
        state = _newest(room)
        if state is not None and condition(state):
            found.append(state)
        return bool(found)

    assert room.slack.wait_for(holds, timeout=seconds), _newest(room)
    return found[0]


def test_workers_killed_after_the_change(room: Room) -> None:
    stack = room.stack
    assert room.slack.type(ROLLBACK, channel="ops", user="ana").ok
    state = _wait(room, lambda run: run.steps["shift"].receipt is not None)
    stack.worker.kill()
    stack.worker.start()

    ended = _wait(room, lambda run: run.id == state.id and run.ending is not None)

    assert ended.ending is not None
    assert ended.ending.verdict == "done", ended.ending
    assert len(room.mutations("UpdateAlias")) == 1


def test_a_command_taken_while_no_worker_lives_is_carried_out_later(room: Room) -> None:
    stack = room.stack
    stack.worker.kill()
    assert room.slack.type(ROLLBACK, channel="ops", user="ana").ok
    stack.front_door.kill()
    stack.front_door.start()
    stack.worker.start()
    stack.wait_until_ready()

    told = _wait(room, lambda run: run.ending is not None)

    assert told.ending is not None
    assert told.ending.verdict == "done"
    assert len(room.mutations("UpdateAlias")) == 1
