"""What the page asks for and sends: the state, live changes, and what a person types or clicks."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, jsonify, request

from playground.slack.clicks import Click
from playground.slack.interactions import Interactions
from playground.slack.methods.conversations import channel_object
from playground.slack.outgoing import Ack
from playground.slack.people import BOT_NAME, BOT_USER_ID, TEAM_NAME
from playground.slack.workspace import Change, NotFoundError, Workspace, shown

HEARTBEAT_SECONDS = 15.0


def page_routes(app: Flask, workspace: Workspace, interactions: Interactions) -> None:
    _live_routes(app, workspace)
    _doing_routes(app, interactions)


def _live_routes(app: Flask, workspace: Workspace) -> None:
    @app.get("/sim/state")
    def state() -> Response:
        person = workspace.person(request.args.get("as", "ana"))
        return jsonify(snapshot(workspace, person.id))

    @app.get("/sim/events")
    def events() -> Response:
        person = workspace.person(request.args.get("as", "ana"))
        after = int(request.headers.get("Last-Event-ID") or request.args.get("after", "0"))
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        return Response(_stream(workspace, person.id, after), mimetype="text/event-stream", headers=headers)


def _doing_routes(app: Flask, interactions: Interactions) -> None:
    @app.post("/sim/type")
    def type_() -> Response:
        said = request.get_json()
        return _ack(interactions.type(said["text"], said["channel"], said["user"], said.get("thread_ts")))

    @app.post("/sim/click")
    def click() -> Response:
        said = request.get_json()
        click = Click(
            channel=said["channel"],
            message_ts=said["message_ts"],
            action_id=said["action_id"],
            user=said["user"],
            block_id=said.get("block_id"),
            selected=said.get("selected"),
        )
        return _ack(interactions.click(click))

    @app.post("/sim/submit")
    def submit() -> Response:
        said = request.get_json()
        return _ack(interactions.submit(said["view_id"], said["values"], said["user"]))

    @app.post("/sim/close")
    def close() -> Response:
        said = request.get_json()
        interactions.close_view(said["view_id"], said["user"])
        return jsonify({})

    @app.errorhandler(NotFoundError)
    def not_found(problem: NotFoundError) -> tuple[Response, int]:
        return jsonify({"error": str(problem)}), 404


def snapshot(workspace: Workspace, user: str) -> dict[str, Any]:
    """Everything that this person sees now; ``version`` is the number of the last change in it."""
    now = datetime.fromtimestamp(workspace.clock(), UTC)
    with workspace.changed:
        channels = [
            {**channel_object(channel), "name": channel.name}
            for channel in workspace.channels.values()
            if not channel.is_im or user in channel.members
        ]
        posts = {
            channel.id: [
                shown(post)
                for post in sorted(channel.posts.values(), key=lambda post: post.ts)
                if post.only_for in (None, user)
            ]
            for channel in workspace.channels.values()
            if not channel.is_im or user in channel.members
        }
        views = [
            {name: value for name, value in view.items() if name != "sim"}
            for view in workspace.views.values()
            if view["sim"]["user"] == user
        ]
        return {
            "team": {"name": TEAM_NAME},
            "me": user,
            "bot": {"id": BOT_USER_ID, "name": BOT_NAME},
            "people": [person.as_user(now) for person in workspace.people.values()],
            "channels": channels,
            "messages": posts,
            "views": views,
            "hints": list(workspace.hints),
            "version": workspace.changes[-1].number if workspace.changes else 0,
        }


def _stream(workspace: Workspace, user: str, after: int) -> Iterator[str]:
    """Changes as Server-Sent Events; ``reload`` when some are no longer known, or Slack has begun anew."""
    yield "retry: 1000\n\n"
    while not workspace.closed:
        with workspace.changed:
            _wait_for_news(workspace, after)
            newest = _newest(workspace)
            oldest = workspace.changes[0].number if workspace.changes else 1
            fresh = [change for change in workspace.changes if change.number > after]
        if newest < after or oldest > after + 1:
            yield "event: reload\ndata: {}\n\n"
            return
        for change in fresh:
            after = change.number
            if change.only_for in (None, user):
                yield _event(change)
        if not fresh:
            yield ": still here\n\n"


def _wait_for_news(workspace: Workspace, after: int) -> None:
    workspace.wait_for(lambda: _newest(workspace) != after, HEARTBEAT_SECONDS)


def _newest(workspace: Workspace) -> int:
    return workspace.changes[-1].number if workspace.changes else 0


def _event(change: Change) -> str:
    body = {"kind": change.kind, "channel": change.channel, "body": change.body}
    return f"id: {change.number}\ndata: {json.dumps(body)}\n\n"


def _ack(ack: Ack) -> Response:
    return jsonify({"status": ack.status, "body": ack.body, "seconds": ack.seconds, "error": ack.error})
