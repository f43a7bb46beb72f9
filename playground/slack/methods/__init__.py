"""The Web API's methods, a file for each family; each is a function from a call to its answer's body."""

from collections.abc import Callable, Mapping
from typing import Any

from playground.slack.methods import chat, conversations, files, users, views
from playground.slack.methods.call import Call

Method = Callable[[Call], dict[str, Any]]

METHODS: Mapping[str, Method] = {
    **users.METHODS,
    **conversations.METHODS,
    **chat.METHODS,
    **files.METHODS,
    **views.METHODS,
}

__all__ = ["METHODS", "Call", "Method"]
