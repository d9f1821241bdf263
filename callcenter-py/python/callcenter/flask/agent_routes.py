"""Agents: in and out, ready and not (F-223 to F-227)."""

from __future__ import annotations

import logging
from typing import Any, Optional

import callcenter
from flask import after_this_request

from . import acting
from .access import Person
from .desk import Desk, desk
from .fields import Fields
from .numbers import NAME_CHARS_MAX
from .problems import Problem
from .roster import Agent
from .rules import Rule

log = logging.getLogger("callcenter.flask")

PASSWORD_CHARS_MAX = 128
DOMAIN_CHARS_MAX = 253


def login() -> dict[str, Any]:
    """Logs an agent in: a member of queues from now on. SIP credentials are checked; they are given back by nothing."""
    fields = Fields.of_body()
    said = {
        "agent_id": fields.filled("agent_id", NAME_CHARS_MAX),
        "name": fields.filled("name", NAME_CHARS_MAX),
        "sip_username": fields.filled("sip_username", NAME_CHARS_MAX),
        "extension": fields.name("extension"),
    }
    password = fields.text("sip_password", PASSWORD_CHARS_MAX) or None
    domain = fields.filled("sip_domain", DOMAIN_CHARS_MAX)
    queues = fields.names("queues")
    here = desk()
    allowed = {own.lower() for own in here.settings.sip_domains}
    if domain is not None and domain.lower() not in allowed:
        detail = f"the SIP domain {domain[:80]!r} is not one of ours; an administrator can add it to the setting CALLCENTER_SIP_DOMAINS"
        raise Problem("forbidden", detail)
    if here.access.by_host:
        agent, row, message = _by_host(here, said["agent_id"], said["sip_username"], password, domain)
    else:
        agent, row, message = _by_credentials(here, said["agent_id"] or said["extension"] or said["sip_username"], said["sip_username"], password, domain)
    if said["extension"] is not None and not agent.is_agent(said["extension"]):
        asker = here.access.maybe()
        if asker is None or not asker.is_supervisor:
            raise Problem("forbidden", "logging in at another extension needs the role supervisor")
    wanted = queues or list(row.queues if row is not None else ()) or list(here.settings.queues)
    extension = agent.extension
    if not wanted and (here.center.agent(extension or "") or {"queues": []})["queues"] == []:
        raise Problem.invalid(
            "queues",
            f"none is assigned to {extension}: name the queues to log in to, assign some to the agent, or set CALLCENTER_QUEUES",
        )
    name = said["name"] or agent.name
    answer = acting.sign_in(here, agent, wanted, name) if wanted else _as_he_is()
    if row is None and agent.agent_id is not None:
        here.roster.add(agent.agent_id, extension=extension, name=name, sip_username=said["sip_username"], sip_domain=domain)
    if not here.access.by_host and row is not None:
        after_this_request(here.access.begin(row))
    return _done(here, agent, answer, message)


def _by_host(
    here: Desk, named: Optional[str], sip_username: Optional[str], password: Optional[str], domain: Optional[str]
) -> tuple[Person, Optional[Agent], str]:
    """Who is logged in at the host, or whom a supervisor means; credentials are checked as far as they can be."""
    agent = acting.agent_meant(here, here.access.person(), named)
    row = here.roster.by_id(agent.agent_id or "")
    if password is None:
        return agent, row, "logged in; no SIP password was given"
    if row is None or not row.has_password:
        return agent, row, "logged in; the SIP password was not checked, for none is kept for the agent, and not kept"
    _check(here, agent.agent_id or "", row, sip_username, password, domain)
    return agent, row, "logged in; the SIP credentials are right"


def _by_credentials(
    here: Desk, named: Optional[str], sip_username: Optional[str], password: Optional[str], domain: Optional[str]
) -> tuple[Person, Agent, str]:
    """An agent of cc_agents who shows SIP credentials."""
    own = here.access.maybe()
    if named is None:
        if own is None:
            raise Problem.invalid("agent_id", "say who logs in")
        named = own.agent_id or ""
    row = here.roster.find(named)
    if password is None and row is not None and own is not None and own.agent_id == row.agent_id:
        return own, row, "logged in; no SIP password was given"
    _check(here, named, row, sip_username, password or "", domain)
    assert row is not None, "nobody's credentials are right"
    return here.access.of_agent(row), row, "logged in; the SIP credentials are right"


def _check(here: Desk, named: str, row: Optional[Agent], sip_username: Optional[str], password: str, domain: Optional[str]) -> None:
    # By the agent that is there, not by how it is spelled: by id and by extension it is one.
    who = row.agent_id if row is not None else named
    here.limits.may_log_in(who)
    if not here.roster.knows(row, sip_username, password, domain):
        here.limits.login_failed(who)
        log.warning("a login as %r failed", who[:80])
        raise Problem.wrong_password()
    if row is not None:
        here.roster.keep(row, password)


def _as_he_is() -> dict[str, Any]:
    return {"outcome": "done", "evidence": "reported", "message": "the agent's queues are those of the switch's configuration"}


def logout() -> dict[str, Any]:
    """Logs an agent out of all queues, and ends the session."""
    here, agent = _meant()
    extension = agent.extension or ""
    try:
        answer = acting.answered(lambda: _sign_out(here, extension))
        message = answer["message"]
    except _InNoQueue:
        message = "the agent was in no queue any more"
        answer = {"outcome": "done", "evidence": "reported", "message": message}
    own = here.access.person()
    if own.agent_id == agent.agent_id and not here.access.by_host:
        after_this_request(here.access.end(agent))
    return _done(here, agent, answer, message)


class _InNoQueue(Exception):
    """There is nothing to sign out of."""


def _sign_out(here: Desk, extension: str) -> callcenter.Settlement:
    try:
        return here.center.sign_out(extension)
    except callcenter.RefusedError as why:
        if why.reason == "unknown_agent":
            raise _InNoQueue from why
        raise


def ready() -> dict[str, Any]:
    """Makes an agent ready."""
    here, agent = _meant()
    return _done(here, agent, acting.answered(lambda: here.center.ready(agent.extension or "")))


def not_ready() -> dict[str, Any]:
    """Pauses an agent, for a reason."""
    reason = Fields.of_body().filled("reason", NAME_CHARS_MAX) or ""
    here, agent = _meant()
    return _done(here, agent, acting.answered(lambda: here.center.pause(agent.extension or "", reason)))


def status() -> dict[str, Any]:
    """How an agent stands, and for how long."""
    here = desk()
    person = here.access.person()
    agent = acting.agent_meant(here, person, Fields.of_query().filled("agent_id", NAME_CHARS_MAX))
    return acting.standing(here, agent)


def agents() -> dict[str, Any]:
    """All agents, for supervisors. Passwords are never in it."""
    here = desk()
    if not here.access.person().is_supervisor:
        raise Problem("forbidden", "the list of agents needs the role supervisor")
    items = []
    for agent in here.roster.agents():
        stands = acting.standing(here, here.access.of_agent(agent))
        said = {"name": agent.name, "extension": agent.extension, "sip_username": agent.sip_username, "sip_domain": agent.sip_domain}
        items.append({**stands, **said, "queues": list(agent.queues)})
    return {"items": items, "next": None}


def _meant() -> tuple[Desk, Person]:
    here = desk()
    person = here.access.person()
    return here, acting.agent_meant(here, person, Fields.of_body().filled("agent_id", NAME_CHARS_MAX))


def _done(here: Desk, agent: Person, answer: dict[str, Any], message: Optional[str] = None) -> dict[str, Any]:
    said = message if message is not None else answer["message"]
    return {"success": True, "message": said, "answer": answer, "agent": acting.standing(here, agent)}


RULES: list[Rule] = [
    ("POST", "/api/agent/login", "login", login),
    ("POST", "/api/agent/logout", "logout", logout),
    ("POST", "/api/agent/ready", "ready", ready),
    ("POST", "/api/agent/not-ready", "not_ready", not_ready),
    ("GET", "/api/agent/status", "status", status),
    ("GET", "/api/agents", "agents", agents),
]
