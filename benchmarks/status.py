"""Gathering what `/ops status` shows, beside (a) the same metrics one call each, and (b) the runbooks' commands.

    .venv/bin/python -m benchmarks.status [--sources DIR]

Against the simulated AWS with 20 ms added to every call. Without that, loopback flatters what makes many calls.
(b) runs the `aws` commands of the Markdown runbooks in DIR that look at metrics, alarms, tables, stacks, functions
and queues and that need nothing filled in, one after another, as a person would.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import boto3
import botocore.session
from rich.console import Console
from rich.table import Table

from bot import configuration
from bot.aws.place import Place
from bot.aws.port import CallPort, Read
from bot.aws.sessions import Actor, Sessions
from bot.runbooks.action import Context
from bot.settings import SHIPPED
from jobs.assembly import warm
from playground.aws.server import SimulatedAws

ROUNDS = 7
LATENCY_MS = 20
WINDOW = timedelta(hours=1)
_LOOKS = re.compile(
    r"^aws (cloudwatch (get-metric-statistics|describe-alarms)|dynamodb describe-table|cloudformation describe-stacks"
    r"|lambda (get-function|get-function-configuration)|sqs get-queue-attributes)\b"
)
_OPEN = re.compile(r"<[a-z_-]+>|\$\{?[A-Za-z_]|\bYOUR_")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, help="a directory with Markdown runbooks")
    sources = parser.parse_args().sources
    with SimulatedAws(latency_ms=LATENCY_MS) as aws:
        os.environ |= {"AWS_ENDPOINT_URL": aws.url, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
        team = configuration.load(SHIPPED)
        core = botocore.session.get_session()
        warm(core, team)
        queries = _gathered(aws, team, core)
        ours, batched, one_each = [], [], []
        for turn in range(ROUNDS + 1):
            seconds = (_ours(team, core), _batched(team, core, queries), _one_call_each(queries))
            if turn:
                for times, taken in zip((ours, batched, one_each), seconds, strict=True):
                    times.append(taken)
        rows = [
            ("opsbot: everything that /ops status shows", len(ours), median(ours), max(ours), None),
            ("opsbot: its metrics alone", len(batched), median(batched), max(batched), median(batched)),
            (
                f"(a) its {len(queries)} metrics, one call each",
                len(one_each),
                median(one_each),
                max(one_each),
                median(one_each),
            ),
        ]
        if sources:
            commands = _commands(sources)
            seconds, refused = _typed(commands, aws.url)
            rows.append(
                (
                    f"(b) {len(commands)} commands of the runbooks, {refused} of them refused",
                    1,
                    seconds,
                    seconds,
                    seconds,
                )
            )
    table = Table("", "n", "median s", "worst s", "× opsbot's median", title=f"{LATENCY_MS} ms added to every call")
    for name, count, middle, worst, compared in rows:
        ratio = f"{compared / median(ours):.1f}" if compared else ""
        table.add_row(name, str(count), f"{middle:.2f}", f"{worst:.2f}", ratio)
    Console(width=120).print(table)


def _gathered(
    aws: SimulatedAws, team: configuration.Configuration, core: botocore.session.Session
) -> list[tuple[str, dict[str, Any]]]:
    """The metric queries of one survey, (region, query), as they went over the wire."""
    aws.reset()
    _ours(team, core)
    calls = [call for call in aws.calls() if call["operation"] == "GetMetricData"]
    places = {call["region"] for call in calls}
    print(
        f"GetMetricData: {len(calls)} calls for {len(places)} account and region pairs; "
        f"{len(aws.calls())} AWS calls in all",
        flush=True,
    )
    return [(call["region"], query) for call in calls for query in call["params"]["MetricDataQueries"]]


def _ours(team: configuration.Configuration, core: botocore.session.Session) -> float:
    """As a worker's child does it: models loaded by the parent, everything else made anew for the run."""
    port = CallPort(Sessions(Actor("BENCHMARK", "U0ANA00001"), core), team.operations)
    action = team.actions["status.survey"]
    context = Context(
        port=port, catalog=team.catalog, place=None, target=None, systems=sorted(team.catalog.systems),
        environment=None, observation=team.catalog.observation, now=datetime.now(UTC),
    )  # fmt: skip
    started = time.perf_counter()
    action.execute(action.params(since_seconds=int(WINDOW.total_seconds())), context)
    return time.perf_counter() - started


def _batched(
    team: configuration.Configuration, core: botocore.session.Session, queries: list[tuple[str, dict[str, Any]]]
) -> float:
    """The metrics of the survey by themselves, with sessions and clients made anew as a run makes them."""
    role = next(iter(team.catalog.systems.values())).environments["prod"].role
    port = CallPort(Sessions(Actor("BENCHMARK", "U0ANA00001"), core), team.operations)
    end = datetime.now(UTC)
    regions = sorted({region for region, _ in queries})
    reads = [
        Read(
            Place("123456789012", region, role),
            "cloudwatch.get_metric_data",
            {"MetricDataQueries": [q for at, q in queries if at == region], "StartTime": end - WINDOW, "EndTime": end},
        )
        for region in regions
    ]
    started = time.perf_counter()
    port.read_all(reads)
    return time.perf_counter() - started


def _one_call_each(queries: list[tuple[str, dict[str, Any]]]) -> float:
    clients = {region: boto3.client("cloudwatch", region_name=region) for region, _ in queries}
    end = datetime.now(UTC)
    started = time.perf_counter()
    for region, query in queries:
        clients[region].get_metric_data(MetricDataQueries=[query], StartTime=end - WINDOW, EndTime=end)
    return time.perf_counter() - started


def _commands(sources: Path) -> list[str]:
    found: dict[str, None] = {}
    for path in sorted(sources.glob("*.md")):
        for block in re.findall(r"```bash\n(.*?)```", path.read_text(), re.DOTALL):
            for line in block.replace("\\\n", " ").splitlines():
                command = " ".join(line.split())
                if _LOOKS.match(command) and not _OPEN.search(re.sub(r"\$\(date[^)]*\)", "", command)):
                    found[command] = None
    return list(found)


def _typed(commands: list[str], url: str) -> tuple[float, int]:
    environment = {
        **os.environ, "AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": "us-east-1",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }  # fmt: skip
    refused = 0
    with tempfile.TemporaryDirectory() as directory:
        started = time.perf_counter()
        for command in commands:
            ended = subprocess.run(
                ["bash", "-c", command], env=environment, cwd=directory, capture_output=True, check=False
            )
            refused += ended.returncode != 0
        return time.perf_counter() - started, refused


if __name__ == "__main__":
    main()
