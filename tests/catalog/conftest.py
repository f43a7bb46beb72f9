"""Files of a small catalog, and where the source runbooks are."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog.loader import Catalog, load
from bot.errors import ConfigurationError

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
SOURCES = REPOSITORY.parent / "shared" / "source-runbooks"

SHOP = """\
system: shop
title: Shop
source: shop.md
owners: {team: Shop}
channel: "#shop"
timezone: Europe/Berlin
default_environment: prod
environments:
  dev: {account: "123456789012", region: eu-central-1, channel: "#shop-dev"}
  prod: {account: "123456789012", region: eu-central-1, role: "arn:aws:iam::123456789012:role/opsbot"}
resources:
  order:
    kind: lambda.function
    stack: shop-{env}
    logical_id: OrderFunction
    alias: "{env}"
  table:
    kind: dynamodb.table
    name: orders
    overrides:
      dev: {name: orders-dev}
  api:
    kind: apigateway.rest_api
    name: shop-api
    stage: "{env}"
  workflow:
    kind: stepfunctions.state_machine
    name: Fulfilment
    environments: [prod]
  site:
    kind: cloudfront.distribution
    name: shop.example.com
    environments: [prod]
  artifacts:
    kind: s3.bucket
    name: shop-artifacts
service_levels:
  - name: availability
    title: Availability
    objective: {at_least: 99.9, unit: "%"}
    ratio:
      bad: [{metric: 5XXError, of: api, stat: Sum}]
      total: [{metric: Count, of: api, stat: Sum}]
  - name: latency
    title: Latency
    objective: {below: 500, unit: ms}
    statistic:
      - {metric: Latency, of: api, stat: p95}
health:
  - {metric: Errors, of: order, stat: Sum}
"""
CLINIC = """\
system: clinic
title: Clinic
source: clinic.md
owners: {team: Clinic}
channel: "#clinic"
default_environment: staging
environments:
  staging: {account: "123456789012", region: us-east-1}
  prod: {account: "123456789012", region: us-east-1}
resources:
  visit: {kind: lambda.function, name: "visit-{env}", alias: live}
  api: {kind: apigateway.rest_api, name: clinic-api, id: abcde12345, example: [id]}
no_service_levels: none agreed
"""


class Files:
    """A configuration directory that a test writes."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        (directory / "systems").mkdir()

    def write(self, name: str, text: str) -> None:
        (self.directory / name).write_text(text, encoding="utf-8")

    def system(self, name: str, text: str) -> None:
        self.write(f"systems/{name}.yaml", text)

    def load(self) -> Catalog:
        return load(self.directory)

    def problems(self) -> list[str]:
        """``file:line: message`` of each, the file without its directory."""
        with pytest.raises(ConfigurationError) as caught:
            load(self.directory)
        return [f"{problem.file.name}:{problem.line}: {problem.message}" for problem in caught.value.problems]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def small(files: Files) -> Catalog:
    """Two systems: `shop` (dev, prod) and `clinic` (staging, prod), both with an `api`."""
    files.system("shop", SHOP)
    files.system("clinic", CLINIC)
    return files.load()


@pytest.fixture(scope="session")
def shipped() -> Catalog:
    return load(REPOSITORY / "ops")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The source runbooks stand beside the repository, and not everywhere."""
    if SOURCES.is_dir():
        return
    without = [item for item in items if HERE in item.path.parents and item.get_closest_marker("shared")]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if item not in without]
