"""The agents of cc_agents."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.engine import Engine

from .numbers import is_name
from .passwords import keep_password, kept_password
from .tables import Kept
from .vault import Vault, is_sealed

AGENTS_SHOWN_MAX = 1_000
"""Most agents of one list."""


@dataclass(frozen=True)
class Agent:
    """An agent as cc_agents has one."""

    agent_id: str
    extension: str
    name: str
    sip_username: Optional[str]
    sip_domain: Optional[str]
    queues: tuple[str, ...]
    has_password: bool
    session_stamp: str = field(repr=False)
    password: Optional[str] = field(repr=False)
    """Sealed, or a hash."""


class Roster:
    """Finds agents, adds them, checks what they log in with."""

    def __init__(self, engine: Engine, kept: Kept, vault: Vault) -> None:
        self._engine = engine
        self._kept = kept
        self._vault = vault
        self._nobody: Optional[str] = None

    def by_id(self, agent_id: str) -> Optional[Agent]:
        """An agent by id alone: who somebody is, no extension says."""
        with self._engine.connect() as connection:
            row = self._kept.find(connection, "agent_id", agent_id)
        return self._agent(row) if row is not None else None

    def find(self, agent_id: str) -> Optional[Agent]:
        """An agent as people name one: by id, else by extension."""
        with self._engine.connect() as connection:
            row = self._kept.find(connection, "agent_id", agent_id) or self._kept.find(connection, "extension", agent_id)
        return self._agent(row) if row is not None else None

    def agents(self) -> list[Agent]:
        """All of them, by id."""
        table = self._kept.table
        with self._engine.connect() as connection:
            rows = connection.execute(select(table).order_by(table.c.agent_id).limit(AGENTS_SHOWN_MAX)).mappings().all()
        return [self._agent(dict(row)) for row in rows if row["agent_id"] is not None]

    def add(
        self,
        agent_id: str,
        *,
        extension: Optional[str] = None,
        name: str = "",
        sip_username: Optional[str] = None,
        sip_password: Optional[str] = None,
        sip_domain: Optional[str] = None,
        queues: Sequence[str] = (),
    ) -> bool:
        """Adds an agent, or changes what is said of one; says whether it is a new one.

        # Errors
        `ValueError` for a name that the switch would read differently.
        """
        for what, text in (("agent", agent_id), ("extension", extension), ("SIP user", sip_username), *(("queue", queue) for queue in queues)):
            if text is not None and not is_name(text):
                raise ValueError(f"{what} {text!r}: letters, digits, `-`, `_` and `.`, at most 80")
        now = datetime.now(timezone.utc)
        said = {"extension": extension, "name": name or None, "sip_username": sip_username, "sip_domain": sip_domain}
        values: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
        if queues:
            values["queues"] = json.dumps(list(queues))
        with self._engine.begin() as connection:
            fresh = {"extension": agent_id, "name": agent_id, **values, "agent_id": agent_id}
            is_new = self._kept.add(connection, "agent_id", {**fresh, "created_at": now, "updated_at": now})
            if not is_new and values:
                self._kept.change(connection, "agent_id", {**values, "agent_id": agent_id, "updated_at": now})
            if sip_password:
                keep_password(connection, self._kept, self._vault, agent_id, sip_password)
        return is_new

    def knows(self, agent: Optional[Agent], sip_username: Optional[str], password: str, sip_domain: Optional[str]) -> bool:
        """Whether these are the agent's SIP credentials. It takes as long for agents whom nobody knows."""
        kept = agent.password if agent is not None else None
        is_right = self._vault.matches(password, kept or self._nobodys()) and kept is not None
        if agent is None or not is_right:
            return False
        if sip_username and sip_username not in (agent.sip_username, agent.extension):
            return False
        return not (sip_domain and agent.sip_domain) or sip_domain == agent.sip_domain

    def keep(self, agent: Agent, password: str) -> None:
        """Keeps a password that was right, sealed: in place of the hash that it was compared with."""
        if agent.password is not None and not is_sealed(agent.password):
            with self._engine.begin() as connection:
                keep_password(connection, self._kept, self._vault, agent.agent_id, password)

    def stamp(self, agent_id: str) -> str:
        """Gives an agent's sessions a new mark: those of before are over."""
        made = secrets.token_hex(16)
        self._mark(agent_id, made)
        return made

    def _mark(self, agent_id: str, stamp: str) -> None:
        table = self._kept.table
        with self._engine.begin() as connection:
            where = table.c.agent_id == self._kept.fitted("agent_id", agent_id)
            connection.execute(table.update().where(where).values(session_stamp=stamp))

    def _nobodys(self) -> str:
        if self._nobody is None:
            self._nobody = self._vault.seal(secrets.token_hex(16))
        return self._nobody

    def _agent(self, row: dict[str, Any]) -> Agent:
        agent_id = str(row["agent_id"])
        extension = row.get("extension") or agent_id
        password = kept_password(row)
        return Agent(
            agent_id=agent_id,
            extension=str(extension),
            name=self._kept.value(row, "name") or agent_id,
            sip_username=self._kept.value(row, "sip_username"),
            sip_domain=self._kept.value(row, "sip_domain"),
            queues=_queues(row.get("queues")),
            has_password=bool(password),
            session_stamp=row.get("session_stamp") or "",
            password=password,
        )


def _queues(text: Any) -> tuple[str, ...]:
    """Queues as JSON, or as older modules may have written them, with commas."""
    if not isinstance(text, str):
        return tuple(str(queue) for queue in text) if isinstance(text, (list, tuple)) else ()
    try:
        listed = json.loads(text)
    except ValueError:
        listed = text.split(",")
    if not isinstance(listed, list):
        listed = [listed]
    return tuple(queue for queue in (str(queue).strip() for queue in listed) if is_name(queue))
