"""Workers lost at every boundary: nothing is sent twice, nothing goes on past a no, no run is left standing."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from bot.errors import JournalConflict
from bot.journal import DUE, Entry, Head, Journals
from bot.runs.engine import Engine
from bot.runs.state import Progress, RunState, Verdict
from tests.aws.recorder import Answer, Call, refusal
from tests.runbooks.memory import MEMORY
from tests.runs.crash import Cut, Lost
from tests.runs.world import KEY, RUN, World

WHOLE = ["memory 512", "version 3", "alias 3"]
# What a whole run appends behind its first entry.
APPENDS = 15


class AtTheEnd(Cut):
    """Ends its worker when it writes `ended`, whichever append that is."""

    def append(self, run: str, head: Head, type_: str, data: dict[str, Any], **more: Any) -> Entry:
        self.left = 0 if type_ == "ended" else APPENDS
        return super().append(run, head, type_, data, **more)


def lose(world: World, at: int, *, written: bool) -> str:
    """Advance until the worker is lost; the type of the entry at which it was."""
    cut = Cut(world, at, written=written)
    with pytest.raises(Lost):
        world.advance(cut)
    return cut.type


def carry_on(world: World) -> RunState:
    """What the clock and other workers do, until the run has ended."""
    for _ in range(4):
        state = world.advance()
        if state.ending:
            return state
        assert state.parked_until is not None
        assert world.redis.zscore(DUE, RUN) == state.parked_until
        world.time.now = state.parked_until
    raise AssertionError("the run does not come to an end")


@pytest.mark.parametrize("written", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("at", range(APPENDS))
def test_a_worker_lost_at_any_entry(world: World, at: int, written: bool) -> None:
    world.runbook(MEMORY)
    world.ask(inputs={"mb": 512})
    lost_at = lose(world, at, written=written)

    state = carry_on(world)

    assert state.ending is not None
    if (lost_at, written) in {("intent", True), ("outcome", False)}:
        assert state.ending.verdict is Verdict.UNKNOWN
        assert world.function.changes == WHOLE[: len(world.function.changes)]
    else:
        assert state.ending.verdict is Verdict.DONE
        assert world.function.changes == WHOLE
    assert world.journals.read(RUN)[-1].type == "ended"


@pytest.mark.parametrize("written", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("at", range(6))
def test_a_dry_run_whose_worker_is_lost_changes_nothing(world: World, at: int, written: bool) -> None:
    world.runbook(MEMORY)
    world.ask(inputs={"mb": 512}, dry_run=True)
    lose(world, at, written=written)

    state = carry_on(world)

    assert world.function.changes == []
    assert state.ending is not None
    assert state.ending.verdict is Verdict.PLANNED


@pytest.mark.parametrize("written", [True, False], ids=["after", "before"])
@pytest.mark.parametrize(
    ("text", "fault", "verdict"),
    [
        (MEMORY.replace("result.CodeSha256 == steps", "result.CodeSha256 != steps"), None, Verdict.REFUSED),
        (MEMORY, ("GET prod", "AccessDeniedException", 403), Verdict.FAILED),
        (MEMORY, ("PUT configuration", "TooManyRequestsException", 429), Verdict.FAILED),
        (MEMORY, ("PUT prod", "PreconditionFailedException", 412), Verdict.FAILED),
        (MEMORY, ("PUT configuration", "ServiceException", 500), Verdict.UNKNOWN),
        (MEMORY.replace("MemorySize == inputs", "MemorySize != inputs"), None, Verdict.FAILED),
    ],
    ids=["check says no", "read denied", "throttled", "changed meanwhile", "unknown", "not verified"],
)
def test_a_worker_lost_behind_a_no_does_not_let_the_run_go_on(
    world: World, text: str, fault: tuple[str, str, int] | None, verdict: Verdict, written: bool
) -> None:
    """Lost at the entry of the end itself: the step had failed, and its end was not, or just, written down."""
    if fault:
        world.function.faults[fault[0]] = refusal(fault[1], fault[2])
    world.runbook(text)
    world.ask(inputs={"mb": 512})
    cut = AtTheEnd(world, APPENDS, written=written)
    with pytest.raises(Lost):
        world.advance(cut)
    changes = list(world.function.changes)

    state = carry_on(world)

    assert cut.type == "ended"
    assert world.function.changes == changes
    assert state.ending is not None
    assert state.ending.verdict is verdict


def test_an_intent_without_an_outcome_waits_for_its_moment(world: World) -> None:
    world.runbook(MEMORY)
    world.ask(inputs={"mb": 512})
    world.put(
        "intent", {"step": "resize", "operation": "o", "params": {}, "token": None, "not_after": world.time.now + 30}
    )

    parked = world.advance()
    world.time.now += 29
    still = world.advance()
    world.time.now += 1
    ended = world.advance()

    assert parked.parked_until == still.parked_until == world.time.now
    assert world.aws.calls == []
    assert ended.steps["resize"].progress is Progress.UNKNOWN
    assert ended.ending is not None
    assert ended.ending.verdict is Verdict.UNKNOWN
    assert "it may have happened" in ended.ending.message


def test_a_second_engine_while_the_first_waits_for_aws(world: World) -> None:
    """The lease was lost while the call was under way: what the first learns is not written over the second."""
    world.runbook(MEMORY)
    world.ask(inputs={"mb": 512})
    function = world.function

    def answering(call: Call) -> Answer:
        if call.method == "PUT" and not function.changes:
            answer = function(call)
            world.advance()
            return answer
        return function(call)

    world.aws.answering = answering

    world.advance()
    state = carry_on(world)

    assert function.changes == ["memory 512"]
    assert state.ending is not None
    assert state.ending.verdict is Verdict.UNKNOWN


def test_a_second_engine_that_overtakes_the_first(world: World) -> None:
    """The first is held up while it looks; the second carries the run to its end; the first finds that out."""
    world.runbook(MEMORY)
    world.ask(inputs={"mb": 512})
    function, overtaken = world.function, []

    def answering(call: Call) -> Answer:
        if not overtaken:
            overtaken.append(True)
            world.advance()
        return function(call)

    world.aws.answering = answering

    state = world.advance()

    assert function.changes == WHOLE
    assert state.ending is not None
    assert state.ending.verdict is Verdict.DONE
    assert world.types().count("plan") == 1


def test_many_engines_at_one_run_change_everything_at_most_once(world: World) -> None:
    """No lease keeps them apart here: the journal does."""
    world.runbook(MEMORY)
    world.ask(inputs={"mb": 512})
    engines = [world.engine() for _ in range(4)]
    gate = threading.Barrier(len(engines))

    def advance(engine: Engine) -> None:
        gate.wait()
        engine.advance(RUN)

    threads = [threading.Thread(target=advance, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    state = carry_on(world)

    assert world.function.changes == WHOLE[: len(world.function.changes)]
    assert state.ending is not None
    assert state.ending.verdict in {Verdict.DONE, Verdict.UNKNOWN}
    assert world.types().count("ended") == 1


def test_a_worker_told_of_the_other_stops_without_a_word(world: World) -> None:
    world.runbook(MEMORY)
    world.ask(inputs={"mb": 512})

    class Beaten(Journals):
        def append(self, run: str, head: Head, type_: str, data: dict[str, Any], **more: Any) -> Entry:
            raise JournalConflict("somebody else has written")

    state = world.advance(Beaten(world.redis, KEY))

    assert state.ending is None
    assert world.types() == ["asked"]
