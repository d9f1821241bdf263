"""The link to AMI is cut in the middle, AMI is read late, Asterisk restarts."""
import asyncio
import time

from lab.ami import Recorder
from lab.runner import scenario
from .numbers import SALES, SUPPORT, did
from .steps import direct_call, pick_up, queue_call, talk_then_hang_up, talked


@scenario("The link is cut for 3 s: a queue call talks on, a direct call ends and another begins unseen", on16=True, live=("22", "16"))
async def link_cut_mid_talk(lab):
    queued, first = await queue_call(lab, SUPPORT)
    ends, second = await direct_call(lab, "1003")
    await lab.cut_link()
    await lab.sleep(0.8)
    second.hangup()
    await ends.until("ended")
    begins, third = await direct_call(lab, "1004")
    await lab.mend_link()
    await lab.sleep(1)
    queued.hangup()
    await talk_then_hang_up(lab, third, begins, 0.8)
    lab.facts.answered(queued, first, "support")
    lab.facts.answered(ends, second)
    lab.facts.answered(begins, third)


@scenario("The link is cut while a queue call rings; the agent answers unseen and hangs up later")
async def link_cut_mid_ring(lab):
    caller = lab.inbound(SUPPORT)
    agent = await lab["1001"].next_call()
    await lab.sleep(1)
    await lab.cut_link()
    await lab.sleep(0.8)
    agent.answer()
    await lab.sleep(0.8)
    await lab.mend_link()
    await talk_then_hang_up(lab, agent, caller, 1.2)
    lab.facts.answered(caller, agent, "support")


@scenario("The link is cut while a caller waits for paused agents; back again, he is answered after one is unpaused")
async def link_cut_mid_wait(lab):
    await lab.pause("support", "1001", "1002")
    caller = lab.inbound(SUPPORT)
    await caller.until("up")
    await lab.sleep(1)
    await lab.cut_link()
    await lab.sleep(2)
    await lab.mend_link()
    await lab.sleep(0.5)
    await lab.pause("support", "1001", paused=False)
    agent = await pick_up(lab, "1001", 1)
    await talk_then_hang_up(lab, agent, caller)
    lab.facts.answered(caller, agent, "support")


@scenario("The link is cut while a caller waits, who gives up unseen; another call runs unseen from begin to end")
async def link_cut_abandoned_unseen(lab):
    caller = lab.inbound(SUPPORT)
    ring = await lab["1001"].next_call()
    await lab.sleep(1)
    await lab.cut_link()
    await lab.sleep(0.6)
    caller.hangup()
    await ring.until("ended")
    hidden, agent = await direct_call(lab, "1004", 0.6)
    await talk_then_hang_up(lab, agent, hidden, 0.3)
    await lab.sleep(0.4)
    await lab.mend_link()
    await lab.sleep(0.5)
    lab.facts.unanswered(caller, "abandoned", "support")
    lab.facts.answered(hidden, agent)


@scenario("AMI is read late, while a queue call talks, another caller waits and a phone rings", on16=True, sync=False)
async def connected_late(lab):
    talking, agent = await queue_call(lab, SUPPORT)
    other = lab["1002"]
    waiting = lab.inbound(SALES)
    ring = await lab.first_of("1003", "1004")
    await lab.sleep(0.7)
    lab.extra["recorder_connected_at"] = round(time.time(), 3)
    await lab.listen()
    await lab.sleep(0.5)
    ring.answer()
    await lab.sleep(1)
    agent.hangup()
    await talking.until("ended")
    await talk_then_hang_up(lab, waiting, ring, 0.7)
    assert other.history
    lab.facts.answered(talking, agent, "support", up_at_connect=True)
    lab.facts.answered(waiting, ring, "sales", ringing_at_connect=True)


async def _restart(lab, patient=True):
    """`core restart now`; returns when it was asked, once AMI is read again. Not `patient`: lists are asked for too early."""
    at = time.time()
    lab.control.post(Action="Command", Command="core restart now")
    await asyncio.wait_for(lab.recorder.closed.wait(), 10)
    await lab.recorder.close(logoff=False)
    await lab.control.close(logoff=False)
    await lab.reconnect(patient)
    lab.control = Recorder(None, lab.slot.ami, tag="control2")
    await lab.control.connect()
    lab.extra["restart"] = {"command": "core restart now", "at": round(at, 3), "login_again": round(time.time(), 3)}
    await lab.sleep(0.5)
    return at


def _cut(lab, caller, at, **fields):
    """Facts of a call that the restart ended."""
    lab.facts.record(caller, cut_by_restart=True, ended_at=at, hangup={"by": "pbx"}, moved=True, **fields)


@scenario("`core restart now` with one call talking and one waiting; then AMI again and one more call", on16=True, live=("22", "16"))
async def restart_mid_call(lab):
    talking, agent = await queue_call(lab, SUPPORT)
    waiting = lab.inbound(SALES)
    await lab.first_of("1003", "1004")
    await lab.sleep(0.6)
    at = await _restart(lab)
    after, other = await direct_call(lab, "1005", 0.8)
    await talk_then_hang_up(lab, other, after, 0.3)
    _cut(lab, talking, at, queue="support", answered_by="1001", answered_at=agent.t["up"], segments=[talked(agent, at)])
    _cut(lab, waiting, at, queue="sales", status="abandoned")
    lab.facts.answered(after, other)


@scenario("`core restart now` while a direct call rings and an outbound call rings; then one more call")
async def restart_while_ringing(lab):
    lab.trunk.policy = {"ring": 0.2}
    ringing = lab.inbound(did("1001"))
    await lab["1001"].next_call()
    out = lab["1002"].dial("9491733000401")
    await lab.trunk.next_call()
    await lab.sleep(1)
    at = await _restart(lab)
    after, other = await direct_call(lab, "1005", 0.8)
    await talk_then_hang_up(lab, other, after, 0.3)
    _cut(lab, ringing, at, status="no_answer")
    _cut(lab, out, at, status="no_answer")
    lab.facts.answered(after, other)


@scenario("`core restart now` while a caller waits; the reader logs in at once and asks for lists before Asterisk has booted")
async def restart_lists_too_early(lab):
    caller = lab.inbound(SUPPORT)
    await lab["1001"].next_call()
    await lab.sleep(0.6)
    at = await _restart(lab, patient=False)
    after, other = await direct_call(lab, "1005", 0.8)
    await talk_then_hang_up(lab, other, after, 0.3)
    _cut(lab, caller, at, queue="support", status="abandoned")
    lab.facts.answered(after, other)
