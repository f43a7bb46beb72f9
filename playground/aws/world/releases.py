"""Publishes versions whose code behaves in a certain way, and dates them."""

import io
import zipfile
from datetime import datetime
from typing import Any

from moto.awslambda.utils import get_backend

from ..awslambda.backend import RevisedLambdaBackend
from ..awslambda.function import RevisedFunction, aws_moment
from .behaviours import KINDS
from .clients import ACCOUNT, Clients
from .loads import FunctionLoad


class Releases:
    """Every release is new code, so that its digest tells it apart."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._count = 0

    def describe(self, load: FunctionLoad) -> None:
        """How the function is when its code is good; before its first release."""
        backend_of(load.region).behaviours.describe(load.name, load.normal)

    def publish(self, load: FunctionLoad, kind: str, description: str = "", at: datetime | None = None) -> str:
        """The number of a new version that behaves so; raises KeyError for an unknown kind."""
        if kind not in KINDS:
            raise KeyError(kind)
        self._count += 1
        client = self._clients.get("lambda", load.region)
        backend = backend_of(load.region)
        if backend.get_function(load.name).package_type == "Image":
            image = f"{ACCOUNT}.dkr.ecr.{load.region}.amazonaws.com/{load.name}:r{self._count}"
            updated = client.update_function_code(FunctionName=load.name, ImageUri=image)
        else:
            updated = client.update_function_code(FunctionName=load.name, ZipFile=code(load.name, self._count))
        backend.behaviours.assign(load.name, updated["CodeSha256"], kind)
        version = client.publish_version(FunctionName=load.name, Description=description)
        if at is not None:
            self.date(load, version["Version"], at)
        return str(version["Version"])

    def history(self, load: FunctionLoad, kinds: dict[int, str], dates: dict[int, datetime]) -> None:
        """Versions by number, ascending; the numbers before the first were deleted long ago."""
        numbers = sorted(kinds)
        backend_of(load.region).storage.number_versions_from(load.name, numbers[0] - 1)
        for number in numbers:
            self.publish(load, kinds[number], f"release {number}", dates[number])

    def date(self, load: FunctionLoad, version: str, at: datetime) -> None:
        """$LATEST takes the date of the newest version."""
        backend = backend_of(load.region)
        for qualifier in (version, "$LATEST"):
            function = backend.get_function(load.name, qualifier)
            if isinstance(function, RevisedFunction):
                function.modified = at
                function.last_modified = aws_moment(at)


def backend_of(region: str) -> RevisedLambdaBackend:
    backend: Any = get_backend(ACCOUNT, region)
    return backend  # type: ignore[no-any-return]


def code(function: str, number: int) -> bytes:
    """A deployment package; different for every function and number."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        entry = zipfile.ZipInfo("app.py", date_time=(2026, 1, 1, 0, 0, 0))
        archive.writestr(entry, f"# {function}, release {number}\ndef handler(event, context):\n    return event\n")
    return held.getvalue()
