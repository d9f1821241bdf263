"""The page at `/call-center/`. The host replaces it, or parts of it, by files of its own with the same names:
`templates/call_center/….html` and `static/call_center/…`."""

from __future__ import annotations

from pathlib import Path
from typing import Optional, Union

from flask import Response, current_app, make_response, redirect, render_template, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from .desk import Desk, desk
from .guard import csrf_token
from .problems import Problem
from .rules import Rule
from .softphone import Websocket

OWN_FILES = Path(__file__).parent / "static"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'{switch}; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""What the page may load: files of its own, and nothing of another host. A phone in it speaks with the switch besides."""

PERMISSIONS = "camera=(), geolocation=(), microphone={microphone}"
"""What the page may ask the browser for: with a phone in it the microphone, for itself alone."""

STATIC_S = 0
"""How long browsers keep files of the page without asking, in seconds. They ask by their etags each time: the page's scripts are parts of
one, and those of two versions do not fit together."""


def dashboard() -> Union[Response, AnyResponse]:
    """The page."""
    here = desk()
    person = here.access.maybe()
    if person is None and here.access.by_host:
        return _to_the_hosts_login()
    if person is not None and person.extension is None and not person.is_supervisor:
        raise Problem.no_agent()
    return _page("call_center/dashboard.html", here, phone=here.settings.sip_websocket)


def _page(template: str, here: Desk, status: int = 200, phone: Optional[Websocket] = None) -> Response:
    person = here.access.maybe()
    page = render_template(
        template,
        csrf_token_value=csrf_token(),
        person=person,
        login="host" if here.access.by_host else "session",
        sip_domains=here.settings.sip_domains,
        can_dial=bool(here.settings.context) and here.settings.control,
        has_phone=phone is not None,
    )
    response = make_response(page, status)
    switch = f" {phone.origin}" if phone is not None and phone.origin is not None else ""
    response.headers["Content-Security-Policy"] = here.settings.content_security_policy or POLICY.format(switch=switch)
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Permissions-Policy"] = PERMISSIONS.format(microphone="(self)" if phone is not None else "()")
    return response


def _to_the_hosts_login() -> Union[Response, AnyResponse]:
    manager = getattr(current_app, "login_manager", None)
    if manager is not None and manager.login_view:
        answer: AnyResponse = make_response(manager.unauthorized())
        return answer
    url = current_app.config.get("CALLCENTER_LOGIN_URL")
    if url:
        return redirect(url)
    return _page("call_center/login_needed.html", desk(), status=401)


def static(filename: str) -> Response:
    """A file of the page: the host's, where it has one of this name in `static/call_center/`, else ours."""
    hosts = Path(current_app.static_folder) / "call_center" if current_app.static_folder else None
    for folder in (hosts, OWN_FILES):
        if folder is None:
            continue
        try:
            return send_from_directory(folder, filename, max_age=STATIC_S)
        except NotFound:
            continue
    raise Problem("unknown", f"there is no file {filename}")


RULES: list[Rule] = [
    ("GET", "/", "dashboard", dashboard),
    ("GET", "/static/<path:filename>", "static", static),
]
