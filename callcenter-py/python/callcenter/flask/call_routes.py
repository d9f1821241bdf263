"""Calls (F-228 to F-233), and what an agent's page needs besides: dialling, and the end of a transfer that asks first."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timezone
from typing import Any, Callable, Optional

import callcenter
from sqlalchemy import or_, select
from sqlalchemy.exc import SQLAlchemyError

from . import acting
from .access import Person
from .acting import CALL_ID_CHARS_MAX, Case
from .books import REPORTED
from .customers import call_before
from .desk import Desk, desk
from .fields import Fields
from .numbers import NAME_CHARS_MAX, TARGET_CHARS_MAX
from .problems import Problem
from .status import divergence
from .rules import Rule

log = logging.getLogger("callcenter.flask")

CALLS_SHOWN_MAX = 200
"""Most calls of one list."""

NO_EXTENSION = "Extension does not exist"
"""What the switch says when a number is not in the context that it was to be called in."""


def ringing() -> dict[str, Any]:
    """A browser says that it rings. Nothing follows from it: what rings is what the switch says, and where the two differ both
    are told, and written down."""
    fields = Fields.of_body()
    said_call = fields.filled("call_id", CALL_ID_CHARS_MAX)
    said_number = fields.filled("caller_number", NAME_CHARS_MAX)
    here, agent = _own()
    stands = acting.standing(here, agent)
    call = (stands["agent"] or {}).get("call")
    # A name of the browser's own says nothing that could differ: it is remembered as the call's.
    is_new = said_call is not None and _names_none(here, said_call)
    is_same = call is not None and said_call is not None and (is_new or acting.is_same_call(here, said_call, call["id"]))
    differs = divergence(said_call, said_number, stands, is_same)
    _note(here, agent, call["id"] if call is not None else None, said_call if is_new and not differs else None, differs)
    return {"success": True, "confirmed": not differs, "divergence": differs, "agent": stands}


def _names_none(here: Desk, said: str) -> bool:
    """Whether the switch knows no call of this name, living or past, and no browser called one so."""
    if here.center.call(said) is not None:
        return False
    table = here.tables.calls.table
    known = or_(table.c.callcenter_id == said, table.c.linkedid == said)
    with here.engine.connect() as connection:
        if here.tables.activities.find(connection, "event_key", acting.reported_key(said)) is not None:
            return False
        return connection.execute(select(table.c.callcenter_id).where(known).limit(1)).first() is None


def _note(here: Desk, agent: Person, call_id: Optional[str], browsers: Optional[str], differs: str) -> None:
    """Keeps what a browser said: its own name of the call, and where it and the switch differed."""
    activities = here.tables.activities
    said = {"agent_id": agent.agent_id, "callcenter_id": call_id, "occurred_at": datetime.now(timezone.utc)}
    events = []
    if browsers is not None:
        events.append({**said, "event_key": acting.reported_key(browsers), "activity_type": REPORTED, "detail": browsers})
    if differs:
        events.append({**said, "event_key": uuid.uuid4().hex, "activity_type": "divergence", "detail": differs})
    try:
        with here.engine.begin() as connection:
            row = here.tables.agents.find(connection, "agent_id", agent.agent_id)
            # Where activities name agents by their rows, whoever has none can have no activity.
            for event in events if row is not None or not activities.agent_by_row else ():
                activities.add(connection, "event_key", event, agent_row=row.get("id") if row is not None else None)
    except SQLAlchemyError:
        # It is a hint: whoever gave it has the answer all the same.
        log.exception("a browser's hint was not written down")


def answer() -> dict[str, Any]:
    """A browser answers, or says that it did. What is answered already is confirmed; else the phone is asked to answer what rings.
    Not all phones let themselves be told."""
    here, agent, case = _case(_named())
    if case.leg["up"]:
        message = "the switch says the same: it is answered"
        done = {"outcome": "done", "evidence": "reported", "message": message, "call_id": case.call_id, "linkedid": case.call["call"]}
        return _told(here, agent, done)
    return _do(here, agent, case, lambda: here.center.answer(case.leg["leg"]))


def drop() -> dict[str, Any]:
    """Hangs up."""
    here, agent, case = _case(_named(), or_callers=True)
    return _do(here, agent, case, lambda: here.center.hangup(case.leg["leg"]))


def hold() -> dict[str, Any]:
    """Puts the other side on hold."""
    here, agent, case = _case(_named())
    return _do(here, agent, case, lambda: here.center.hold(case.leg["leg"]))


def unhold() -> dict[str, Any]:
    """Takes the other side back."""
    here, agent, case = _case(_named())
    return _do(here, agent, case, lambda: here.center.unhold(case.leg["leg"]))


def transfer() -> dict[str, Any]:
    """Transfers the other side: `kind` is `blind` or `attended`."""
    fields = Fields.of_body()
    to = fields.filled("target", TARGET_CHARS_MAX, "to", "transfer_to", "destination")
    if to is None:
        raise Problem.invalid("target", "say whom to")
    kind = fields.filled("kind", 16, "type", "transfer_type") or "blind"
    if kind not in ("blind", "attended"):
        raise Problem.invalid("kind", "`blind` or `attended`")
    here, agent, case = _case(_named())
    number = acting.target(here, "target", to)
    context, attended = here.settings.context, kind == "attended"
    return _do(here, agent, case, lambda: here.center.transfer(case.leg["leg"], number, context=context, attended=attended))


def complete_transfer() -> dict[str, Any]:
    """Completes a transfer that asked first: the agent leaves."""
    here, agent, case = _case(_named())
    return _do(here, agent, case, lambda: here.center.complete_transfer(case.leg["leg"]))


def cancel_transfer() -> dict[str, Any]:
    """Takes a transfer that asked first back: the agent talks with the caller again."""
    here, agent, case = _case(_named())
    return _do(here, agent, case, lambda: here.center.cancel_transfer(case.leg["leg"]))


def originate() -> dict[str, Any]:
    """Calls somebody: the agent's own phone rings first."""
    to = Fields.of_body().filled("to", TARGET_CHARS_MAX, "number", "target")
    if to is None:
        raise Problem.invalid("to", "say whom to call")
    here, agent = _own()
    context = here.settings.context
    if not context:
        raise Problem("refused", "outbound calls are switched off: set CALLCENTER_CONTEXT to the dialplan context in which phones dial")
    number = acting.target(here, "to", to)
    phone = acting.interface(here, agent.extension or "")
    wait = here.settings.ring_seconds
    try:
        done = acting.answered(lambda: here.center.originate(phone, number, context=context, timeout=wait, caller_id=f"<{number}>"))
    except Problem as why:
        if why.kind == "refused" and NO_EXTENSION in why.detail:
            raise Problem("refused", f"there is no {number} in context {context} of the dialplan: CALLCENTER_CONTEXT names the one in which phones dial") from None
        raise
    return _told(here, agent, done)


def calls() -> dict[str, Any]:
    """The agent's last calls, the latest first; those of before the engine too."""
    fields = Fields.of_query()
    limit = fields.whole("limit", 20, 1, CALLS_SHOWN_MAX)
    here = desk()
    agent = acting.agent_meant(here, here.access.person(), fields.filled("agent_id", NAME_CHARS_MAX))
    kept = here.tables.calls
    table = kept.table
    with here.engine.connect() as connection:
        if kept.agent_by_row:
            row = here.tables.agents.find(connection, "agent_id", agent.agent_id)
            names: list[Any] = [row["id"]] if row is not None else []
        else:
            names = [name for name in {agent.agent_id, agent.extension} if name is not None]
        keys = list(table.primary_key.columns)
        # Older rows may have the time elsewhere only; databases differ in where they put those.
        order = [table.c.started_at.is_(None), table.c.started_at.desc(), *(key.desc() for key in keys)]
        found = connection.execute(select(table).where(table.c.agent_id.in_(names)).order_by(*order).limit(limit)).mappings().all()
    return {"items": [call_before(kept, dict(row)) for row in found], "next": None}


def _named() -> Optional[str]:
    return Fields.of_body().filled("call_id", CALL_ID_CHARS_MAX)


def _own() -> tuple[Desk, Person]:
    here = desk()
    return here, acting.agent_meant(here, here.access.person(), None)


def _case(call: Optional[str], *, or_callers: bool = False) -> tuple[Desk, Person, Case]:
    here = desk()
    person = here.access.person()
    return here, person, acting.find(here, person, call, or_callers=or_callers)


def _do(here: Desk, agent: Person, case: Case, do: Callable[[], callcenter.Settlement]) -> dict[str, Any]:
    return _told(here, agent, acting.answered(do, case))


def _told(here: Desk, agent: Person, done: dict[str, Any]) -> dict[str, Any]:
    return {"success": True, "message": done["message"], "answer": done, "agent": acting.standing(here, agent)}


RULES: list[Rule] = [
    ("POST", "/api/call/ringing", "ringing", ringing),
    ("POST", "/api/call/answer", "answer", answer),
    ("POST", "/api/call/drop", "drop", drop),
    ("POST", "/api/call/transfer", "transfer", transfer),
    ("POST", "/api/call/transfer/complete", "complete_transfer", complete_transfer),
    ("POST", "/api/call/transfer/cancel", "cancel_transfer", cancel_transfer),
    ("POST", "/api/call/hold", "hold", hold),
    ("POST", "/api/call/unhold", "unhold", unhold),
    ("POST", "/api/call/originate", "originate", originate),
    ("GET", "/api/calls", "calls", calls),
]
