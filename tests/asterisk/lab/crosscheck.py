"""Compares one call record with queue_log, CDR and CEL. Used on the scenario's facts and on our program's records."""
from .oracles import MEMBERS, VISIT_RESULTS

TALK_SECONDS = 1.3
ANSWER_SECONDS = 0.35


def check(record, oracles, strict=True):
    """Returns sentences, one for each disagreement. `strict` False: a call seen only in part."""
    label = "%s %s→%s: " % (record["direction"], record.get("caller"), record.get("dialed"))
    problems = []
    if strict:
        problems += list(_queues(record, oracles))
        problems += list(_cdr(record, oracles))
        problems += list(_cel(record, oracles))
    return [label + text for text in problems]


def _queues(record, oracles):
    root = record["uniqueid"]
    logged = oracles.entries(root)
    visits = [v for v in record.get("visits") or [] if v["result"] != "queue_refused"]
    if record.get("visits") is not None and len(visits) != len(logged):
        yield "%d queue visits, queue_log has %d" % (len(visits), len(logged))
        return
    for visit, rows in zip(visits, logged):
        verbs = [row[4] for row in rows]
        outcome = next((v for v in verbs if v in VISIT_RESULTS), None)
        if visit["queue"] != rows[0][2]:
            yield "visit of %s, queue_log says %s" % (visit["queue"], rows[0][2])
        if outcome and visit["result"] != VISIT_RESULTS[outcome]:
            yield "visit of %s was %s, queue_log says %s" % (visit["queue"], visit["result"], outcome)
        row = next((row for row in rows if row[4] == outcome), None)
        waited = {"CONNECT": 5, "ABANDON": 7, "EXITWITHTIMEOUT": 7, "EXITEMPTY": 7, "EXITWITHKEY": 8, "WITHDRAW": 7}.get(outcome)
        if row and waited and len(row) > waited and row[waited].isdigit() and visit["wait_s"] is not None:
            if abs(int(row[waited]) - visit["wait_s"]) > 1.1:
                yield "waited %s s in %s, queue_log says %s" % (visit["wait_s"], visit["queue"], row[waited])
        if outcome == "CONNECT" and record["status"] == "answered":
            yield from _connected(record, visit, rows, row)


def _connected(record, visit, rows, connect):
    talked = [s["with"] for s in record.get("segments") or []]
    agent = MEMBERS.get(connect[3], connect[3])
    if not (record.get("picked_up") or record.get("forwarded") or record.get("ql_other")) and agent not in talked:
        yield "queue_log connects %s, who is in no segment of %s" % (agent, talked)
    done = next((row for row in rows if row[4].startswith("COMPLETE")), None)
    by = (record.get("hangup") or {}).get("by")
    if record.get("transfers") or record.get("parked") or record.get("moved") or record.get("ql_other") or by == "ami":
        return                              # the queue's own rows then come late, and count otherwise
    if not done:
        yield "no COMPLETE in queue_log"
    elif len(record.get("segments") or []) == 1 and abs(float(done[6]) - (record["talk_s"] or 0)) > TALK_SECONDS:
        yield "talked %s s, queue_log says %s" % (record["talk_s"], done[6])
    expected = {"COMPLETEAGENT": agent, "COMPLETECALLER": "customer"}.get(done[4]) if done else None
    if expected and by in (agent, "customer") and by != expected and not record.get("picked_up") and not record.get("forwarded"):
        yield "%s hung up, queue_log says %s" % (by, done[4])


def _cdr(record, oracles):
    rows = [row for row in oracles.cdr if row["linkedid"] in [record["linkedid"]] + list(record.get("aliases") or [])]
    found = {row["disposition"] for row in rows}
    if record["status"] == "answered" and "ANSWERED" not in found:
        yield "answered, CDR says %s" % sorted(found)
    if record["status"] in ("no_answer", "busy", "declined", "failed") and "ANSWERED" in found and record["direction"] != "outbound" \
            and not record.get("pbx_answered") and record["direction"] != "internal":
        yield "%s, a CDR says ANSWERED" % record["status"]


def _cel(record, oracles):
    links = [record["linkedid"]] + list(record.get("aliases") or [])
    at = record.get("answered_at")
    if record["status"] == "answered" and at:
        answers = [row["time"] for row in oracles.cel if row["eventtype"] == "ANSWER"]
        if not any(abs(time - at) < ANSWER_SECONDS for time in answers):
            yield "no ANSWER in CEL near answered_at"
    members = set(oracles.members(record["linkedid"]))
    if record.get("legs") is not None and record["legs"] < len(members) and len(links) == 1:
        yield "%d legs, CEL knows %d channels" % (record["legs"], len(members))
    hangup = oracles.hangup(record["uniqueid"])
    cause = (record.get("hangup") or {}).get("cause")
    if hangup and cause is not None and hangup[1].get("hangupcause") is not None and cause != hangup[1]["hangupcause"]:
        yield "hang-up cause %s, CEL says %s" % (cause, hangup[1]["hangupcause"])
    yield from _bridges(record, oracles, members)
    yield from _together(record, oracles)


def _bridges(record, oracles, members):
    """A plain call's talk is the time in which its two channels shared a bridge."""
    if record["status"] != "answered" or record.get("transfers") or len(record.get("segments") or []) != 1:
        return
    if any(name.startswith("Local/") for name in oracles.members(record["linkedid"]).values()) or record.get("parked") \
            or record.get("moved") or record.get("picked_up") or record.get("spied"):
        return
    inside, total, since = set(), 0.0, None
    for row in oracles.cel:
        if row["uniqueid"] not in members or row["eventtype"] not in ("BRIDGE_ENTER", "BRIDGE_EXIT"):
            continue
        inside = inside | {row["uniqueid"]} if row["eventtype"] == "BRIDGE_ENTER" else inside - {row["uniqueid"]}
        if len(inside) >= 2 and since is None:
            since = row["time"]
        elif len(inside) < 2 and since is not None:
            total, since = total + row["time"] - since, None
    held = (record.get("hold") or {}).get("seconds") or 0      # a server that holds puts the two apart
    if record["talk_s"] is None:
        yield "no talk_s, the bridges of CEL say %.2f" % total
    elif not record["talk_s"] - held - 0.4 <= total <= record["talk_s"] + 0.4:
        yield "talked %.2f s, the bridges of CEL say %.2f" % (record["talk_s"], total)


def _together(record, oracles):
    """Every segment's person shares a bridge with the caller shortly after its begin, the last one also before its end.

    When the caller himself has left (he transferred the other), the person must share one with anybody.
    """
    hangup = oracles.hangup(record["uniqueid"])
    segments = [s for s in record.get("segments") or [] if s["to"] is not None]
    for open_one in (s for s in record.get("segments") or [] if s["to"] is None):
        yield "the talk with %s has no end" % open_one["with"]
    moments = [(s["with"], s["from"] + 0.4) for s in segments if s["to"] - s["from"] > 0.6]
    moments += [(s["with"], s["to"] - 0.2) for s in segments[-1:] if s["to"] - s["from"] > 0.6 and not record.get("hold", {}).get("count")]
    for person, moment in moments:
        channels = oracles.bridged_with(record["uniqueid"], moment)
        endpoint = person if len(person) == 4 else "trunk-main"
        if hangup and hangup[0] < moment:
            legs = [u for u, name in oracles.members(record["linkedid"]).items() if name.startswith("PJSIP/%s-" % endpoint)]
            if any(oracles.bridged_with(leg, moment) for leg in legs):
                continue
        if not any(name.startswith("PJSIP/%s-" % endpoint) for name in channels):
            yield "talks with %s at %.3f, CEL has him bridged with %s" % (person, moment, sorted(channels))
