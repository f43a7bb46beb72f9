"""The workspace over HTTP: the Web API for the app, files for both, and the page's own API under /sim/."""

from pathlib import Path
from typing import Any

from flask import Flask, Request, Response, jsonify, request, send_from_directory

from playground.slack.arguments import ApiError
from playground.slack.faults import Faults
from playground.slack.interactions import Interactions
from playground.slack.invitations import ExpiredError
from playground.slack.page_api import page_routes
from playground.slack.rate_limits import Limits
from playground.slack.responses import respond
from playground.slack.web_api import Answer, WebApi, failed
from playground.slack.workspace import Workspace

STATIC = Path(__file__).parent / "static"
RESPONSE_URL = "response_url"
UPLOAD = "upload"


class ConnectionDroppedError(ConnectionResetError):
    """Raised to make the HTTP server close the connection without an answer."""


def http_app(workspace: Workspace, web_api: WebApi, interactions: Interactions, limits: Limits) -> Flask:
    app = Flask("simulated-slack", static_folder=None)
    # So that a dropped connection reaches the HTTP server instead of becoming a 500.
    app.config["PROPAGATE_EXCEPTIONS"] = True
    _web_api_routes(app, web_api)
    _file_routes(app, workspace, web_api.faults)
    _response_url_route(app, workspace, interactions, limits, web_api.faults)
    page_routes(app, workspace, interactions)
    _static_routes(app)
    return app


def _web_api_routes(app: Flask, web_api: WebApi) -> None:
    @app.route("/api/<method>", methods=["GET", "POST"])
    def api(method: str) -> Response:
        given = _arguments(request)
        if given is None:
            return _http(Answer(200, {"ok": False, "error": "invalid_json"}))
        header = request.headers.get("Authorization", "")
        token = header.removeprefix("Bearer ") if header.startswith("Bearer ") else None
        return _http(web_api.answer(method, given, token))


def _file_routes(app: Flask, workspace: Workspace, faults: Faults) -> None:
    @app.post("/upload/v1/<file_id>/<secret>")
    def upload(file_id: str, secret: str) -> Response:  # noqa: ARG001 - the secret only makes the URL unguessable
        fault = faults.take(UPLOAD)
        if fault is not None and not fault.only_delays:
            return _http(failed(fault))
        content = _uploaded(request)
        with workspace.changed:
            file = workspace.files.get(file_id)
            if file is None:
                return Response("no such upload", status=404)
            if len(content) != file.length:
                return Response(f"expected {file.length} bytes, got {len(content)}", status=400)
            file.bytes = content
        return Response(f"OK - {len(content)}", mimetype="text/plain")

    @app.get("/files/<file_id>/<name>")
    def download(file_id: str, name: str) -> Response:  # noqa: ARG001 - the name is for people
        file = workspace.files.get(file_id)
        if file is None or not file.bytes:
            return Response("no such file", status=404)
        return Response(file.bytes, mimetype=file.mimetype, headers={"Cache-Control": "max-age=86400"})


def _response_url_route(
    app: Flask, workspace: Workspace, interactions: Interactions, limits: Limits, faults: Faults
) -> None:
    @app.post("/commands/<team>/<secret>")
    def response_url(team: str, secret: str) -> Response:  # noqa: ARG001 - one team only
        fault = faults.take(RESPONSE_URL)
        if fault is not None and not fault.only_delays:
            return _http(failed(fault))
        said = request.get_json(force=True, silent=True)
        if not isinstance(said, dict):
            return _http(Answer(400, {"ok": False, "error": "invalid_payload"}))
        try:
            respond(workspace, limits, interactions.response_urls.use(secret), said)
        except ExpiredError as problem:
            return _http(Answer(404, {"ok": False, "error": problem.code}))
        except ApiError as problem:
            return _http(Answer(400, problem.body()))
        return Response("ok", mimetype="text/plain")


def _static_routes(app: Flask) -> None:
    @app.get("/")
    def index() -> Response:
        if not (STATIC / "index.html").exists():
            return Response("The page has not been built; see playground/page/README.md.", status=503)
        return send_from_directory(STATIC, "index.html", max_age=0)

    @app.get("/static/<path:name>")
    def static(name: str) -> Response:
        return send_from_directory(STATIC, name, max_age=86400)


def _arguments(incoming: Request) -> dict[str, Any] | None:
    """The query, the form and the JSON body as one; None when the body says it is JSON and is not."""
    given: dict[str, Any] = {**incoming.args.to_dict(), **incoming.form.to_dict()}
    if incoming.mimetype == "application/json" and incoming.content_length:
        body = incoming.get_json(silent=True)
        if not isinstance(body, dict):
            return None
        given.update(body)
    return given


def _uploaded(incoming: Request) -> bytes:
    """Raw bytes, or the one file of a multipart form. urllib calls raw bytes a form, which they are not."""
    if incoming.mimetype == "multipart/form-data":
        return b"".join(part.read() for part in incoming.files.values())
    return incoming.get_data(cache=False, parse_form_data=False)


def _http(answer: Answer) -> Response:
    if answer.drop:
        raise ConnectionDroppedError
    response = jsonify(answer.body)
    response.status_code = answer.status
    response.headers.update(answer.headers)
    return response
