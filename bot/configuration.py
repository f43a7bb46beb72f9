"""A team's configuration as a whole: catalog and runbooks, held against AWS's models."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.aws.operations import Operations
from bot.catalog import loader as catalog_loader
from bot.catalog.loader import Catalog
from bot.errors import ConfigurationError, Problem
from bot.runbooks import loader as runbook_loader
from bot.runbooks.action import Actions
from bot.runbooks.actions import ALL
from bot.runbooks.loader import LIBRARY, Runbooks


@dataclass(frozen=True)
class Configuration:
    catalog: Catalog
    runbooks: Runbooks
    actions: Actions
    operations: Operations


def load(directory: Path) -> Configuration:
    """Everything in ``directory`` and the shipped library.

    Raises:
        ConfigurationError: every problem of every file.
    """
    operations, actions = Operations(), Actions(list(ALL))
    problems: list[Problem] = []
    catalog = runbooks = None
    try:
        catalog = catalog_loader.load(directory)
    except ConfigurationError as error:
        problems.extend(error.problems)
    try:
        runbooks = runbook_loader.load([LIBRARY, directory / "runbooks"], operations, actions)
    except ConfigurationError as error:
        problems.extend(error.problems)
    if problems or catalog is None or runbooks is None:
        raise ConfigurationError(problems)
    return Configuration(catalog, runbooks, actions, operations)
