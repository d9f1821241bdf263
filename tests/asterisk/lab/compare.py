"""Compares the call records of our program with the facts of a scenario, and with Asterisk's own logs."""
import json
import os

from . import crosscheck

PLAIN = ("direction", "status", "caller", "dialed", "queue", "answered_by")
SECONDS = {"started_at": .25, "queue_entered_at": .25, "answered_at": .25, "ended_at": .35,
           "wait_s": .3, "ring_s": .3, "talk_s": .35}
PARTLY = ("up_at_connect", "waiting_at_connect", "ringing_at_connect", "cut_by_restart", "seen")
PARTLY_SECONDS = 1.6                        # a listing after a late connect has whole seconds
FLAGS = ("consult", "picked_up")


def near(a, b, tolerance):
    if a is None or b is None:
        return a is None and b is None
    return isinstance(b, (int, float)) and abs(a - b) <= tolerance


def _fields(want, got, crowd):
    """`crowd`: so many rings that who rang is no plain list. Yields (field, right?, wanted, found) for one call."""
    partly, seen = any(want.get(k) for k in PARTLY), want.get("seen")
    for field in PLAIN:
        if field in want and not (field == "dialed" and seen == "end only"):
            yield field, got.get(field) == want[field], want[field], got.get(field)
    for field, tolerance in SECONDS.items():
        if field not in want or seen == "start only" and field in ("ended_at", "talk_s"):
            continue
        if partly:
            if field in ("ring_s", "answered_at", "talk_s") or want.get("up_at_connect") and field in ("wait_s", "queue_entered_at"):
                continue
            tolerance = PARTLY_SECONDS
        yield field, near(want[field], got.get(field), tolerance), want[field], got.get(field)
    if want.get("conference"):
        room = (got.get("conference") or {}).get("room")
        yield "conference.room", room == want["conference"]["room"], want["conference"]["room"], room
    if not partly:
        yield from _details(want, got, crowd)


def _details(want, got, crowd):
    hold = got.get("hold") or {}
    if want.get("hold"):
        yield "hold.count", hold.get("count") == want["hold"]["count"], want["hold"]["count"], hold.get("count")
        yield "hold.seconds", near(want["hold"]["seconds"], hold.get("seconds"), .35), want["hold"]["seconds"], hold.get("seconds")
    yield _same("transfers", _transfers(want), _transfers(got))
    wanted, found = _segments(want), _segments(got)
    right = len(wanted) == len(found) and all(a[0] == b[0] and near(a[1], b[1], .4) for a, b in zip(wanted, found))
    yield "segments", right, wanted, found
    if want.get("visits"):
        wanted, found = _visits(want), _visits(got)
        right = len(wanted) == len(found) and all(a[:2] == b[:2] and near(a[2], b[2], .3) for a, b in zip(wanted, found))
        yield "visits", right, wanted, found
    by = (want.get("hangup") or {}).get("by")
    if by not in (None, "network"):
        yield _same("hangup.by", by, (got.get("hangup") or {}).get("by"))
    yield _same("legs", want["legs"], got.get("legs"))
    if want.get("agents_rung") and not crowd:
        yield _same("agents_rung", _pairs(want, "agents_rung", "agent", "result"), _pairs(got, "agents_rung", "agent", "result"))
    if want.get("parked"):
        yield _same("parked", [p["slot"] for p in want["parked"]], [str(p.get("slot")) for p in got.get("parked") or []])
    if want.get("recording"):
        files = [os.path.basename(str(name)) for name in got.get("recordings") or []]
        yield "recordings", want["recording"] in files, want["recording"], files
    for flag in FLAGS:
        if want.get(flag):
            yield flag, bool(got.get(flag)), True, got.get(flag)
    if want.get("spied"):
        yield _same("spied", _pairs(want, "spied", "by", "mode"), _pairs(got, "spied", "by", "mode"))
    if want.get("caller_name_cel") is not None:
        name = want["caller_name_cel"] if want["caller_name_cel"] not in ("", "<unknown>") else None
        yield _same("caller_name", name, got.get("caller_name") or None)
    if want.get("mode"):
        yield _same("mode", want["mode"], got.get("mode"))


def _same(field, want, got):
    return field, want == got, want, got


def _pairs(call, field, one, two):
    return sorted((str(x.get(one)), str(x.get(two))) for x in call.get(field) or [])


def _transfers(call):
    return [(t.get("kind"), None if t.get("kind") == "redirect" else t.get("by"), t.get("to"), t.get("result"))
            for t in call.get("transfers") or []]


def _segments(call):
    return [(s.get("with"), s.get("seconds")) for s in call.get("segments") or []]


def _visits(call):
    return [(v.get("queue"), str(v.get("result")), v.get("wait_s")) for v in call.get("visits") or []]


def with_expected(expected, calls, captured=False):
    """Returns (right checks, all checks, complaints).

    `captured`: the trace is our program's own, so that it cannot know what the recorder's connection asked for: a
    hang-up by AMI is the PBX's there.
    """
    found = {}
    for call in calls:
        found.setdefault(call.get("linkedid"), call)
    for call in calls:
        for link in call.get("aliases") or []:
            found.setdefault(link, call)
    right = total = 0
    complaints, known = [], set()
    for want in expected["calls"]:
        if want.get("seen") == "unseen":
            continue
        got = found.get(want["linkedid"])
        total += 1
        if got is None:
            complaints.append("%s: no such call" % want["linkedid"])
            continue
        right += 1
        known.add(id(got))
        if captured and (want.get("hangup") or {}).get("by") == "ami":
            want = dict(want, hangup={"by": "pbx"})
        for field, ok, wanted, had in _fields(want, got, expected.get("totals") or expected.get("driver") == "sipp"):
            total += 1
            right += ok
            if not ok:
                complaints.append("%s: %s is %s, truth is %s" % (want["linkedid"], field, json.dumps(had), json.dumps(wanted)))
    spare = set(expected.get("other_linkedids") or [])
    for call in calls:
        if id(call) not in known and call.get("linkedid") not in spare:
            total += 1
            complaints.append("%s: a call that never was" % call.get("linkedid"))
    return right, total, complaints


def with_logs(expected, calls, oracles):
    """Sentences about disagreements with queue_log, CDR and CEL, without a look at the scenario's facts.

    Calls which a cut link or a restart showed only in part are left out.
    """
    partly = {want["linkedid"] for want in expected["calls"] if any(want.get(k) for k in PARTLY)}
    problems = []
    for call in calls:
        links = {call.get("linkedid")} | set(call.get("aliases") or [])
        if links & partly:
            continue
        record = dict(call, uniqueid=call.get("linkedid"))
        problems += ["logs: " + text for text in crosscheck.check(record, oracles)]
    return problems
