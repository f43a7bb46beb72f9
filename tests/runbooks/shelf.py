"""A directory of runbooks that a test writes, and what the loader says about them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.aws.operations import Operations
from bot.errors import ConfigurationError, Problem
from bot.runbooks.action import Actions, Context, Params
from bot.runbooks.loader import Loaded, Runbooks, load


class GreetParams(Params):
    name: str
    times: int = 1


class Greet:
    """An action with one required parameter."""

    name = "lambda.greet"
    params = GreetParams
    reads = ("lambda.get_alias", "sqs.list_queues")

    def execute(self, params: GreetParams, context: Context) -> dict[str, Any]:
        return {"said": [params.name] * params.times}


class ChartParams(Params):
    metrics: list[str]


class Chart:
    """What ``chart: […]`` asks for, without a picture."""

    name = "metrics.chart"
    params = ChartParams
    reads = ("cloudwatch.get_metric_data",)

    def execute(self, params: ChartParams, context: Context) -> dict[str, Any]:
        return {"chart": {"drawn": params.metrics}}


class Nothing:
    """An action of a name that other code asks for: the plan's two questions."""

    params = Params
    reads = ("lambda.get_policy",)

    def __init__(self, name: str) -> None:
        self.name = name

    def execute(self, params: Params, context: Context) -> dict[str, Any]:
        return {"says": f"{self.name} says nothing"}


def actions() -> Actions:
    return Actions([Greet(), Nothing("lambda.live_traffic"), Nothing("lambda.taken_back_by"), Chart()])


@dataclass
class Shelf:
    directory: Path
    operations: Operations

    def write(self, text: str, name: str = "one.yaml") -> Path:
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def load(self, *more: Path) -> Runbooks:
        return load([self.directory, *more], self.operations, actions())

    def one(self, text: str) -> Loaded:
        """The runbook of ``text``, which must hold."""
        self.write(text)
        (loaded,) = self.load()
        return loaded

    def problems(self, text: str) -> list[tuple[int, str]]:
        """What the loader says about ``text``: (line, message), in order."""
        self.write(text)
        problems: list[Problem] = []
        try:
            self.load()
        except ConfigurationError as error:
            problems = error.problems
        return [(problem.line, problem.message) for problem in problems]
