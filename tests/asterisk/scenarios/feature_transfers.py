"""Attended transfers by Asterisk's own feature: the AMI action Atxfer and the codes *2, *1, *3."""
import time

from lab.facts import segment
from lab.runner import scenario
from .numbers import SUPPORT
from .steps import FEATURE_SECONDS, attended, direct_call, feature_hold, feature_transfer, pick_up, queue_call, talk_then_hang_up, talked

BUSY = {"code": 486, "ring": None, "after": 0.3, "reason": "Busy Here"}
DECLINE = {"code": 603, "after": 0.8, "reason": "Decline"}


@scenario("AMI Atxfer: 1001 to 1002, who answers; 1001 hangs up to complete, the caller ends the call", on16=True, live=("22", "16"))
async def atx_ami_completed(lab):
    caller, agent = await direct_call(lab)
    asked = await feature_transfer(lab, "1001", "1002")
    second = await pick_up(lab, "1002")
    await lab.sleep(1.5)
    agent.hangup()
    at = agent.t["ended"]
    await talk_then_hang_up(lab, caller, second)
    lab.facts.moved(caller, agent, [talked(agent, at), segment("1002", at, caller.t["ended"])],
                    [attended("1001", "1002", at, consult=second)], hold=feature_hold(asked, at, "1001"))


@scenario("Queue call: AMI Atxfer, 1001 to 1003, completed; 1003 hangs up", on16=True)
async def atx_ami_queue_call(lab):
    caller, agent = await queue_call(lab, SUPPORT)
    asked = await feature_transfer(lab, "1001", "1003")
    second = await pick_up(lab, "1003")
    await lab.sleep(1.5)
    agent.hangup()
    at = agent.t["ended"]
    await talk_then_hang_up(lab, second, caller)
    lab.facts.moved(caller, agent, [talked(agent, at), segment("1003", at, second.t["ended"])],
                    [attended("1001", "1003", at, consult=second)], hold=feature_hold(asked, at, "1001"),
                    queue="support", by="1003", end=second.t["ended"])


async def _refused(lab, to, result, phone):
    """The consulted phone does not answer: 1001 is back with the caller, who hangs up."""
    caller, agent = await direct_call(lab)
    asked = await feature_transfer(lab, "1001", to)
    ring = await lab[phone].next_call()
    await ring.until("ended")
    await talk_then_hang_up(lab, caller, agent, 3)
    lab.facts.moved(caller, agent, [talked(agent, caller.t["ended"])], [attended("1001", to, ring.t["ended"], result)],
                    hold=feature_hold(asked, ring.t["ended"], "1001"))


@scenario("AMI Atxfer to a busy phone: 1001 is back with the caller", on16=True)
async def atx_ami_target_busy(lab):
    lab["1002"].policy = BUSY
    await _refused(lab, "1002", "busy", "1002")


@scenario("AMI Atxfer to a phone that declines: 1001 is back with the caller")
async def atx_ami_target_declined(lab):
    lab["1002"].policy = DECLINE
    await _refused(lab, "1002", "declined", "1002")


@scenario("AMI Atxfer to a phone that nobody answers (3 s): 1001 is back with the caller", on16=True)
async def atx_ami_target_no_answer(lab):
    await _refused(lab, "5502", "no_answer", "1002")


@scenario("AMI Atxfer, 1002 answers, 1001 presses *3: all three talk; 1001 leaves, the caller and 1002 talk on", on16=True)
async def atx_ami_three_way(lab):
    caller, agent = await direct_call(lab)
    asked = await feature_transfer(lab, "1001", "1002")
    second = await pick_up(lab, "1002")
    await lab.sleep(1.2)
    await agent.keys("*3", 0.12)
    at = time.time()
    await lab.sleep(1.8)
    agent.hangup()
    await talk_then_hang_up(lab, caller, second)
    lab.facts.moved(caller, agent, [talked(agent, agent.t["ended"]), segment("1002", at, caller.t["ended"])],
                    [attended("1001", "1002", at, consult=second)], hold=feature_hold(asked, at, "1001"))


@scenario("Feature code *2: queue agent 1001 presses *2 1003, consults, and hangs up to complete", on16=True)
async def atx_feature_code(lab):
    caller, agent = await queue_call(lab, SUPPORT)
    asked = time.time()
    await agent.keys("*2", 0.12)
    await lab.sleep(0.7)
    await agent.keys("1003", 0.12)
    second = await pick_up(lab, "1003")
    await lab.sleep(1.2)
    agent.hangup()
    at = agent.t["ended"]
    await talk_then_hang_up(lab, second, caller)
    lab.facts.moved(caller, agent, [talked(agent, at), segment("1003", at, second.t["ended"])],
                    [attended("1001", "1003", at, consult=second)], hold=feature_hold(asked, at, "1001"),
                    queue="support", by="1003", end=second.t["ended"])


@scenario("AMI Atxfer, 1002 answers, 1001 presses *4 (swap) to the caller, *4 again to 1002, and hangs up to complete")
async def atx_ami_swap(lab):
    caller, agent = await direct_call(lab)
    asked = await feature_transfer(lab, "1001", "1002")
    second = await pick_up(lab, "1002")
    await lab.sleep(1)
    await agent.keys("*4", 0.12)
    back = time.time()
    await lab.sleep(1.2)
    await agent.keys("*4", 0.12)
    away = time.time()
    await lab.sleep(1.2)
    agent.hangup()
    at = agent.t["ended"]
    await talk_then_hang_up(lab, caller, second)
    held = back - asked - FEATURE_SECONDS + at - away
    lab.facts.moved(caller, agent, [talked(agent, at), segment("1002", at, caller.t["ended"])],
                    [attended("1001", "1002", at, consult=second)], hold={"count": 2, "seconds": round(held, 2), "by": "1001"})


@scenario("AMI Atxfer, 1002 answers; the caller hangs up during the consultation, 1001 and 1002 talk on")
async def atx_ami_caller_leaves(lab):
    caller, agent = await direct_call(lab)
    asked = await feature_transfer(lab, "1001", "1002")
    second = await pick_up(lab, "1002")
    await lab.sleep(1.2)
    caller.hangup()
    await talk_then_hang_up(lab, agent, second, 1.2)
    lab.extra["undetermined"] = "ended_at and the transfer: the consultation went on without the caller until %.3f" % agent.t["ended"]
    record = lab.facts.moved(caller, agent, [talked(agent, caller.t["ended"])],
                             [attended("1001", "1002", caller.t["ended"], "cancelled", consult=second)],
                             hold=feature_hold(asked, caller.t["ended"], "1001"))
    del record["ended_at"]


@scenario("AMI Atxfer, 1001 hangs up while 1002 rings; nobody answers within 6 s, Asterisk rings 1001 again, who answers", on16=True)
async def atx_ami_blonde_recalled(lab):
    caller, agent = await direct_call(lab)
    asked = await feature_transfer(lab, "1001", "1002")
    ring = await lab["1002"].next_call()
    await lab.sleep(0.8)
    agent.hangup()
    at = agent.t["ended"]
    again = await pick_up(lab, "1001", 0.8)
    await ring.until("ended")
    await talk_then_hang_up(lab, again, caller, 2)
    lab.facts.moved(caller, agent, [talked(agent, at), talked(again, again.t["ended"])],
                    [attended("1001", "1002", at, "no_answer", blonde=True, recalled="1001")], hold=feature_hold(asked, at, "1001"),
                    by="1001", end=again.t["ended"])
