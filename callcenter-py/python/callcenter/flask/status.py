"""Agents, calls and queues as answers have them: the shapes of the callcenter server."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Mapping, Optional

from .fold import moment, state_of, word
from .numbers import same_number


def instant(seconds: Optional[float]) -> Optional[str]:
    """Unix seconds as RFC 3339 in UTC with µs.

    # Example
    >>> instant(1700000000.25)
    '2023-11-14T22:13:20.250000Z'
    """
    return written(moment(seconds))


def written(at: Optional[datetime]) -> Optional[str]:
    """A moment as RFC 3339 in UTC with µs."""
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at is not None else None


def agent_status(agent_id: str, row: Optional[Mapping[str, Any]], now: float) -> dict[str, Any]:
    """How an agent stands: `status` is `logged_out`, `ready`, `not_ready`, `wrap_up`, `ringing` or `on_call`."""
    if row is None:
        return {"agent_id": agent_id, "status": "logged_out", "reason": None, "time_in_state_s": None, "agent": None}
    since = row["since"]
    return {
        "agent_id": agent_id,
        "status": state_of(row["activity"]),
        "reason": row["reason"] or None,
        "time_in_state_s": max(0.0, round(now - since, 6)) if since is not None else None,
        "agent": agent(row),
    }


def agent(row: Mapping[str, Any]) -> dict[str, Any]:
    """All that is known of an agent."""
    call = row["call"]
    return {
        "agent": row["agent"],
        "name": row["name"] or None,
        "activity": word(row["activity"]),
        "reason": row["reason"] or None,
        "since": instant(row["since"]),
        "wrap_up_until": instant(row["wrap_up_until"]),
        "queues": [_member(member) for member in row["queues"]],
        "device": word(row["device"]),
        "contact": word(row["contact"]) if row["contact"] is not None else None,
        "reachable": row["reachable"],
        "call": _agent_call(call) if call is not None else None,
    }


def _member(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "queue": row["queue"],
        "interface": row["interface"],
        "device": row["device"],
        "membership": word(row["membership"]),
        "since": instant(row["since"]),
        "penalty": row["penalty"],
        "paused": row["paused"],
        "reason": row["reason"] or None,
        "pause_since": instant(row["pause_since"]),
    }


def _agent_call(call: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": call["call_id"],
        "leg": call["leg"],
        "number": call["number"],
        "name": call["name"],
        "queue": call["queue"],
        "status": word(call["status"]),
        "since": instant(call["since"]),
    }


def queue(row: Mapping[str, Any]) -> dict[str, Any]:
    """A queue as agents see it: who waits is counted, not named."""
    return {
        "queue": row["queue"],
        "waiting": len(row["waiting"]),
        "longest_since": instant(row["longest_since"]),
        "agents": dict(row["agents"]),
    }


def divergence(
    said_call: Optional[str], said_number: Optional[str], stands: Mapping[str, Any], is_same: bool
) -> str:
    """Where a browser that says that it rings and the switch differ, in words; empty: they do not. `is_same`: whether the browser
    means the call that the switch has."""
    call = (stands["agent"] or {}).get("call")
    if call is None:
        return "the switch knows of no call at this phone"
    if stands["status"] != "ringing":
        return f"the switch says that the phone is in call {call['id']} already"
    if said_call is not None and not is_same:
        return f"the switch says that call {call['id']} rings"
    if said_number and call["number"] and not same_number(said_number, call["number"]):
        return f"the switch says that the number is {call['number']}"
    return ""
