"""How everything stands, once and as it changes: for the page."""

from __future__ import annotations

import json
import logging
import time
from typing import Any, Generator, Iterator, Optional

import callcenter
from flask import Response
from sqlalchemy.exc import SQLAlchemyError

from . import acting
from .access import Person
from .desk import Desk, desk
from .fold import word
from .guard import csrf_token
from .problems import Problem
from .rules import Rule
from .status import instant, queue

log = logging.getLogger("callcenter.flask")

STREAM_S_MAX = 300.0
"""After this time a stream ends and the page asks anew: whoever was logged out meanwhile is not let in again."""

BEAT_S = 15.0
"""How often a stream says that it is there when nothing happens: proxies cut what is silent."""

LOOK_S = 5.0
"""How often a stream looks whether its session is over."""

PAUSE_S = 0.25
"""Shortest time between two states of one stream."""

QUEUES_SHOWN_MAX = 100
"""Most queues of one state."""


def session() -> dict[str, Any]:
    """Who is logged in, and what the page may offer; with the token against CSRF."""
    here = desk()
    person = here.access.maybe()
    settings = here.settings
    return {
        "csrf_token": csrf_token(),
        "login": "host" if here.access.by_host else "session",
        "person": _person(person) if person is not None else None,
        "sip_domains": list(settings.sip_domains),
        "queues": list(settings.queues),
        "can_dial": bool(settings.context) and settings.control,
        "live": settings.streams_max > 0,
    }


def _person(person: Person) -> dict[str, Any]:
    return {"agent_id": person.agent_id, "extension": person.extension, "name": person.name, "is_supervisor": person.is_supervisor}


def state() -> dict[str, Any]:
    """How everything stands now."""
    here = desk()
    return state_of(here, here.access.person())


def state_of(here: Desk, person: Person) -> dict[str, Any]:
    """How everything stands for somebody: the own state and call, all queues, the link to the switch."""
    center = here.center
    standing = center.standing()
    agent = acting.standing(here, person) if person.extension is not None else None
    call = ((agent or {}).get("agent") or {}).get("call")
    return {
        "now": instant(center.now()),
        "agent": agent,
        "call": _call(here, person, call["id"]) if call is not None else None,
        "queues": [queue(row) for row in center.queues()[:QUEUES_SHOWN_MAX]],
        "link": {"state": standing["link"], "why": standing["why"]},
        "books": here.books_trouble,
    }


def _call(here: Desk, person: Person, call_id: str) -> Optional[dict[str, Any]]:
    """The own call, with what can be done with it."""
    call = here.center.call(call_id)
    if call is None:
        return None
    leg = acting.leg_of(call, person.extension)
    can: dict[str, Any] = {}
    if leg is not None:
        try:
            for each in here.center.capabilities(leg["leg"]):
                can[word(each["control"])] = bool(each["possible"])
        except callcenter.CallCenterError:
            log.debug("the leg ended meanwhile")
    shown = ("caller", "caller_name", "dialed", "queue")
    status = word(call["status"])
    return {
        "id": call["call_id"],
        "status": status,
        "direction": word(call["direction"]),
        **{name: call[name] for name in shown},
        "started_at": instant(call["started_at"]),
        "since": instant(call["since"]),
        "is_up": bool(leg and leg["up"]),
        "is_holding": bool(leg and leg["holding"]) or status == "on_hold",
        "can": can,
    }


def events() -> Response:
    """The same as `state`, again whenever it changed: server-sent events. Beyond the most streams of a process it is refused, and
    pages ask for the state instead."""
    here = desk()
    person = here.access.person()
    # In a thread of its own each: not more than the server has to spare.
    with here.streams_changing:
        if here.streams >= here.settings.streams_max:
            raise Problem("unavailable", "as many pages are followed as this process can; ask GET …/api/state now and then", retry_after=30)
        here.streams += 1
    # Without the request's context: what the host's login holds there, a connection say, would be held as long as the stream.
    response = Response(_Stream(here, person), mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    # nginx would keep it back else.
    response.headers["X-Accel-Buffering"] = "no"
    return response


class _Stream:
    """One page's stream. It is closed by the server, even if it was never begun."""

    def __init__(self, here: Desk, person: Person) -> None:
        self._here = here
        self._is_open = True
        self._parts = self._told(person)

    def __iter__(self) -> Iterator[str]:
        return self._parts

    def close(self) -> None:
        """The page went away, or the time is over."""
        self._parts.close()
        with self._here.streams_changing:
            if self._is_open:
                self._is_open = False
                self._here.streams -= 1

    def _told(self, person: Person) -> Generator[str, None, None]:
        here, end = self._here, time.monotonic() + STREAM_S_MAX
        told: Optional[str] = None
        spoke = looked = time.monotonic()
        yield "retry: 2000\n\n"
        while (left := end - time.monotonic()) > 0:
            seen = here.pulse.count
            try:
                if time.monotonic() - looked >= LOOK_S:
                    looked = time.monotonic()
                    if here.access.is_over(person):
                        return
                current = state_of(here, person)
            except (callcenter.CallCenterError, SQLAlchemyError) as why:
                log.info("a page's stream ends: %s", why)
                return
            same = _without_clock(current)
            if same != told:
                told, spoke = same, time.monotonic()
                yield f"event: state\ndata: {json.dumps(current)}\n\n"
            elif time.monotonic() - spoke >= BEAT_S:
                spoke = time.monotonic()
                yield ": still here\n\n"
            time.sleep(min(PAUSE_S, left))
            here.pulse.wait(seen, min(LOOK_S, left))


def _without_clock(state: dict[str, Any]) -> str:
    agent = state["agent"]
    still = {name: value for name, value in agent.items() if name != "time_in_state_s"} if agent is not None else None
    return json.dumps({**state, "now": None, "agent": still})


RULES: list[Rule] = [
    ("GET", "/api/session", "session", session),
    ("GET", "/api/state", "state", state),
    ("GET", "/api/events", "events", events),
]
