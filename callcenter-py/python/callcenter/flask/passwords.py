"""SIP passwords in cc_agents: none stays in plain text."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Mapping, Optional

from sqlalchemy import String, Text, select
from sqlalchemy.engine import Connection, Engine

from .tables import Kept
from .vault import ELSEWHERE, Vault, is_checkable, is_hash, is_sealed

log = logging.getLogger("callcenter.flask")

HASH_COLUMNS = ("sip_password_hash", "password_hash")
"""Where older modules kept hashes."""


@dataclass(frozen=True)
class Sealing:
    """What became of the passwords that were found."""

    sealed: int
    """Were in plain text; cannot be read without the key any more."""
    checkable: tuple[str, ...]
    """Agents with a hash of a kind that can be compared at a login, and is replaced by the sealed password then."""
    useless: tuple[str, ...]
    """Agents with a hash that nothing can be done with: they need a new password."""


def seal_all(engine: Engine, agents: Kept, vault: Vault) -> Sealing:
    """Seals every password that is in plain text, in place. Doing it again does nothing."""
    sealed = 0
    checkable: list[str] = []
    useless: list[str] = []
    table = agents.table
    key = list(table.primary_key.columns) or [table.c.agent_id]
    with engine.begin() as connection:
        rows = connection.execute(select(table)).mappings().all()
        for row in rows:
            kept = row["sip_password"]
            who = str(row["agent_id"])
            if not kept or is_sealed(kept):
                continue
            if is_hash(kept):
                (checkable if is_checkable(kept) else useless).append(who)
                continue
            changes = _places(agents, vault.seal(kept))
            where = [column == row[column.name] for column in key]
            # Only what was read: an older program may be writing to it too.
            where.append(table.c.sip_password == kept)
            sealed += connection.execute(table.update().where(*where).values(changes)).rowcount
    if useless:
        log.warning(
            "cc_agents: the SIP passwords of %s are hashes that no phone can use and that cannot be compared here; they were left as they "
            "are: give them new ones by `flask call-center add-agent`",
            ", ".join(useless[:20]) + (f" and {len(useless) - 20} more" if len(useless) > 20 else ""),
        )
    if sealed:
        log.info("cc_agents: %d SIP passwords were in plain text and are sealed now", sealed)
    return Sealing(sealed, tuple(checkable), tuple(useless))


def kept_password(row: Mapping[str, Any]) -> Optional[str]:
    """What is kept of an agent's password: sealed or a hash; `None`: nothing."""
    sealed: Optional[str] = row.get("sip_password_sealed")
    own: Optional[str] = row.get("sip_password")
    if own == ELSEWHERE:
        return sealed
    if own:
        return own
    return sealed or next((row[column] for column in HASH_COLUMNS if row.get(column)), None)


def keep_password(connection: Connection, agents: Kept, vault: Vault, agent_id: str, secret: str) -> None:
    """Keeps a password, sealed."""
    table = agents.table
    changes = _places(agents, vault.seal(secret))
    connection.execute(table.update().where(table.c.agent_id == agent_id).values(changes))


def _places(agents: Kept, sealed: str) -> dict[str, Optional[str]]:
    """Where a sealed password goes: into its column, or beside it where that is too short."""
    kind = agents.table.c.sip_password.type
    fits = isinstance(kind, Text) or not isinstance(kind, String) or kind.length is None or len(sealed) <= kind.length
    if fits:
        return {"sip_password": sealed, "sip_password_sealed": None}
    return {"sip_password": ELSEWHERE, "sip_password_sealed": sealed}
