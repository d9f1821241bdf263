"""What Asterisk itself wrote down besides AMI: queue_log, CDR and CEL of one scenario."""
import csv
import json
import os
import shutil

CEL = ("eventtype", "time", "chan", "uniqueid", "linkedid", "cidnum", "cidname", "exten", "context", "app", "appdata",
       "peer", "extra", "userfield")
CDR = ("linkedid", "uniqueid", "sequence", "src", "dst", "dcontext", "channel", "dstchannel", "lastapp", "lastdata",
       "start", "answer", "end", "duration", "billsec", "disposition")
FILES = (("queue_log", "queue_log"), ("cdr-custom/Full.csv", "cdr_full.csv"), ("cel-custom/cel.csv", "cel.csv"))
MEMBERS = {"Anna Ahrens": "1001", "Ben Bauer": "1002", "Carla Conti": "1003", "Deniz Dogan": "1004", "Eva Ebert": "1005",
           "Farid Fox": "1006", "Greta Groß": "1007", "Hugo Haas": "1008", "Ida Ivanova": "1009", "Jon Jansen": "1010",
           "Wanda Web": "1100", "Nora Neu": "3001", "Otto Obst": "3002"}
NAMES = {agent: name for name, agent in MEMBERS.items()}
VISIT_RESULTS = {"CONNECT": "answered", "ABANDON": "abandoned", "EXITWITHTIMEOUT": "queue_timeout",
                 "EXITEMPTY": "queue_left_empty", "EXITWITHKEY": "queue_exit_key", "WITHDRAW": "queue_withdrawn"}
MATCH_SECONDS_MAX = 1.5


class Oracles:
    """The three logs of a scenario, read from the folder they were copied to."""

    def __init__(self, folder):
        self.problems = []
        self.cel = [dict(zip(CEL, row)) for row in _rows(os.path.join(folder, "cel.csv"))]
        for row in list(self.cel):
            try:
                row["time"] = float(row["time"])
            except (ValueError, KeyError):
                self.problems.append("a broken row in cel.csv: %r" % row)
                self.cel.remove(row)
        self.cdr = [dict(zip(CDR, row)) for row in _rows(os.path.join(folder, "cdr_full.csv"))]
        with open(os.path.join(folder, "queue_log"), errors="replace") as file:
            lines = [line.rstrip("\n").split("|") for line in file]
        self.queue_log = [line for line in lines if len(line) > 4]

    # ---- channels
    def starts(self, prefix):
        return [row for row in self.cel if row["eventtype"] == "CHAN_START" and row["chan"].startswith(prefix)]

    def of_channel(self, uniqueid, *kinds):
        return [r for r in self.cel if r["uniqueid"] == uniqueid and (not kinds or r["eventtype"] in kinds)]

    def linkedids(self, uniqueid):
        return {row["linkedid"] for row in self.cel if row["uniqueid"] == uniqueid}

    def members(self, linkedid):
        """uniqueid → name of every channel that carried the linkedid at some time."""
        found = {}
        for row in self.cel:
            if row["linkedid"] == linkedid and row["chan"]:
                found.setdefault(row["uniqueid"], row["chan"])
        return found

    def hangup(self, uniqueid):
        """(time, details) of a channel's end, or None."""
        row = next(iter(self.of_channel(uniqueid, "HANGUP")), None)
        if not row:
            return None
        try:
            return row["time"], json.loads(row["extra"])
        except ValueError:
            return row["time"], {}

    def match(self, calls):
        """Pairs the phones' calls with channels: call → CHAN_START row. Nearest in time, each row once."""
        pairs, used = {}, set()
        candidates = []
        for call in calls:
            endpoint = "trunk-main" if call.phone.user == "trunk" else call.phone.user
            rows = self.starts("PJSIP/%s-" % endpoint)
            if call.outgoing and call.phone.user == "trunk":
                rows = [r for r in rows if r["cidnum"] == call.number] or [r for r in rows if r["exten"] == call.dialed]
            candidates += [(abs(row["time"] - call.t["invite"]), id(call), call, row) for row in rows]
        for distance, _, call, row in sorted(candidates, key=lambda c: c[:2]):
            if distance < MATCH_SECONDS_MAX and call not in pairs and row["uniqueid"] not in used:
                pairs[call] = row
                used.add(row["uniqueid"])
        return pairs

    def bridged_with(self, uniqueid, moment):
        """Names of the channels a channel was connected with at a moment, over bridges and Local pairs."""
        where, names = {}, {}
        for row in self.cel:
            names[row["uniqueid"]] = row["chan"]
            if row["time"] > moment:
                continue
            if row["eventtype"] == "BRIDGE_ENTER":
                where[row["uniqueid"]] = json.loads(row["extra"])["bridge_id"]
            elif row["eventtype"] in ("BRIDGE_EXIT", "HANGUP"):
                where.pop(row["uniqueid"], None)
        reached, todo = {uniqueid}, [uniqueid]
        while todo:
            one = todo.pop()
            pair = names[one][:-1] if names[one].startswith("Local/") else None
            for other in names:
                same = where.get(other) is not None and where.get(other) == where.get(one)
                if other not in reached and (same or pair and names[other][:-1] == pair):
                    reached.add(other)
                    todo.append(other)
        return {names[one] for one in reached if one != uniqueid}

    # ---- queues
    def entries(self, uniqueid):
        """The caller's rows of queue_log, one list for each ENTERQUEUE."""
        visits = []
        for row in self.queue_log:
            if row[1] == uniqueid:
                if row[4] == "ENTERQUEUE":
                    visits.append([])
                if visits:
                    visits[-1].append(row)
        return visits

    def visits(self, uniqueid, answered_at):
        """Every call of Queue() by the channel, refused ones too. Times from CEL, outcome from queue_log."""
        logged, found = self.entries(uniqueid), []
        for start in self.of_channel(uniqueid, "APP_START"):
            if start["app"] != "Queue":
                continue
            queue = start["appdata"].split(",")[0]
            ends = [r["time"] for r in self.of_channel(uniqueid, "APP_END", "HANGUP", "LINKEDID_END")
                    if r["time"] >= start["time"] and (r["eventtype"] != "APP_END" or r["app"] == "Queue")]
            left, result = ends[0] if ends else None, "queue_refused"
            if logged and logged[0][0][2] == queue and abs(int(logged[0][0][0]) - start["time"]) < MATCH_SECONDS_MAX:
                rows = logged.pop(0)
                result = next((VISIT_RESULTS[row[4]] for row in rows if row[4] in VISIT_RESULTS), None)
                if result == "answered":
                    left = self._answer_of(next(row[6] for row in rows if row[4] == "CONNECT"), answered_at)
            found.append({"queue": queue, "entered_at": round(start["time"], 3), "left_at": left and round(left, 3),
                          "wait_s": 0.0 if result == "queue_refused" else left and round(left - start["time"], 2), "result": result})
        return found

    def _answer_of(self, uniqueid, otherwise):
        """When the queue's agent answered; a Local member's channel may have no ANSWER of its own."""
        answers = [row["time"] for row in self.of_channel(uniqueid, "ANSWER")]
        return answers[0] if answers else otherwise


def _rows(path):
    with open(path, errors="replace", newline="") as file:
        return [row for row in csv.reader(file) if row]


def collect(pbx, folder):
    """Copies the logs of a stopped Asterisk into the folder; returns name → bytes of the recordings."""
    for source, target in FILES:
        path = pbx.path("log", source)
        target = os.path.join(folder, target)
        if os.path.exists(path):
            shutil.copy(path, target)
        else:
            open(target, "w").close()
    monitor = pbx.path("spool", "monitor")
    return {name: os.path.getsize(os.path.join(monitor, name)) for name in sorted(os.listdir(monitor))}
