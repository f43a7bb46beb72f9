"""The bare version that `benchmarks/ack.py` measures against: Bolt, one enqueued no-op, one ack."""

from __future__ import annotations

import os

from redis import Redis
from rq import Queue
from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult


def build() -> SlackRequestHandler:
    queue = Queue("bare", connection=Redis.from_url(os.environ["REDIS_URL"]), serializer="json")
    app = App(
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        authorize=lambda enterprise_id, team_id: AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-bare"
        ),
        process_before_response=True,
    )

    @app.command("/ops")
    def take(ack: Ack) -> None:
        queue.enqueue("operator.truth", True, result_ttl=0)
        ack()

    return SlackRequestHandler(app)
