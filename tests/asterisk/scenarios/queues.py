"""Calls through one queue that an agent answered, or that the caller abandoned."""
from lab.runner import scenario
from .numbers import IVR, IVR_SHORT, NESTED, QUICK, SALES, SUPPORT, SUPPORT_ANNOUNCED, TECH, VIP
from .steps import pick_up, queue_call, talk_then_hang_up


@scenario("IVR, digit 1, queue support: both phones ring, 1001 answers after 2 s and hangs up", on16=True, live=("22", "16"))
async def ivr_queue_agent_hangup(lab):
    caller = lab.inbound(IVR, "Max Kunde")
    await caller.until("up")
    await lab.sleep(0.8)
    await caller.keys("1")
    agent, other = await lab["1001"].next_call(), await lab["1002"].next_call()
    await lab.sleep(2)
    agent.answer()
    await other.until("ended")
    await talk_then_hang_up(lab, agent, caller, 3)
    lab.facts.answered(caller, agent, "support")


@scenario("Caller hangs up while both support phones ring", on16=True, live=("22", "16"))
async def queue_abandon_ringing(lab):
    caller = lab.inbound(SUPPORT, "Ungeduldig")
    first, second = await lab["1001"].next_call(), await lab["1002"].next_call()
    await lab.sleep(2.2)
    caller.hangup()
    await first.until("ended")
    await second.until("ended")
    lab.facts.unanswered(caller, "abandoned", "support")


@scenario("quick: 1001's phone rings twice for 2 s in vain and a third time, then the caller hangs up", on16=True)
async def queue_abandon_after_two_rings(lab):
    await lab.add_members("quick", "1001")
    caller = lab.inbound(QUICK)
    for _ in range(3):
        last = await lab["1001"].next_call()
    await lab.sleep(0.8)
    caller.hangup()
    await last.until("ended")
    lab.facts.unanswered(caller, "abandoned", "quick", ring_s=last.t["ended"] - last.t["invite"])


@scenario("The caller abandons quick after a digit in the short IVR, in the second between two rings")
async def queue_abandon_between_rings(lab):
    await lab.add_members("quick", "1001")
    caller = lab.inbound(IVR_SHORT)
    await caller.until("up")
    await lab.sleep(0.6)
    await caller.keys("1")
    ring = await lab["1001"].next_call()
    await ring.until("ended")
    await lab.sleep(0.4)
    caller.hangup()
    lab.facts.unanswered(caller, "abandoned", "quick", agents_rung=[{"agent": "1001", "result": "no_answer"}])


@scenario("1001 declines (603), 1002 answers the same ring", on16=True)
async def queue_decline_then_answer(lab):
    lab["1001"].policy = {"code": 603, "after": 0.6, "reason": "Decline"}
    caller = lab.inbound(SUPPORT)
    agent = await pick_up(lab, "1002", 1.8)
    await talk_then_hang_up(lab, agent, caller)
    lab.facts.answered(caller, agent, "support")


@scenario("tech (rrmemory, autopause): the first agent does not answer for 5 s, the other one answers; timestamps on", timestamps=True)
async def queue_no_answer_then_other_timestamps(lab):
    await lab.add_members("tech", "1005", "1006")
    caller = lab.inbound(TECH, "Zeit Stempel")
    first = await lab.first_of("1005", "1006")
    other = "1006" if first.phone.user == "1005" else "1005"
    agent = await pick_up(lab, other, 1.2)
    await talk_then_hang_up(lab, caller, agent)
    lab.facts.answered(caller, agent, "tech")


@scenario("vip: the member is Local/1005@queue-agent/n, 1005 answers and hangs up", on16=True, live=("22", "16"))
async def vip_local_member(lab):
    caller = lab.inbound(VIP, "V. I. Person")
    agent = await pick_up(lab, "1005", 1.2)
    await talk_then_hang_up(lab, agent, caller)
    lab.facts.answered(caller, agent, "vip")


@scenario("nested: the member is a Local channel that dials another Local channel, which dials 1005", on16=True)
async def queue_nested_local_member(lab):
    caller = lab.inbound(NESTED)
    agent = await pick_up(lab, "1005", 1.2)
    await talk_then_hang_up(lab, caller, agent)
    lab.facts.answered(caller, agent, "nested")


@scenario("vip: the first member is paused, the second one's Local channel rings 1006")
async def vip_second_member_answers(lab):
    await lab.act(Action="QueuePause", Queue="vip", Interface="Local/1005@queue-agent/n", Paused="true", Reason="Lunch")
    caller = lab.inbound(VIP)
    agent = await pick_up(lab, "1006", 1)
    await talk_then_hang_up(lab, agent, caller)
    lab.facts.answered(caller, agent, "vip")


@scenario("Our connection hangs up the agent's leg of a queue call (AMI Hangup)", on16=True)
async def queue_ami_hangup_agent(lab):
    caller, agent = await queue_call(lab, SUPPORT)
    await lab.act(Action="Hangup", Channel=lab.channel("1001"), Cause="16")
    await agent.until("ended")
    await caller.until("ended")
    lab.facts.answered(caller, agent, "support", hangup={"by": "ami"}, ended_at=agent.t["ended"])


@scenario("The caller says goodbye in the very moment in which the agent answers: BYE is sent just after the 200", on16=True)
async def queue_abandon_as_agent_answers(lab):
    caller = lab.inbound(SUPPORT)
    agent = await lab["1001"].next_call()
    await lab.sleep(1)
    agent.answer()
    caller.hangup()
    await agent.until("ended")
    await _race(lab, caller, agent)


@scenario("The caller says goodbye in the very moment in which the agent answers: BYE is sent just before the 200")
async def queue_answer_as_caller_abandons(lab):
    caller = lab.inbound(SUPPORT)
    agent = await lab["1001"].next_call()
    await lab.sleep(1)
    caller.hangup()
    agent.answer()
    await agent.until("ended")
    await _race(lab, caller, agent)


async def _race(lab, caller, agent):
    """queue_log decides what became of it."""
    await lab.idle()
    with open(lab.pbx.path("log", "queue_log")) as log:
        text = log.read()
    lab.extra["race"] = "queue_log: " + " ".join(line.split("|")[4] for line in text.splitlines())
    if "|CONNECT|" in text:
        lab.facts.answered(caller, agent, "support", agents_rung=None)
    else:
        lab.facts.unanswered(caller, "abandoned", "support", agents_rung=None)


@scenario("support with an announcement of 0.9 s for the agent: 1001 answers and hangs up during it, then 1002 takes the call", on16=True)
async def queue_agent_dump(lab):
    caller = lab.inbound(SUPPORT_ANNOUNCED)
    first, second = await lab["1001"].next_call(), await lab["1002"].next_call()
    await lab.sleep(0.8)
    first.answer()
    await second.until("ended")
    await lab.sleep(0.3)
    first.hangup()
    agent = await pick_up(lab, "1002")
    await talk_then_hang_up(lab, agent, caller, 2.5)
    lab.facts.answered(caller, agent, "support", announced=True)


@scenario("sales: two callers, the first is answered by one agent and the second by the other; they end crosswise; timestamps on", timestamps=True)
async def queue_two_callers_two_agents_timestamps(lab):
    one = lab.inbound(SALES, "Erste")
    first = await lab.first_of("1003", "1004")
    await lab.sleep(0.5)
    two = lab.inbound(SALES, "Zweite")
    other = "1004" if first.phone.user == "1003" else "1003"
    second = await lab[other].next_call()
    await lab.sleep(0.6)
    second.answer()
    await lab.sleep(0.4)
    first.answer()
    await lab.sleep(1)
    one.hangup()
    await talk_then_hang_up(lab, second, two, 0.8)
    lab.facts.answered(one, first, "sales")
    lab.facts.answered(two, second, "sales")
