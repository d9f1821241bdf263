"""Every control of the server on a real switch: asked over HTTP, seen in the switch's own state and in what phones hear.

Asked for means: the server's answer says that it is done, the switch's channels, bridges and members stand so, and the
phones hear what they should.
"""
import time

from lab import switch
from lab.runner import scenario
from lab.server import Refused
from .numbers import SUPPORT
from .steps import direct_call, pick_up, queue_call, talk_then_hang_up

LIVE = ("22", "16")


async def on(server, call, what, **body):
    """Asks for something about a call and returns the answer."""
    answer = await server.post("/api/calls/%s/%s" % (call, what), **body)
    assert answer["outcome"] == "done", answer
    return answer


async def refused(asking, status, *words):
    """What is asked for is refused with this status, and these words are in the reason."""
    try:
        answer = await asking
    except Refused as problem:
        assert problem.status == status, problem
        assert all(word in problem.detail for word in words), problem
        return problem
    raise AssertionError("it was not refused: %s" % answer)


async def the_call(server, status="talking"):
    """The only live call, once it stands like this."""
    live = await server.until("/api/calls/live", lambda live: [c["status"] for c in live["items"]] == [status])
    return live["items"][0]


def leg_of(call, endpoint):
    return next(leg["leg"] for leg in call["legs"] if leg["endpoint"] == endpoint)


@scenario("Asked over HTTP, 1001's call is hung up; another one is declined while it rings", on16=True, live=LIVE)
async def control_hangup(lab):
    server = await lab.serve()
    caller, agent = await direct_call(lab)
    call = await the_call(server)
    answer = await on(server, call["call_id"], "hangup", leg=leg_of(call, "1001"))
    assert answer["evidence"] == "reported", answer
    assert not await switch.channels(lab, "1001"), "the leg is gone"
    await caller.until("ended")
    await agent.until("ended")
    lab.facts.answered(caller, agent, hangup={"by": "ami"})
    await refused(server.post("/api/calls/%s/hangup" % call["call_id"]), 404, "call")


@scenario("Asked over HTTP, what 1001's phone sends is muted and heard again", on16=True, live=LIVE)
async def control_mute(lab):
    server = await lab.serve()
    caller, agent = await direct_call(lab)
    call = await the_call(server)
    assert await lab.hears(lab.trunk) == "tone"
    muted = await on(server, call["call_id"], "mute", leg=leg_of(call, "1001"))
    assert muted["evidence"] == "answered", "the switch reports nothing of it: %s" % muted
    assert await lab.hears(lab.trunk) == "nothing", "the caller still hears 1001"
    assert await lab.hears(lab["1001"]) == "tone", "1001 hears the caller no more"
    await on(server, call["call_id"], "unmute", leg=leg_of(call, "1001"))
    assert await lab.hears(lab.trunk) == "tone", "the caller does not hear 1001 again"
    await talk_then_hang_up(lab, agent, caller, 0.5)
    lab.facts.answered(caller, agent)


@scenario("Asked over HTTP, 1001 transfers the caller blindly to 1002", on16=True, live=LIVE)
async def control_blind_transfer(lab):
    server = await lab.serve()
    caller, agent = await direct_call(lab)
    call = await the_call(server)
    at = time.time()
    await on(server, call["call_id"], "transfer", leg=leg_of(call, "1001"), to="1002", kind="blind")
    second = await pick_up(lab, "1002", 0.8)
    await agent.until("ended")
    await lab.sleep(0.8)
    assert await switch.bridged(lab, "1002", "trunk-main")
    await refused(server.post("/api/calls/%s/transfer" % call["call_id"], leg=leg_of(await the_call(server), "1002"),
                              to="4711", kind="blind"), 409)
    await talk_then_hang_up(lab, second, caller)
    from lab.facts import segment
    from .steps import blind, talked
    lab.facts.moved(caller, agent, [segment("1001", agent.t["up"], at), talked(second, second.t["ended"])],
                    [blind("1001", "1002", at)], by="1002", end=second.t["ended"])


@scenario("Asked over HTTP, 1001 is paused for Lunch, made ready, logged out of support and in again", on16=True, live=LIVE)
async def control_agent(lab):
    server = await lab.serve()
    await lab.add_members("tech", "1003")
    await server.until("/api/agents/1003", lambda agent: any(m["queue"] == "tech" for m in agent["queues"]))
    answer = await server.post("/api/agents/1003/not-ready", reason="Lunch")
    assert answer["outcome"] == "done" and answer["evidence"] == "reported", answer
    said = await switch.member(lab, "tech", "1003")
    assert "paused" in said and "Lunch" in said, said
    agent = await server.until("/api/agents/1003", lambda agent: agent["activity"] == "paused")
    assert agent["reason"] == "Lunch", agent
    await server.post("/api/agents/1003/ready")
    assert "paused" not in await switch.member(lab, "tech", "1003")
    await server.post("/api/agents/1003/logout", queues=["tech"])
    assert await switch.member(lab, "tech", "1003") is None
    await server.post("/api/agents/1003/login", queues=["tech"], extension="1003")
    assert await switch.member(lab, "tech", "1003") is not None
    await refused(server.post("/api/agents/1003/login", queues=["nowhere"]), 409, "queue")


@scenario("Asked over HTTP, a call is made: 1001's phone rings first, then the customer's", on16=True, live=LIVE)
async def control_originate(lab):
    server = await lab.serve()
    lab.trunk.policy = {"ring": 0.3, "answer": 0.8}
    import asyncio
    asking = asyncio.ensure_future(server.post("/api/calls", **{"from": "1001", "to": "491733000901"}))
    agent = await pick_up(lab, "1001", 0.7)
    customer = await lab.trunk.next_call()
    await customer.until("up")
    answer = await asking
    assert answer["outcome"] == "done" and answer["call_id"], answer
    await lab.sleep(0.8)
    assert await switch.bridged(lab, "1001", "trunk-main")
    await talk_then_hang_up(lab, agent, customer)
    from lab.facts import segment
    lab.facts.record(agent, direction="outbound", caller="1001", dialed="491733000901", answered_by="customer",
                     answered_at=customer.t["up"], ended_at=agent.t["ended"], ring_s=customer.t["up"] - customer.t["invite"],
                     segments=[segment("customer", customer.t["up"], agent.t["ended"])], hangup={"by": "1001"})


@scenario("Asked over HTTP, 1005 listens to 1001, then leaves", on16=True, live=LIVE)
async def control_listen(lab):
    import asyncio
    server = await lab.serve()
    caller, agent = await queue_call(lab, SUPPORT)
    call = await the_call(server)
    asking = asyncio.ensure_future(server.post("/api/calls/%s/listen" % call["call_id"], leg=leg_of(call, "1001"), extension="1005"))
    spy = await pick_up(lab, "1005", 0.6)
    answer = await asking
    assert answer["evidence"] == "reported", answer
    spying = await switch.channel(lab, "1005")
    assert spying.application == "ChanSpy", spying.application
    assert await lab.hears(lab["1005"]) == "tone"
    await talk_then_hang_up(lab, spy, spy, 0.8)
    await talk_then_hang_up(lab, agent, caller, 0.8)
    lab.facts.answered(caller, agent, "support", spied=[{"by": "1005", "mode": "listen", "from": round(spy.t["up"], 3), "to": round(spy.t["ended"], 3)}])
    lab.facts.record(spy, direction="internal", caller="1005", dialed=None, status="supervision", mode="listen", target="1001",
                     ended_at=spy.t["ended"], hangup={"by": "1005"})
