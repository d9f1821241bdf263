#!/usr/bin/env python3
"""Makes demo/busy_hour.ami.gz of a recorded busy hour: demo/make.py TRACE

What moves nothing is left out, the recorder's lone queue becomes three, and callers get names: what the phones and the
switch did, and when, stays as it was recorded.
"""
import gzip
import re
import sys

SOURCE = "rush"
QUEUES = {"sales": {"1001", "1002", "1003", "1004"}, "billing": {"1005", "1006", "1007", "1008"}, "support": None}
DROPPED = {"TestEvent", "RTCPSent", "RTCPReceived", "NewConnectedLine", "DialState", "MusicOnHoldStart", "MusicOnHoldStop",
           "ExtensionStatus", "SuccessfulAuth", "ChallengeSent", "EndpointList", "EndpointListComplete", "MixMonitorStart",
           "QueueSummary", "QueueSummaryComplete", "ExtensionStateListComplete", "PeerStatus"}
HEADERS = {"ChannelStateDesc", "Language", "AccountCode", "Priority", "ConnectedLineNum", "ConnectedLineName", "Extension",
           "AppData", "BridgeNumChannels", "BridgeVideoSourceMode", "BridgeVideoSource", "BridgeCreator", "TechCause", "SystemName"}
VARIABLES = {"QUEUESTATUS"}
FIRST = "Ada Ben Carla David Elif Finn Greta Hugo Ines Jonas Klara Leo Mia Noah Olga Paul Rosa Samir Tara Uwe Vera Wim Yara Zoe".split()
LAST = "Albers Brandt Costa Dietz Evers Fuchs Gomes Hahn Ivanov Jansen Kaya Lorenz Meier Novak Otto Peters Quast Ruiz Sauer Thoma Urban Vogt Weber Zander".split()


def messages(text):
    """(time, headers) of every message; a greeting has one header without a value."""
    for time, body in re.findall(r";@ ([\d.]+)\r\n(.*?\r\n)(?=;@ |;! |\Z)", text, re.S):
        yield float(time), [tuple(line.split(": ", 1)) if ": " in line else (line, "") for line in body.strip("\r\n").split("\r\n")]


def get(headers, key):
    return next((value for name, value in headers if name == key), "")


def main(path):
    text = open(path, "rb").read().decode("utf-8", "replace")
    trace = list(messages(text))
    rung = {}
    for _, headers in trace:
        if headers[0][1] in ("AgentCalled", "AgentConnect"):
            rung.setdefault(get(headers, "Linkedid"), set()).add(get(headers, "Interface").split("/")[-1])
    linked = sorted({get(h, "Linkedid") for _, h in trace if get(h, "Linkedid")})
    queue_of = {}
    for number, call in enumerate(linked):
        phones = rung.get(call, set())
        fitting = [name for name, agents in QUEUES.items() if agents is None or phones <= agents]
        queue_of[call] = fitting[number % len(fitting)]

    def name_of(match):
        number = int(match.group(1))
        return "%s %s" % (FIRST[number * 7 % len(FIRST)], LAST[number * 11 % len(LAST)])

    waiting = {name: [] for name in QUEUES}
    out, seen_lists, greeted = [], set(), False

    def write(time, headers):
        lines = ["%s: %s" % (key, re.sub(r"^Caller (\d+)$", name_of, value)) if value or len(headers) > 1 else key for key, value in headers]
        out.append(";@ %.6f\r\n%s\r\n%s" % (time, "\r\n".join(lines), "\r\n" if len(headers) > 1 else ""))

    for time, headers in trace:
        kind, name = headers[0]
        if kind.startswith("Asterisk Call Manager"):
            if not greeted:
                out.append(";@ %.6f\r\n%s\r\n" % (time, kind))
            greeted = True
            continue
        if name in DROPPED or (name == "VarSet" and get(headers, "Variable") not in VARIABLES):
            continue
        if name == "Newexten" and get(headers, "Application") != "Queue":
            continue
        if kind == "Response" and not (get(headers, "EventList") or get(headers, "AsteriskVersion") or get(headers, "CoreStartupDate")):
            continue
        if name == "DeviceStateChange" and not re.match(r"PJSIP/1\d\d\d$", get(headers, "Device")):
            continue
        call, queue = get(headers, "Linkedid"), get(headers, "Queue")
        if queue and queue != SOURCE:
            continue                                     # queues that nobody calls here
        keep = [(k, v) for k, v in headers if re.sub("^Dest", "", k) not in HEADERS or (k == "AppData" and name == "Newexten")]
        keep = [(k, queue_of[call] if v == SOURCE and call else v) for k, v in keep]
        if name == "Newexten":
            keep = [(k, v.replace(SOURCE, queue_of[call], 1) if k == "AppData" else v) for k, v in keep]
        if name == "QueueCallerJoin":
            waiting[queue_of[call]].append(call)
            keep = [(k, str(len(waiting[queue_of[call]])) if k in ("Position", "Count") else v) for k, v in keep]
        if name == "QueueCallerLeave" and call in waiting[queue_of[call]]:
            waiting[queue_of[call]].remove(call)
        if queue == SOURCE and not call:                 # of a member or of the queue itself: one for each queue
            phone = (get(headers, "Interface") or get(headers, "Location")).split("/")[-1]
            for one, agents in QUEUES.items():
                if not phone or agents is None or phone in agents:
                    write(time, [(k, one if k == "Queue" else v) for k, v in keep])
            continue
        write(time, keep)
    data = "".join(out).encode("utf-8")
    with open("demo/busy_hour.ami.gz", "wb") as file:
        file.write(gzip.compress(data, 9, mtime=0))
    print("%d bytes, compressed %d" % (len(data), len(gzip.compress(data, 9))))


if __name__ == "__main__":
    main(sys.argv[1])
