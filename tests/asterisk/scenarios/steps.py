"""Openings and moves that many scenarios share."""
import time

from lab.facts import segment, side
from .numbers import did


async def direct_call(lab, extension="1001", talk=1.2, name=None):
    """A caller talks with an extension. Returns (caller, agent)."""
    return await queue_call(lab, did(extension), extension, talk, name)


async def queue_call(lab, dialed, extension="1001", talk=1.2, name=None):
    """A caller talks with a queue's agent. Returns (caller, agent)."""
    caller = lab.inbound(dialed, name)
    agent = await lab[extension].next_call()
    await lab.sleep(0.8)
    agent.answer()
    await caller.until("up")
    await lab.sleep(talk)
    return caller, agent


async def pick_up(lab, extension, after=0.8):
    """The next call at the extension is answered after so long."""
    call = await lab[extension].next_call()
    await lab.sleep(after)
    call.answer()
    return call


async def talk_then_hang_up(lab, one, other, seconds=1.5):
    """`one` hangs up after so long; returns when both know."""
    await lab.sleep(seconds)
    one.hangup()
    await other.until("ended")


def talked(call, end):
    """The segment of a person who talked from the answer until `end`."""
    return segment(side(call), call.t["up"], end)


def blind(by, to, at, result="answered", **more):
    return dict(kind="blind", by=by, to=to, at=round(at, 3), result=result, **more)


def attended(by, to, at, result="answered", consult=None, **more):
    """`consult`: the consulted person's call, when he answered; the consultation ended at `at`."""
    if consult:
        more["consult_s"] = round(at - consult.t["up"], 2)
    return dict(kind="attended", by=by, to=to, at=round(at, 3), result=result, **more)


async def hand_over(lab, agent, number, partner_at, talk=1.2):
    """Attended transfer as phones do it: hold, call `number`, REFER with Replaces.

    `partner_at`: the phone at which the consulted person answers. Returns (consult call, partner, held at, moved at).
    """
    held = time.time()
    await agent.hold()
    consult = agent.phone.dial(number)
    partner = await partner_at.next_call()
    await lab.sleep(0.8)
    partner.answer()
    await consult.until("up")
    await lab.sleep(talk)
    moved = time.time()
    await agent.refer(number, consult)
    await consult.until("ended")
    if agent.state != "ended":
        await agent.until("ended", timeout=4)
    return consult, partner, held, moved


async def feature_transfer(lab, extension, to):
    """Starts the attended transfer feature for an extension by AMI. Returns when it was asked."""
    asked = time.time()
    await lab.act(Action="Atxfer", Channel=lab.channel(extension), Exten=to, Context="agents")
    return asked


FEATURE_SECONDS = 0.25          # from the action Atxfer to the hold: it plays the code as DTMF


def feature_hold(asked, end, by):
    """The hold that the feature makes for the one who transfers."""
    begin = asked + FEATURE_SECONDS
    return {"count": 1, "seconds": round(end - begin, 2), "by": by}
