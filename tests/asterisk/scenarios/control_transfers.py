"""Transfers that the server drives on a real switch: asked over HTTP, seen in the switch's bridges and heard by the phones."""
import time

from lab import switch
from lab.facts import segment
from lab.runner import scenario
from .asking import asked, leg_of, on, only_speaks, refused, the_call
from .numbers import SUPPORT
from .steps import attended, blind, direct_call, pick_up, queue_call, talk_then_hang_up, talked

LIVE = ("22", "16")


@scenario("Asked over HTTP, 1001 transfers the caller blindly to 1002; an extension nobody has is refused", on16=True, live=LIVE)
async def control_blind_transfer(lab):
    server = await lab.serve()
    caller, agent = await direct_call(lab)
    call = await the_call(server)
    at = time.time()
    await on(server, call, "transfer", leg=leg_of(call, "1001"), to="1002", kind="blind")
    second = await pick_up(lab, "1002", 0.8)
    await agent.until("ended")
    await lab.sleep(0.8)
    assert await switch.bridged(lab, "1002", "trunk-main")
    call = await the_call(server)
    await refused(server.post("/api/calls/%s/transfer" % call["id"], leg=leg_of(call, "1002"), to="4711", kind="blind"),
                  409, "no such extension")
    await talk_then_hang_up(lab, second, caller)
    lab.facts.moved(caller, agent, [segment("1001", agent.t["up"], at), talked(second, second.t["ended"])],
                    [blind("1001", "1002", at)], by="1002", end=second.t["ended"])


class Consultation:
    """1001 talks with a caller of support and asks 1003, who answers: the caller waits with music."""

    @classmethod
    async def begun(cls, lab):
        self = cls()
        self.server = await lab.serve()
        self.caller, self.agent = await queue_call(lab, SUPPORT)
        self.call = await the_call(self.server)
        self.leg, self.held = leg_of(self.call, "1001"), time.time()
        asking = asked(self.server, self.call, "transfer", leg=self.leg, to="1003", kind="attended")
        self.second = await pick_up(lab, "1003", 0.8)
        await asking
        assert await lab.hears(lab.trunk) == "music", "who waits hears no music"
        assert await lab.hears(lab["1001"]) == "tone" == await lab.hears(lab["1003"]), "1001 and 1003 do not hear each other"
        assert await switch.bridged(lab, "1001", "1003")
        return self

    async def step(self, what):
        """Asks for a step of the transfer; gives when."""
        at = time.time()
        await on(self.server, self.call, "transfer/" + what, leg=self.leg)
        return at

    def hold(self, *ends):
        """The caller's holds: until the first moment, between the second and third, and so on."""
        times = (self.held,) + ends
        pairs = list(zip(times[::2], times[1::2]))
        return {"count": len(pairs), "seconds": round(sum(end - begin for begin, end in pairs), 2), "by": "1001"}


@scenario("Asked over HTTP, 1001 consults 1003 while a caller of support waits with music, and completes", on16=True, live=LIVE)
async def control_transfer_completed(lab):
    one = await Consultation.begun(lab)
    at = await one.step("complete")
    await one.agent.until("ended")
    assert await lab.hears(lab.trunk) == "tone" == await lab.hears(lab["1003"]), "the caller and 1003 do not hear each other"
    assert await switch.bridged(lab, "1003", "trunk-main")
    await talk_then_hang_up(lab, one.caller, one.second, 0.8)
    lab.facts.moved(one.caller, one.agent, [talked(one.agent, at), segment("1003", at, one.caller.t["ended"])],
                    [attended("1001", "1003", at, consult=one.second)], queue="support", hold=one.hold(at))


@scenario("Asked over HTTP, 1001 consults 1003 and goes back to the caller of support", on16=True, live=LIVE)
async def control_transfer_cancelled(lab):
    one = await Consultation.begun(lab)
    at = await one.step("cancel")
    await one.second.until("ended")
    assert await lab.hears(lab.trunk) == "tone" == await lab.hears(lab["1001"]), "the caller and 1001 do not hear each other"
    assert await switch.bridged(lab, "1001", "trunk-main")
    await talk_then_hang_up(lab, one.caller, one.agent, 0.8)
    lab.facts.moved(one.caller, one.agent, [talked(one.agent, one.caller.t["ended"])],
                    [attended("1001", "1003", at, "cancelled", consult=one.second)], queue="support", hold=one.hold(at))


@scenario("Asked over HTTP, 1001 swaps between the caller of support and 1003, and completes", on16=True, live=LIVE)
async def control_transfer_swapped(lab):
    one = await Consultation.begun(lab)
    back = await one.step("swap")
    assert await lab.hears(lab.trunk) == "tone" == await lab.hears(lab["1001"]), "the caller and 1001 do not hear each other"
    assert await switch.bridged(lab, "1001", "trunk-main")
    away = await one.step("swap")
    assert await lab.hears(lab.trunk) == "music", "who waits hears no music"
    assert await switch.bridged(lab, "1001", "1003")
    at = await one.step("complete")
    await one.agent.until("ended")
    assert await switch.bridged(lab, "1003", "trunk-main")
    await talk_then_hang_up(lab, one.caller, one.second, 0.8)
    lab.facts.moved(one.caller, one.agent, [talked(one.agent, at), segment("1003", at, one.caller.t["ended"])],
                    [attended("1001", "1003", at, consult=one.second)], queue="support", hold=one.hold(back, away, at))


@scenario("Asked over HTTP, 1001 brings the caller of support and 1003 together: all three hear each other; the caller leaves", on16=True, live=LIVE)
async def control_transfer_three_way(lab):
    one = await Consultation.begun(lab)
    at = await one.step("merge")
    await lab.sleep(0.5)
    people = [one.caller, one.agent, one.second]
    for speaker in people:
        heard = await only_speaks(lab, speaker, *[other for other in people if other is not speaker])
        assert "nothing" not in heard, "%s is not heard by all: %s" % (speaker.phone.user, heard)
    one.caller.hangup()
    await lab.sleep(0.5)
    one.agent.hangup()
    await one.second.until("ended")                 # alone in the room: the server hangs up
    end = one.caller.t["ended"]
    lab.facts.moved(one.caller, one.agent, [talked(one.agent, end), segment("1003", at, end)],
                    [attended("1001", "1003", at, consult=one.second)], queue="support", hold=one.hold(at), moved=True)


@scenario("Asked over HTTP, 1001 brings the caller of support and 1003 together and leaves: the two talk on, in the record too", on16=True, live=LIVE)
async def control_transfer_three_way_goes_on(lab):
    one = await Consultation.begun(lab)
    at = await one.step("merge")
    await lab.sleep(1)
    one.agent.hangup()
    await lab.sleep(0.4)
    assert await lab.hears(lab.trunk) != "nothing" != await lab.hears(lab["1003"]), "the caller and 1003 do not talk on"
    one.caller.hangup()
    await one.second.until("ended")                 # alone in the room: the server hangs up
    lab.facts.moved(one.caller, one.agent, [talked(one.agent, one.agent.t["ended"]), segment("1003", at, one.caller.t["ended"])],
                    [attended("1001", "1003", at, consult=one.second)], queue="support", hold=one.hold(at), moved=True)


@scenario("Asked over HTTP, 1001 gives the caller of support on while 1003 still rings", on16=True, live=LIVE)
async def control_transfer_blonde(lab):
    server = await lab.serve()
    caller, agent = await queue_call(lab, SUPPORT)
    call = await the_call(server)
    leg, held = leg_of(call, "1001"), time.time()
    asking = asked(server, call, "transfer", leg=leg, to="1003", kind="attended")
    second = await lab["1003"].next_call()
    await lab.sleep(0.8)
    at = time.time()
    await on(server, call, "transfer/complete", leg=leg)
    await agent.until("ended")
    assert await lab.hears(lab.trunk) == "music", "who waits hears no music"
    second.answer()
    await asking                                    # done, once the caller and 1003 talk
    assert await switch.bridged(lab, "1003", "trunk-main")
    assert await lab.hears(lab.trunk) == "tone" == await lab.hears(lab["1003"]), "the caller and 1003 do not hear each other"
    assert await switch.bridged(lab, "1003", "trunk-main")
    await talk_then_hang_up(lab, caller, second, 0.8)
    lab.facts.moved(caller, agent, [talked(agent, at), talked(second, caller.t["ended"])],
                    [attended("1001", "1003", at, blonde=True)], queue="support",
                    hold={"count": 1, "seconds": round(at - held, 2), "by": "1001"})
