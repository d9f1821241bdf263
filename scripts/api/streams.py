#!/usr/bin/env python3
"""Follows a running server as clients do who know nothing of it: python-socketio, and server-sent events by requests.

    API_FUZZ_BASE=http://127.0.0.1:8080 API_FUZZ_HEADERS='{"Authorization": "Bearer …"}' scripts/api/streams.py

Each event must come, with its fields, for calls that really happen; one of them is hung up from here. Exit status 0: all so.
scripts/api-fuzz runs it as its pass `streams`.
"""
import json
import os
import sys
import threading
import time

import requests
import socketio

BASE = os.environ["API_FUZZ_BASE"]
HEADERS = json.loads(os.environ["API_FUZZ_HEADERS"])
TOKEN = HEADERS["Authorization"].removeprefix("Bearer ")
# Longer than anything here takes; beyond, it fails rather than waits.
PATIENCE_S = 180

# Of each event, whether it is a list, and the fields of what is told.
EVENTS = {
    "agentStatusWithStats": (True, {"agent", "name", "activity", "since", "queues", "device", "reachable", "call", "stats"}),
    "agentStatusUpdate": (False, {"agent", "name", "activity", "since", "queues", "device", "reachable", "call", "stats"}),
    "queueMembers": (True, {"queue", "members"}),
    "queueStatus": (True, {"queue", "waiting"}),
    "ongoingCalls": (True, {"id", "linkedid", "status", "direction", "caller", "with", "legs", "started_at"}),
    "allQueueStats": (True, {"queue", "since", "offered", "answered", "abandoned"}),
    "callEnded": (False, {"call_id", "call"}),
}
MEMBER = {"agent", "name", "activity", "interface", "penalty", "paused"}


class Heard:
    """What was heard so far, and waiting for more of it."""

    def __init__(self):
        self.news = threading.Condition()
        self.all = []

    def take(self, name, body):
        with self.news:
            self.all.append((name, body))
            self.news.notify_all()

    def until(self, what, wanted):
        """The first that is as wanted, now or later."""
        end = time.monotonic() + PATIENCE_S
        place = 0
        with self.news:
            while True:
                for name, body in self.all[place:]:
                    if wanted(name, body):
                        return body
                place = len(self.all)
                if not self.news.wait(max(0, end - time.monotonic())):
                    raise SystemExit(f"streams: {what} did not come; heard {sorted({name for name, _ in self.all})}")


def check(condition, text):
    if not condition:
        raise SystemExit(f"streams: {text}")


def by_socketio():
    """Listens, hangs a call up, and hears of it; the call's identity."""
    heard = Heard()
    client = socketio.Client(reconnection=False)
    for name in EVENTS:
        client.on(name, lambda body, name=name: heard.take(name, body))
    client.connect(BASE, auth={"token": TOKEN}, transports=["websocket"], wait_timeout=30)
    calls = heard.until("a call that lives", lambda name, body: name == "ongoingCalls" and body)
    # It may be over meanwhile: the next one then.
    tried = set()
    while True:
        call = next((call["id"] for call in calls if call["id"] not in tried), None)
        if call is None:
            calls = heard.until("another call", lambda name, body: name == "ongoingCalls"
                                and any(call["id"] not in tried for call in body))
            continue
        tried.add(call)
        answer = client.call("hangupCall", {"callId": call}, timeout=60)
        if answer["ok"]:
            break
        check(answer["problem"]["status"] in (404, 409), f"hanging up was answered with {answer}")
    ended = heard.until(f"the end of {call}", lambda name, body: name == "callEnded" and body["call_id"] == call)
    check(ended["call"]["id"] == call, f"callEnded tells of another call: {ended}")
    refused = client.call("hangupCall", "no-such-call", timeout=60)
    check(not refused["ok"] and refused["problem"]["status"] == 404, f"no such call, but: {refused}")
    for wish, event in (("requestAgentList", "agentStatusWithStats"), ("requestAllQueueStats", "allQueueStats")):
        before = len(heard.all)
        client.emit(wish)
        heard.until(f"an answer to {wish}", lambda name, body, event=event, before=before: name == event
                    and len(heard.all) > before)
    for event, (is_list, fields) in EVENTS.items():
        body = heard.until(f"{event} with something in it", lambda name, body, event=event: name == event and body)
        for row in body if is_list else [body]:
            check(fields <= set(row), f"{event} lacks {sorted(fields - set(row))}: {row}")
    lists = heard.until("a queue with members", lambda name, body: name == "queueMembers"
                        and any(queue["members"] for queue in body))
    for member in (member for queue in lists for member in queue["members"]):
        check(MEMBER <= set(member), f"a member lacks {sorted(MEMBER - set(member))}: {member}")
    stats = heard.until("agents' figures", lambda name, body: name == "agentStatusWithStats"
                        and all(agent["stats"] is not None for agent in body))
    check(all("answered" in agent["stats"] for agent in stats), f"an agent's figures lack `answered`: {stats[0]}")
    client.disconnect()
    try:
        socketio.Client(reconnection=False).connect(BASE, auth={"token": "guessed"}, transports=["websocket"])
        check(False, "a guessed token is let in")
    except socketio.exceptions.ConnectionError:
        pass
    return len(heard.all), call


def events(since=None):
    """Events with their ids, for ever."""
    headers = dict(HEADERS, Accept="text/event-stream", **({"Last-Event-ID": since} if since else {}))
    with requests.get(f"{BASE}/api/events?topics=calls,queues,agents,stats", headers=headers, stream=True,
                      timeout=PATIENCE_S) as answer:
        check(answer.status_code == 200, f"/api/events answers {answer.status_code}")
        check(answer.headers["Content-Type"].startswith("text/event-stream"), "/api/events is no stream of events")
        event = {}
        # Byte by byte is the only way that requests gives what there is without waiting for more.
        for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
            if line:
                name, _, value = line.partition(": ")
                event[name] = value
            elif "data" in event:
                yield event.get("id"), json.loads(event["data"])
                event = {}
            else:
                event = {}


class Listener(threading.Thread):
    """Follows the events, from the beginning."""

    def __init__(self):
        super().__init__(daemon=True)
        self.heard, self.last = Heard(), None

    def run(self):
        for at, message in events():
            self.last = at or self.last
            self.heard.take(message["type"], message)

    def saw_the_end_of(self, call):
        self.heard.until(f"the end of {call} as an event", lambda name, message: name == "delta"
                         and message["topic"] == "calls" and call in message["gone"])
        kinds = [name for name, _ in self.heard.all]
        check(kinds[0] == "hello" and kinds[1] == "link", f"it begins with {kinds[:2]}")
        topics = {message["topic"] for name, message in self.heard.all if name == "snapshot"}
        check(topics == {"calls", "queues", "agents", "stats"}, f"snapshots of {sorted(topics)}")
        numbers = [message["seq"] for name, message in self.heard.all if name == "delta"]
        check(numbers == sorted(numbers), "numbers do not only rise")


def comes_back(since):
    """Whoever comes back with the last id is told what was missed."""
    for _, message in events(since):
        check(message["type"] != "snapshot", f"told anew instead of what was missed since {since}")
        if message["type"] == "subscribed":
            check(message["truncated"] is False, f"truncated since {since}")
            return


def main():
    listener = Listener()
    listener.start()
    listener.heard.until("the first events", lambda name, _: name == "subscribed")
    count, call = by_socketio()
    listener.saw_the_end_of(call)
    comes_back(listener.last)
    print(f"streams: {count} Socket.IO events of {len(EVENTS)} kinds and {len(listener.heard.all)} server-sent ones, with their "
          "fields; a call was hung up and told to be over; who came back was told what was missed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
