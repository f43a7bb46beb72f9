"""`/ops …` over HTTP: accepted and written down, or refused with what to type instead."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from handlers.grammar import parse
from handlers.intake import run_id
from tests.handlers.street import KEY, Street
from tests.proxy import Proxy


def commands_of(text: str) -> list[str]:
    """The commands that an answer offers: its lines that begin with one."""
    return re.findall(r"^/ops .*$", text, re.MULTILINE)


def test_a_command_is_a_run(street: Street) -> None:
    answered = street.command('rollback create-item to=41 --env prod --reason "errors after release"')

    assert (answered.status, answered.body) == (200, "")
    (asked,) = street.runs()
    assert asked["command"] == '/ops rollback create-item to=41 --env prod --reason "errors after release"'
    assert (asked["verb"], asked["runbook"], asked["risk"]) == ("rollback", "rollback", "mitigation")
    assert asked["by"] == {"team": "T0TEAM0001", "user": "U0ANA00001", "name": "ana"}
    assert (asked["channel"], asked["thread_ts"]) == ("C0OPS00001", None)
    assert (asked["systems"], asked["environment"], asked["target"]) == (["serverless-api"], "prod", "create-item")
    assert asked["inputs"] == {"to": "41"}
    assert (asked["reason"], asked["dry_run"]) == ("errors after release", False)
    assert asked["timezone"] == "America/New_York"
    assert asked["title"] == "Roll back create-item"
    assert asked["steps"][0]["phase"] == "look"
    assert street.jobs() == 1


def test_the_run_is_named_after_its_delivery(street: Street) -> None:
    street.command("status", trigger_id="1.2.3")

    assert street.runs()[0]["run"] == run_id(KEY, "1.2.3")
    assert re.fullmatch(r"[A-Z2-7]{16}", run_id(KEY, "1.2.3"))
    assert run_id("x" * 32, "1.2.3") != run_id(KEY, "1.2.3") != run_id(KEY, "1.2.4")


def test_a_command_of_all_systems(street: Street) -> None:
    street.command("status")

    (asked,) = street.runs()
    assert len(asked["systems"]) == 5
    assert (asked["environment"], asked["target"], asked["timezone"]) == (None, None, "UTC")


def test_the_same_delivery_is_one_run_and_two_are_two(street: Street) -> None:
    for trigger in ("1.2.3", "1.2.3", "4.5.6"):
        assert street.command("status", trigger_id=trigger).status == 200

    assert len(street.runs()) == 2


def test_the_default_environment_and_the_channels(street: Street) -> None:
    street.command("status serverless-api")
    street.command("status serverless-api --env DEV")

    assert [asked["environment"] for asked in street.runs()] == ["dev", "prod"]


def test_what_phones_and_slack_make_of_a_command(street: Street) -> None:
    street.command("rollback create-item —env prod --reason “p95 &gt; 2 s &amp; rising”")

    (asked,) = street.runs()
    assert (asked["environment"], asked["reason"]) == ("prod", "p95 > 2 s & rising")


def test_a_dry_run_is_one(street: Street) -> None:
    street.command("rollback create-item --dry-run")

    assert street.runs()[0]["dry_run"] is True


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("rolbak create-item", "/ops rollback create-item"),
        ("rolbak create-item --env prod --dry-run", "/ops rollback create-item --env prod --dry-run"),
        ("rollback creat-item", "/ops rollback create-item"),
        ("rollback create-item --env prd", "/ops rollback create-item --env prod"),
        ("rollback CreateItemFunctio", "/ops rollback create-item"),
        ("status serverles-api --env dev", "/ops status serverless-api --env dev"),
        ("hlep", "/ops help"),
        ("help rolback", "/ops help rollback"),
        ("rollback create-item create-item", "/ops rollback create-item"),
    ],
)
def test_a_typing_error_is_answered_with_the_command_to_type(street: Street, typed: str, offered: str) -> None:
    answered = street.command(typed)

    assert answered.status == 200
    assert answered.said["response_type"] == "ephemeral"
    assert offered in commands_of(answered.text)
    assert street.runs() == []
    assert street.jobs() == 0


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("rollback items", "items is a table; rollback works on a function"),
        ("rollback", "rollback needs a target"),
        ("rollback serverless-api", "serverless-api is a system; rollback works on a function"),
        ("rollback create-item to=abc", "to=abc cannot be used"),
        ("rollback create-item version=41", "There is no input version here. It takes to=…."),
        ("rollback create-item --since 1h", "rollback takes no --since"),
        ("status --env dev", "Not every system has an environment dev"),
        ("rollback create-item --env", "--env needs a value"),
        ('rollback create-item --reason "open', "is not closed"),
        ("rollback create-item to=41 to=42", "to= is given twice"),
        ("frobnicate", "There is no verb “frobnicate”"),
        ("status nothing-like-it-anywhere", "nothing-like-it-anywhere"),
        ("rollback create-item plan=", "plan"),
        ("rollback create-item plan=a", "plan"),
        ("rollback create-item plan=yes!", "plan"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(street: Street, typed: str, says: str) -> None:
    answered = street.command(typed)

    assert answered.status == 200
    assert says in answered.text
    assert street.runs() == []


@pytest.mark.parametrize(
    "typed",
    [
        "rollback create-item to=abc --env prod --dry-run --reason 'why not'",
        "rollback create-item version=41 --env prod --dry-run --reason 'why not'",
        "rollback create-item --since 1h --env prod --dry-run --reason 'why not'",
        "rollback create-itm --env prod --dry-run --reason 'why not'",
        "rolback create-item --env prod --dry-run --reason 'why not'",
        "rollback create-item create-item --env prod --dry-run --reason 'why not'",
    ],
    ids=["value", "input", "since", "target", "verb", "two targets"],
)
def test_the_command_to_type_again_keeps_dry_run_and_reason(street: Street, typed: str) -> None:
    """What was meant as a look must not come back as a change."""
    offered = commands_of(street.command(typed).text)

    assert offered
    for command in offered:
        again = parse(command, slack=False)
        assert (again.dry_run, again.reason, again.env) == (True, "why not", "prod")


@pytest.mark.parametrize("typed", ["rollback create-item to=abc plan=3f9a", "rollback creat-item plan=3f9a"])
def test_the_command_to_type_again_keeps_the_plan_that_was_chosen(street: Street, typed: str) -> None:
    """Without it, any plan would do."""
    offered = commands_of(street.command(typed).text)

    assert [parse(command, slack=False).inputs.get("plan") for command in offered] == ["3f9a"] * len(offered)
    assert offered


def test_the_plan_that_was_chosen_stands_in_the_first_entry(street: Street) -> None:
    street.command("rollback create-item plan=3F9A")

    assert street.runs()[0]["plan"] == "3f9a"
    assert "plan" not in street.runs()[0]["inputs"]


def test_every_command_that_is_offered_is_taken(street: Street) -> None:
    for typed in (
        "rolbak create-item",
        "rollback creat-item",
        "rollback create-item to=abc",
        "rollback items",
        "rollback",
    ):
        for command in commands_of(street.command(typed).text):
            answered = street.command(command.removeprefix("/ops "))
            assert (answered.status, answered.body) == (200, ""), command


def test_help_lists_every_verb_with_an_example(street: Street) -> None:
    for typed in ("", "help", "--help"):
        answered = street.command(typed)
        assert answered.status == 200
        for verb in street.configuration.runbooks.verbs():
            assert f"/ops {verb}" in answered.text
    assert street.runs() == []


@pytest.mark.parametrize("typed", ["help rollback", "rollback --help", "rollback create-item -h"])
def test_help_about_one_verb(street: Street, typed: str) -> None:
    text = street.command(typed).text

    assert "Points the function's alias back" in text
    assert "to=…" in text
    assert "lambda:UpdateAlias" in text
    assert street.runs() == []


@pytest.mark.parametrize("field", ["user_name", "channel_name", "trigger_id", "text", "response_url"])
def test_a_field_that_slack_may_leave_out(street: Street, field: str) -> None:
    """`user_name` is being phased out ("Implementing slash commands"); nothing of ours needs any of these."""
    answered = street.command("status", without=field)

    assert answered.status == 200
    assert len(street.runs()) == (0 if field == "text" else 1)


def test_a_redis_that_is_away_accepts_nothing_and_says_so(street: Street) -> None:
    street.application = street.door_at("redis://127.0.0.1:1/0")

    answered = street.command("rollback create-item")

    assert answered.status == 200
    assert answered.text.startswith("Not accepted: opsbot's Redis does not answer, so nothing was started.")


def test_a_redis_whose_answer_is_lost_is_not_told_as_if_nothing_had_started(street: Street) -> None:
    """The run is there and will be carried out: to say the opposite would have it started twice."""
    with Proxy(urlsplit(street.url).port or 0) as proxy:
        street.application = street.door_at(f"redis://127.0.0.1:{proxy.port}/0")
        assert street.command("status").body == ""
        proxy.lose_answer_to(b"EVALSHA", times=5)

        answered = street.command("rollback create-item")

    assert len(street.runs()) == 2
    assert answered.status == 200
    assert answered.body == "" or "nothing was started" not in answered.text


def test_nothing_but_redis_is_spoken_to(street: Street, connections: list[object]) -> None:
    for typed in ("status", "rollback create-item --env prod", "rolbak create-item", "help", "rollback items"):
        assert street.command(typed).status == 200

    port = urlsplit(street.url).port
    assert {address for address in connections if address != ("127.0.0.1", port)} <= {"127.0.0.1"}
