"""Calls without a queue: in, out, internal; IVR, announcements, voicemail; holds."""
from lab.runner import scenario
from .numbers import ANNOUNCEMENT, GROUP, GROUP_3S, IVR, IVR_SHORT, PHONE_THEN_VOICEMAIL, VOICEMAIL, did
from .steps import direct_call, pick_up, talk_then_hang_up

BUSY = {"code": 486, "ring": None, "after": 0.3, "reason": "Busy Here"}


@scenario("DID to 1001, who hangs up", on16=True, live=("22", "16"))
async def did_answered(lab):
    caller, agent = await direct_call(lab, "1001", name="Direkt Anruf")
    await talk_then_hang_up(lab, agent, caller)
    lab.facts.answered(caller, agent)


@scenario("DID to 1001, the caller gives up while it rings", on16=True)
async def did_caller_gives_up(lab):
    caller = lab.inbound(did("1001"))
    ring = await lab["1001"].next_call()
    await lab.sleep(1.5)
    caller.hangup()
    await caller.until("ended")
    await ring.until("ended")
    lab.facts.unanswered(caller, "no_answer", by="customer")


@scenario("A direct number rings 1001 and 1002 at once: 1002 answers", on16=True)
async def group_answered(lab):
    caller = lab.inbound(GROUP)
    other, agent = await lab["1001"].next_call(), await pick_up(lab, "1002")
    await other.until("ended")
    await talk_then_hang_up(lab, caller, agent)
    lab.facts.answered(caller, agent)


@scenario("A direct number rings 1001 and 1002 at once for 3 s: nobody answers")
async def group_no_answer(lab):
    caller = lab.inbound(GROUP_3S)
    ring = await lab["1001"].next_call()
    await caller.until("ended")
    lab.facts.unanswered(caller, "no_answer", by="pbx", ring_s=ring.t["ended"] - ring.t["invite"],
                         agents_rung=[{"agent": "1001", "result": "no_answer"}, {"agent": "1002", "result": "no_answer"}])


@scenario("A direct number rings 1001 and 1002 at once: both are busy")
async def group_both_busy(lab):
    lab["1001"].policy = lab["1002"].policy = BUSY
    caller = lab.inbound(GROUP)
    await caller.until("ended")
    lab.facts.unanswered(caller, "busy", hangup={"by": None})


@scenario("A direct number rings 1001 and 1002 at once: 1001 declines, 1002 answers")
async def group_one_declines(lab):
    lab["1001"].policy = {"code": 603, "after": 0.6, "reason": "Decline"}
    caller = lab.inbound(GROUP)
    agent = await pick_up(lab, "1002", 1.4)
    await talk_then_hang_up(lab, agent, caller)
    lab.facts.answered(caller, agent)


@scenario("Internal call, answered; the caller hangs up", on16=True, live=("22",))
async def internal_answered(lab):
    caller = lab["1001"].dial("1002", name="Anna Ahrens")
    partner = await pick_up(lab, "1002")
    await talk_then_hang_up(lab, caller, partner)
    lab.facts.answered(caller, partner, caller_name_sent=None)


@scenario("Internal call that nobody answers for 3 s")
async def internal_no_answer(lab):
    caller = lab["1001"].dial("5502")
    await caller.until("ended")
    lab.facts.unanswered(caller, "no_answer", by="pbx", agents_rung=[{"agent": "1002", "result": "no_answer"}])


@scenario("Internal call cancelled by the caller while it rings")
async def internal_cancelled(lab):
    caller = lab["1001"].dial("1002")
    ring = await lab["1002"].next_call()
    await lab.sleep(1.5)
    caller.hangup()
    await ring.until("ended")
    await caller.until("ended")
    lab.facts.unanswered(caller, "no_answer", by="1001")


@scenario("Internal call to a busy phone", on16=True)
async def internal_busy(lab):
    lab["1002"].policy = BUSY
    caller = lab["1001"].dial("1002")
    await caller.until("ended")
    lab.facts.unanswered(caller, "busy", by="1002")


@scenario("Outbound call, answered by the customer, who hangs up", on16=True, live=("22", "16"))
async def outbound_answered(lab):
    lab.trunk.policy = {"ring": 0.3}
    caller = lab["1001"].dial("9491733000001")
    customer = await lab.trunk.next_call()
    await lab.sleep(1.5)
    customer.answer()
    await talk_then_hang_up(lab, customer, caller)
    lab.facts.answered(caller, customer)


@scenario("Outbound call that the customer does not answer within 3 s", on16=True)
async def outbound_no_answer(lab):
    lab.trunk.policy = {"ring": 0.3}
    caller = lab["1001"].dial("9490033000002")
    customer = await lab.trunk.next_call()
    await caller.until("ended")
    lab.facts.unanswered(caller, "no_answer", by="pbx", ring_s=customer.t["ended"] - customer.t["invite"])


@scenario("Outbound call, the agent gives up while it rings")
async def outbound_cancelled(lab):
    lab.trunk.policy = {"ring": 0.3}
    caller = lab["1001"].dial("9491733000003")
    customer = await lab.trunk.next_call()
    await lab.sleep(1.6)
    caller.hangup()
    await customer.until("ended")
    await caller.until("ended")
    lab.facts.unanswered(caller, "no_answer", by="1001")


@scenario("Outbound call held by the customer's side for 1.5 s; the agent hangs up")
async def outbound_customer_holds(lab):
    lab.trunk.policy = {"ring": 0.3, "answer": 0.8}
    caller = lab["1001"].dial("9491733000004")
    customer = await lab.trunk.next_call()
    await caller.until("up")
    await lab.sleep(0.7)
    hold = await _hold(lab, customer, 1.5, "customer")
    await talk_then_hang_up(lab, caller, customer, 0.7)
    lab.facts.answered(caller, customer, hold=hold)


# ---- nobody but the dialplan
@scenario("The caller hangs up in the IVR", on16=True)
async def ivr_caller_hangs_up(lab):
    caller = lab.inbound(IVR, "Nur Ivr")
    await caller.until("up")
    await lab.sleep(1.8)
    caller.hangup()
    lab.facts.unanswered(caller, "self_service")


@scenario("The caller presses nothing in the IVR: goodbye, the PBX hangs up", on16=True)
async def ivr_timeout(lab):
    caller = lab.inbound(IVR_SHORT)
    await caller.until("ended")
    lab.facts.unanswered(caller, "self_service")


@scenario("The caller presses a wrong key in the IVR, then hears the announcement under 2")
async def ivr_wrong_key_then_announcement(lab):
    caller = lab.inbound(IVR_SHORT)
    await caller.until("up")
    await lab.sleep(0.6)
    await caller.keys("8")
    await lab.sleep(2)
    await caller.keys("2")
    await caller.until("ended")
    lab.facts.unanswered(caller, "self_service")


@scenario("A number with only an announcement: played, the PBX hangs up", on16=True)
async def announcement_only(lab):
    caller = lab.inbound(ANNOUNCEMENT)
    await caller.until("ended")
    lab.facts.unanswered(caller, "self_service")


@scenario("1001 does not answer for 3 s, the caller leaves a message and hangs up", on16=True)
async def voicemail_left(lab):
    caller = lab.inbound(PHONE_THEN_VOICEMAIL)
    await caller.until("up")
    await lab.sleep(3)
    caller.hangup()
    lab.facts.unanswered(caller, "voicemail", agents_rung=[{"agent": "1001", "result": "no_answer"}])


@scenario("Voicemail at once: the caller hangs up during the greeting, no message")
async def voicemail_hangup_in_greeting(lab):
    caller = lab.inbound(VOICEMAIL)
    await caller.until("up")
    await lab.sleep(1.2)
    caller.hangup()
    lab.facts.unanswered(caller, "voicemail")


@scenario("1001 is busy, the caller leaves a message, ends it with # and is hung up by the PBX")
async def voicemail_left_after_busy(lab):
    lab["1001"].policy = BUSY
    caller = lab.inbound(PHONE_THEN_VOICEMAIL)
    await caller.until("up")
    await lab.sleep(2.5)
    await caller.keys("#")
    await caller.until("ended")
    lab.facts.unanswered(caller, "voicemail", by="pbx")


@scenario("1001 calls his own voicemail and hangs up")
async def own_voicemail(lab):
    caller = lab["1001"].dial("*97")
    await caller.until("up")
    await lab.sleep(2)
    caller.hangup()
    lab.facts.unanswered(caller, "self_service", by="1001")


# ---- holds
async def _hold(lab, call, seconds, by):
    await call.hold()
    await lab.sleep(seconds)
    await call.unhold()
    begin, end = call.holds[-1]
    return {"count": 1, "seconds": round(end - begin, 2), "by": by, "spans": [[round(begin, 3), round(end, 3)]]}


@scenario("1001 holds the caller twice, for 1 s and 2 s", on16=True, live=("22",))
async def hold_twice(lab):
    caller, agent = await direct_call(lab)
    for seconds in (1, 2):
        await _hold(lab, agent, seconds, "1001")
        await lab.sleep(0.6)
    agent.hangup()
    await caller.until("ended")
    held = sum(end - begin for begin, end in agent.holds)
    lab.facts.answered(caller, agent, hold={"count": 2, "seconds": round(held, 2), "by": "1001"})


@scenario("The caller's side holds 1001 for 1.5 s", on16=True)
async def hold_by_caller(lab):
    caller, agent = await direct_call(lab)
    hold = await _hold(lab, caller, 1.5, "customer")
    await talk_then_hang_up(lab, agent, caller, 0.8)
    lab.facts.answered(caller, agent, hold=hold)


@scenario("1001 holds the caller, who loses patience and hangs up", on16=True)
async def hold_until_caller_hangs_up(lab):
    caller, agent = await direct_call(lab)
    await agent.hold()
    await talk_then_hang_up(lab, caller, agent, 2)
    begin = agent.holds[0][0]
    lab.facts.answered(caller, agent, hold={"count": 1, "seconds": round(caller.t["ended"] - begin, 2), "by": "1001"})


@scenario("Call waiting: 1001 talks, holds, answers a second caller, ends that call and comes back to the first", on16=True)
async def call_waiting(lab):
    first, agent = await direct_call(lab)
    second = lab.inbound(did("1001"), "Anklopfer")
    other = await lab["1001"].next_call()
    await lab.sleep(0.8)
    await agent.hold()
    other.answer()
    await lab.sleep(1.5)
    other.hangup()
    await second.until("ended")
    await lab.sleep(0.4)
    await agent.unhold()
    await talk_then_hang_up(lab, agent, first, 0.8)
    begin, end = agent.holds[0]
    lab.facts.answered(first, agent, hold={"count": 1, "seconds": round(end - begin, 2), "by": "1001"})
    lab.facts.answered(second, other)


@scenario("Call waiting: 1001 talks and lets the second caller ring until he gives up")
async def call_waiting_ignored(lab):
    first, agent = await direct_call(lab)
    second = lab.inbound(did("1001"))
    other = await lab["1001"].next_call()
    await lab.sleep(1.5)
    second.hangup()
    await second.until("ended")
    await other.until("ended")
    await talk_then_hang_up(lab, first, agent, 0.6)
    lab.facts.answered(first, agent)
    lab.facts.unanswered(second, "no_answer", by="customer")
