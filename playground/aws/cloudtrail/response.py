"""CloudTrail's LookupEvents."""

import json
from typing import TYPE_CHECKING, Any

from moto.cloudtrail.models import cloudtrail_backends
from moto.cloudtrail.responses import CloudTrailResponse

from .history import parse

if TYPE_CHECKING:
    from .backend import RecordingCloudTrailBackend


class RecordingCloudTrailResponse(CloudTrailResponse):
    def lookup_events(self) -> str:
        held: Any = cloudtrail_backends[self.current_account][self.region]
        backend: RecordingCloudTrailBackend = held
        lookup = parse(json.loads(self.body or "{}"))
        events, after = backend.history.find(lookup, now=backend.clock.now(), lag_seconds=backend.lag_seconds)
        answer: dict[str, Any] = {"Events": [event.describe() for event in events]}
        if after is not None:
            answer["NextToken"] = str(after)
        return json.dumps(answer)
