from __future__ import annotations

import pytest

from bot.slack.render.commands import carried_out, label


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("/ops status serverless-api --env prod", "Look into serverless-api"),
        ("/ops status", "Status"),
        ("/ops rollback create-item --env prod", "Roll back create-item"),
        ("/ops rollback create-item --env prod --dry-run", "Plan: Roll back create-item"),
        ("/ops scale-up worker mb=512", "Scale up worker"),
        ("/ops memory mb=512", "Memory"),
        ("/ops help rollback", "Help rollback"),
        ("{0} {target!r}", "{0} {target!r}"),
    ],
)
def test_label(command: str, shown: str) -> None:
    assert label(command) == shown


@pytest.mark.parametrize(
    ("dry", "real"),
    [
        ("/ops rollback create-item --env prod --dry-run", "/ops rollback create-item --env prod"),
        ("/ops rollback --dry-run create-item", "/ops rollback create-item"),
        ('/ops rollback x --dry-run --reason "a --dry-run first"', '/ops rollback x --reason "a --dry-run first"'),
        ("/ops rollback x --reason “no --dry-run” --dry-run", "/ops rollback x --reason “no --dry-run”"),
        ("/ops rollback x --dry-running", "/ops rollback x --dry-running"),
    ],
)
def test_carried_out(dry: str, real: str) -> None:
    assert carried_out(dry, "3f9a" * 16) == f"{real} plan=3f9a3f9a3f9a"
