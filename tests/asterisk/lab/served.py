"""The call records of our server, asked over HTTP, in the words of `callcenter replay` by which all records are compared."""
import asyncio
import datetime
import os
import sqlite3
import time

MOMENTS = ("started_at", "queue_entered_at", "answered_at", "ended_at")
SAME = ("linkedid", "aliases", "direction", "status", "caller", "caller_name", "dialed", "queue", "answered_by", "wait_s",
        "ring_s", "talk_s", "transfers", "consult", "forwarded", "picked_up", "spied", "mode", "conference", "hangup", "recordings")

CLOSED_SECONDS_MAX = 30


def moment(text):
    return text and datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


async def records(server, count):
    """What the server says of all calls, once none lives any more and there are as many as there have to be."""
    await server.until("/api/calls/live", lambda live: live["items"] == [])
    listed = await server.until("/api/calls?limit=500", lambda page: len(page["items"]) >= count)
    found = []
    for item in listed["items"]:
        kept = await server.until("/api/calls/%s/details" % item["id"], lambda said: not said["live"] and said["legs"])
        found.append(_as_replayed(kept))
    await _closed(os.path.join(server.data, "calls.db"))
    return found


async def _closed(store):
    """Waits until its books have every call as over: a call that has ended is told at once, and settles for two seconds more."""
    end = time.time() + CLOSED_SECONDS_MAX
    while time.time() < end:
        books = sqlite3.connect("file:%s?mode=ro" % store, uri=True)
        try:
            (live,) = books.execute("SELECT count(*) FROM calls WHERE live = 1").fetchone()
        finally:
            books.close()
        if live == 0:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("%d calls still live in the server's books" % live)


def _as_replayed(said):
    call = {field: said[field] for field in SAME}
    call.update({field: moment(said[field]) for field in MOMENTS})
    call["hold"] = {"count": said["hold"]["count"], "seconds": said["hold"]["hold_s"]}
    call["segments"] = [{"with": one["with"], "from": moment(one["from"]), "to": moment(one["until"]), "seconds": one["talk_s"]}
                        for one in said["segments"]]
    call["visits"] = [dict(one, entered_at=moment(one["entered_at"]), left_at=moment(one["left_at"])) for one in said["visits"]]
    call["parked"] = [dict(one, slot=one["space"]) for one in said["parkings"]]
    call["legs"] = len(said["legs"])
    last = {one["agent"]: one["result"] for one in said["ring_attempts"]}
    call["agents_rung"] = [{"agent": agent, "result": result} for agent, result in last.items()]
    return call
