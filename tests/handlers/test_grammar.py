"""The command line of Slack: what people, phones and Slack itself make of it."""

from __future__ import annotations

import re
from functools import partial
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import UserError
from handlers.grammar import FLAGS, Command, parse, render
from handlers.words import from_slack, split


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("", Command("help")),
        ("   ", Command("help")),
        ("/ops", Command("help")),
        ("--help", Command("help")),
        ("help rollback", Command("help", ("rollback",))),
        ("status", Command("status")),
        ("/ops status serverless-api", Command("status", ("serverless-api",))),
        ("Status", Command("status")),
        ("rollback create-item --env prod", Command("rollback", ("create-item",), env="prod")),
        ("rollback create-item --env=PROD", Command("rollback", ("create-item",), env="prod")),
        ("rollback --dry-run create-item", Command("rollback", ("create-item",), dry_run=True)),
        ("status todo-app --since 1H30m", Command("status", ("todo-app",), since="1h30m")),
        ("memory create-item mb=512", Command("memory", ("create-item",), {"mb": "512"})),
        ("memory a b c=1 d", Command("memory", ("a", "b", "d"), {"c": "1"})),
        ("note x text=", Command("note", ("x",), {"text": ""})),
        ("note x text='a  b' n=-5", Command("note", ("x",), {"text": "a  b", "n": "-5"})),
        ('x a --reason "errors after release"', Command("x", ("a",), reason="errors after release")),
        ("x --reason='say \"no\"'", Command("x", reason='say "no"')),
        (r'x --reason "a \"b\" \\ \n"', Command("x", reason='a "b" \\ \\n')),
        (r"x a\ b", Command("x", ("a b",))),
        ("x a\\", Command("x", ("a\\",))),
        ('x a"b c"d', Command("x", ("ab cd",))),
        ("rollback create-item --help", Command("rollback", ("create-item",), help=True)),
        ("rollback -h", Command("rollback", help=True)),
        ('x "--env" prod', Command("x", ("--env", "prod"))),
        ('x "a=b"', Command("x", ("a=b",))),
        ("x -- --env -h", Command("x", ("--env", "-h"))),
        ("x -5", Command("x", ("-5",))),
        ("x serverless-api/create-item", Command("x", ("serverless-api/create-item",))),
        ("x --reason --", Command("x", reason="--")),
    ],
)
def test_commands(text: str, command: Command) -> None:
    assert parse(text) == command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("rollback create-item —env prod", Command("rollback", ("create-item",), env="prod")),
        (
            "rollback create-item –env prod –dry-run",
            Command("rollback", ("create-item",), env="prod", dry_run=True),
        ),
        ("rollback create-item —-env=prod", Command("rollback", ("create-item",), env="prod")),
        ("x —reason “it’s ‘bad’”", Command("x", reason="it’s ‘bad’")),
        ("x —reason ‘it’s bad’", Command("x", reason="it’s bad")),
        ('x --reason "say “no”"', Command("x", reason="say “no”")),
        ('x --reason "mixed”', Command("x", reason="mixed")),
        ("x --reason „tief unten“", Command("x", reason="tief unten")),
        ("x it’s", Command("x", ("it’s",))),
        ("x n=−5 −5", Command("x", ("-5",), {"n": "-5"})),
        ("x create‑item", Command("x", ("create-item",))),
        ("status\u00a0todo-app\u2003--env\u00a0prod\n", Command("status", ("todo-app",), env="prod")),
        ("sta\u200btus \u202etodo\u202c\ufeff", Command("status", ("todo",))),
    ],
)
def test_what_phones_type(text: str, command: Command) -> None:
    assert parse(text) == command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("x a&amp;b &lt;c&gt;", Command("x", ("a&b", "<c>"))),
        ("x &amp;lt;", Command("x", ("&lt;",))),
        ("x <@U123ABC|ana> <@W9>", Command("x", ("@U123ABC", "@W9"))),
        ("x <#C123|ops> <#C9|>", Command("x", ("#C123", "#C9"))),
        ("x <!subteam^S12|@oncall> <!here>", Command("x", ("@S12", "@here"))),
        (
            "x url=<https://a.example/b?c=d&amp;e=f|a.example>",
            Command("x", (), {"url": "https://a.example/b?c=d&e=f"}),
        ),
        ("x <https://a.example>", Command("x", ("https://a.example",))),
        ("x <mailto:jo@example.com|jo@example.com>", Command("x", ("jo@example.com",))),
        ("x <tel:+15550100|+1 555 0100>", Command("x", ("+15550100",))),
        ("x <b> <>", Command("x", ("<b>", "<>"))),
    ],
)
def test_what_slack_sends(text: str, command: Command) -> None:
    assert parse(text) == command


def test_a_buttons_value_is_not_escaped() -> None:
    assert parse("x &lt;a <@U1|b>", slack=False) == Command("x", ("&lt;a", "<@U1|b>"))


@pytest.mark.parametrize(
    ("text", "message", "commands"),
    [
        (
            "x --reason it's",
            "The quote ' in it's is not closed; write “…” around text that has an apostrophe.",
            [],
        ),
        ("x 'abc", "The quote ' in 'abc is not closed; add it at the end.", []),
        ('x a="b c', 'The quote " in a="b c is not closed; add it at the end.', []),
        ("x “abc", "The quote “ in “abc is not closed; add it at the end.", []),
        ("x --reson slow", "No flag --reson. Did you mean --reason?", ['/ops x --reason "slow"']),
        ("x a -env prod", "No flag -env. Did you mean --env?", ["/ops x a --env prod"]),
        ("x --dryrun", "No flag --dryrun. Did you mean --dry-run?", ["/ops x --dry-run"]),
        ("x --dryrun --sinc 1h", "No flag --dryrun. Did you mean --dry-run?", []),
        (
            "memory f --mb 512",
            "No flag --mb; there are --env, --dry-run, --since, --reason, --help; an input is written mb=512.",
            ["/ops memory f mb=512"],
        ),
        ("x --zzz", "No flag --zzz; there are --env, --dry-run, --since, --reason, --help.", []),
        ("x --env", "--env needs a value: --env prod.", []),
        ("x --env=", "--env needs a value: --env prod.", []),
        ("x --env --dry-run", "--env needs a value: --env prod.", []),
        ('x --reason " "', '--reason needs a value: --reason "errors after release".', []),
        ("x --dry-run=yes", "--dry-run takes no value: write --dry-run alone.", []),
        ("x --env dev --env prod", "--env is given twice; say it once.", []),
        ("x --dry-run --dry-run", "--dry-run is given twice; say it once.", []),
        ("x mb=1 mb=2", "mb= is given twice: “1” and “2”; say which.", []),
        ("x f env=prod", "The environment is written --env, not env=.", ["/ops x f --env prod"]),
        ("x mb = 5", "An input is written without spaces: mb=5.", []),
        (
            "x --since 5",
            "--since: '5' is no length of time; say the unit: write 90s, 15m, 1h, 2d or 1h30m.",
            [],
        ),
        ("*", "A command begins with a verb, not with “*”.", ["/ops help"]),
        ("'' x", "A command begins with a verb, not with “”.", ["/ops help"]),
        ("x " + "a" * 4_000, "The command is longer than 4,000 characters; put less into it.", []),
    ],
)
def test_refusals(text: str, message: str, commands: list[str]) -> None:
    with pytest.raises(UserError) as caught:
        parse(text)
    assert caught.value.message == message
    assert list(caught.value.next_commands) == commands
    for command in commands:
        assert parse(command).text == command


def test_text_is_the_whole_command_normalised() -> None:
    command = parse("Rollback  create-item —reason “errors  after” mb=5 –dry-run note='a b' —env Prod")
    assert command.text == '/ops rollback create-item mb=5 note="a b" --env prod --dry-run --reason "errors  after"'
    assert parse("", prefix="/try").text == "/try help"
    assert parse("/try x", prefix="/try").text == "/try x"


def test_a_command_can_be_retyped_for_another_target() -> None:
    command = parse('rollback creat-itm mb=5 --reason "a b"')
    assert command.retyped("create-item", "prod") == '/ops rollback create-item mb=5 --env prod --reason "a b"'
    assert parse("rollback").retyped("create-item", None) == "/ops rollback create-item"
    two = parse("x a b --env dev")
    assert partial(two.retyped, index=1)("c", "dev") == "/ops x a c --env dev"
    assert parse("/try x a", prefix="/try").retyped("b", None) == "/try x b"


def test_a_command_takes_well_under_a_tenth_of_a_millisecond() -> None:
    text = "rollback create-item —env prod —reason “errors after release” mb=512 &amp; <@U123|ana>"

    def once() -> float:
        began = perf_counter()
        parse(text)
        return perf_counter() - began

    assert min(once() for _ in range(500)) < 100e-6


PIECES = [*"ab =-–—'\"“”‘’\\<>&;@#|/\n\t\u00a0\u200b0", "--env", " --reason ", "--", "&lt;", "<https://a|b>"]
ODD = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
VISIBLE = st.text(max_size=30).map(lambda text: "".join(word.text for word in split(_quoted(text))))
SOMETHING = VISIBLE.filter(lambda text: bool(text.strip()))
LOWER = SOMETHING.map(str.lower).filter(lambda text: text == text.lower() and bool(text.strip()))


def _quoted(text: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


COMMANDS = st.builds(
    Command,
    verb=st.from_regex(r"[a-z][a-z0-9-]{0,10}", fullmatch=True),
    targets=st.lists(VISIBLE, max_size=3).map(tuple),
    inputs=st.dictionaries(
        st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,8}", fullmatch=True).filter(lambda name: name.lower() != "env"),
        VISIBLE,
        max_size=3,
    ),
    env=st.none() | LOWER,
    dry_run=st.booleans(),
    since=st.none() | st.sampled_from(["90s", "15m", "1h", "2d", "1h30m"]),
    reason=st.none() | SOMETHING,
    help=st.booleans(),
)


@given(ODD | st.text(max_size=80), st.booleans())
@example("--env --env", True)
@example("x \ud800 '\ud800'", False)
def test_no_text_does_more_than_be_refused(text: str, slack: bool) -> None:
    try:
        commands = [parse(text, slack=slack).text]
    except UserError as error:
        commands = list(error.next_commands)
    for command in commands:
        again = parse(command, slack=False)
        assert again.text == render(again) == command


@given(ODD | st.text(max_size=80))
def test_a_refusal_is_a_finished_sentence(text: str) -> None:
    problem = None
    try:
        parse(text)
    except UserError as error:
        problem = error.message
    assert problem is None or problem.endswith((".", "?"))


@given(COMMANDS)
@example(Command("x", ("--env", "-h", "", "a=b", "—", "’", "it's")))
@example(Command("x", (), {"a": "", "b": "—env", "c": "“"}, reason="--dry-run"))
def test_what_is_rendered_is_read_back(command: Command) -> None:
    assert parse(render(command), slack=False) == command


@given(COMMANDS)
def test_what_slack_escapes_is_read_back(command: Command) -> None:
    escaped = render(command).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse(escaped) == command


@given(st.text(max_size=60))
def test_decoding_undoes_slacks_escaping_once(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert from_slack(escaped) == text


def test_every_flag_is_a_field_of_the_command() -> None:
    assert {flag.replace("-", "_") for flag in FLAGS} <= set(Command.__dataclass_fields__)
