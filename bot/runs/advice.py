"""What a run says when it stops: what happened, what stands, what to type."""

from __future__ import annotations

from bot.runs.state import RunState


def after_failure(state: RunState, message: str) -> str:
    """One sentence more than ``message``: whether anything was changed, and what."""
    if not any(step.phase == "change" for step in state.steps.values()):
        return message
    done = [step.says or step.title for step in state.steps.values() if step.receipt]
    if not done:
        return f"{message} Nothing was changed."
    return f"{message} What was changed stays: {'; '.join(done)}."


def after_unknown(state: RunState, step: str) -> tuple[str, list[str]]:
    """The message and the commands with which to look at what is there."""
    asked = state.asked
    message = (
        f"The call of step “{state.steps[step].title}” was written down to be sent to AWS and no outcome is known: "
        f"it may have happened. {state.steps[step].says or ''} Look at what is there before doing anything again."
    )
    where = f" --env {asked.environment}" if asked.environment else ""
    target = asked.target or ""
    commands = [f"/ops status {target}{where}", f"/ops {asked.verb} {target}{where} --dry-run"]
    return " ".join(message.split()), commands
