"""A Slack workspace that runs on this machine: its Web API, people and limits, and a page to look at it."""

from playground.slack.outgoing import Ack
from playground.slack.rate_limits import Limits, Rate
from playground.slack.server import SimulatedSlack
from playground.slack.web_api import ApiCall
from playground.slack.workspace import StoredFile

__all__ = ["Ack", "ApiCall", "Limits", "Rate", "SimulatedSlack", "StoredFile"]
