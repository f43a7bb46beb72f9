"""The arguments of a Web API call: form or JSON, typed on the way out (Slack: Using the Web API)."""

import json
from collections.abc import Mapping
from typing import Any

JSON_ARGUMENTS = ("blocks", "attachments", "metadata", "view", "files")
TRUE_WORDS = ("1", "true", "True", "yes")


class ApiError(Exception):
    """What the Web API answers instead of ``ok``: Slack's word for it, and the reasons, if it gives any."""

    def __init__(self, code: str, reasons: list[str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.reasons = reasons or []

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error": self.code}
        if self.reasons:
            answer["errors"] = self.reasons
            answer["response_metadata"] = {"messages": [f"[ERROR] {reason}" for reason in self.reasons]}
        return answer


class Arguments:
    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = dict(given)

    def text(self, name: str) -> str:
        """Raises ApiError invalid_arguments when it is missing."""
        value = self.text_or_none(name)
        if not value:
            raise ApiError("invalid_arguments", [f"missing required field: {name}"])
        return value

    def text_or_none(self, name: str) -> str | None:
        value = self.given.get(name)
        if value is None:
            return None
        return value if isinstance(value, str) else str(value)

    def flag(self, name: str) -> bool:
        value = self.given.get(name)
        return value is True or str(value) in TRUE_WORDS

    def whole_number(self, name: str, *, default: int, most: int) -> int:
        value = self.given.get(name)
        if value is None or value == "":
            return default
        try:
            number = int(str(value))
        except ValueError:
            raise ApiError("invalid_arguments", [f"{name} must be an integer"]) from None
        if not 1 <= number <= most:
            raise ApiError("invalid_limit" if name == "limit" else "invalid_arguments")
        return number

    def json(self, name: str, error: str) -> Any:
        """The value, decoded when it came as a JSON string. Raises ApiError ``error`` when it is no JSON."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise ApiError(error) from None

    def readable(self) -> dict[str, Any]:
        """The arguments for the log of calls: no token, and what can be decoded is."""
        plain = {name: value for name, value in self.given.items() if name != "token"}
        for name in JSON_ARGUMENTS:
            if isinstance(plain.get(name), str):
                try:
                    plain[name] = json.loads(plain[name])
                except ValueError:
                    continue
        return plain
