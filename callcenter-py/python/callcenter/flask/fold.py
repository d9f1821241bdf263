"""What the facts of a switch say of calls and agents, as rows. Pure: the same facts give the same rows."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Mapping, Optional

LEGS_MAX = 20_000
"""Most legs that are remembered at a time; beyond, the oldest are forgotten."""

STATES = {
    "away": "logged_out",
    "ready": "ready",
    "partlyready": "ready",
    "paused": "not_ready",
    "wrapup": "wrap_up",
    "ringing": "ringing",
    "talking": "on_call",
}
"""What older clients call an agent's activity; the engine's words without `_`."""

_KINDS = {"ready": "ready", "not_ready": "not_ready", "wrap_up": "wrap_up", "ringing": "ringing", "on_call": "call"}


def state_of(activity: str) -> str:
    """`logged_out`, `ready`, `not_ready`, `wrap_up`, `ringing` or `on_call`."""
    return STATES[activity.replace("_", "").lower()]


@dataclass
class Rows:
    """What is to be written."""

    calls: list[dict[str, Any]] = field(default_factory=list)
    activities: list[dict[str, Any]] = field(default_factory=list)
    states: dict[str, dict[str, Any]] = field(default_factory=dict)
    """How agents stand now, by extension."""
    absorbed: list[str] = field(default_factory=list)
    """Calls, by linkedid, that turned out to be none of their own: what was written of them while they lived is no call."""
    named: dict[str, str] = field(default_factory=dict)
    """The calls' identities by linkedid: activities are written before a call's identity is known."""


class Fold:
    """What must be remembered of the facts that were read to understand the next ones."""

    def __init__(self) -> None:
        self._legs: dict[str, list[str]] = {}
        self._states: dict[str, list[str]] = {}
        self._members: dict[str, str] = {}
        self._holds: dict[str, list[list[Any]]] = {}
        self._agents: set[str] = set()
        self._calls: set[str] = set()

    @classmethod
    def load(cls, text: Optional[str]) -> Fold:
        """Goes on where `dump` stopped; what cannot be read is begun anew."""
        fold = cls()
        try:
            kept = json.loads(text or "{}")
            fold._legs, fold._states, fold._holds = dict(kept["legs"]), dict(kept["states"]), dict(kept["holds"])
            fold._agents, fold._calls, fold._members = set(kept["agents"]), set(kept["calls"]), dict(kept["members"])
        except (ValueError, KeyError, TypeError):
            return cls()
        return fold

    def dump(self) -> str:
        """All of it as a text."""
        kept = {
            "legs": self._legs,
            "states": self._states,
            "members": self._members,
            "holds": self._holds,
            "agents": sorted(self._agents),
            "calls": sorted(self._calls),
        }
        return json.dumps(kept, separators=(",", ":"))

    def is_agent(self, extension: str) -> bool:
        """Whether somebody at this phone ever was in a queue."""
        return extension in self._agents

    def has(self, call: str) -> bool:
        """Whether a call, by its linkedid, is in the journal and not over: whoever leads next will know it by the same identity."""
        return call in self._calls

    def take(self, kind: str, seq: int, at: float, data: Mapping[str, Any], rows: Rows) -> None:
        """Takes the next fact."""
        if kind == "CallStarted":
            self._calls.add(data["call"])
        elif kind == "LegStarted":
            self._legs[data["leg"]] = [endpoint(data["channel"]), data["call"]]
            while len(self._legs) > LEGS_MAX:
                self._legs.pop(next(iter(self._legs)))
        elif kind == "LegRenamed" and data["leg"] in self._legs:
            self._legs[data["leg"]][0] = endpoint(data["channel"])
        elif kind == "LegMoved" and data["leg"] in self._legs:
            self._legs[data["leg"]][1] = data["call"]
        elif kind == "CallsMerged":
            self._calls.discard(data["absorbed"])
            rows.absorbed.append(data["absorbed"])
            for leg in self._legs.values():
                if leg[1] == data["absorbed"]:
                    leg[1] = data["kept"]
            self._holds.setdefault(data["kept"], []).extend(self._holds.pop(data["absorbed"], []))
        elif kind == "LegEnded":
            self._legs.pop(data["leg"], None)
        elif kind == "HoldStarted" and data["leg"] in self._legs:
            who, call = self._legs[data["leg"]]
            self._holds.setdefault(call, []).append([at, who])
        elif kind == "AgentChanged":
            self._agent(seq, at, data, rows)
        elif kind == "MemberSet":
            self._joined(seq, at, data, rows)
        elif kind == "MemberRemoved":
            self._left(seq, at, data, rows)
        elif kind == "CallClosed":
            self._calls.discard(data["call"])
            holds = self._holds.pop(data["call"], [])
            record = data.get("record")
            if record is not None:
                self._closed(record, holds, rows)
            else:
                rows.absorbed.append(data["call"])

    def _agent(self, seq: int, at: float, data: Mapping[str, Any], rows: Rows) -> None:
        agent, reason = data["agent"], data.get("reason") or ""
        state = state_of(data["activity"])
        self._agents.add(agent)
        before = self._states.get(agent)
        rows.states[agent] = {"status": state, "status_reason": reason or None, "status_since": moment(at)}
        if state == "logged_out":
            self._states.pop(agent, None)
            return
        self._states[agent] = [state, reason]
        if before == [state, reason]:
            return
        if before is None and agent not in self._members.values():
            # A member by the switch's configuration, found at the start: nobody did anything.
            return
        self._state(seq, at, agent, rows)

    def _state(self, seq: int, at: float, agent: str, rows: Rows) -> None:
        state, reason = self._states[agent]
        row = _activity(seq, at, agent, _KINDS[state], reason=reason or None)
        if state in ("ringing", "on_call"):
            row["linkedid"] = self._call_of(agent)
        rows.activities.append(row)

    def _joined(self, seq: int, at: float, data: Mapping[str, Any], rows: Rows) -> None:
        """A member of a queue: who becomes one while the switch runs, and was in none so, logs in."""
        place, agent = f"{data['queue']} {data['interface']}", data["agent"]
        if data["membership"].lower() != "dynamic":
            return self._left(seq, at, data, rows)
        is_first = agent not in self._members.values()
        self._members[place] = agent
        self._agents.add(agent)
        if not is_first:
            return
        rows.activities.append(_activity(seq, at, agent, "login"))
        if agent in self._states:
            self._state(seq, at, agent, rows)

    def _left(self, seq: int, at: float, data: Mapping[str, Any], rows: Rows) -> None:
        agent = self._members.pop(f"{data['queue']} {data['interface']}", None)
        if agent is not None and agent not in self._members.values():
            rows.activities.append(_activity(seq, at, agent, "logout"))

    def _call_of(self, agent: str) -> Optional[str]:
        """The call of an agent's phone: of its latest leg."""
        calls = [call for who, call in self._legs.values() if who == agent]
        return calls[-1] if calls else None

    def _closed(self, record: Mapping[str, Any], holds: list[list[Any]], rows: Rows) -> None:
        row = call_row(record)
        rows.calls.append(row)
        for linkedid in (record["linkedid"], *record["aliases"]):
            rows.named[linkedid] = row["callcenter_id"]
        said = {"callcenter_id": row["callcenter_id"], "call_id": row["callcenter_id"], "linkedid": record["linkedid"]}
        who_held = {round(at * 1e6): who for at, who in holds}
        for number, (since, until) in enumerate(record["hold"]["spans"]):
            if since is None:
                continue
            who = who_held.get(round(since * 1e6)) or _agent_at(record, since)
            if who is None:
                continue
            rows.activities.append({**_within(row["callcenter_id"], str(number), who, "hold", since), **said})
            if until is not None:
                rows.activities.append({**_within(row["callcenter_id"], str(number), who, "unhold", until), **said})
        for number, transfer in enumerate(record["transfers"]):
            who = transfer["by"] if transfer["by"] not in (None, "ami") else _agent_at(record, transfer["at"])
            if who is None or transfer["at"] is None:
                continue
            done = _within(row["callcenter_id"], str(number), who, "transfer", transfer["at"])
            to = transfer["to"] or transfer["to_queue"] or "?"
            done["detail"] = f"{transfer['kind']} to {to}: {transfer['result'] or 'open'}"
            rows.activities.append({**done, **said})


def _activity(seq: int, at: float, agent: str, kind: str, reason: Optional[str] = None) -> dict[str, Any]:
    key = f"{seq}@{round(at * 1e6)}:{kind}"
    return {"event_key": key, "agent_id": agent, "activity_type": kind, "occurred_at": moment(at), "reason": reason}


def _within(call_id: str, part: str, agent: str, kind: str, at: float) -> dict[str, Any]:
    """Something within a call, by its place in the call's record."""
    return {**_activity(0, at, agent, kind), "event_key": f"{call_id}:{part}:{kind}"}


def _agent_at(record: Mapping[str, Any], at: Optional[float]) -> Optional[str]:
    """The agent who talked then: the other side of the segment, or the caller where that is the customer."""
    if at is None:
        return None
    for segment in record["segments"]:
        if segment["from"] is not None and segment["from"] <= at and (segment["to"] is None or at <= segment["to"]):
            with_: Optional[str] = segment["with"]
            caller: Optional[str] = record["caller"]
            return caller if with_ == "customer" or record["direction"] == "outbound" else with_
    return None


def call_row(record: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a call that is over, of its record."""
    answered_by: Optional[str] = record["answered_by"]
    agent = record["caller"] if record["direction"] == "outbound" else answered_by
    if agent is None and record["agents_rung"]:
        agent = record["agents_rung"][-1]["agent"]
    began, ended = record["started_at"], record["ended_at"]
    hangup = record["hangup"] or {}
    return {
        "callcenter_id": record["call_id"],
        "call_id": record["call_id"],
        "linkedid": record["linkedid"],
        "switch": record["switch"],
        "agent_id": agent,
        "queue": record["queue"] or (record["queues"][-1] if record["queues"] else None),
        "direction": record["direction"],
        "status": record["status"],
        "caller_number": record["caller"],
        "caller_name": record["caller_name"],
        "dialed_number": record["dialed"],
        "answered_by": answered_by,
        "started_at": moment(began),
        "answered_at": moment(record["answered_at"]),
        "ended_at": moment(ended),
        "wait_seconds": record["wait_s"],
        "ring_seconds": record["ring_s"],
        "talk_seconds": record["talk_s"],
        "hold_seconds": record["hold"]["seconds"],
        "duration_seconds": ended - began if began is not None and ended is not None else None,
        "transfers": len(record["transfers"]),
        "hangup_by": hangup.get("by"),
        "hangup_cause": hangup.get("cause"),
        "recording": record["recordings"][0] if record["recordings"] else None,
    }


def live_row(call: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a call that lives, of the engine's view of it."""
    with_ = call["with"]
    agent = call["caller"] if word(call["direction"]) == "outbound" else (with_[0] if with_ else None)
    return {
        "callcenter_id": call["call_id"],
        "call_id": call["call_id"],
        "linkedid": call["call"],
        "agent_id": agent,
        "queue": call["queue"],
        "direction": word(call["direction"]),
        "status": word(call["status"]),
        "caller_number": call["caller"],
        "caller_name": call["caller_name"],
        "dialed_number": call["dialed"],
        "started_at": moment(call["started_at"]),
        "talk_seconds": call["talked"],
    }


def word(variant: str) -> str:
    """`not_in_use` of `NotInUse`; words that are one stay as they are."""
    if "_" in variant or variant.islower():
        return variant
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in variant).lstrip("_")


def endpoint(channel: str) -> str:
    """The phone of a channel: `1001` of `PJSIP/1001-0000002a`.

    # Example
    >>> endpoint("PJSIP/desk-7-0000002a"), endpoint("Local/1@x-0001;1")
    ('desk-7', '1@x')
    """
    name = channel.partition("/")[2] or channel
    head, dash, _ = name.rpartition("-")
    return head if dash else name


def moment(seconds: Optional[float]) -> Optional[datetime]:
    """Unix seconds as a moment in UTC, exact to the µs."""
    if seconds is None:
        return None
    whole, micros = divmod(round(seconds * 1e6), 1_000_000)
    return datetime.fromtimestamp(whole, timezone.utc).replace(microsecond=micros)
