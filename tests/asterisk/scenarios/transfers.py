"""Transfers: blind and attended, by the phone (REFER), by AMI and by feature codes; redirects and take-overs."""
import time

from lab.facts import segment
from lab.runner import scenario
from .numbers import SUPPORT, VIP
from .steps import attended, blind, direct_call, hand_over, pick_up, queue_call, talk_then_hang_up, talked

BUSY = {"code": 486, "ring": None, "after": 0.3, "reason": "Busy Here"}
DECLINE = {"code": 603, "after": 0.8, "reason": "Decline"}


async def _refer(agent, to):
    """Blind transfer by the phone. Returns when."""
    at = time.time()
    await agent.refer(to)
    return at


@scenario("1001 transfers blindly (REFER) to 1002, who answers; the caller hangs up", on16=True, live=("22", "16"))
async def blind_refer_answered(lab):
    caller, agent = await direct_call(lab)
    at = await _refer(agent, "1002")
    second = await pick_up(lab, "1002", 1)
    await talk_then_hang_up(lab, caller, second)
    lab.facts.moved(caller, agent, [talked(agent, at), talked(second, caller.t["ended"])], [blind("1001", "1002", at)])


@scenario("1001 transfers blindly to 1002's short ring (3 s), nobody answers, the caller is hung up", on16=True)
async def blind_refer_no_answer(lab):
    caller, agent = await direct_call(lab)
    at = await _refer(agent, "5502")
    await caller.until("ended")
    lab.facts.moved(caller, agent, [talked(agent, at)], [blind("1001", "5502", at, "no_answer")], by="pbx")


@scenario("1001 transfers blindly to 1003, who declines; the caller is hung up", on16=True)
async def blind_refer_declined(lab):
    lab["1003"].policy = DECLINE
    caller, agent = await direct_call(lab)
    at = await _refer(agent, "1003")
    await caller.until("ended")
    lab.facts.moved(caller, agent, [talked(agent, at)], [blind("1001", "1003", at, "declined")], by="pbx")


@scenario("1001 transfers blindly to 1002; the caller hangs up while 1002 rings")
async def blind_refer_caller_gives_up(lab):
    caller, agent = await direct_call(lab)
    at = await _refer(agent, "1002")
    ring = await lab["1002"].next_call()
    await lab.sleep(1.2)
    caller.hangup()
    await ring.until("ended")
    lab.facts.moved(caller, agent, [talked(agent, at)], [blind("1001", "1002", at, "cancelled")])


@scenario("1001 transfers blindly into queue sales (2001), an agent there answers", on16=True)
async def blind_refer_to_queue_answered(lab):
    caller, agent = await direct_call(lab)
    at = await _refer(agent, "2001")
    second = await lab.first_of("1003", "1004")
    await lab.sleep(1)
    second.answer()
    await talk_then_hang_up(lab, second, caller)
    lab.facts.moved(caller, agent, [talked(agent, at), talked(second, second.t["ended"])],
                    [blind("1001", "2001", at, to_queue="sales")], by=second.phone.user, end=second.t["ended"], queues=["sales"])


@scenario("1001 transfers blindly into queue sales, the caller gives up there")
async def blind_refer_to_queue_abandoned(lab):
    caller, agent = await direct_call(lab)
    at = await _refer(agent, "2001")
    ring = await lab.first_of("1003", "1004")
    await lab.sleep(1.3)
    caller.hangup()
    await ring.until("ended")
    lab.facts.moved(caller, agent, [talked(agent, at)], [blind("1001", "2001", at, "cancelled", to_queue="sales")], queues=["sales"])


@scenario("1001 transfers blindly to an outside number, which is busy")
async def blind_refer_external_busy(lab):
    lab.trunk.policy = BUSY
    caller, agent = await direct_call(lab)
    at = await _refer(agent, "9491755000006")
    await caller.until("ended")
    lab.facts.moved(caller, agent, [talked(agent, at)], [blind("1001", "9491755000006", at, "busy")], by="pbx")


@scenario("Queue agent 1001 presses #1 and 1003: blind transfer by feature code; 1003 answers", on16=True)
async def blind_feature_code(lab):
    caller, agent = await queue_call(lab, SUPPORT)
    await agent.keys("#1", 0.12)
    await lab.sleep(0.7)
    await agent.keys("1003", 0.12)
    at = time.time()
    second = await pick_up(lab, "1003", 1)
    await talk_then_hang_up(lab, second, caller)
    lab.facts.moved(caller, agent, [talked(agent, at), talked(second, second.t["ended"])], [blind("1001", "1003", at)],
                    queue="support", by="1003", end=second.t["ended"])


@scenario("Internal: 1001 calls 1002 and then transfers 1002 blindly to 1003: the caller is the one who leaves")
async def caller_transfers_blind(lab):
    caller = lab["1001"].dial("1002")
    partner = await pick_up(lab, "1002")
    await lab.sleep(1)
    at = await _refer(caller, "1003")
    third = await pick_up(lab, "1003", 1)
    await talk_then_hang_up(lab, third, partner)
    lab.extra["convention"] = "the caller left at the transfer; what 1002 and 1003 then say still belongs to the call"
    end = third.t["ended"]
    lab.facts.moved(caller, partner, [talked(partner, at), talked(third, end)], [blind("1001", "1003", at)], by="1003", end=end)


@scenario("DID call with 1001, transferred blindly to 1002, who transfers attended to 1003: two transfers", on16=True)
async def blind_then_attended(lab):
    caller, first = await direct_call(lab)
    at = await _refer(first, "1002")
    second = await pick_up(lab, "1002")
    await lab.sleep(1)
    consult, third, held, moved = await hand_over(lab, second, "1003", lab["1003"])
    await talk_then_hang_up(lab, caller, third)
    lab.facts.moved(caller, first, [talked(first, at), talked(second, moved), segment("1003", moved, caller.t["ended"])],
                    [blind("1001", "1002", at), attended("1002", "1003", moved, consult=third)],
                    hold={"count": 1, "seconds": round(moved - held, 2), "by": "1002"})
    lab.facts.consultation(consult, third, moved)


@scenario("Queue call transferred blindly from 1001 to 1003 and from 1003 to 1004")
async def blind_then_blind(lab):
    caller, first = await queue_call(lab, SUPPORT)
    one = await _refer(first, "1003")
    second = await pick_up(lab, "1003")
    await lab.sleep(1.2)
    two = await _refer(second, "1004")
    third = await pick_up(lab, "1004")
    await talk_then_hang_up(lab, third, caller)
    lab.facts.moved(caller, first, [talked(first, one), talked(second, two), talked(third, third.t["ended"])],
                    [blind("1001", "1003", one), blind("1003", "1004", two)], queue="support", by="1004", end=third.t["ended"])


# ---- attended, by the phone
@scenario("1001 holds, consults 1002 and transfers attended (REFER with Replaces); 1002 hangs up", on16=True, live=("22", "16"))
async def atx_replaces(lab):
    caller, agent = await direct_call(lab)
    consult, second, held, moved = await hand_over(lab, agent, "1002", lab["1002"])
    await talk_then_hang_up(lab, second, caller)
    _handed(lab, caller, agent, consult, second, held, moved, "1002", "1002", second.t["ended"])


def _handed(lab, caller, agent, consult, second, held, moved, to, by, end, queue=None, **more):
    """Facts of an attended transfer by REFER: the caller's call, and the consultation."""
    who = second.dialed if second.phone.user == "trunk" else second.phone.user
    lab.facts.moved(caller, agent, [talked(agent, moved), segment(who, moved, end)],
                    [attended(agent.phone.user, to, moved, consult=second, **more)], queue=queue, by=by, end=end,
                    hold={"count": 1, "seconds": round(moved - held, 2), "by": agent.phone.user})
    outside = {"answered_by": "customer", "segments": [segment("customer", second.t["up"], moved)]} if second.phone.user == "trunk" else {}
    lab.facts.consultation(consult, second, moved, **outside)


@scenario("Queue agent 1001 transfers attended (REFER with Replaces) to 1003; the caller hangs up", on16=True)
async def atx_replaces_queue_call(lab):
    caller, agent = await queue_call(lab, SUPPORT)
    consult, second, held, moved = await hand_over(lab, agent, "1003", lab["1003"])
    await talk_then_hang_up(lab, caller, second)
    _handed(lab, caller, agent, consult, second, held, moved, "1003", "customer", caller.t["ended"], queue="support")


@scenario("1001 transfers attended to an outside number; the outside party hangs up", on16=True)
async def atx_replaces_external(lab):
    lab.trunk.policy = {"ring": 0.2}
    caller, agent = await direct_call(lab)
    consult, second, held, moved = await hand_over(lab, agent, "9491755000007", lab.trunk)
    await talk_then_hang_up(lab, second, caller)
    _handed(lab, caller, agent, consult, second, held, moved, "9491755000007", second.dialed, second.t["ended"])


@scenario("1001 consults queue sales (2001), 1003 answers there, 1001 completes the attended transfer")
async def atx_replaces_into_queue(lab):
    await lab.pause("sales", "1004")
    caller, agent = await direct_call(lab)
    consult, second, held, moved = await hand_over(lab, agent, "2001", lab["1003"])
    await talk_then_hang_up(lab, second, caller)
    lab.facts.moved(caller, agent, [talked(agent, moved), segment("1003", moved, second.t["ended"])],
                    [attended("1001", "2001", moved, consult=second, to_queue="sales")], by="1003", end=second.t["ended"],
                    hold={"count": 1, "seconds": round(moved - held, 2), "by": "1001"})
    lab.facts.consultation(consult, second, moved, queue="sales", ql_other=True)


@scenario("1001 holds, calls 1002 and transfers while 1002 still rings (REFER with Replaces of a ringing call); 1002 answers")
async def atx_replaces_blonde(lab):
    caller, agent = await direct_call(lab)
    held = time.time()
    await agent.hold()
    consult = lab["1001"].dial("1002")
    ring = await lab["1002"].next_call()
    await consult.until("ringing")
    await lab.sleep(0.8)
    moved = time.time()
    await agent.refer("1002", consult)
    await lab.sleep(1.2)
    ring.answer()
    await caller.until("up")
    await talk_then_hang_up(lab, ring, caller)
    lab.facts.moved(caller, agent, [talked(agent, moved), talked(ring, ring.t["ended"])],
                    [attended("1001", "1002", moved, blonde=True)], by="1002", end=ring.t["ended"],
                    hold={"count": 1, "seconds": round(moved - held, 2), "by": "1001"})
    lab.facts.record(consult, status="no_answer", consult=True, ended_at=consult.t["ended"], hangup={"by": "transfer"})


@scenario("1001 holds and consults 1002, who hangs up; 1001 takes the caller back: no transfer, two calls")
async def consultation_without_transfer(lab):
    caller, agent = await direct_call(lab)
    await agent.hold()
    consult = lab["1001"].dial("1002")
    second = await pick_up(lab, "1002")
    await consult.until("up")
    await talk_then_hang_up(lab, second, consult, 1)
    await agent.unhold()
    await talk_then_hang_up(lab, caller, agent, 0.8)
    begin, end = agent.holds[0]
    lab.facts.answered(caller, agent, hold={"count": 1, "seconds": round(end - begin, 2), "by": "1001"})
    lab.facts.answered(consult, second)


@scenario("vip: 1005, a Local member's phone, transfers the caller blindly to 1003", on16=True)
async def blind_refer_from_local_member(lab):
    caller, agent = await queue_call(lab, VIP, "1005")
    at = await _refer(agent, "1003")
    second = await pick_up(lab, "1003", 1)
    await talk_then_hang_up(lab, second, caller)
    lab.facts.moved(caller, agent, [talked(agent, at), talked(second, second.t["ended"])], [blind("1005", "1003", at)],
                    queue="vip", by="1003", end=second.t["ended"])


@scenario("vip: 1005, a Local member's phone, transfers the caller attended (REFER with Replaces) to 1003", on16=True)
async def atx_replaces_from_local_member(lab):
    caller, agent = await queue_call(lab, VIP, "1005")
    consult, second, held, moved = await hand_over(lab, agent, "1003", lab["1003"])
    await talk_then_hang_up(lab, caller, second)
    _handed(lab, caller, agent, consult, second, held, moved, "1003", "customer", caller.t["ended"], queue="vip")


# ---- by AMI
@scenario("AMI Redirect takes the caller from 1001 into queue sales", on16=True, live=("22",))
async def redirect_to_queue(lab):
    caller, agent = await direct_call(lab)
    at = time.time()
    await lab.act(Action="Redirect", Channel=lab.channel("trunk-main"), Context="to-queue", Exten="sales", Priority="1")
    second = await lab.first_of("1003", "1004")
    await lab.sleep(1)
    second.answer()
    await talk_then_hang_up(lab, second, caller)
    who = second.phone.user
    lab.facts.moved(caller, agent, [talked(agent, at), talked(second, second.t["ended"])],
                    [{"kind": "redirect", "by": "ami", "to": "sales", "to_queue": "sales", "at": round(at, 3), "result": "answered"}],
                    by=who, end=second.t["ended"], queues=["sales"])


@scenario("AMI Redirect moves caller and 1001 together into conference 8005; 1001 leaves first", on16=True)
async def redirect_both_to_conference(lab):
    caller, agent = await direct_call(lab)
    await lab.act(Action="Redirect", Channel=lab.channel("trunk-main"), ExtraChannel=lab.channel("1001"), Context="agents",
                  Exten="8005", Priority="1", ExtraContext="agents", ExtraExten="8005", ExtraPriority="1")
    await lab.sleep(2)
    agent.hangup()
    await lab.sleep(0.8)
    caller.hangup()
    end = agent.t["ended"]
    lab.extra["undetermined"] = "the caller stays alone in the room for 0.8 s after 1001 left"
    record = lab.facts.moved(caller, agent, [talked(agent, end)], by="1001", end=end, moved=True)
    record["hangup"] = {"by": None}
    del record["ended_at"]


@scenario("Supervisor 1005 is put onto 1001's queue call as a spy by AMI and takes the caller over by AMI Bridge", on16=True)
async def supervisor_takes_over(lab):
    caller, agent = await queue_call(lab, SUPPORT)
    target = lab.channel("1001")
    await lab.act(Action="Originate", Channel="PJSIP/1005", Application="ChanSpy", Data=lab.recorder.uniqueid(target) + ",uqES",
                  CallerID='"Listen" <1001>', Timeout="8000", Async="true")
    spy = await pick_up(lab, "1005", 0.6)
    await lab.sleep(1.5)
    at = time.time()
    await lab.act(Action="Bridge", Channel1=lab.channel("1005"), Channel2=lab.channel("trunk-main"))
    await agent.until("ended")
    await talk_then_hang_up(lab, caller, spy)
    lab.extra["undetermined"] = "transfers: the Bridge action is no transfer of the phone's"
    lab.facts.moved(caller, agent, [talked(agent, at), segment("1005", at, caller.t["ended"])], queue="support", moved=True,
                    spied=[{"by": "1005", "mode": "listen", "from": round(spy.t["up"], 3), "to": round(at, 3)}])
    lab.facts.record(spy, direction="internal", caller="1005", dialed=None, status="supervision", mode="listen", target="1001",
                     ended_at=spy.t["ended"], hangup={"by": None})


@scenario("AMI BlindTransfer of a queue call to the short ring of 1004 (3 s), nobody answers")
async def blind_ami_no_answer(lab):
    caller, agent = await queue_call(lab, SUPPORT)
    at = time.time()
    await lab.act(Action="BlindTransfer", Channel=lab.channel("1001"), Exten="5504", Context="agents")
    await caller.until("ended")
    lab.facts.moved(caller, agent, [talked(agent, at)], [blind("1001", "5504", at, "no_answer")], queue="support", by="pbx")


@scenario("A caller transferred blindly from 1001 back to 1001's own extension, who answers again")
async def blind_back_to_oneself(lab):
    caller, agent = await direct_call(lab, "1002")
    at = time.time()
    await lab.act(Action="BlindTransfer", Channel=lab.channel("1002"), Exten="1002", Context="agents")
    again = await pick_up(lab, "1002", 0.8)
    await talk_then_hang_up(lab, again, caller)
    lab.facts.moved(caller, agent, [talked(agent, at), talked(again, again.t["ended"])], [blind("1002", "1002", at)],
                    by="1002", end=again.t["ended"])


