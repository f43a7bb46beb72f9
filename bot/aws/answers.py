"""AWS's answers as JSON that may be written down: no metadata, no bytes, nothing that the models call sensitive."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

MASK = "«masked»"


def as_json(value: object) -> Any:
    """``value`` with times as ISO 8601 text and everything that has no JSON form named by its type."""
    if isinstance(value, Mapping):
        return {as_json(str(key)): as_json(item) for key, item in value.items() if key != "ResponseMetadata"}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        # A lone surrogate has no UTF-8 form, and no journal holds it.
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, int | float | bool):
        return value
    return f"«{type(value).__name__}»"


@lru_cache(maxsize=4096)
def _has_secrets(shape: Shape) -> bool:
    """Whether anything in ``shape`` is sensitive; most answers hold nothing to look for."""
    return _reaches_secret(shape, set())


def _reaches_secret(shape: Shape, seen: set[str]) -> bool:
    if shape.metadata.get("sensitive"):
        return True
    if shape.name in seen:
        return False
    seen.add(shape.name)
    if isinstance(shape, StructureShape):
        return any(_reaches_secret(member, seen) for member in shape.members.values())
    if isinstance(shape, ListShape):
        return _reaches_secret(shape.member, seen)
    if isinstance(shape, MapShape):
        return _reaches_secret(shape.key, seen) or _reaches_secret(shape.value, seen)
    return False


def masked(value: Any, shape: Shape | None) -> Any:
    """``value`` with every part masked that the API model marks ``sensitive``."""
    if shape is None or value is None or not _has_secrets(shape):
        return value
    if shape.metadata.get("sensitive"):
        return MASK
    if isinstance(shape, StructureShape) and isinstance(value, Mapping):
        return {key: masked(item, shape.members.get(key)) for key, item in value.items()}
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [masked(item, shape.member) for item in value]
    if isinstance(shape, MapShape) and isinstance(value, Mapping):
        return {key: masked(item, shape.value) for key, item in value.items()}
    return value
