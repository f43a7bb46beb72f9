"""`opsbot` in the terminal: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis import Redis

from bot.journal import stream
from bot.settings import SHIPPED
from handlers.terminal import main
from tests.handlers.street import KEY, Street

OPSBOT = Path(sys.executable).parent / "opsbot"
# Names of ours and of AWS's; the rest of the environment is this machine's.
OURS = ("OPSBOT_", "SLACK_", "REDIS_", "AWS_", "PORT", "LOG_LEVEL", "COLUMNS")


Opsbot = Callable[..., "Ended"]


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


def process(*arguments: str, cwd: Path | None = None, **environment: str) -> Ended:
    """The console script itself, with nothing of ours in the environment but what is given."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run(
        [OPSBOT, *arguments],
        env={**inherited, **environment},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr + done.stdout
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def opsbot(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Opsbot:
    """The same within this process, which takes a tenth of the time."""

    def run(*arguments: str, **environment: str) -> Ended:
        for name in [name for name in os.environ if name.startswith(OURS)]:
            monkeypatch.delenv(name)
        for name, value in {"COLUMNS": "80", **environment}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["opsbot", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        assert "Traceback" not in told.out + told.err
        return Ended(int(ended.value.code or 0), told.out, told.err)

    return run


def test_check_of_what_ships(tmp_path: Path) -> None:
    ended = process("check", cwd=tmp_path)

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("5 systems and ")
    assert ended.out.endswith(" runbooks: no problems.\n")


PEEK = "runbook: peek\ntitle: Peek\ntarget: system\nrisk: read\nlook:\n  - call: lambda.get_nothing\n"


def broken(tmp_path: Path) -> Path:
    """A directory with a mistake in each of three files."""
    for name, text in {
        "systems/shop.yaml": (SHIPPED / "systems/todo-app.yaml")
        .read_text()
        .replace("default_environment:", "default:"),
        "runbooks/peek.yaml": PEEK,
        "runbooks/deeper/list.yaml": "- no\n- mapping\n",
        "observation.yaml": "settle_seconds: soon\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_check_of_a_broken_directory_names_every_file_and_line(opsbot: Opsbot, tmp_path: Path) -> None:
    directory = broken(tmp_path)

    ended = opsbot("check", str(directory))

    lines = ended.out.splitlines()
    assert (ended.code, ended.err) == (1, "")
    assert all(line.startswith(f"{directory}/") for line in lines)
    assert f"{directory}/runbooks/peek.yaml:6: AWS lambda has no operation `get_nothing`" in ended.out
    assert f"{directory}/runbooks/deeper/list.yaml:1: expected a mapping" in ended.out
    assert f"{directory}/observation.yaml:1: " in ended.out
    assert f"{directory}/systems/shop.yaml:" in ended.out


def test_check_of_the_directory_in_the_environment(opsbot: Opsbot, tmp_path: Path) -> None:
    assert opsbot("check", OPSBOT_CONFIG=str(broken(tmp_path))).code == 1


@pytest.mark.parametrize("arguments", [("systems",), ("runbooks", "--json"), ("runbooks",)])
def test_a_broken_configuration_is_told_by_every_command(
    opsbot: Opsbot, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    ended = opsbot(*arguments, OPSBOT_CONFIG=str(broken(tmp_path)))

    assert (ended.code, ended.out) == (1, "")
    assert "peek.yaml:6: " in ended.err


def test_check_of_a_directory_that_is_not_there(opsbot: Opsbot, tmp_path: Path) -> None:
    ended = opsbot("check", str(tmp_path / "nowhere"))

    assert ended.code == 1
    assert "nowhere" in ended.out + ended.err


def test_systems_as_json(opsbot: Opsbot) -> None:
    ended = opsbot("systems", "--json")

    systems = {one["system"]: one for one in json.loads(ended.out)}
    assert (ended.code, ended.err) == (0, "")
    assert len(systems) == 5
    assert systems["serverless-api"]["default_environment"] == "prod"
    assert systems["serverless-api"]["resources"]["create-item"]["kind"] == "lambda.function"


def test_runbooks_as_json_have_the_shape_of_the_contract(opsbot: Opsbot) -> None:
    ended = opsbot("runbooks", "--json")

    runbooks = json.loads(ended.out)
    assert ended.code == 0
    assert {"rollback", "status"} <= {one["name"] for one in runbooks}
    for one in runbooks:
        assert set(one) >= {"name", "target", "risk", "title", "source", "inputs", "operations", "iam_actions"}
        assert all(set(operation) == {"service", "operation", "phase"} for operation in one["operations"])
        assert Path(one["source"]).is_file()
    (rollback,) = [one for one in runbooks if one["name"] == "rollback"]
    assert {"service": "lambda", "operation": "update_alias", "phase": "change"} in rollback["operations"]
    assert "lambda:UpdateAlias" in rollback["iam_actions"]


def test_names_are_not_cut(opsbot: Opsbot) -> None:
    """What is listed is there to be typed."""
    ended = opsbot("systems")

    for name in ("serverless-api", "data-pipeline", "lifestyle-app"):
        assert name in ended.out


def test_a_profile_that_there_is_not_matters_to_none_of_this(opsbot: Opsbot) -> None:
    for command in ("check", "systems", "runbooks"):
        assert opsbot(command, AWS_PROFILE="nobody").code == 0, command


@pytest.mark.parametrize(
    "arguments", [("chek",), ("check", "--nope"), ("worker", "-n", "0"), ("worker", "-n", "many"), ("runs", "show")]
)
def test_bad_usage_ends_with_2(opsbot: Opsbot, arguments: tuple[str, ...]) -> None:
    ended = opsbot(*arguments)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err


def test_every_command_has_help_with_an_example(opsbot: Opsbot) -> None:
    listed = opsbot("--help").out

    for command in (("check",), ("systems",), ("runbooks",), ("serve",), ("worker",), ("runs",), ("runs", "show")):
        ended = opsbot(*command, "--help")
        assert ended.code == 0
        assert f"opsbot {' '.join(command)}" in ended.out
        assert "Example" in ended.out, command
        assert command[0] in listed


@pytest.mark.parametrize("command", ["serve", "worker", "runs"])
def test_what_the_environment_lacks_is_one_line_each(command: str) -> None:
    ended = process(command)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err
    assert all(" is not set. Set it to " in line for line in ended.err.splitlines())


WHOLE = {"OPSBOT_KEY": KEY, "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}


@pytest.mark.parametrize("command", ["serve", "worker", "runs"])
def test_a_redis_that_is_away_is_one_line(command: str) -> None:
    ended = process(command, REDIS_URL="redis://:hunter2@127.0.0.1:1/0", **WHOLE)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.count("\n") == 1
    assert "Redis at 127.0.0.1:1 does not answer" in ended.err
    assert "hunter2" not in ended.err


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_nothing_starts_half_configured(tmp_path: Path, redis_url: str, command: str) -> None:
    ended = process(command, REDIS_URL=redis_url, OPSBOT_CONFIG=str(broken(tmp_path)), **WHOLE)

    assert ended.code == 1
    assert "peek.yaml:6: " in ended.err


def test_runs_and_one_with_its_journal(opsbot: Opsbot, street: Street) -> None:
    street.command("status")
    street.command("rollback create-item --env prod")
    environment = {"REDIS_URL": street.url, "OPSBOT_KEY": KEY}

    listed = json.loads(opsbot("runs", "--json", **environment).out)
    newest = listed[0]
    shown = json.loads(opsbot("runs", "show", newest["run"], "--json", **environment).out)
    table = opsbot("runs", **environment)

    assert [one["command"] for one in listed] == ["/ops rollback create-item --env prod", "/ops status"]
    assert (newest["by"], newest["state"], newest["environment"]) == ("ana", "running", "prod")
    assert [entry["type"] for entry in shown["journal"]] == ["asked"]
    assert set(shown["journal"][0]) == {"number", "type", "at", "data", "digest"}
    assert newest["run"] in table.out


def test_a_run_that_there_is_not(opsbot: Opsbot, redis: Redis, redis_url: str) -> None:
    ended = opsbot("runs", "show", "NOWHERE", REDIS_URL=redis_url, OPSBOT_KEY=KEY)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "There is no run NOWHERE. See what there is: opsbot runs\n"


def test_one_broken_journal_does_not_hide_the_others(opsbot: Opsbot, street: Street) -> None:
    for typed in ("status", "rollback create-item"):
        street.command(typed)
    broken_run = street.runs()[0]["run"]
    street.redis.xadd(stream(broken_run), {"type": "ended", "at": "x", "data": "{}", "nonce": "n", "digest": "f"})
    environment = {"REDIS_URL": street.url, "OPSBOT_KEY": KEY}

    listed = opsbot("runs", "--json", **environment)
    shown = opsbot("runs", "show", broken_run, **environment)

    assert "/ops status" in listed.out
    assert (shown.code, shown.out) == (1, "")
    assert "cannot be read" in shown.err or "does not hold" in shown.err


def test_another_key_is_told_in_a_line(opsbot: Opsbot, street: Street) -> None:
    street.command("status")

    ended = opsbot("runs", "show", street.runs()[0]["run"], REDIS_URL=street.url, OPSBOT_KEY="x" * 32)

    assert ended.code == 1
    assert "another OPSBOT_KEY" in ended.err
    assert ended.err.count("\n") == 1
