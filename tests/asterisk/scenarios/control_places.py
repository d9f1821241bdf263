"""Parking, picking up, listening in and taking over on a real switch: asked over HTTP, seen in it and heard by the phones."""
import time

from lab import switch
from lab.facts import segment
from lab.runner import scenario
from .asking import asked, leg_of, on, only_speaks, refused, the_call
from .numbers import SUPPORT, did
from .steps import direct_call, pick_up, queue_call, talk_then_hang_up, talked

LIVE = ("22", "16")


@scenario("Asked over HTTP, 1001 parks the caller, who hears music, and 1002 takes him up again", on16=True, live=LIVE)
async def control_park(lab):
    server = await lab.serve()
    caller, agent = await direct_call(lab)
    call = await the_call(server)
    at = time.time()
    answer = await on(server, call, "park", leg=leg_of(call, "1001"))
    assert answer["evidence"] == "reported", answer
    await agent.until("ended")
    assert await lab.hears(lab.trunk) == "music"
    asking = asked(server, call, "retrieve", extension="1002")
    taker = await pick_up(lab, "1002", 0.6)
    await asking
    assert await lab.hears(lab.trunk) == "tone" == await lab.hears(lab["1002"])
    assert await switch.bridged(lab, "1002", "trunk-main")
    await talk_then_hang_up(lab, caller, taker, 0.8)
    lab.facts.moved(caller, agent, [talked(agent, at), segment("1002", taker.t["up"], caller.t["ended"])],
                    parked=[dict(slot="701", at=round(at, 3), by="1001", retrieved_by="1002", retrieved_at=round(taker.t["up"], 3))])
    lab.facts.record(taker, caller="1002", dialed="701", status="parking_retrieve", ended_at=taker.t["ended"], hangup={"by": "customer"})


@scenario("Asked over HTTP, 1002's phone takes what rings at 1001; where nothing rings it is refused", on16=True, live=LIVE)
async def control_pickup(lab):
    server = await lab.serve()
    caller = lab.inbound(did("1001"))
    ring = await lab["1001"].next_call()
    call = await the_call(server, "ringing")
    asking = asked(server, call, "pickup", extension="1002")
    taker = await pick_up(lab, "1002", 0.6)
    answer = await asking
    assert answer["evidence"] == "reported", answer
    await ring.until("ended")
    await caller.until("up")
    assert await lab.hears(lab.trunk) == "tone" == await lab.hears(lab["1002"])
    assert await switch.bridged(lab, "1002", "trunk-main")
    await refused(server.post("/api/calls/%s/pickup" % call["id"], extension="1003"), 409, "nothing to pick up")
    await talk_then_hang_up(lab, taker, caller, 0.8)
    lab.facts.record(caller, answered_by="1002", answered_at=caller.t["up"], ended_at=taker.t["ended"], picked_up=True,
                     segments=[segment("1002", caller.t["up"], taker.t["ended"])], hangup={"by": "1002"})


async def _supervised(lab, mode, agent_hears, caller_hears):
    """1005 is brought in with a mode; gives (caller, agent, spy) once it is known who hears whom."""
    server = await lab.serve()
    caller, agent = await queue_call(lab, SUPPORT)
    call = await the_call(server)
    asking = asked(server, call, mode, leg=leg_of(call, "1001"), extension="1005")
    spy = await pick_up(lab, "1005", 0.6)
    answer = await asking
    assert answer["evidence"] == "reported", answer
    spying = await switch.channel(lab, "1005")
    assert spying.application == "ChanSpy", spying.application
    heard = await only_speaks(lab, spy, agent, caller)
    assert heard == [agent_hears, caller_hears], "1001 and the caller hear 1005: %s" % heard
    for speaker, other in ((agent, caller), (caller, agent)):
        heard = await only_speaks(lab, speaker, spy, other)
        assert heard == ["tone", "tone"], "1005 and the other hear %s: %s" % (speaker.phone.user, heard)
    await talk_then_hang_up(lab, spy, spy, 0.3)
    assert await switch.bridged(lab, "1001", "trunk-main"), "the two talk on"
    await talk_then_hang_up(lab, agent, caller, 0.8)
    lab.facts.answered(caller, agent, "support", spied=[
        {"by": "1005", "mode": mode, "from": round(spy.t["up"], 3), "to": round(spy.t["ended"], 3)}])
    lab.facts.record(spy, direction="internal", caller="1005", dialed=None, status="supervision", mode=mode, target="1001",
                     ended_at=spy.t["ended"], hangup={"by": "1005"})


@scenario("Asked over HTTP, 1005 listens to 1001 and is heard by nobody", on16=True, live=LIVE)
async def control_listen(lab):
    await _supervised(lab, "listen", "nothing", "nothing")


@scenario("Asked over HTTP, 1005 speaks to 1001, unheard by the caller", on16=True, live=LIVE)
async def control_whisper(lab):
    await _supervised(lab, "whisper", "tone", "nothing")


@scenario("Asked over HTTP, 1005 speaks to both", on16=True, live=LIVE)
async def control_barge(lab):
    await _supervised(lab, "barge", "tone", "tone")


@scenario("Asked over HTTP, 1005 takes the caller of support over from 1001", on16=True, live=LIVE)
async def control_take_over(lab):
    server = await lab.serve()
    caller, agent = await queue_call(lab, SUPPORT)
    call = await the_call(server)
    asking = asked(server, call, "takeover", leg=leg_of(call, "1001"), extension="1005")
    taker = await pick_up(lab, "1005", 0.6)
    answer = await asking
    assert answer["evidence"] == "reported", answer
    await agent.until("ended")
    at = agent.t["ended"]
    assert await lab.hears(lab.trunk) == "tone" == await lab.hears(lab["1005"])
    assert await switch.bridged(lab, "1005", "trunk-main")
    await talk_then_hang_up(lab, caller, taker, 0.8)
    lab.facts.moved(caller, agent, [talked(agent, at), segment("1005", at, caller.t["ended"])], queue="support", moved=True)
