"""`opsbot demo`: the whole product on one machine, with no account anywhere."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path
from typing import Annotated, Any

import typer

from playground.conversation import Conversation, Told
from playground.stack import Stack

PEOPLE = ("ana", "ben", "cat", "dee")
_TRY = ["/ops status", '/ops rollback create-item --env prod --reason "errors after release"', "/ops help"]


def register(app: typer.Typer) -> None:
    """Add `demo` to the commands of `opsbot` (entry point group ``opsbot.commands``)."""
    app.command()(demo)


def demo(
    port: Annotated[int, typer.Option(help="Where the page listens; 0 takes a free port.")] = 8400,
    run: Annotated[
        list[str] | None, typer.Option(help="Type this command, wait, print the thread, end. Repeatable.")
    ] = None,
    as_: Annotated[str, typer.Option("--as", help="Who types: ana, ben, cat or dee.")] = "ana",
    out: Annotated[Path | None, typer.Option(help="Save pictures and files here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print threads as JSON.")] = False,
) -> None:
    """Simulated AWS with an incident under way, simulated Slack with a web page, and opsbot between them.

    Example: opsbot demo --run '/ops status' --out demo-out
    """
    if as_ not in PEOPLE:
        raise typer.BadParameter(f"there is nobody called {as_!r}; there are {', '.join(PEOPLE)}", param_hint="--as")
    for command in run or []:
        if not command.startswith("/ops"):
            raise typer.BadParameter(f"{command!r} is no command; type /ops …", param_hint="--run")
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    page_port = 0 if run else port
    with Stack(page_port=page_port) as stack:
        stack.slack.hint(_TRY)
        if not run:
            _stay(stack)
            return
        conversation = Conversation(stack.slack, stack.redis.url, stack.key)
        told = []
        for command in run:
            one = conversation.say(command, person=as_, out=out)
            told.append(one)
            if not as_json:
                print(_as_text(one), flush=True)
        if as_json:
            print(json.dumps([_as_json(one) for one in told], indent=2, ensure_ascii=False))
    raise typer.Exit(0 if all(one.well for one in told) else 1)


def _stay(stack: Stack) -> None:
    print(f"Slack (simulated):  {stack.slack.url}")
    print("Type there, for example:")
    for command in _TRY:
        print(f"  {command}")
    print("Ctrl-C ends it.", flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)


def _as_text(told: Told) -> str:
    lines = [f"── {told.person}: {told.command}", ""]
    for position, message in enumerate(told.messages):
        indent = "" if position == 0 else "   "
        text = _plain(message.get("text", ""))
        lines += [f"{indent}{line}" for line in text.splitlines()]
        lines += [f"{indent}[picture: {file['title']}]" for file in message.get("files", [])]
        lines.append("")
    lines += [f"saved: {path}" for path in told.pictures]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Slack's escaping undone, and the joiners that keep text from becoming links left out."""
    return text.replace("\u2060", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _as_json(told: Told) -> dict[str, Any]:
    return {
        "command": told.command,
        "as": told.person,
        "well": told.well,
        "run": told.run,
        "messages": told.messages,
        "files": [str(path) for path in told.pictures],
    }
