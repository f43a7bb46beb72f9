"""The command people type: ``/ops <verb> [target …] [name=value …] [--env ENV] [--dry-run] …``.

Pure functions of the text, on the way to an ack: no file, no network, well under 100 µs a command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from rapidfuzz import process

from bot import duration
from bot.errors import UserError
from handlers.words import Word, from_slack, split

PREFIX = "/ops"
FLAGS = {"env": "prod", "dry-run": None, "since": "1h", "reason": '"errors after release"', "help": None}
"""Each flag with an example of its value; ``None`` takes none."""

_VERB = re.compile(r"[a-z][a-z0-9-]*", re.IGNORECASE | re.ASCII)
_INPUT = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)=(.*)", re.DOTALL | re.ASCII)
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,#$-]+", re.ASCII)
_FLAG = re.compile(r"--?([^\W\d_][^=\s]*)(?:=(.*))?", re.DOTALL)


@dataclass(frozen=True)
class Command:
    """One command, parsed. ``text`` is the whole of it, normalised, beginning with the prefix.

    Without a verb the verb is ``help``. ``env`` and ``verb`` are in lower case; ``since`` is a duration that
    ``bot.duration.parse`` takes; its limits are the runbook's.
    """

    verb: str
    targets: tuple[str, ...] = ()
    inputs: dict[str, str] = field(default_factory=dict)
    env: str | None = None
    dry_run: bool = False
    since: str | None = None
    reason: str | None = None
    help: bool = False
    text: str = field(default="", compare=False)

    def retyped(self, target: str, env: str | None, *, index: int = 0) -> str:
        """This command with its ``index``-th target (or its first, where it had none) and environment replaced."""
        targets = (*self.targets[:index], target, *self.targets[index + 1 :])
        return render(replace(self, targets=targets, env=env))


def parse(text: str, *, prefix: str = PREFIX, slack: bool = True) -> Command:
    """Read what stands after ``prefix``, or all of it with the prefix.

    ``slack`` is for text as Slack sends it for commands and mentions, where ``& < >`` are escaped and links
    and mentions are in angle brackets; buttons' values and the terminal's commands are not escaped.

    Raises:
        UserError: unclosed quotes, a flag that is unknown, repeated or without its value, an input given
            twice, a duration of no known form; with the command to type where one can be guessed.
    """
    words = split(from_slack(text) if slack else text)
    if words and words[0].text == prefix:
        words = words[1:]
    if not words:
        return _with_text(Command("help"), prefix)
    verb = words[0].text.lower()
    if verb in {"--help", "-h"}:
        verb = "help"
    if not _VERB.fullmatch(verb):
        raise UserError(
            f"A command begins with a verb, not with {words[0].text!r}", next_commands=(f"{prefix} help",)
        )
    reading = _Reading(verb, prefix)
    reading.take(iter(words[1:]))
    return _with_text(reading.command(), prefix)


def render(command: Command, *, prefix: str = PREFIX) -> str:
    """The command as somebody would type it; ``parse(…, slack=False)`` makes the same of it."""
    parts = [prefix, command.verb, *(_word(target) for target in command.targets)]
    parts += [f"{name}={_quoted(value)}" for name, value in command.inputs.items()]
    if command.env is not None:
        parts += ["--env", _word(command.env)]
    if command.dry_run:
        parts.append("--dry-run")
    if command.since is not None:
        parts += ["--since", _word(command.since)]
    if command.reason is not None:
        parts += ["--reason", _always_quoted(command.reason)]
    if command.help:
        parts.append("--help")
    return " ".join(parts)


def _with_text(command: Command, prefix: str) -> Command:
    return replace(command, text=render(command, prefix=prefix))


def _word(value: str) -> str:
    return value if _PLAIN.fullmatch(value) and not value.startswith("-") else _always_quoted(value)


def _quoted(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else _always_quoted(value)


def _always_quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class _Reading:
    """What has been read of one command."""

    def __init__(self, verb: str, prefix: str) -> None:
        self.verb = verb
        self.prefix = prefix
        self.targets: list[str] = []
        self.inputs: dict[str, str] = {}
        self.flags: dict[str, str] = {}

    def command(self) -> Command:
        given = self.flags
        return Command(
            self.verb,
            tuple(self.targets),
            self.inputs,
            env=given["env"].lower() if "env" in given else None,
            dry_run="dry-run" in given,
            since=given["since"].lower() if "since" in given else None,
            reason=given.get("reason"),
            help="help" in given,
        )

    def take(self, words: Iterator[Word]) -> None:
        only_targets = False
        for word in words:
            if only_targets or not word.bare:
                self.targets.append(word.text)
            elif word.text == "--":
                only_targets = True
            elif found := _flag(word):
                self.flag(found, words)
            elif (found := _INPUT.fullmatch(word.text)) and found.end(1) < word.bare:
                self.input(found[1], found[2])
            elif "=" in word.text[: word.bare] and not word.text.strip("="):
                raise UserError("An input is written name=value, without spaces: mb=512")
            else:
                self.targets.append(word.text)

    def input(self, name: str, value: str) -> None:
        if name in self.inputs:
            raise UserError(f"{name}= is given twice: {self.inputs[name]!r} and {value!r}; say which")
        self.inputs[name] = value

    def flag(self, found: re.Match[str], words: Iterator[Word]) -> None:
        name, value = found[1].lower(), found[2]
        if found[0] == "-h":
            name = "help"
        if name not in FLAGS or not found[0].startswith("--" if name != "help" else "-"):
            raise self.unknown(found[0].split("=")[0], name, value)
        example = FLAGS[name]
        if example is None:
            if value is not None:
                raise UserError(f"--{name} takes no value: write --{name} alone")
            value = ""
        elif value is None:
            value = self.value(name, next(words, None))
        if not value.strip() and example is not None:
            raise UserError(f"--{name} needs a value: --{name} {example}")
        if name in self.flags:
            both = "" if example is None else f": {self.flags[name]!r} and {value!r}; say which"
            raise UserError(f"--{name} is given twice{both}")
        if name == "since":
            _check_duration(value)
        self.flags[name] = value

    def value(self, name: str, word: Word | None) -> str:
        if word is None or (word.bare and _flag(word)):
            raise UserError(f"--{name} needs a value: --{name} {FLAGS[name]}")
        return word.text

    def unknown(self, typed: str, name: str, value: str | None) -> UserError:
        best = process.extractOne(name, list(FLAGS), score_cutoff=60)
        if best is not None:
            return UserError(f"No flag {typed}. Did you mean --{best[0]}?")
        known = ", ".join(f"--{flag}" for flag in FLAGS)
        as_input = f"; an input is written {name}={value or '…'}" if _INPUT.fullmatch(f"{name}=") else ""
        return UserError(f"No flag {typed}; there are {known}{as_input}")


def _flag(word: Word) -> re.Match[str] | None:
    """``--env``, ``--env=prod``, ``-h``; its name stood outside quotes."""
    found = _FLAG.fullmatch(word.text) if word.text[0] == "-" else None
    return found if found and found.end(1) <= word.bare else None


def _check_duration(value: str) -> None:
    try:
        duration.parse(value)
    except ValueError as error:
        raise UserError(f"--since: {error}") from error
