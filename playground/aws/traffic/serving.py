"""Which versions an alias serves now, with which share of the traffic, and how their code behaves."""

from dataclasses import dataclass
from typing import Any

from moto.awslambda.exceptions import UnknownAliasException, UnknownFunctionException
from moto.awslambda.models import LambdaFunction

from ..awslambda.alias_rules import weights
from ..world.behaviours import Behaviour
from ..world.loads import FunctionLoad
from ..world.releases import backend_of


@dataclass(frozen=True)
class Served:
    version: str
    share: float
    behaviour: Behaviour
    function: LambdaFunction


@dataclass(frozen=True)
class Serving:
    """`weighted`: more than one version serves. `reserved` is the reserved concurrency, None without."""

    versions: tuple[Served, ...]
    weighted: bool
    reserved: int | None


def now_serving(load: FunctionLoad) -> Serving | None:
    """By the alias, or $LATEST when it is gone; None when the function is gone."""
    backend = backend_of(load.region)
    try:
        latest = backend.get_function(load.name)
    except UnknownFunctionException:
        return None
    try:
        alias = backend.get_alias(load.alias, load.name)
    except UnknownAliasException:
        shares = {"$LATEST": 1.0}
    else:
        routing: Any = alias.routing_config
        others = {version: float(share) for version, share in weights(routing).items()}
        shares = {alias.function_version: 1.0 - sum(others.values()), **others}
    versions = tuple(_served(load, version, share) for version, share in shares.items())
    reserved = latest.reserved_concurrency
    return Serving(versions, len(versions) > 1, None if reserved is None else int(reserved))


def serving_version(load: FunctionLoad, version: str) -> Serving:
    """As it was when that version served everything."""
    return Serving((_served(load, version, 1.0),), weighted=False, reserved=None)


def _served(load: FunctionLoad, version: str, share: float) -> Served:
    backend = backend_of(load.region)
    function = backend.get_function(load.name, version)
    behaviour = backend.behaviours.of(load.name, function.code_sha_256)
    return Served(version, share, behaviour, function)
