"""Ways out of a queue other than an agent: time, keys, refusal, withdrawal; journeys through several queues."""
from lab.runner import scenario
from .numbers import QUICK, SALES, SALES_THEN_VOICEMAIL, SMALL, SUPPORT_6S, THREE_QUEUES, TWO_QUEUES
from .steps import pick_up, queue_call, talk_then_hang_up


@scenario("support gives up after 6 s, the dialplan says goodbye and hangs up", on16=True, live=("22",))
async def queue_timeout_exit(lab):
    caller = lab.inbound(SUPPORT_6S)
    await caller.until("ended")
    lab.facts.unanswered(caller, "queue_timeout", "support",
                         agents_rung=[{"agent": "1001", "result": "no_answer"}, {"agent": "1002", "result": "no_answer"}])


async def _press(lab, key):
    """A caller waits in quick while 1001 rings, then presses a key."""
    await lab.add_members("quick", "1001")
    caller = lab.inbound(QUICK)
    ring = await lab["1001"].next_call()
    await lab.sleep(0.9)
    await caller.keys(key)
    await ring.until("ended")
    return caller


@scenario("The caller leaves the queue by key 7: goodbye, the PBX hangs up", on16=True)
async def queue_exit_key_goodbye(lab):
    caller = await _press(lab, "7")
    await caller.until("ended")
    lab.facts.unanswered(caller, "queue_exit_key", "quick", agents_rung=[{"agent": "1001", "result": "cancelled"}])


@scenario("The caller leaves the queue by key 0 and leaves a message in the voicemail")
async def queue_exit_key_voicemail(lab):
    caller = await _press(lab, "0")
    await lab.sleep(3)
    caller.hangup()
    lab.facts.unanswered(caller, "queue_exit_key", "quick", voicemail=True, agents_rung=[{"agent": "1001", "result": "cancelled"}])


@scenario("The caller leaves the queue by key 5, which rings 1003; 1003 answers")
async def queue_exit_key_person(lab):
    caller = await _press(lab, "5")
    agent = await pick_up(lab, "1003", 1)
    await talk_then_hang_up(lab, agent, caller)
    lab.facts.answered(caller, agent, "quick", agents_rung=[{"agent": "1001", "result": "cancelled"}, {"agent": "1003", "result": "answered"}])


@scenario("The caller is withdrawn from quick by AMI while a phone rings; the dialplan says goodbye", on16=True)
async def queue_withdrawn(lab):
    await lab.add_members("quick", "1001")
    caller = lab.inbound(QUICK)
    ring = await lab["1001"].next_call()
    await lab.sleep(0.5)
    await lab.act(Action="QueueWithdrawCaller", Queue="quick", Caller=lab.channel("trunk-main"), WithdrawInfo="to the front desk")
    await ring.until("ended")
    await caller.until("ended")
    lab.facts.unanswered(caller, "queue_withdrawn", "quick")


@scenario("small takes one waiting caller: the second is refused (full), the first is answered", on16=True)
async def queue_full(lab):
    await lab.add_members("small", "1005")
    first = lab.inbound(SMALL, "Erster")
    ring = await lab["1005"].next_call()
    await lab.sleep(0.5)
    second = lab.inbound(SMALL, "Zuviel")
    await second.until("ended")
    lab.facts.unanswered(second, "queue_refused", "small")
    await lab.sleep(0.3)
    ring.answer()
    await talk_then_hang_up(lab, ring, first)
    lab.facts.answered(first, ring, "small")


@scenario("sales: 1004 is paused, and 1003 while his phone rings; when it stops, nobody is left and the caller leaves (leavewhenempty)", on16=True)
async def queue_left_empty(lab):
    await lab.pause("sales", "1004")
    caller = lab.inbound(SALES)
    await lab["1003"].next_call()
    await lab.sleep(1)
    await lab.pause("sales", "1003", reason="Gone home")
    await caller.until("ended")
    lab.facts.unanswered(caller, "queue_left_empty", "sales", agents_rung=[{"agent": "1003", "result": "no_answer"}])


@scenario("All members of sales are paused: the caller may not join and leaves a message in the voicemail", on16=True)
async def queue_refused_then_voicemail(lab):
    await lab.pause("sales", "1003", "1004", reason="Closed")
    caller = lab.inbound(SALES_THEN_VOICEMAIL)
    await caller.until("up")
    await lab.sleep(3)
    caller.hangup()
    lab.facts.unanswered(caller, "queue_refused", "sales", voicemail=True)


@scenario("Nobody of sales answers within 4 s: voicemail, a message is left")
async def queue_timeout_then_voicemail(lab):
    caller = lab.inbound(SALES_THEN_VOICEMAIL)
    ring = await lab.first_of("1003", "1004")
    await ring.until("ended")
    await lab.sleep(3)
    caller.hangup()
    lab.facts.unanswered(caller, "queue_timeout", "sales", voicemail=True,
                         agents_rung=[{"agent": ring.phone.user, "result": "no_answer"}])


async def _second_queue(lab, dialed=TWO_QUEUES):
    """The caller has been 3 s in support in vain and now rings an agent of sales. Returns (caller, ring)."""
    caller = lab.inbound(dialed)
    return caller, await lab.first_of("1003", "1004")


@scenario("Two queues: support times out after 3 s, sales answers", on16=True, live=("22",))
async def two_queues_answered_in_second(lab):
    caller, agent = await _second_queue(lab)
    await lab.sleep(1)
    agent.answer()
    await talk_then_hang_up(lab, agent, caller)
    lab.facts.answered(caller, agent, "support", queues=["support", "sales"])


@scenario("Two queues: support times out after 3 s, the caller gives up in sales", on16=True)
async def two_queues_abandoned_in_second(lab):
    caller, ring = await _second_queue(lab)
    await lab.sleep(1.4)
    caller.hangup()
    await ring.until("ended")
    lab.facts.unanswered(caller, "abandoned", "support", queues=["support", "sales"])


@scenario("Two queues: support times out, sales is closed (all paused) and refuses")
async def two_queues_refused_by_second(lab):
    await lab.pause("sales", "1003", "1004", reason="Closed")
    caller = lab.inbound(TWO_QUEUES)
    await caller.until("ended")
    lab.facts.unanswered(caller, "queue_refused", "support", queues=["support", "sales"],
                         agents_rung=[{"agent": "1001", "result": "no_answer"}, {"agent": "1002", "result": "no_answer"}])


@scenario("Three queues: support and quick time out after 3 s each, tech answers")
async def three_queues_answered_in_third(lab):
    await lab.add_members("quick", "1005")
    await lab.add_members("tech", "1006")
    caller = lab.inbound(THREE_QUEUES)
    agent = await pick_up(lab, "1006", 1)
    await talk_then_hang_up(lab, caller, agent)
    lab.facts.answered(caller, agent, "support", queues=["support", "quick", "tech"])


@scenario("The caller talks with 1001 in support; afterwards a new call of the same number is abandoned: two calls, not one")
async def same_caller_calls_again(lab):
    caller, agent = await queue_call(lab, TWO_QUEUES)
    await talk_then_hang_up(lab, caller, agent, 0.8)
    lab.facts.answered(caller, agent, "support")
    await lab.sleep(0.3)
    again = lab.inbound(TWO_QUEUES, number=caller.number)
    ring = await lab["1002"].next_call()
    ring = await lab["1002"].next_call()
    await lab.sleep(0.7)
    again.hangup()
    await ring.until("ended")
    lab.facts.unanswered(again, "abandoned", "support")
