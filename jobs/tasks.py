"""What workers carry out: one entry point."""

from __future__ import annotations

import structlog

from bot.runs.lease import held
from jobs.assembly import worker

log = structlog.get_logger(__name__)


def advance(run: str) -> None:
    """Carry a run on. Harmless when repeated: the journal says what has been done."""
    assembled = worker()
    with structlog.contextvars.bound_contextvars(run=run), held(assembled.redis, run) as free:
        if free:
            assembled.engine.advance(run)
        else:
            log.info("another worker is at this run")
