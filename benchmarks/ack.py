"""How fast the front door answers, beside a bare Bolt app that enqueues a no-op and acks, on the same server.

    .venv/bin/python -m benchmarks.ack

Three tables: throughput at 16 connections, the two apps in turns; 100 commands a second with every worker busy;
a burst of 1,000.
"""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks import load
from playground.redis import free_port
from playground.stack import Stack

ROUNDS = 15
REQUESTS = 1_000
CONNECTIONS = 16
RATE, RATE_SECONDS = 100.0, 20
BURST = 1_000


def main() -> None:
    with Stack(workers=2, aws_latency_ms=20) as stack:
        stack.worker.stop()
        bare_port = free_port()
        with _bare(bare_port, stack.environment):
            throughput(stack, bare_port)
        bursts(stack)
        stack.redis_client().flushall()
        stack.worker.start()
        while_busy(stack)


def throughput(stack: Stack, bare_port: int) -> None:
    secret = stack.slack.signing_secret
    per_second: dict[str, list[float]] = {"opsbot": [], "bare": []}
    latencies: dict[str, list[load.Answer]] = {"opsbot": [], "bare": []}
    for turn in range(ROUNDS + 1):
        for name, port in (("opsbot", stack.port), ("bare", bare_port)):
            made = load.requests(secret, "status serverless-api", REQUESTS, tag=f"{name}{turn}")
            answers, seconds = load.steadily(port, made, connections=CONNECTIONS)
            assert all(answer.status == 200 for answer in answers), "an answer was not 200"
            if turn:  # The first round warms both up.
                per_second[name].append(len(answers) / seconds)
                latencies[name] += answers
    table = Table(
        "", "n", "median ms", "p99 ms", "per second, median of rounds", title=f"{CONNECTIONS} connections, in turns"
    )
    for name, answers in latencies.items():
        middle, high, _ = load.milliseconds(answers)
        table.add_row(name, f"{len(answers):,}", f"{middle:.1f}", f"{high:.1f}", f"{median(per_second[name]):,.0f}")
    Console().print(table)
    pairs = [a / b for a, b in zip(per_second["opsbot"], per_second["bare"], strict=True)]
    by_round = " ".join(f"{one:.2f}" for one in pairs)
    print(f"opsbot / bare, round by round: {by_round} · median {median(pairs):.2f} (at least 0.8)\n")


def bursts(stack: Stack) -> None:
    table = Table("burst of", "answered 200", "median ms", "p99 ms", "worst ms (under 1,500)", title="All at once")
    for turn in range(3):
        made = load.requests(stack.slack.signing_secret, "status serverless-api", BURST, tag=f"burst{turn}")
        answers = load.burst(stack.port, made)
        middle, high, worst = load.milliseconds(answers)
        good = sum(answer.status == 200 for answer in answers)
        table.add_row(f"{BURST:,}", f"{good:,}", f"{middle:.0f}", f"{high:.0f}", f"{worst:.0f}")
        time.sleep(1)
    Console().print(table)


def while_busy(stack: Stack) -> None:
    """The queue is filled first, so that both workers are at work from the first command to the last."""
    secret = stack.slack.signing_secret
    load.steadily(stack.port, load.requests(secret, "status", 200, tag="fill"), connections=4)
    made = load.requests(secret, "status serverless-api", int(RATE * RATE_SECONDS), tag="rate")
    answers = load.at_a_rate(stack.port, made, per_second=RATE)
    middle, high, worst = load.milliseconds(answers)
    left = stack.redis_client().llen("rq:queue:runs")
    table = Table(
        "",
        "n",
        "answered 200",
        "median ms",
        "p99 ms (under 500)",
        "worst ms",
        "runs still queued",
        title=f"{RATE:.0f} commands/s, every worker busy",
    )
    good = sum(answer.status == 200 for answer in answers)
    table.add_row(
        "opsbot", f"{len(answers):,}", f"{good:,}", f"{middle:.1f}", f"{high:.1f}", f"{worst:.1f}", f"{left:,}"
    )
    Console().print(table)


class _bare:  # noqa: N801 -- reads as a verb where it is used
    """The bare app under gunicorn with the front door's own settings."""

    def __init__(self, port: int, environment: dict[str, str]) -> None:
        self._port = port
        self._environment = {**environment, "PYTHONPATH": str(Path.cwd())}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> None:
        self._process = subprocess.Popen(
            [
                sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", "2", "--threads", "8",
                "-b", f"127.0.0.1:{self._port}", "--keep-alive", "30", "--no-control-socket",
                "benchmarks.bare_app:build()",
            ],
            env=self._environment, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self._port}/", timeout=1)
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait()


if __name__ == "__main__":
    main()
