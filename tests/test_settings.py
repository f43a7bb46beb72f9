"""Settings: read once, secrets kept, and each thing that lacks said with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import (
    SHIPPED,
    FileSettings,
    FrontDoorSettings,
    JournalSettings,
    SettingsError,
    WorkerSettings,
    read,
)

WHOLE = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "sign",
    "OPSBOT_KEY": "k" * 32,
    "REDIS_URL": "redis://127.0.0.1:7/3",
    "PORT": "8080",
}
NAMES = [*WHOLE, "OPSBOT_CONFIG", "LOG_LEVEL", "SLACK_API_URL", "OPSBOT_RECONCILE_SECONDS", "SLACK_APP_TOKEN"]


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def give(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_the_front_door_reads_its_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, **WHOLE)

    settings = read(FrontDoorSettings)

    assert settings.port == 8080
    assert settings.redis_url == "redis://127.0.0.1:7/3"
    assert settings.slack_signing_secret.get_secret_value() == "sign"
    assert settings.opsbot_config == SHIPPED
    assert settings.log_level == "INFO"


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, **WHOLE)

    shown = repr(read(FrontDoorSettings))

    assert "xoxb-1" not in shown
    assert "k" * 32 not in shown
    assert "'sign'" not in shown


def test_settings_do_not_change(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, **WHOLE)
    settings = read(WorkerSettings)

    with pytest.raises(ValidationError):
        settings.redis_url = "redis://elsewhere"


def test_everything_that_lacks_is_said_with_what_to_do() -> None:
    with pytest.raises(SettingsError) as caught:
        read(FrontDoorSettings)

    lines = caught.value.message.splitlines()
    assert [line.split()[0] for line in lines] == ["OPSBOT_KEY", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]
    assert all(" is not set. Set it to " in line for line in lines)


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, **{**WHOLE, "SLACK_BOT_TOKEN": "", "REDIS_URL": ""})

    with pytest.raises(SettingsError, match=r"^SLACK_BOT_TOKEN is not set"):
        read(FrontDoorSettings)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("OPSBOT_KEY", "short", "at least 32"),
        ("PORT", "70000", "65535"),
        ("PORT", "http", "valid integer"),
        ("LOG_LEVEL", "loud", "'DEBUG'"),
    ],
)
def test_a_value_that_cannot_be_used_names_its_variable_and_not_itself(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    give(monkeypatch, **{**WHOLE, name: value})

    with pytest.raises(SettingsError) as caught:
        read(FrontDoorSettings)

    assert caught.value.message.startswith(f"{name} cannot be used: ")
    assert says in caught.value.message
    assert "\n" not in caught.value.message


def test_a_key_that_is_refused_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, OPSBOT_KEY="hunter2")

    with pytest.raises(SettingsError) as caught:
        read(JournalSettings)

    assert "hunter2" not in caught.value.message
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(("given", "kept"), [("http://127.0.0.1:9/api", "http://127.0.0.1:9/api/"), ("x/", "x/")])
def test_slacks_address_ends_with_a_slash(monkeypatch: pytest.MonkeyPatch, given: str, kept: str) -> None:
    give(monkeypatch, **WHOLE, SLACK_API_URL=given)

    assert read(FrontDoorSettings).slack_api_url == kept


@pytest.mark.parametrize("seconds", ["0", "-1", "soon"])
def test_reconciling_happens_now_and_then(monkeypatch: pytest.MonkeyPatch, seconds: str) -> None:
    give(monkeypatch, **WHOLE, OPSBOT_RECONCILE_SECONDS=seconds)

    with pytest.raises(SettingsError, match=r"^OPSBOT_RECONCILE_SECONDS cannot be used"):
        read(WorkerSettings)


def test_commands_without_a_server_need_no_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert read(FileSettings).opsbot_config == SHIPPED
    give(monkeypatch, OPSBOT_CONFIG=str(tmp_path))
    assert read(FileSettings).opsbot_config == tmp_path
