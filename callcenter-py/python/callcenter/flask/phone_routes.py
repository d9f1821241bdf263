"""The phone in the page: what it logs in with at the switch (F-178, F-186)."""

from __future__ import annotations

import logging
from typing import Any, Optional, Union
from urllib.parse import urlsplit

from flask import request

from .access import Person
from .desk import Desk, desk
from .fields import Fields
from .numbers import NAME_CHARS_MAX
from .problems import Problem
from .roster import Agent
from .rules import Rule
from .softphone import Websocket, is_domain
from .vault import is_checkable, is_hash, is_sealed

log = logging.getLogger("callcenter.flask")


class OnTheDesk(Exception):
    """Somebody's phone cannot be in the page; the text says why, and what to set."""


def phone() -> dict[str, Any]:
    """What the own phone logs in with, for the own agent alone; or why it stands on the desk."""
    named = Fields.of_body().filled("agent_id", NAME_CHARS_MAX)
    here = desk()
    person = here.access.person()
    # Whoever supervises others acts for them; their phones are theirs.
    if named is not None and not person.is_agent(named):
        raise Problem("forbidden", f"only {named[:NAME_CHARS_MAX]} is told what that phone logs in with")
    if person.agent_id is None or person.extension is None:
        raise Problem.no_agent()
    try:
        websocket = _websocket(here.settings.sip_websocket)
        own = websocket.host or urlsplit(f"//{request.host}").hostname or ""
        told = {"websocket": websocket.address, **credentials(here, here.roster.by_id(person.agent_id), person, own)}
    except OnTheDesk as why:
        return {"extension": person.extension, "websocket": None, "why": str(why)}
    log.info("agent %s was told what the phone %s logs in with", person.agent_id, person.extension)
    return told


def _websocket(websocket: Optional[Websocket]) -> Websocket:
    if websocket is None:
        raise OnTheDesk("phones in pages are not set up: an administrator sets CALLCENTER_SIP_WEBSOCKET to the address of the switch's WebSocket")
    # Behind a proxy that ends TLS only the browser may know how its page came.
    is_encrypted = request.is_secure or request.headers.get("Origin", "").startswith("https:")
    if websocket.is_open and is_encrypted:
        raise OnTheDesk(
            f"this page is encrypted and {websocket.address} is not, which no browser allows: an administrator sets "
            "CALLCENTER_SIP_WEBSOCKET to an address with wss://"
        )
    return websocket


def credentials(here: Desk, row: Optional[Agent], phone: Union[Person, Agent], host: str) -> dict[str, Any]:
    """Name, secret and servers of an agent's phone, in the words of the callcenter server; `host` is the domain of last resort.

    # Errors
    `OnTheDesk`: it has no secret that a phone can use.
    """
    secret = _secret(here, row, phone)
    settings = here.settings
    listed = settings.sip_domains[0] if settings.sip_domains else None
    domain = (row.sip_domain if row is not None else None) or listed or host
    if not is_domain(domain):
        raise OnTheDesk(f"{domain[:80]!r} is no SIP domain: an administrator gives {phone.agent_id} one by `flask call-center add-agent --sip-domain`")
    return {
        "extension": phone.extension,
        "name": phone.name,
        "sip_user": (row.sip_username if row is not None else None) or phone.extension,
        "domain": domain,
        "secret": secret,
        "stun_servers": list(settings.stun_servers),
        "turn_servers": [server.told() for server in settings.turn_servers],
    }


def _secret(here: Desk, row: Optional[Agent], phone: Union[Person, Agent]) -> str:
    cure = f"an administrator gives it by `flask call-center add-agent {phone.agent_id}`"
    kept = row.password if row is not None else None
    if not kept:
        raise OnTheDesk(f"no SIP password is kept for {phone.agent_id}: {cure}")
    if is_hash(kept):
        how = "log in here once with the password itself" if is_checkable(kept) else cure
        raise OnTheDesk(f"of the SIP password of {phone.agent_id} only a hash is kept, with which no phone can log in: {how}")
    if not is_sealed(kept):
        raise OnTheDesk(f"the SIP password of {phone.agent_id} is not sealed yet: an administrator does it by `flask call-center init-db`")
    secret = here.vault.open(kept)
    if not secret:
        raise OnTheDesk(f"the SIP password of {phone.agent_id} was sealed by another key than CALLCENTER_KEY's: {cure}")
    return secret


RULES: list[Rule] = [
    ("POST", "/api/phone", "phone", phone),
]
