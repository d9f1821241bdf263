"""Who asks: somebody whom the host application knows, or an agent who logged in here with SIP credentials."""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Callable, Mapping, Optional, Sequence

from flask import Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from .problems import Problem

if TYPE_CHECKING:
    from .desk import Desk
    from .roster import Agent

COOKIE = "callcenter_session"
"""The session of an agent who logged in here: signed, HttpOnly, SameSite=Lax, and Secure away from loopback."""

AgentLoader = Callable[[], Any]
"""Tells who is logged in at the host application: an agent's id, or an object or dict with `agent_id` and, if they are
known, `extension`, `name` and `is_supervisor`; `None`: nobody is. Somebody's extension told as the id is nobody's."""

IsSupervisor = Callable[[Any], bool]
"""Whether somebody, as the loader told, may act for others."""


@dataclass(frozen=True)
class Person:
    """Who asks."""

    agent_id: Optional[str]
    """As cc_agents has it; `None`: is no agent."""
    extension: Optional[str]
    """The phone, by which the engine knows the agent."""
    name: str
    is_supervisor: bool
    by_host: bool
    """Whether the host application's login says so."""
    stamp: str = field(default="", repr=False)
    """The mark of the sessions that are not over, of an agent who logged in here."""

    def is_agent(self, name: str) -> bool:
        """Whether a name is this person's, as an agent or by extension."""
        return name in (self.agent_id, self.extension)


class Access:
    """Finds out who asks."""

    def __init__(self, desk: Desk, loader: Optional[AgentLoader], is_supervisor: Optional[IsSupervisor]) -> None:
        self._desk = desk
        self._loader = loader
        self._is_supervisor = is_supervisor

    @property
    def by_host(self) -> bool:
        """Whether the host application says who is logged in."""
        return self._loader is not None or _has_flask_login()

    def person(self) -> Person:
        """Who asks.

        # Errors
        `Problem` `not-logged-in`.
        """
        found = self.maybe()
        if found is None:
            raise Problem.not_logged_in()
        return found

    def maybe(self) -> Optional[Person]:
        """Who asks; `None`: nobody is logged in."""
        if "callcenter_person" not in g:
            g.callcenter_person = self._find()
        found: Optional[Person] = g.callcenter_person
        return found

    def _find(self) -> Optional[Person]:
        if self._loader is not None:
            told = self._loader()
            return self._told(told) if told is not None else None
        if _has_flask_login():
            from flask_login import current_user  # type: ignore[import-not-found,import-untyped,unused-ignore]

            return self._told(current_user) if current_user.is_authenticated else None
        return self._in_session()

    def _told(self, told: Any) -> Person:
        """Who is meant by what a loader told, or by Flask-Login's user. A user's id is an agent's only if cc_agents knows it."""
        if isinstance(told, Person):
            return told
        is_supervisor = self._is_supervisor(told) if self._is_supervisor is not None else bool(_said(told, "is_supervisor"))
        if isinstance(told, (str, int)):
            return self._person(str(told), None, "", is_supervisor, sure=True)
        agent_id, extension = _said(told, "agent_id"), _said(told, "extension")
        name = str(_said(told, "name") or _said(told, "username") or "")
        if agent_id is not None:
            return self._person(str(agent_id), extension, name, is_supervisor, sure=True)
        user_ids = [str(each) for each in (_said(told, "username"), _said(told, "id")) if each is not None]
        if extension is not None:
            return self._at_phone(str(extension), user_ids, name, is_supervisor)
        for user_id in user_ids:
            person = self._person(user_id, None, name, is_supervisor, sure=False)
            if person.agent_id is not None:
                return person
        return _no_agent(name, is_supervisor)

    def _person(self, agent_id: str, extension: Any, name: str, is_supervisor: bool, *, sure: bool) -> Person:
        """Who has an id; `sure` says that it is meant as an agent's, even if cc_agents has none of it yet."""
        roster = self._desk.roster
        agent = roster.by_id(agent_id)
        if agent is None:
            # Ids of users are often small numbers, and so are extensions: who has a phone's number for an id does not have the phone.
            if not sure or (extension is None and roster.find(agent_id) is not None):
                return _no_agent(name, is_supervisor)
            own = str(extension) if extension is not None else agent_id
            return Person(agent_id, own, name or agent_id, is_supervisor, by_host=True)
        own = str(extension) if extension is not None else agent.extension
        return Person(agent.agent_id, own, name or agent.name, is_supervisor, by_host=True)

    def _at_phone(self, extension: str, user_ids: Sequence[str], name: str, is_supervisor: bool) -> Person:
        """Who has a phone, of whom no agent's id is told: it is the agent's whose id is the phone's or the user's."""
        roster = self._desk.roster
        for agent_id in (extension, *user_ids):
            agent = roster.by_id(agent_id)
            if agent is not None and agent.extension == extension:
                return Person(agent.agent_id, extension, name or agent.name, is_supervisor, by_host=True)
        if roster.find(extension) is not None:
            return _no_agent(name, is_supervisor)
        return Person(extension, extension, name or extension, is_supervisor, by_host=True)

    # ── sessions of our own ──────────────────────────────────────────────────────────────────────────────────────────

    def _in_session(self) -> Optional[Person]:
        cookie = request.cookies.get(COOKIE)
        if not cookie or len(cookie) > 1_000:
            return None
        try:
            kept = _signer().loads(cookie, max_age=int(self._desk.settings.session_hours * 3600))
            agent_id, stamp = str(kept["agent"]), str(kept["stamp"])
        except (BadSignature, KeyError, TypeError):
            return None
        agent = self._desk.roster.by_id(agent_id)
        # A session ends for all browsers when the agent logs out.
        if agent is None or agent.agent_id != agent_id or not stamp or agent.session_stamp != stamp:
            return None
        return self.of_agent(agent)

    def of_agent(self, agent: Agent) -> Person:
        """An agent who showed SIP credentials. What such a person may do for others, the host decides."""
        person = Person(agent.agent_id, agent.extension, agent.name, False, by_host=False, stamp=agent.session_stamp)
        is_supervisor = bool(self._is_supervisor(person)) if self._is_supervisor is not None else False
        return replace(person, is_supervisor=is_supervisor)

    def is_over(self, person: Person) -> bool:
        """Whether a session of ours ended meanwhile. Of the host's nothing is known between requests."""
        if person.by_host:
            return False
        agent = self._desk.roster.by_id(person.agent_id or "")
        return agent is None or agent.session_stamp != person.stamp

    def begin(self, agent: Agent) -> Callable[[Response], Response]:
        """Begins a session; what is returned puts its cookie into the response."""
        stamp = agent.session_stamp or self._desk.roster.stamp(agent.agent_id)
        cookie = _signer().dumps({"agent": agent.agent_id, "stamp": stamp, "at": round(time.time())})
        secure = self.cookie_is_secure()

        def put(response: Response) -> Response:
            age = int(self._desk.settings.session_hours * 3600)
            path = current_app.config["APPLICATION_ROOT"]
            response.set_cookie(COOKIE, cookie, max_age=age, httponly=True, secure=secure, samesite="Lax", path=path)
            return response

        return put

    def end(self, person: Person) -> Callable[[Response], Response]:
        """Ends all sessions of an agent."""
        if not person.by_host and person.agent_id is not None:
            self._desk.roster.stamp(person.agent_id)

        def drop(response: Response) -> Response:
            response.delete_cookie(COOKIE, path=current_app.config["APPLICATION_ROOT"], httponly=True, samesite="Lax")
            return response

        return drop

    def cookie_is_secure(self) -> bool:
        """Whether the cookie is sent over HTTPS only: always, unless the page is on this very machine.

        # Errors
        `Problem` `forbidden` when the browser would drop it, with what to do.
        """
        told = self._desk.settings.cookie_secure
        if told is False:
            return False
        if not request.is_secure and not _on_loopback(request.host):
            raise Problem(
                "forbidden",
                "log in over HTTPS: passwords and the session's cookie do not go over an open line; behind a proxy that ends TLS use "
                "werkzeug's ProxyFix, and for a closed network set CALLCENTER_COOKIE_SECURE=false",
            )
        return request.is_secure or bool(told)


def _has_flask_login() -> bool:
    return getattr(current_app, "login_manager", None) is not None


def _no_agent(name: str, is_supervisor: bool) -> Person:
    return Person(None, None, name, is_supervisor, by_host=True)


def _said(told: Any, name: str) -> Any:
    value = told.get(name) if isinstance(told, Mapping) else getattr(told, name, None)
    return None if callable(value) or value == "" else value


def _signer() -> URLSafeTimedSerializer:
    key = current_app.secret_key
    if not key:
        raise RuntimeError("set app.secret_key (SECRET_KEY): sessions are signed with it")
    return URLSafeTimedSerializer(key, salt="callcenter.flask.session")


def _on_loopback(host: str) -> bool:
    name = host.rsplit(":", 1)[0].strip("[]") if not host.endswith("]") else host.strip("[]")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
