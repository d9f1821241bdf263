"""What scripts/api-fuzz adds to schemathesis: values that mean something at this moment, and what is not to be asked.

Where generated data is meant to be right, half of the identities are replaced by some that exist: live calls, agents,
queues, things that were made during the run. So handlers are reached, and not only their 404. Where data is meant to
be wrong it stays as it is.
"""
import atexit
import collections
import json
import os
import random
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase

BASE = os.environ["API_FUZZ_BASE"]
CREDENTIALS = json.loads(os.environ["API_FUZZ_HEADERS"])
OWN = set(json.loads(os.environ["API_FUZZ_OWN"]))
TALLY = os.environ["API_FUZZ_TALLY"]

CHOICE = random.Random(int(os.environ["API_FUZZ_SEED"]))
FRESH_S = 1.0

# Where values of a parameter of a path come from, by what stands before it: the list, and its field.
KNOWN = [
    ("/api/agent", "/api/agents", "agent"),
    ("/api/queue", "/api/queues", "queue"),
    ("/api/pbx", "/api/calls/live", "id"),
    ("/api/call", "/api/calls/live", "id"),
    ("/api/extensions", "/api/extensions", "number"),
    ("/api/definitions/extensions", "/api/definitions/extensions", "number"),
    ("/api/customers", "/api/customers", "id"),
    ("/call-center/api/customer", "/api/customers", "id"),
    ("/api/dispositions", "/api/dispositions", "code"),
    ("/api/pause-codes", "/api/pause-codes", "code"),
    ("/api/teams", "/api/teams", "team"),
    ("/api/ivrs", "/api/ivrs", "ivr"),
    ("/api/jobs", "/api/jobs", "id"),
    ("/api/recordings", "/api/recordings", "id"),
    ("/api/tokens", "/api/tokens", "id"),
    ("/api/users", "/api/users", "id"),
    ("/api/auth/sessions", "/api/auth/sessions", "id"),
]

# The same for fields of bodies and questions.
FIELDS = {
    "agent": ("/api/agents", "agent"),
    "agent_id": ("/api/agents", "agent"),
    "call_id": ("/api/calls/live", "id"),
    "sessionId": ("/api/calls/live", "id"),
    "destination": ("/api/extensions", "number"),
    "extension": ("/api/extensions", "number"),
    "from": ("/api/extensions", "number"),
    "queue": ("/api/queues", "queue"),
    "target": ("/api/extensions", "number"),
    "to": ("/api/extensions", "number"),
}
WITH_MOMENTS = {"from", "to"}

lock = threading.Lock()
lists = {}
tally = collections.defaultdict(collections.Counter)


def get(path):
    """Status, headers and text of a question of our own."""
    request = urllib.request.Request(BASE + path, headers=CREDENTIALS)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()


def values(path, field):
    """What is there now, not older than a second."""
    with lock:
        at, items = lists.get(path, (0, []))
        if time.monotonic() - at > FRESH_S:
            status, _, text = get(path)
            items = json.loads(text)["items"] if status == 200 else []
            lists[path] = (time.monotonic(), items)
    return [item[field] for item in items if item.get(field) and item[field] not in OWN]


def one_of(path, field):
    """One of what is there, every other time."""
    if CHOICE.random() < 0.5:
        return None
    found = values(path, field)
    return CHOICE.choice(found) if found else None


def is_right(case, location):
    return case.meta is None or not case.meta.is_negative_at(location)


def spare_the_run(case):
    """Asks for something else instead of what would end the run: changing who asks, and switching control off."""
    if case.method.upper() != "GET":
        for name, value in (case.path_parameters or {}).items():
            if str(value) in OWN:
                case.path_parameters[name] = "somebody-else"
    if case.operation.path == "/api/settings" and isinstance(case.body, dict):
        switch = case.body.get("switch")
        if isinstance(switch, dict) and switch.get("control") is False:
            switch["control"] = True


@schemathesis.hook
def before_call(context, case, **kwargs):
    spare_the_run(case)
    path = case.operation.path
    # There what an answer told is asked for, and must be there.
    if case.meta is not None and case.meta.phase.name == TestPhase.STATEFUL:
        return
    if case.path_parameters and is_right(case, ParameterLocation.PATH):
        before = path.split("/{")[0]
        for prefix, source, field in sorted(KNOWN, key=lambda known: -len(known[0])):
            if before == prefix or before == prefix + "s":
                value = one_of(source, field)
                if value is not None:
                    name = next(iter(case.path_parameters))
                    case.path_parameters[name] = urllib.parse.quote(str(value), safe="")
                break
    if isinstance(case.body, dict) and is_right(case, ParameterLocation.BODY):
        for name in case.body.keys() & FIELDS.keys():
            value = one_of(*FIELDS[name])
            if value is not None and isinstance(case.body[name], str):
                case.body[name] = value
    if case.query and is_right(case, ParameterLocation.QUERY):
        for name in (case.query.keys() & FIELDS.keys()) - WITH_MOMENTS:
            value = one_of(*FIELDS[name])
            if value is not None:
                case.query[name] = value
    if "If-Match" in (case.headers or {}) and is_right(case, ParameterLocation.HEADER) and CHOICE.random() < 0.7:
        status, headers, _ = get(case.formatted_path)
        if status == 200 and headers.get("ETag"):
            case.headers["If-Match"] = headers["ETag"]


@schemathesis.hook
def after_call(context, case, response):
    if case.method.upper() != case.operation.method.upper():
        return
    with lock:
        tally[f"{case.method.upper()} {case.operation.path}"][response.status_code] += 1


@atexit.register
def write():
    with open(TALLY, "w") as file:
        json.dump(tally, file)
