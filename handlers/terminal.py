"""`opsbot`: the commands of the terminal."""

from __future__ import annotations

import json
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot import settings as settings_module
from bot.configuration import Configuration, load
from bot.errors import ConfigurationError, OpsbotError
from bot.settings import FileSettings
from handlers import logs, records
from handlers.server import serve as serve_front_door
from jobs.assembly import worker as assemble_worker
from jobs.supervisor import Supervisor

app = typer.Typer(
    name="opsbot",
    help="Run the on-call runbooks of AWS serverless systems from Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for programs.")]
Directory = Annotated[
    Path | None, typer.Argument(help="A directory with systems/; without it, OPSBOT_CONFIG or the shipped one.")
]


def main() -> None:
    """The console script: every error of ours is one line on stderr, never a traceback."""
    try:
        _add_plugins(sys.argv[1:])
        app()
    except OpsbotError as error:
        print(error.message, file=sys.stderr)
        raise SystemExit(1) from None


def _add_plugins(arguments: list[str]) -> None:
    """Commands of other packages, loaded only when one is asked for, or all are listed."""
    asked = next((argument for argument in arguments if not argument.startswith("-")), None)
    for plugin in entry_points(group="opsbot.commands"):
        if asked not in {None, plugin.name}:
            continue
        try:
            plugin.load()(app)
        except ModuleNotFoundError as error:
            if asked:
                raise OpsbotError(
                    f"`opsbot {plugin.name}` is not installed here, {error.name} is missing. "
                    "Install it: pip install 'opsbot[demo]'"
                ) from error


@app.command()
def serve(port: Annotated[int | None, typer.Option(help="Where to listen; without it, PORT or 3000.")] = None) -> None:
    """The front door: takes commands from Slack over HTTP.

    Example: opsbot serve --port 3000
    """
    logs.configure(settings_module.read(FileSettings).log_level)
    serve_front_door(port)


@app.command()
def worker(number: Annotated[int, typer.Option("-n", min=1, max=64, help="How many run workers.")] = 2) -> None:
    """N run workers, delivery to Slack, and the clock.

    Example: opsbot worker -n 4
    """
    logs.configure(settings_module.read(FileSettings).log_level)
    Supervisor(assemble_worker(), number).serve()


@app.command()
def check(directory: Directory = None) -> None:
    """Check configuration and runbooks against AWS's API models; every problem as file:line: message.

    Example: opsbot check ops/
    """
    try:
        loaded = _load(directory)
    except ConfigurationError as error:
        for problem in error.problems:
            print(problem)
        raise typer.Exit(1) from None
    print(f"{len(loaded.catalog.systems)} systems and {len(list(loaded.runbooks))} runbooks: no problems.")


@app.command()
def systems(as_json: AsJson = False) -> None:
    """What the catalog holds.

    Example: opsbot systems --json
    """
    catalog = _load(None).catalog
    if as_json:
        _print_json([system.model_dump(mode="json", exclude_none=True) for system in catalog.systems.values()])
        return
    table = _table("system", "environments", "resources", "service levels", "team", "channel")
    for name, system in catalog.systems.items():
        environments = ", ".join(
            f"{one} (default)" if one == system.default_environment else one for one in system.environments
        )
        levels = str(len(system.service_levels)) if system.service_levels else "none stated"
        table.add_row(name, environments, str(len(system.resources)), levels, system.owners.team, system.channel)
    Console().print(table)


@app.command()
def runbooks(as_json: AsJson = False) -> None:
    """What can be run, and what each runbook needs.

    Example: opsbot runbooks --json
    """
    loaded = list(_load(None).runbooks)
    if as_json:
        _print_json([one.described() for one in loaded])
        return
    table = _table("runbook", "target", "risk", "title")
    for one in loaded:
        table.add_row(one.name, ", ".join(one.runbook.targets), one.runbook.risk, one.runbook.title)
    Console().print(table)


runs = typer.Typer(invoke_without_command=True)
app.add_typer(runs, name="runs")


@runs.callback()
def list_runs(context: typer.Context, as_json: AsJson = False) -> None:
    """The latest runs, newest first.

    Example: opsbot runs --json
    """
    if context.invoked_subcommand is not None:
        return
    found = records.latest()
    if as_json:
        _print_json(found)
        return
    table = _table("run", "asked", "command", "by", "state")
    for one in found:
        table.add_row(one["run"], one["asked_at"], one["command"], one["by"], one["state"])
    Console().print(table)


@runs.command()
def show(run: Annotated[str, typer.Argument(help="A run's id.")], as_json: AsJson = False) -> None:
    """One run with its journal.

    Example: opsbot runs show 7Q2FK4M9XDJH3TBA --json
    """
    found = records.one(run)
    if as_json:
        _print_json(found)
        return
    table = _table("#", "at", "entry", "data")
    for entry in found["journal"]:
        table.add_row(
            str(entry["number"]), entry["at"], entry["type"], json.dumps(entry["data"], ensure_ascii=False)[:300]
        )
    Console().print(table)


def _load(directory: Path | None) -> Configuration:
    return load(directory or settings_module.read(FileSettings).opsbot_config)


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="bold")
    for position, column in enumerate(columns):
        # The first column is what people type again: never cut, never wrapped.
        table.add_column(column, no_wrap=position == 0, overflow="fold")
    return table


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))
