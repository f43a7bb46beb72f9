from __future__ import annotations

from pathlib import Path

import pytest

from bot.aws.operations import Operations
from tests.runbooks.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path, operations: Operations) -> Shelf:
    return Shelf(tmp_path / "runbooks", operations)
