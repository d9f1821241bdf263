"""Parking, retrieving, picking up."""
import time

from lab.facts import segment
from lab.runner import scenario
from .numbers import SUPPORT, did
from .steps import direct_call, pick_up, queue_call, talk_then_hang_up, talked


async def _park(lab, agent, **more):
    """AMI parks the caller, the agent's leg ends. Returns when."""
    at = time.time()
    await lab.act(**dict(dict(Action="Park", Channel=lab.channel("trunk-main"), Timeout="20000"), **more))
    await agent.until("ended")
    return at


def _slot(at, by, **more):
    return [dict(slot="701", at=round(at, 3), by=by, **more)]


async def _retrieve(lab, extension):
    call = lab[extension].dial("701")
    await call.until("up")
    return call


def _retrieval(lab, call):
    """The retriever's own record."""
    lab.facts.record(call, status="parking_retrieve", ended_at=call.t["ended"],
                     hangup={"by": call.phone.user if call.ended_by == "self" else "customer"})


@scenario("AMI Park, 1002 retrieves from slot 701, the caller hangs up", on16=True, live=("22", "16"))
async def park_retrieve(lab):
    caller, agent = await direct_call(lab)
    at = await _park(lab, agent)
    await lab.sleep(1.5)
    taker = await _retrieve(lab, "1002")
    await talk_then_hang_up(lab, caller, taker)
    lab.facts.moved(caller, agent, [talked(agent, at), segment("1002", taker.t["up"], caller.t["ended"])],
                    parked=_slot(at, "1001", retrieved_by="1002", retrieved_at=round(taker.t["up"], 3)))
    _retrieval(lab, taker)


@scenario("A queue call is parked and retrieved by 1003, who holds the caller for 1 s and hangs up", on16=True)
async def park_queue_call_retrieved_and_held(lab):
    caller, agent = await queue_call(lab, SUPPORT)
    at = await _park(lab, agent)
    await lab.sleep(1.2)
    taker = await _retrieve(lab, "1003")
    await lab.sleep(0.7)
    await taker.hold()
    await lab.sleep(1)
    await taker.unhold()
    await talk_then_hang_up(lab, taker, caller, 0.7)
    begin, end = taker.holds[0]
    lab.facts.moved(caller, agent, [talked(agent, at), segment("1003", taker.t["up"], taker.t["ended"])], queue="support", by="1003",
                    end=taker.t["ended"], hold={"count": 1, "seconds": round(end - begin, 2), "by": "1003"},
                    parked=_slot(at, "1001", retrieved_by="1003", retrieved_at=round(taker.t["up"], 3)))
    _retrieval(lab, taker)


@scenario("Park with a time-out of 2.5 s: the parker's phone rings again, he answers and hangs up", on16=True)
async def park_timeout_back_to_parker(lab):
    caller, agent = await direct_call(lab)
    at = await _park(lab, agent, Timeout="2500", TimeoutChannel=lab.channel("1001"))
    again = await pick_up(lab, "1001", 1)
    await talk_then_hang_up(lab, again, caller)
    lab.facts.moved(caller, agent, [talked(agent, at), talked(again, again.t["ended"])], by="1001", end=again.t["ended"],
                    parked=_slot(at, "1001", timed_out=True))


@scenario("1001 parks by transferring blindly (REFER) to 700; 1002 retrieves from 701 and hangs up", on16=True)
async def park_by_blind_transfer(lab):
    caller, agent = await direct_call(lab)
    at = time.time()
    await agent.refer("700")
    await lab.sleep(2.5)
    taker = await _retrieve(lab, "1002")
    await talk_then_hang_up(lab, taker, caller)
    lab.facts.moved(caller, agent, [talked(agent, at), segment("1002", taker.t["up"], taker.t["ended"])], by="1002", end=taker.t["ended"],
                    parked=_slot(at, "1001", retrieved_by="1002", retrieved_at=round(taker.t["up"], 3)))
    _retrieval(lab, taker)


@scenario("1001 parks by the feature code #72; the caller gives up while parked")
async def park_feature_code_caller_gives_up(lab):
    caller, agent = await direct_call(lab)
    await agent.keys("#72", 0.12)
    at = time.time()
    await lab.sleep(2.5)
    caller.hangup()
    await agent.until("ended")
    lab.facts.moved(caller, agent, [talked(agent, at)], parked=_slot(at, "1001", gave_up=True))


@scenario("A call rings at 1001; 1002 of the same pickup group takes it with *8 and hangs up", on16=True)
async def pickup_group(lab):
    await _picked_up(lab, did("1001"), "1002", "*8")


@scenario("A call rings at 1001; 1002 takes it with *81001", on16=True, live=("22",))
async def pickup_directed(lab):
    await _picked_up(lab, did("1001"), "1002", "*81001")


async def _picked_up(lab, dialed, extension, code, queue=None):
    caller = lab.inbound(dialed)
    ring = await lab["1001"].next_call()
    await lab.sleep(1.2)
    taker = lab[extension].dial(code)
    await taker.until("up")
    await ring.until("ended")
    await caller.until("up")
    await talk_then_hang_up(lab, taker, caller)
    lab.facts.record(caller, queue=queue, answered_by=extension, answered_at=taker.t["up"], ended_at=taker.t["ended"], picked_up=True,
                     segments=[segment(extension, taker.t["up"], taker.t["ended"])], hangup={"by": extension})


@scenario("A queue call rings at 1001 and 1002; 1003, no member, takes it with *8 (group)")
async def pickup_group_queue_call(lab):
    caller = lab.inbound(SUPPORT)
    await lab["1001"].next_call()
    await lab["1002"].next_call()
    await lab.sleep(1.2)
    taker = lab["1003"].dial("*8")
    await taker.until("up")
    await talk_then_hang_up(lab, caller, taker)
    lab.facts.record(caller, queue="support", answered_by="1003", answered_at=taker.t["up"], ended_at=caller.t["ended"], picked_up=True,
                     segments=[segment("1003", taker.t["up"], caller.t["ended"])], hangup={"by": "customer"}, ql_other=True, agents_rung=None)
