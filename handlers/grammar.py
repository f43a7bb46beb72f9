"""The command people type: ``/ops <verb> [target …] [name=value …] [--env ENV] [--dry-run] …``.

Pure functions of the text, on the way to an ack: no file, no network, well under 100 µs a command.
"""

from __future__ import annotations

import re
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
        """This command with another environment and ``index``-th target; with one more where it had none."""
        targets = (*self.targets[:index], target, *self.targets[index + 1 :])
        prefix = self.text.partition(" ")[0] or PREFIX
        return render(replace(self, targets=targets, env=env), prefix=prefix)


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
        raise UserError(f"A command begins with a verb, not with “{words[0].text}”.", next_commands=(f"{prefix} help",))
    return _with_text(_Reading(verb, prefix, words[1:]).command(), prefix)


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
    """The words after the verb, read one after another.

    ``suggesting`` is off while a corrected command is tried, so that one typing error makes one more reading.
    """

    def __init__(self, verb: str, prefix: str, words: list[Word], *, suggesting: bool = True) -> None:
        self.verb = verb
        self.prefix = prefix
        self.words = words
        self.at = 0
        self.targets: list[str] = []
        self.inputs: dict[str, str] = {}
        self.flags: dict[str, str] = {}
        self.suggesting = suggesting

    def command(self) -> Command:
        while self.at < len(self.words):
            self.at += 1
            self.word(self.words[self.at - 1])
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

    def word(self, word: Word) -> None:
        if not word.bare:
            self.targets.append(word.text)
        elif word.text == "--":
            self.targets += [rest.text for rest in self.words[self.at :]]
            self.at = len(self.words)
        elif flag := _flag(word):
            self.flag(flag)
        elif (found := _INPUT.fullmatch(word.text)) and found.end(1) < word.bare:
            self.input(found[1], found[2])
        elif word.text == "=":
            raise self.spaced()
        else:
            self.targets.append(word.text)

    def input(self, name: str, value: str) -> None:
        if name.lower() == "env":
            corrected = self.corrected(Word("--env", len("--env")), Word(value, 0))
            raise UserError("The environment is written --env, not env=.", next_commands=corrected)
        if name in self.inputs:
            raise UserError(f"{name}= is given twice: “{self.inputs[name]}” and “{value}”; say which.")
        self.inputs[name] = value

    def flag(self, found: re.Match[str]) -> None:
        typed, name, value = found[0].split("=")[0], found[1].lower(), found[2]
        name = "help" if typed == "-h" else name
        if name not in FLAGS or not (typed.startswith("--") or typed == "-h"):
            raise self.unknown(typed, name, found)
        if name in self.flags:
            raise UserError(f"--{name} is given twice; say it once.")
        if (example := FLAGS[name]) is None:
            if value is not None:
                raise UserError(f"--{name} takes no value: write --{name} alone.")
            self.flags[name] = ""
            return
        value = self.following() if value is None else value
        if not value.strip():
            raise UserError(f"--{name} needs a value: --{name} {example}.")
        if name == "since":
            _check_duration(value)
        self.flags[name] = value

    def following(self) -> str:
        """The next word, unless it is a flag; taken. Empty where there is none."""
        if self.at == len(self.words) or (self.words[self.at].bare and _flag(self.words[self.at])):
            return ""
        self.at += 1
        return self.words[self.at - 1].text

    def unknown(self, typed: str, name: str, found: re.Match[str]) -> UserError:
        best = process.extractOne(name, list(FLAGS), score_cutoff=60)
        if best is not None:
            flag = f"--{best[0]}" + ("" if found[2] is None else f"={found[2]}")
            corrected = self.corrected(Word(flag, len(flag)))
            return UserError(f"No flag {typed}. Did you mean --{best[0]}?", next_commands=corrected)
        known = ", ".join(f"--{flag}" for flag in FLAGS)
        value = self.following() if found[2] is None else found[2]
        if not value or not _INPUT.fullmatch(f"{name}="):
            return UserError(f"No flag {typed}; there are {known}.")
        took = 2 if found[2] is None else 1
        corrected = self.corrected(Word(f"{name}={value}", len(name) + 1), took=took)
        message = f"No flag {typed}; there are {known}; an input is written {name}={_quoted(value)}."
        return UserError(message, next_commands=corrected)

    def spaced(self) -> UserError:
        name = self.targets[-1] if self.targets else "mb"
        value = self.words[self.at].text if self.at < len(self.words) else "512"
        return UserError(f"An input is written without spaces: {name}={value}.")

    def corrected(self, *instead: Word, took: int = 1) -> tuple[str, ...]:
        """The command with ``instead`` in the place of the ``took`` words just read, if that makes one."""
        if not self.suggesting:
            return ()
        words = [*self.words[: self.at - took], *instead, *self.words[self.at :]]
        try:
            command = _Reading(self.verb, self.prefix, words, suggesting=False).command()
        except UserError:
            return ()
        return (render(command, prefix=self.prefix),)


def _flag(word: Word) -> re.Match[str] | None:
    """``--env``, ``--env=prod``, ``-h``; its name stood outside quotes."""
    found = _FLAG.fullmatch(word.text) if word.text[0] == "-" else None
    return found if found and found.end(1) <= word.bare else None


def _check_duration(value: str) -> None:
    try:
        duration.parse(value)
    except ValueError as error:
        raise UserError(f"--since: {error}.") from error
