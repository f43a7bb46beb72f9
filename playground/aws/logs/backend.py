"""Moto's Logs with FilterLogEvents by our patterns, in the order of time, by pages."""

from typing import Any

from moto.logs import urls
from moto.logs.models import LogsBackend

from .filter_pattern import parse

MOST_EVENTS = 10_000


class FilteringLogsBackend(LogsBackend):
    @property
    def _url_module(self) -> Any:
        return urls

    def filter_log_events(
        self,
        log_group_name: str,
        log_stream_names: list[str],
        start_time: int,
        end_time: int,
        limit: int | None,
        next_token: str | None,
        filter_pattern: str,
        _: bool,
    ) -> tuple[list[dict[str, Any]], str | None, list[dict[str, Any]]]:
        """Times are milliseconds since the epoch, both inclusive. A page ends at `limit` events."""
        matches = parse(filter_pattern)
        streams = self._find_log_group(log_group_name=log_group_name).streams
        chosen = {name: streams[name] for name in streams if not log_stream_names or name in log_stream_names}
        found = [
            {**event.to_filter_dict(), "logStreamName": name}
            for name, stream in chosen.items()
            for event in list(stream.events)
            if (not start_time or event.timestamp >= start_time)
            and (not end_time or event.timestamp <= end_time)
            and matches(event.message)
        ]
        found.sort(key=lambda event: (event["timestamp"], int(event["eventId"])))
        skip = int(next_token.rsplit("@", 1)[-1]) if next_token else 0
        after = skip + min(limit or MOST_EVENTS, MOST_EVENTS)
        token = f"{log_group_name}@{after}" if after < len(found) else None
        searched = [{"logStreamName": name, "searchedCompletely": True} for name in chosen]
        return found[skip:after], token, searched
