"""Calls that AMI starts: click-to-call, campaigns, Local channels; listening in; forwarding; conferences."""
import time

from lab.facts import segment
from lab.runner import scenario
from .numbers import SUPPORT, did
from .steps import blind, direct_call, pick_up, queue_call, talk_then_hang_up, talked

BUSY = {"code": 486, "ring": 0.2, "after": 0.5, "reason": "Busy Here"}


async def _click(lab, number, extension="1001"):
    """Click-to-call: the agent's phone rings first. Returns the agent's call once he answered."""
    await lab.act(Action="Originate", Channel="PJSIP/" + extension, Context="click2call", Exten=number, Priority="1",
                  CallerID='"Click to call" <%s>' % number, Timeout="8000", Async="true", Variable="CRM_ID=" + number[-4:])
    return await pick_up(lab, extension, 0.7)


def _clicked(lab, agent, number, **fields):
    lab.facts.record(agent, **dict(dict(direction="outbound", caller=agent.phone.user, dialed=number, ended_at=agent.t["ended"]), **fields))


@scenario("Click to call: 1001 answers, the customer answers, 1001 hangs up", on16=True, live=("22", "16"))
async def c2c_answered(lab):
    lab.trunk.policy = {"ring": 0.3}
    agent = await _click(lab, "491733000101")
    customer = await lab.trunk.next_call()
    await lab.sleep(1.2)
    customer.answer()
    await talk_then_hang_up(lab, agent, customer)
    _clicked(lab, agent, "491733000101", answered_by="customer", answered_at=customer.t["up"],
             ring_s=customer.t["up"] - customer.t["invite"], segments=[segment("customer", customer.t["up"], agent.t["ended"])],
             hangup={"by": "1001"})


@scenario("Click to call: 1001 answers, the customer is busy", on16=True)
async def c2c_customer_busy(lab):
    lab.trunk.policy = BUSY
    agent = await _click(lab, "491733000102")
    await agent.until("ended")
    _clicked(lab, agent, "491733000102", status="busy", hangup={"by": "customer"})


@scenario("Click to call: 1001 answers, the customer does not answer within 3 s")
async def c2c_customer_no_answer(lab):
    lab.trunk.policy = {"ring": 0.3}
    agent = await _click(lab, "490033000103")
    customer = await lab.trunk.next_call()
    await agent.until("ended")
    _clicked(lab, agent, "490033000103", status="no_answer", ring_s=customer.t["ended"] - customer.t["invite"], hangup={"by": "pbx"})


@scenario("Click to call: 1001 answers and gives up while the customer's phone rings", on16=True)
async def c2c_agent_gives_up(lab):
    lab.trunk.policy = {"ring": 0.3}
    agent = await _click(lab, "491733000104")
    customer = await lab.trunk.next_call()
    await lab.sleep(1.5)
    agent.hangup()
    await customer.until("ended")
    _clicked(lab, agent, "491733000104", status="no_answer", hangup={"by": "1001"})


@scenario("Click to call, the customer is transferred blindly by 1001 to 1002, who answers")
async def c2c_customer_transferred(lab):
    lab.trunk.policy = {"ring": 0.3, "answer": 0.8}
    agent = await _click(lab, "491733000105")
    customer = await lab.trunk.next_call()
    await customer.until("up")
    await lab.sleep(1.2)
    at = time.time()
    await agent.refer("1002")
    second = await pick_up(lab, "1002", 0.8)
    await talk_then_hang_up(lab, customer, second)
    lab.extra["convention"] = "1001, who counts as the caller, left at the transfer; what the customer and 1002 then say still belongs to the call"
    end = customer.t["ended"]
    _clicked(lab, agent, "491733000105", answered_by="customer", answered_at=customer.t["up"], ended_at=end,
             ring_s=customer.t["up"] - customer.t["invite"],
             segments=[segment("customer", customer.t["up"], at), talked(second, end)],
             transfers=[blind("1001", "1002", at)], hangup={"by": "customer"})


async def _campaign(lab, number, timeout="15000"):
    """The customer is called first and then put into queue support. Returns the customer's call."""
    await lab.act(Action="Originate", Channel="PJSIP/%s@trunk-main" % number, Context="to-queue", Exten="support", Priority="1",
                  CallerID='"Campaign 7" <4930555000>', Timeout=timeout, Async="true", ChannelId="campaign-" + number[-4:], Account="campaign7")
    return await lab.trunk.next_call()


def _campaigned(lab, customer, number, **fields):
    lab.facts.record(customer, **dict(dict(direction="outbound", caller="4930555000", dialed=number, ended_at=customer.t["ended"]), **fields))


@scenario("Campaign: the customer answers, is put into support, 1001 answers and hangs up", on16=True)
async def campaign_answered(lab):
    lab.trunk.policy = {"ring": 0.3, "answer": 0.8}
    customer = await _campaign(lab, "491733000201")
    agent = await pick_up(lab, "1001", 0.8)
    await talk_then_hang_up(lab, agent, customer)
    _campaigned(lab, customer, "491733000201", queue="support", answered_by="1001", answered_at=agent.t["up"],
                ring_s=agent.t["up"] - agent.t["invite"], segments=[talked(agent, agent.t["ended"])], hangup={"by": "1001"},
                ended_at=agent.t["ended"])


@scenario("Campaign: the customer is busy", on16=True)
async def campaign_busy(lab):
    lab.trunk.policy = BUSY
    customer = await _campaign(lab, "491733000202")
    await customer.until("ended")
    _campaigned(lab, customer, "491733000202", status="busy", hangup={"by": "customer"})


@scenario("Campaign: the customer does not answer within 3 s")
async def campaign_no_answer(lab):
    lab.trunk.policy = {"ring": 0.3}
    customer = await _campaign(lab, "491733000203", "3000")
    await customer.until("ended")
    _campaigned(lab, customer, "491733000203", status="no_answer", hangup={"by": "pbx"})


@scenario("Campaign: the customer answers, waits in support and gives up")
async def campaign_abandoned(lab):
    lab.trunk.policy = {"ring": 0.3, "answer": 0.8}
    customer = await _campaign(lab, "491733000204")
    ring = await lab["1001"].next_call()
    await lab.sleep(1.6)
    customer.hangup()
    await ring.until("ended")
    _campaigned(lab, customer, "491733000204", queue="support", status="abandoned", hangup={"by": "customer"})


@scenario("Originate of Local/1001@agents/n to an outside number: 1001's phone rings first, then the customer's")
async def originate_local(lab):
    lab.trunk.policy = {"ring": 0.3}
    await lab.act(Action="Originate", Channel="Local/1001@agents/n", Context="click2call", Exten="491733000301", Priority="1",
                  CallerID='"Local call" <491733000301>', Timeout="8000", Async="true")
    agent = await pick_up(lab, "1001", 0.7)
    customer = await lab.trunk.next_call()
    await lab.sleep(1)
    customer.answer()
    await talk_then_hang_up(lab, customer, agent)
    lab.facts.record(agent, _local="Local/1001@agents", direction="outbound", caller="1001", dialed="491733000301",
                     answered_by="customer", answered_at=customer.t["up"], ended_at=customer.t["ended"],
                     ring_s=customer.t["up"] - customer.t["invite"],
                     segments=[segment("customer", customer.t["up"], customer.t["ended"])], hangup={"by": "customer"}, agents_rung=None)


# ---- listening in
@scenario("1005 is rung by AMI to whisper to 1001, who is in a queue call; 1005 leaves, later 1001", on16=True)
async def chanspy_originated_whisper(lab):
    caller, agent = await queue_call(lab, SUPPORT)
    data = lab.recorder.uniqueid(lab.channel("1001")) + ",uqwES"
    await lab.act(Action="Originate", Channel="PJSIP/1005", Application="ChanSpy", Data=data, CallerID='"Whisper" <1001>',
                  Timeout="8000", Async="true")
    spy = await pick_up(lab, "1005", 0.6)
    await talk_then_hang_up(lab, spy, spy, 1.8)
    await talk_then_hang_up(lab, agent, caller, 0.8)
    lab.facts.answered(caller, agent, "support", spied=[{"by": "1005", "mode": "whisper", "from": round(spy.t["up"], 3), "to": round(spy.t["ended"], 3)}])
    lab.facts.record(spy, direction="internal", caller="1005", dialed=None, status="supervision", mode="whisper", target="1001",
                     ended_at=spy.t["ended"], hangup={"by": "1005"})


@scenario("1003 dials in to barge into 1001's call; 1001 hangs up and with him the spy", live=("22",))
async def chanspy_barge_until_the_end(lab):
    caller, agent = await direct_call(lab)
    spy = lab["1003"].dial("*241001")
    await spy.until("up")
    await talk_then_hang_up(lab, agent, caller, 1.8)
    await spy.until("ended")
    lab.facts.answered(caller, agent, spied=[{"by": "1003", "mode": "barge", "from": round(spy.t["up"], 3), "to": round(spy.t["ended"], 3)}])
    lab.facts.record(spy, status="supervision", mode="barge", target="1001", ended_at=spy.t["ended"], hangup={"by": "pbx"})


@scenario("Conference 8002: 1001, 1002 and 1003 dial in; 1003 is kicked by AMI, the others leave", on16=True, live=("22",))
async def confbridge_three(lab):
    calls = []
    for extension in ("1001", "1002", "1003"):
        calls.append(lab[extension].dial("8002"))
        await calls[-1].until("up")
        await lab.sleep(0.5)
    await lab.act(Action="ConfbridgeKick", Conference="8002", Channel=lab.channel("1003"))
    await calls[2].until("ended")
    for call in (calls[1], calls[0]):
        await lab.sleep(0.6)
        call.hangup()
    for call in calls:
        kicked = call.phone.user == "1003"
        lab.facts.record(call, status="conference", ended_at=call.t["ended"], hangup={"by": "pbx" if kicked else call.phone.user},
                         conference={"room": "8002", "joined": round(call.t["up"], 3), "left": round(call.t["ended"], 3), "kicked": kicked})


# ---- forwarding (302)
def _forward(lab, extension, to):
    lab[extension].policy = {"redirect": to, "after": 0.4}
    return [{"from": extension, "to": to, "kind": "302"}]


@scenario("Queue member 1001 forwards by 302 to 1003, who answers", on16=True, live=("22",))
async def forward_queue_member(lab):
    await lab.pause("support", "1002")
    forwarded = _forward(lab, "1001", "1003")
    caller = lab.inbound(SUPPORT)
    agent = await pick_up(lab, "1003", 1)
    await talk_then_hang_up(lab, agent, caller)
    lab.facts.answered(caller, agent, "support", forwarded=forwarded)


@scenario("1001 forwards by 302 to 1003, who is busy")
async def forward_busy(lab):
    forwarded = _forward(lab, "1001", "1003")
    lab["1003"].policy = dict(BUSY, ring=None)
    caller = lab.inbound(did("1001"))
    await caller.until("ended")
    lab.facts.unanswered(caller, "busy", by="1003", forwarded=forwarded)


@scenario("1001 forwards by 302 to 1002's short ring (3 s), where nobody answers", on16=True)
async def forward_no_answer(lab):
    forwarded = _forward(lab, "1001", "5502")
    caller = lab.inbound(did("1001"))
    await caller.until("ended")
    lab.facts.unanswered(caller, "no_answer", by="pbx", forwarded=forwarded)
