"""Agents at work on a real switch: asked over HTTP, seen in the switch's own queues."""
from lab import switch
from lab.runner import scenario
from .asking import refused, the_call
from .numbers import TECH
from .steps import queue_call, talk_then_hang_up

LIVE = ("22", "16")
LOG_SECOND = 1.2                        # queue_log has whole seconds: what follows within one has no order in it


async def _act(lab, server, what, agent="1003", **body):
    await lab.sleep(LOG_SECOND)
    answer = await server.post("/api/agents/%s/%s" % (agent, what), **body)
    assert (answer["outcome"], answer["evidence"]) == ("done", "reported"), answer


async def _in_tech(lab, server):
    await lab.add_members("tech", "1003")
    await server.until("/api/agents/1003", lambda agent: any(m["queue"] == "tech" for m in agent["queues"]))


@scenario("Asked over HTTP, 1003 is not ready for Lunch, then for Training, ready, logged out of tech and in again", on16=True, live=LIVE)
async def control_agent(lab):
    server = await lab.serve()
    await _in_tech(lab, server)
    await _act(lab, server, "not-ready", reason="Lunch")
    said = await switch.member(lab, "tech", "1003")
    assert "paused" in said and (lab.pbx.version == "16" or "Lunch" in said), said
    agent = await server.until("/api/agents/1003", lambda agent: agent["activity"] == "paused")
    assert agent["reason"] == "Lunch", agent
    await _act(lab, server, "not-ready", reason="Training")
    await server.until("/api/agents/1003", lambda agent: agent["reason"] == "Training")
    await _act(lab, server, "ready")
    assert "paused" not in await switch.member(lab, "tech", "1003")
    await server.until("/api/agents/1003", lambda agent: agent["activity"] == "ready")
    await _act(lab, server, "logout", queues=["tech"])
    assert await switch.member(lab, "tech", "1003") is None
    await _act(lab, server, "login", queues=["tech"], extension="1003", name="Carla Conti")
    assert await switch.member(lab, "tech", "1003") is not None
    await refused(server.post("/api/agents/1003/login", queues=["nowhere"]), 409, "queue")
    await lab.sleep(LOG_SECOND)


@scenario("Not ready after the call, asked during it: 1003 talks on, and is paused when it is over; no call rings him until he is ready",
          on16=True, live=LIVE)
async def control_after_call(lab):
    server = await lab.serve()
    await _in_tech(lab, server)
    caller, agent = await queue_call(lab, TECH, "1003")
    await the_call(server)
    await _act(lab, server, "not-ready", reason="Lunch", after_call=True)
    talking = await server.get("/api/agents/1003")
    assert talking["activity"] == "talking", talking
    await talk_then_hang_up(lab, caller, agent, 0.8)
    lab.facts.answered(caller, agent, "tech")
    paused = await server.until("/api/agents/1003", lambda agent: agent["activity"] == "paused")
    assert paused["reason"] == "Lunch", paused
    assert "paused" in await switch.member(lab, "tech", "1003")
    second = lab.inbound(TECH)
    await second.until("up")
    await lab.sleep(2)
    assert len(lab["1003"].history) == 1, "who is paused is not rung"
    await _act(lab, server, "ready")
    rung = await lab["1003"].next_call()
    await lab.sleep(0.6)
    rung.answer()
    await talk_then_hang_up(lab, rung, second, 1)
    lab.facts.answered(second, rung, "tech")
