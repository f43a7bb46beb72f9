"""What the documents say is true: their examples load, their commands run, their links lead somewhere."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bot.aws.operations import Operations
from bot.catalog import loader as catalog_loader
from bot.runbooks import loader as runbook_loader
from bot.runbooks.action import Actions
from bot.runbooks.actions import ALL
from handlers.grammar import parse

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", path.read_text(), re.DOTALL | re.MULTILINE)


def commands() -> list[str]:
    """Every `opsbot` line that needs no server and nothing filled in."""
    found = []
    for path in DOCUMENTS:
        for block in blocks(path, "console"):
            for line in block.splitlines():
                command = line.strip().removeprefix("$ ").removeprefix(".venv/bin/")
                if command.startswith("opsbot ") and command.split()[1] not in {"serve", "worker"}:
                    found.append(command)
    return found


@pytest.mark.parametrize("command", commands())
def test_a_command_of_the_documents_runs(command: str) -> None:
    arguments = shlex.split(command)[1:]
    ended = subprocess.run(
        [sys.executable, "-m", "handlers", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


TYPED = re.findall(r"`(/ops [^`\[\]A-Z]+)`|^(/ops .+)$", (ROOT / "README.md").read_text(), re.MULTILINE)


@pytest.mark.parametrize("text", TYPED)
def test_slash_commands_of_the_readme_parse(text: tuple[str, str]) -> None:
    command = parse(next(part for part in text if part))
    assert command.verb in {"status", "rollback", "help"}


def test_the_example_system_loads(tmp_path: Path) -> None:
    (example,) = blocks(ROOT / "docs" / "systems.md", "yaml")
    (tmp_path / "systems").mkdir()
    (tmp_path / "systems" / "shop.yaml").write_text(example)
    assert list(catalog_loader.load(tmp_path).systems) == ["shop"]


def test_the_example_runbook_loads(tmp_path: Path) -> None:
    (example,) = blocks(ROOT / "docs" / "runbooks.md", "yaml")
    (tmp_path / "timeout.yaml").write_text(example)
    (loaded,) = runbook_loader.load([tmp_path], Operations(), Actions(list(ALL)))
    assert {"lambda:GetFunctionConfiguration", "lambda:UpdateFunctionConfiguration"} <= set(loaded.iam_actions)


def test_the_example_action_reads_only() -> None:
    (example,) = blocks(ROOT / "docs" / "runbooks.md", "python")
    names = re.findall(r'"([a-z]+\.[a-z_]+)"', example)
    assert "lambda.get_function_concurrency" in names
    assert Operations().reads("lambda.get_function_concurrency")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text()):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target
