"""The routes below `/call-center`: what is asked before and after each of them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import callcenter
from flask import Blueprint, Flask, Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from . import agent_routes, call_routes, customer_routes, live, page, phone_routes
from .cli import commands
from .desk import desk
from .errors import problem_of
from .guard import check_csrf
from .problems import Problem
from .rules import Rule

if TYPE_CHECKING:
    from flask.sansio.app import App

log = logging.getLogger("callcenter.flask")

URL_PREFIX = "/call-center"




class CallCenterBlueprint(Blueprint):
    """Ours. It may be registered by `CallCenter(app)` and by the host as well: below the same prefix once is enough."""

    def register(self, app: App, options: dict[str, Any]) -> None:
        """Adds the routes to an application."""
        prefix = options.get("url_prefix") or self.url_prefix
        there = app.extensions.setdefault("callcenter_blueprints", {})
        if prefix in there:
            return
        if self.name in there.values():
            options = {**options, "name": f"{self.name}_{len(there) + 1}"}
        there[prefix] = options.get("name", self.name)
        super().register(app, options)


def create_blueprint(url_prefix: str = URL_PREFIX, *, name: str = "call_center") -> Blueprint:
    """Everything below `url_prefix`. An application that it is registered with, and that has no `CallCenter`, is given one.

    # Example
    >>> from flask import Flask
    >>> app = Flask(__name__)
    >>> app.config.update(DB_URI="sqlite://", SECRET_KEY="…")
    >>> app.register_blueprint(create_blueprint())
    """
    made = CallCenterBlueprint(
        name,
        __name__,
        url_prefix=url_prefix,
        # Templates of the host with the same names come first.
        template_folder="templates",
    )
    made.record_once(_need_desk)
    made.before_request(_before)
    made.after_request(_after)
    made.register_error_handler(Problem, _told)
    made.register_error_handler(HTTPException, _refused)
    made.register_error_handler(callcenter.CallCenterError, _engine_failed)
    made.register_error_handler(SQLAlchemyError, _database_failed)
    rules: list[Rule] = [
        *page.RULES,
        *agent_routes.RULES,
        *call_routes.RULES,
        *customer_routes.RULES,
        *phone_routes.RULES,
        *live.RULES,
    ]
    for method, path, endpoint, view in rules:
        made.add_url_rule(path, endpoint, view, methods=[method])
    made.add_url_rule("/api/<path:path>", "nothing", _nothing, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    return made


def _need_desk(state: Any) -> None:
    from .extension import CallCenter

    app: Flask = state.app
    if "callcenter" not in app.extensions:
        CallCenter(url_prefix=None).init_app(app)
    app.cli.add_command(commands)


def _before() -> None:
    if request.endpoint is not None and request.endpoint.endswith(".static"):
        return
    found = desk()
    found.limits.request()
    check_csrf(found.settings)


def _after(response: Response) -> Response:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if request.endpoint is None or not request.endpoint.endswith(".static"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _told(problem: Problem) -> Response:
    return problem.response()


def _engine_failed(why: callcenter.CallCenterError) -> Response:
    log.exception("the engine failed")
    return problem_of(why).response()


def _database_failed(why: SQLAlchemyError) -> Response:
    log.exception("the database failed")
    return Problem("unavailable", "the database cannot be reached; try again").response()


def _refused(why: HTTPException) -> Response:
    """What Flask, Werkzeug or the host refuse, as a problem document."""
    kinds = {400: "malformed", 401: "not-logged-in", 403: "forbidden", 404: "unknown", 405: "method", 413: "too-large", 415: "unsupported", 429: "too-many"}
    code = why.code or 500
    if type(why).__name__ == "CSRFError":
        return Problem("csrf", f"{why.description} Read a token with GET …/api/session, and send it in the header X-CSRFToken.").response()
    if code == 500:
        return Problem("internal", "something went wrong here; the application's log says what").response()
    return Problem(kinds.get(code, "malformed"), why.description or why.name).response()


def _nothing(path: str) -> Response:
    """No route, or one that takes other methods."""
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None, "there is a request"
    others = set()
    for method in ("GET", "POST"):
        endpoint, _ = adapter.match(method=method)
        if not str(endpoint).endswith(".nothing"):
            others.add(method)
    if not others:
        raise Problem("unknown", f"there is no page {request.path}")
    problem = Problem("method", "the page takes other methods: see the header Allow")
    problem.allow = ", ".join(sorted(others))
    raise problem
