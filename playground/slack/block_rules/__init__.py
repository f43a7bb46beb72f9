"""What Slack accepts as blocks, and the words in which it refuses the rest."""

from playground.slack.block_rules.schema import Problem
from playground.slack.block_rules.surfaces import (
    block_characters,
    message_problems,
    modal_problems,
)

__all__ = ["Problem", "block_characters", "message_problems", "modal_problems"]
