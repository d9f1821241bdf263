"""Controls of a talk on a real switch: asked over HTTP, seen in the switch's own state and in what phones hear.

Asked for means: the server's answer says that it is done, the switch's channels, bridges and members stand so, and the
phones hear what they should.
"""
import array
import asyncio
import os
import time
import wave

from lab import switch
from lab.facts import segment
from lab.runner import scenario
from lab.server import DIAL_CONTEXT
from .asking import leg_of, on, refused, the_call
from .numbers import SUPPORT, did
from .steps import direct_call, pick_up, queue_call, talk_then_hang_up

LIVE = ("22", "16")
UNRECORDED = "4930555301"               # 1001's other number, which the dialplan does not record
LOUD = 1000                             # a sample of the phones' tone is far above, silence far below


@scenario("Asked over HTTP, 1001's call is hung up; what has ended cannot be hung up", on16=True, live=LIVE)
async def control_hangup(lab):
    server = await lab.serve()
    caller, agent = await direct_call(lab)
    call = await the_call(server)
    answer = await on(server, call, "hangup", leg=leg_of(call, "1001"))
    assert answer["evidence"] == "reported", answer
    assert not await switch.channels(lab, "1001"), "the leg is gone"
    await caller.until("ended")
    await agent.until("ended")
    lab.facts.answered(caller, agent, hangup={"by": "ami"})
    await refused(server.post("/api/calls/%s/hangup" % call["id"]), 404, "call")


@scenario("Asked over HTTP, what 1001's phone sends is muted and heard again", on16=True, live=LIVE)
async def control_mute(lab):
    server = await lab.serve()
    caller, agent = await direct_call(lab)
    call = await the_call(server)
    assert await lab.hears(lab.trunk) == "tone"
    muted = await on(server, call, "mute", leg=leg_of(call, "1001"))
    assert muted["evidence"] == "answered", "the switch reports nothing of it: %s" % muted
    assert await lab.hears(lab.trunk) == "nothing", "the caller still hears 1001"
    assert await lab.hears(lab["1001"]) == "tone", "1001 hears the caller no more"
    await on(server, call, "unmute", leg=leg_of(call, "1001"))
    assert await lab.hears(lab.trunk) == "tone", "the caller does not hear 1001 again"
    await talk_then_hang_up(lab, agent, caller, 0.5)
    lab.facts.answered(caller, agent)


async def _held(lab, server, call):
    """1001 holds for two seconds and takes back; gives the hold as it is in the record."""
    began = time.time()
    held = await on(server, call, "hold", leg=leg_of(call, "1001"))
    assert held["evidence"] == "reported", held
    assert await lab.hears(lab.trunk) == "music", "who is held hears no music"
    assert await lab.hears(lab["1001"]) == "nothing", "who holds hears something"
    await lab.sleep(1)
    ended = time.time()
    await on(server, call, "unhold", leg=leg_of(call, "1001"))
    assert await lab.hears(lab.trunk) == "tone" == await lab.hears(lab["1001"]), "they do not hear each other again"
    assert await switch.bridged(lab, "1001", "trunk-main")
    return {"count": 1, "seconds": round(ended - began, 2), "by": "1001"}


@scenario("Asked over HTTP, the server holds a caller of support, with music, and takes him back", on16=True, live=LIVE)
async def control_hold_by_server(lab):
    server = await lab.serve()
    caller, agent = await queue_call(lab, SUPPORT)
    call = await the_call(server)
    hold = await _held(lab, server, call)
    await talk_then_hang_up(lab, agent, caller, 0.6)
    lab.facts.answered(caller, agent, "support", hold=hold)


@scenario("Without places to wait in the dialplan a phone that obeys holds and takes back by itself; one that does not is said",
          on16=True, live=LIVE, hooks=False)
async def control_hold_by_device(lab):
    server = await lab.serve()
    lab["1001"].obeys = True
    caller, agent = await queue_call(lab, SUPPORT)
    call = await the_call(server)
    await on(server, call, "hold", leg=leg_of(call, "1001"))
    assert await lab.hears(lab.trunk) == "music", "who is held hears no music"
    await lab.sleep(1)
    await on(server, call, "unhold", leg=leg_of(call, "1001"))
    assert await lab.hears(lab.trunk) == "tone", "who was held does not hear 1001 again"
    await refused(server.post("/api/calls/%s/unhold" % call["id"], leg=leg_of(call, "1001")), 409, "nothing is held")
    lab["1001"].obeys = False
    await refused(server.post("/api/calls/%s/hold" % call["id"], leg=leg_of(call, "1001")), 409, "did not react")
    await talk_then_hang_up(lab, agent, caller, 0.6)
    begin, end = agent.holds[0]
    lab.facts.answered(caller, agent, "support", hold={"count": 1, "seconds": round(end - begin, 2), "by": "1001"})


@scenario("Asked over HTTP, 1001's phone answers by itself; a phone that does not obey is said", on16=True, live=LIVE)
async def control_answer(lab):
    server = await lab.serve()
    caller = lab.inbound(did("1001"))
    agent = await lab["1001"].next_call()
    call = await the_call(server, "ringing")
    await agent.until("ringing")
    await lab.sleep(0.5)
    await refused(server.post("/api/calls/%s/answer" % call["id"], leg=leg_of(call, "1001")), 409, "did not react")
    assert agent.state == "ringing", agent.state
    lab["1001"].obeys = True
    await on(server, call, "answer", leg=leg_of(call, "1001"))
    assert agent.state == "up", agent.state
    await caller.until("up")
    assert await lab.hears(lab.trunk) == "tone"
    await talk_then_hang_up(lab, agent, caller, 0.8)
    lab.facts.answered(caller, agent)


@scenario("Asked over HTTP before it rings, 1001's phone answers as soon as it does", on16=True, live=LIVE)
async def control_answer_before_it_rings(lab):
    server = await lab.serve()
    lab["1001"].obeys, lab["1001"].policy = True, {"ring": 1.5}
    caller = lab.inbound(did("1001"))
    agent = await lab["1001"].next_call()
    call = await server.until("/api/calls/live", lambda live: len(live["items"]) == 1 and len(live["items"][0]["legs"]) == 2)
    call = call["items"][0]
    assert agent.state == "new", agent.state
    await on(server, call, "answer", leg=leg_of(call, "1001"))
    assert agent.state == "up", agent.state
    await caller.until("up")
    assert await lab.hears(lab.trunk) == "tone"
    await talk_then_hang_up(lab, agent, caller, 0.8)
    lab.facts.answered(caller, agent)


@scenario("Asked over HTTP, keys go to the caller and to nobody else", on16=True, live=LIVE)
async def control_dtmf(lab):
    server = await lab.serve()
    caller, agent = await direct_call(lab)
    call = await the_call(server)
    sent = await on(server, call, "dtmf", leg=leg_of(call, "1001"), digits="159#")
    assert sent["evidence"] == "answered", sent
    await lab.sleep(0.4)
    assert (caller.keys_heard, agent.keys_heard) == ("159#", ""), (caller.keys_heard, agent.keys_heard)
    await refused(server.post("/api/calls/%s/dtmf" % call["id"], leg=leg_of(call, "1001"), digits="12x"), 422, "digits")
    await talk_then_hang_up(lab, caller, agent, 0.6)
    lab.facts.answered(caller, agent)


def _loudness(path):
    """For each tenth of a second of a recording whether there is sound in it."""
    with wave.open(path) as sound:
        samples = array.array("h", sound.readframes(sound.getnframes()))
        tenth = sound.getframerate() // 10
    return [max(map(abs, samples[at:at + tenth])) > LOUD for at in range(0, len(samples) - tenth, tenth)]


@scenario("Asked over HTTP, a call is recorded, the recording paused, continued and stopped: the file has just that", on16=True, live=LIVE)
async def control_record(lab):

    server = await lab.serve()
    caller, agent = await queue_call(lab, UNRECORDED)
    call = await the_call(server)
    leg = leg_of(call, "1001")
    await on(server, call, "record/start", leg=leg)
    await lab.sleep(1.5)
    await on(server, call, "record/pause", leg=leg)
    await lab.sleep(1.5)
    await on(server, call, "record/resume", leg=leg)
    await lab.sleep(1.5)
    await on(server, call, "record/stop", leg=leg)
    await lab.sleep(1)
    await talk_then_hang_up(lab, agent, caller, 0.5)
    folder = lab.pbx.path("spool", "monitor")
    files = os.listdir(folder)
    assert len(files) == 1, files
    loud = _loudness(os.path.join(folder, files[0]))
    assert 35 <= len(loud) <= 60, "recorded for %.1f s" % (len(loud) / 10)
    assert all(loud[2:12]) and all(loud[-12:-3]), "what was said before and after the pause is in it: %s" % loud
    assert 11 <= loud.count(False) <= 20, "what was said during the pause is not: %s" % loud
    lab.facts.answered(caller, agent, recording=files[0])


@scenario("Asked over HTTP, a call is made: 1001's phone rings first, then the customer's; asked twice with a key it is one call",
          on16=True, live=LIVE)
async def control_originate(lab):
    server = await lab.serve()
    lab.trunk.policy = {"ring": 0.3, "answer": 0.8}
    wanted = {"headers": {"Idempotency-Key": "once-and-no-more"}, "from": "1001", "to": "9491733000901"}
    asking = asyncio.ensure_future(server.post("/api/calls", **wanted))
    agent = await pick_up(lab, "1001", 0.7)
    customer = await lab.trunk.next_call()
    await customer.until("up")
    answer = await asking
    assert answer["outcome"] == "done" and answer["linkedid"], answer
    again = await server.post("/api/calls", **wanted)
    assert again == answer, (again, answer)
    await lab.sleep(0.8)
    assert await switch.bridged(lab, "1001", "trunk-main")
    assert len(lab["1001"].history) == 1, "one call only"
    await talk_then_hang_up(lab, agent, customer)
    lab.facts.record(agent, direction="outbound", caller="1001", dialed="9491733000901", answered_by="customer",
                     answered_at=customer.t["up"], ended_at=agent.t["ended"], ring_s=customer.t["up"] - customer.t["invite"],
                     segments=[segment("customer", customer.t["up"], agent.t["ended"])], hangup={"by": "1001"})


@scenario("Refused before anything happens: an extension nobody has, a number that is denied, a context not listed; "
          "an emergency number never is", on16=True, live=LIVE)
async def control_refusals(lab):
    server = await lab.serve()
    await server.put("/api/settings", control={"dial_context": DIAL_CONTEXT, "numbers_denied": ["_9X.", "_11X"]})
    caller, agent = await direct_call(lab)
    call = await the_call(server)
    leg, path = leg_of(call, "1001"), "/api/calls/%s/" % call["id"]
    await refused(server.post(path + "transfer", leg=leg, to="4711", kind="blind"), 409, "no such extension")
    await refused(server.post(path + "transfer", leg=leg, to="4711", kind="attended"), 409, "no such extension")
    await refused(server.post(path + "transfer", leg=leg, to="9491733000001", kind="blind"), 409, "may not be called")
    await refused(server.post(path + "move", to="s", context="inject"), 422, "extension")
    await refused(server.post(path + "move", to="1002", context="inject"), 409, "inject")
    await refused(server.post("/api/calls", **{"from": "1002", "to": "9491733000001"}), 409, "may not be called")
    await lab.sleep(0.6)
    assert await switch.bridged(lab, "1001", "trunk-main"), "they talk on"
    assert not lab["1002"].history
    await talk_then_hang_up(lab, agent, caller, 0.5)
    lab.facts.answered(caller, agent)
    lab.trunk.policy = {"ring": 0.3, "answer": 0.8}
    asking = asyncio.ensure_future(server.post("/api/calls", **{"from": "1002", "to": "112"}))
    second = await pick_up(lab, "1002", 0.5)
    helper = await lab.trunk.next_call()
    assert helper.dialed == "112", helper.dialed
    await helper.until("up")
    await asking
    await talk_then_hang_up(lab, second, helper, 0.8)
    lab.facts.record(second, direction="outbound", caller="1002", dialed="112", answered_by="customer", answered_at=helper.t["up"],
                     ended_at=second.t["ended"], ring_s=helper.t["up"] - helper.t["invite"],
                     segments=[segment("customer", helper.t["up"], second.t["ended"])], hangup={"by": "1002"})
