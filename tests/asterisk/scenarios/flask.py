"""A Flask application with the module in it: an agent's day, asked as its page asks, seen at the switch and by the phones."""
import os
import sqlite3
import time

from lab import switch
from lab.facts import segment
from lab.runner import scenario
from .asking import refused
from .numbers import TECH
from .steps import blind, pick_up, queue_call, talk_then_hang_up, talked


async def rows_of(lab, app, table, enough):
    """What is in a table of the application, once it is right."""
    for _ in range(200):
        with sqlite3.connect(os.path.join(app.folder, "calls.db")) as database:
            database.row_factory = sqlite3.Row
            rows = [dict(row) for row in database.execute("SELECT * FROM %s" % table)]
        if enough(rows):
            return rows
        await lab.sleep(0.1)
    raise AssertionError("%s never was right: %s" % (table, rows))


@scenario("In a Flask application 1003 logs in with SIP credentials, goes on break and comes back; the queue on the switch knows it",
          flask=True)
async def flask_agent(lab):
    app = await lab.flask("1003")
    browser = await app.agent("1003")
    assert await switch.member(lab, "tech", "1003") is not None
    await browser.post("agent/not-ready", reason="Lunch")
    said = await switch.member(lab, "tech", "1003")
    assert "paused" in said and "Lunch" in said, said
    stands = await browser.stands("not_ready")
    assert stands["reason"] == "Lunch", stands
    await browser.post("agent/ready")
    assert "paused" not in await switch.member(lab, "tech", "1003")
    await refused(browser.post("call/drop"), 409, "in no call")
    await browser.post("agent/logout")
    assert await switch.member(lab, "tech", "1003") is None
    # By configuration a member of sales all the time, which is no logging in.
    own = await rows_of(lab, app, "cc_agent_activities WHERE agent_id = '1003' ORDER BY id", lambda rows: rows and rows[-1]["activity_type"] == "logout")
    assert [row["activity_type"] for row in own] == ["login", "ready", "not_ready", "ready", "logout"], own


@scenario("In a Flask application 1003's call is held, taken back and dropped: what was asked for happens at the phones, and is written down once",
          flask=True)
async def flask_call(lab):
    app = await lab.flask("1003")
    browser = await app.agent("1003")
    caller = lab.inbound(TECH, "Ada <script>")
    call = await lab["1003"].next_call()
    stands = await browser.stands("ringing")
    assert stands["agent"]["call"]["name"] == "Ada <script>", stands
    hint = await browser.post("call/ringing", call_id="of-the-browser", caller_number="4930000000")
    assert not hint["confirmed"] and hint["divergence"], hint
    call.answer()
    await caller.until("up")
    await browser.stands("on_call")
    await browser.post("call/answer")
    assert await lab.hears(lab.trunk) == "tone"
    began = time.time()
    await browser.post("call/hold")
    assert await lab.hears(lab.trunk) == "music"
    ended = time.time()
    await browser.post("call/unhold")
    assert await lab.hears(lab.trunk) == "tone"
    await browser.post("call/drop")
    await caller.until("ended")
    lab.facts.answered(caller, call, "tech", hangup={"by": "ami"}, hold={"count": 1, "seconds": round(ended - began, 2), "by": "1003"})
    await is_written_down(lab, app)


async def is_written_down(lab, app, agent="1003"):
    """The one call that there was is in the application's table, once, and as it ended."""
    row, = await rows_of(lab, app, "cc_calls", lambda rows: len(rows) == 1 and rows[0]["status"] == "answered")
    assert row["agent_id"] == agent, row


@scenario("In a Flask application 1003 transfers a call to 1001: the phones say so, and so does the application's table", flask=True)
async def flask_transfer(lab):
    app = await lab.flask("1003")
    browser = await app.agent("1003")
    caller, call = await queue_call(lab, TECH, "1003")
    await browser.stands("on_call")
    await refused(browser.post("call/transfer", target="4711", type="blind"), 409, "extension")
    at = time.time()
    await browser.post("call/transfer", target="1001", type="blind")
    second = await pick_up(lab, "1001", 0.8)
    await call.until("ended")
    await lab.sleep(0.8)
    assert await switch.bridged(lab, "1001", "trunk-main")
    await talk_then_hang_up(lab, second, caller)
    lab.facts.moved(caller, call, [segment("1003", call.t["up"], at), talked(second, second.t["ended"])],
                    [blind("1003", "1001", at)], "tech", by="1001", end=second.t["ended"])
    await is_written_down(lab, app)


@scenario("A worker of a Flask application that leads is killed in a call: another one leads, and the call is written down once, to its end",
          flask=True)
async def flask_leader_killed(lab):
    app = await lab.flask("1003")
    browser = await app.agent("1003")
    caller, call = await queue_call(lab, TECH, "1003")
    before = await browser.stands("on_call")
    app.kill_leader()
    await browser.until("agent/status", lambda said: said["status"] == "on_call" and said["agent"]["call"]["id"] == before["agent"]["call"]["id"])
    await lab.sleep(1)
    await talk_then_hang_up(lab, caller, call, 0.5)
    lab.facts.answered(caller, call, "tech")
    await is_written_down(lab, app)
