"""Acting on agents and calls: who may do what to which leg, as the callcenter server decides it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Mapping, Optional, Sequence

import callcenter

from . import numbers
from .access import Person
from .desk import Desk
from .errors import problem_of
from .problems import Problem
from .status import agent_status

CALL_ID_CHARS_MAX = 150
"""Longest name of a call, in characters."""


@dataclass(frozen=True)
class Case:
    """A call that lives, and the asker's leg in it."""

    call: Mapping[str, Any]
    leg: Mapping[str, Any]

    @property
    def call_id(self) -> str:
        """The call's identity."""
        return str(self.call["call_id"])


def agent_meant(desk: Desk, person: Person, named: Optional[str]) -> Person:
    """The agent that is meant: the asker, or for supervisors anybody.

    # Errors
    `Problem`: it is somebody else's, or the asker is no agent.
    """
    if named is None or person.is_agent(named):
        if person.extension is None:
            if person.is_supervisor:
                raise Problem.invalid("agent_id", "say which agent")
            raise Problem.no_agent()
        return person
    if not person.is_supervisor:
        raise Problem("forbidden", "this is another agent; a supervisor may act for others")
    agent = desk.roster.find(named)
    if agent is not None:
        return desk.access.of_agent(agent)
    if not numbers.is_name(named):
        raise Problem.invalid("agent_id", "letters, digits, `-`, `_` and `.`, at most 80")
    return Person(named, named, named, False, by_host=False)


def standing(desk: Desk, agent: Person) -> dict[str, Any]:
    """How an agent stands, by the switch."""
    center = desk.center
    row = center.agent(agent.extension) if agent.extension is not None else None
    return agent_status(agent.agent_id or "", row, center.now())


def answered(do: Callable[[], callcenter.Settlement], case: Optional[Case] = None) -> dict[str, Any]:
    """Asks the switch, waits for its answer, and tells it.

    # Errors
    `Problem` with the switch's refusal in words.
    """
    try:
        settlement = do()
    except callcenter.CallCenterError as why:
        raise problem_of(why) from why
    except ValueError as why:
        raise Problem.invalid("body", str(why)) from why
    answer: dict[str, Any] = {
        "outcome": settlement.outcome,
        "evidence": settlement.evidence,
        "message": settlement.message,
    }
    if case is not None:
        answer.update(call_id=case.call_id, linkedid=case.call["call"])
    return answer


def find(desk: Desk, person: Person, call: Optional[str], *, or_callers: bool = False) -> Case:
    """The call that is meant and the leg in it: the asker's own. A supervisor who is not in it means the agent's, or with
    `or_callers` the caller's.

    # Errors
    `Problem`: there is none, or it is somebody else's.
    """
    found = _call(desk, person, call)
    own = leg_of(found, person.extension)
    if own is None and not person.is_supervisor:
        raise Problem("forbidden", "this is not a call of yours; a supervisor may act on calls of others")
    if own is None:
        of_agents = (leg_of(found, with_) for with_ in found["with"])
        callers = next((leg for leg in found["legs"] if leg["leg"] == found["caller_leg"]), None)
        own = callers if or_callers else next((leg for leg in of_agents if leg is not None), None)
    if own is None:
        raise Problem.invalid("call_id", "no agent is in this call now")
    return Case(found, own)


def _call(desk: Desk, person: Person, call: Optional[str]) -> Mapping[str, Any]:
    center = desk.center
    if call is not None:
        found = center.call(call) or _by_clients_name(desk, call)
        if found is None:
            raise Problem("unknown", f"there is no live call {call}")
        return found
    if person.extension is None:
        raise Problem.invalid("call_id", "say which call")
    row = center.agent(person.extension)
    if row is not None:
        found = center.call(row["call"]["call_id"]) if row["call"] is not None else None
    else:
        # Whoever is in no queue has a phone all the same.
        calls = reversed(center.calls())
        found = next((each for each in calls if leg_of(each, person.extension) is not None), None)
    if found is None:
        raise Problem("refused", "you are in no call now; name one if you mean another")
    return found


def _by_clients_name(desk: Desk, name: str) -> Optional[Mapping[str, Any]]:
    """A call by what a browser called it when it said that it rings."""
    with desk.engine.connect() as connection:
        row = desk.tables.activities.find(connection, "event_key", reported_key(name))
    return desk.center.call(row["callcenter_id"]) if row is not None and row["callcenter_id"] else None


def reported_key(name: str) -> str:
    """The key of the activity that keeps a browser's name of a call."""
    return f"browser:{name}"


def is_same_call(desk: Desk, said: str, call_id: str) -> bool:
    """Whether a browser's name of a call is the switch's."""
    if said == call_id:
        return True
    found = desk.center.call(said) or _by_clients_name(desk, said)
    return found is not None and found["call_id"] == call_id


def leg_of(call: Mapping[str, Any], extension: Optional[str]) -> Optional[Mapping[str, Any]]:
    """The leg of a phone in a call: the one that is answered before one that rings."""
    legs = [leg for leg in call["legs"] if leg["endpoint"] == extension]
    return max(legs, key=lambda leg: bool(leg["up"])) if legs else None


def target(desk: Desk, field: str, to: str) -> str:
    """What may be called.

    # Errors
    `Problem`.
    """
    settings = desk.settings
    return numbers.target(field, to, is_extension=desk.is_extension, allowed=settings.numbers_allowed, denied=settings.numbers_denied)


def interface(desk: Desk, extension: str) -> str:
    """What the switch calls to reach an extension: the device that queues watch, else the usual technology."""
    row = desk.center.agent(extension)
    for member in row["queues"] if row is not None else ():
        technology, _, name = member["device"].partition("/")
        if technology != "Local" and numbers.is_name(name):
            return str(member["device"])
    return f"{desk.settings.technology}/{extension}"


def sign_in(desk: Desk, agent: Person, queues: Sequence[str], name: str) -> dict[str, Any]:
    """Makes an agent a member of queues, ready for calls.

    # Errors
    `Problem`.
    """
    extension = agent.extension
    assert extension is not None, "an agent who is meant has a phone"
    dials = interface(desk, extension)
    return answered(lambda: desk.center.sign_in(extension, list(queues), interface=dials, name=name))
