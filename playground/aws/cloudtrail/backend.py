"""Moto's CloudTrail with an event history."""

from typing import Any

from moto.cloudtrail.models import CloudTrailBackend

from ..clock import Clock
from . import urls
from .history import DEFAULT_LAG_SECONDS, EventHistory


class RecordingCloudTrailBackend(CloudTrailBackend):
    """`clock` and `lag_seconds` are set by whoever installs the corrections: moto instantiates the class."""

    clock = Clock()
    lag_seconds = DEFAULT_LAG_SECONDS

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.history = EventHistory()

    @property
    def _url_module(self) -> Any:
        return urls
