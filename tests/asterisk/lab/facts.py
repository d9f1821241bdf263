"""The facts of a scenario: what the phones did and when, as call records.

A scenario states them with `answered`, `unanswered` and `record`; `resolve` adds what CEL and queue_log know
(linkedid, legs, queue visits, hang-up cause) and `crosscheck` compares them with all three logs. Nothing of it
comes from AMI.
"""
from . import crosscheck

MOVED = ("transfers", "forwarded", "parked", "consult", "conference", "moved")   # who rang is then no plain list
KEPT_WHEN_NULL = ("queue", "answered_by", "answered_at", "dialed", "recording")
RING_RESULTS = {486: "busy", 600: "busy", 603: "declined"}


def is_trunk(call):
    return call.phone.user == "trunk"


def side(call):
    """Name of the person at a phone, as `answered_by` and `segments` have it."""
    if not is_trunk(call):
        return call.phone.user
    return "customer" if call.outgoing else call.dialed


def end_of(*calls):
    """When the conversation of these phones ended: the first BYE."""
    return min(call.t.get("ended", 9e12) for call in calls)


def segment(who, begin, end):
    return {"with": who, "from": round(begin, 3), "to": round(end, 3), "seconds": round(end - begin, 2)}


class Facts:
    def __init__(self):
        self.records, self.problems = [], []
        self.gaps = []                      # [from, to]: when nobody read AMI

    # ---- what a scenario says
    def record(self, root, **fields):
        """States a call whose first channel is the phone's call `root`."""
        direction, dialed = "internal", root.dialed
        if root.outgoing and is_trunk(root):
            direction = "inbound"
        elif root.outgoing and dialed.startswith("9"):
            direction = "outbound"
        base = {"direction": direction, "caller": root.number, "dialed": dialed, "queue": None, "status": "answered",
                "answered_by": None, "started_at": root.t["invite"], "answered_at": None}
        if root.name is not None:
            base["caller_name_sent"] = root.name
        base.update(fields, _root=root)
        self.records.append(base)
        return base

    def answered(self, root, partner, queue=None, **fields):
        """A call of two, from the answer to the first BYE."""
        who = side(partner)
        if root.outgoing and not is_trunk(root) and is_trunk(partner):
            who = "customer"
        end = fields.get("ended_at") or end_of(root, partner)
        base = dict(queue=queue, answered_by=who, answered_at=partner.t["up"], ended_at=end,
                    ring_s=partner.t["up"] - partner.t["invite"], segments=[segment(who, partner.t["up"], end)],
                    hangup={"by": self.who_hung((root, side(root)), (partner, who))})
        base.update(fields)
        return self.record(root, **base)

    def unanswered(self, root, status, queue=None, by=None, **fields):
        """Nobody was reached. `by`: who refused or gave up; default the caller or the PBX."""
        base = dict(queue=queue, status=status, ended_at=root.t["ended"], sip_final=root.final,
                    hangup={"by": by or (side(root) if root.ended_by == "self" else "pbx")})
        base.update(fields)
        return self.record(root, **base)

    def moved(self, root, first, segments, transfers=(), queue=None, by=None, end=None, **fields):
        """A call that one person answered and that then went on to others. `end` and `by`: default the caller's."""
        base = dict(queue=queue, answered_by=side(first), answered_at=first.t["up"], ended_at=end or root.t["ended"],
                    ring_s=first.t["up"] - first.t["invite"], segments=segments, transfers=list(transfers),
                    hangup={"by": by or side(root)})
        base.update(fields)
        return self.record(root, **base)

    def consultation(self, root, partner, end, **fields):
        """The consultation call of an attended transfer that used it up at `end`."""
        base = dict(answered_by=side(partner), answered_at=partner.t["up"], ended_at=end, consult=True,
                    segments=[segment(side(partner), partner.t["up"], end)], hangup={"by": "transfer"})
        base.update(fields)
        return self.record(root, **base)

    @staticmethod
    def who_hung(*sides):
        """Which of (call, name) sent the first BYE; pbx when none did."""
        byes = [(call.t["ended"], name) for call, name in sides if call.ended_by == "self"]
        return min(byes)[1] if byes else "pbx"

    # ---- what the logs add
    def resolve(self, oracles, calls, recordings):
        """Returns the finished records; `calls` are all calls of all phones."""
        pairs, done = oracles.match(calls), []
        for fact in self.records:
            root = fact.pop("_root")
            row = root if isinstance(root, dict) else pairs.get(root)
            if "_local" in fact:            # the first channel is a Local half, no phone's
                row = next(iter(oracles.starts(fact.pop("_local"))), None)
            if not row:
                self.problems.append("no channel in CEL for %s → %s" % (fact["caller"], fact["dialed"]))
                continue
            done.append(self._finish(fact, row, oracles, pairs, recordings))
        return done

    def _finish(self, fact, row, oracles, pairs, recordings):
        uniqueid, linkedid = row["uniqueid"], row["linkedid"]
        out = {"linkedid": linkedid, "uniqueid": uniqueid}
        visits = oracles.visits(uniqueid, fact["answered_at"])
        if visits:
            if fact["queue"]:
                out["queue_entered_at"] = visits[0]["entered_at"]
                fact.setdefault("wait_s", visits[0]["wait_s"])
            fact.setdefault("visits", visits)
        if fact.get("caller_name_sent") is not None:
            fact["caller_name_cel"] = row["cidname"]
        fact.setdefault("segments", [])
        if fact.get("announced"):           # the agent heard something before he was connected
            enter = oracles.of_channel(uniqueid, "BRIDGE_ENTER")[0]["time"]
            fact["segments"] = [segment(s["with"], enter, s["to"]) for s in fact["segments"]]
        fact.setdefault("talk_s", _talk(fact["segments"]))
        fact.setdefault("hold", {"count": 0, "seconds": 0.0})
        fact.setdefault("transfers", [])
        name = uniqueid + ".wav"
        fact.setdefault("recording", name if name in recordings else None)
        members = oracles.members(linkedid)
        if "agents_rung" not in fact and not any(fact.get(k) for k in MOVED):
            rung = _rung(fact, linkedid, oracles, pairs, uniqueid)
            if rung:
                fact["agents_rung"] = rung
        seen = _seen(fact, self.gaps)
        if seen:
            fact["seen"] = seen
        out.update((k, v) for k, v in fact.items() if v is not None or k in KEPT_WHEN_NULL)
        out["legs"], out["channels"] = len(members), {v: k for k, v in members.items()}
        hangup = oracles.hangup(uniqueid)
        if hangup:
            at, details = hangup
            if out.get("hangup"):
                out["hangup"].setdefault("cause", details.get("hangupcause"))
            out["cel_hangup"] = {"at": round(at, 3), "cause": details.get("hangupcause"),
                                 "source": details.get("hangupsource"), "dialstatus": details.get("dialstatus")}
        for key in ("started_at", "answered_at", "ended_at"):
            if out.get(key):
                out[key] = round(out[key], 3)
        for key in ("ring_s", "talk_s", "wait_s"):
            if out.get(key) is not None:
                out[key] = round(out[key], 2)
        self.problems += crosscheck.check(out, oracles)
        return out


def _talk(segments):
    """Seconds in which at least one segment ran."""
    total = end = 0.0
    for one in sorted(segments, key=lambda s: s["from"]):
        total += max(0.0, one["to"] - max(end, one["from"]))
        end = max(end, one["to"])
    return total


def _rung(fact, linkedid, oracles, pairs, root):
    """Every extension that rang for the call, with the result of its last try."""
    last = {}
    for call, row in sorted(pairs.items(), key=lambda p: p[0].t["invite"]):
        if is_trunk(call) or call.outgoing or row["uniqueid"] == root or linkedid not in oracles.linkedids(row["uniqueid"]):
            continue
        if call.final == 302:
            return None
        last[call.phone.user] = _ring_result(call, fact)
    return [{"agent": agent, "result": result} for agent, result in last.items()]


def _ring_result(call, fact):
    if "up" in call.t:
        return "answered"
    if call.ended_by == "self":
        return RING_RESULTS.get(call.final, "unreachable")
    if fact.get("picked_up") and abs(call.t["ended"] - fact["answered_at"]) < 0.25:
        return "picked_up_elsewhere"
    if "ompleted elsewhere" in (call.reason or "") or "cause=26" in (call.reason or ""):
        return "answered_elsewhere"
    end = fact.get("ended_at") or 0
    return "cancelled" if abs(call.t["ended"] - end) < 0.25 else "no_answer"


def _seen(fact, gaps):
    """How much of the call a reader of AMI could see, None = all."""
    begin, end = fact["started_at"], fact.get("ended_at") or fact["started_at"]
    for low, high in gaps:
        if low <= begin and end <= high:
            return "unseen"
        if begin < low and low <= end <= high:
            return "start only"
        if low <= begin <= high and end > high:
            return "end only"
        if begin < low and end > high:
            return "start and end"
    return None
