"""Agents whose phone is the page: Chromium with a microphone on the lab's Asterisk, over our server."""
from lab import browser, rtp
from lab.runner import scenario
from .configured import MENU, applied, folder_of

PASSWORD = "a long enough sentence"


async def desk(lab):
    """A call center with an agent in a browser (3001) and one at a desk (3002); Nora is logged in and her phone is registered."""
    browser.reachable()
    server = await lab.serve(options=["--asterisk-configuration", folder_of(lab)],
                             environment={"CALLCENTER_SOFTPHONE__WEBSOCKET": "ws://127.0.0.1:%d/ws" % lab.pbx.slot.http})
    await server.put("/api/configuration/house", trunk="trunk-main", prefix="9", websocket="own")
    await server.post("/api/extensions", number="3001", name="Nora Neu", webrtc=True, codecs=["ulaw"])
    made = await server.post("/api/extensions", number="3002", name="Otto Obst")
    await server.post("/api/queues", name="hotline", title="Hotline", extension="3900", otherwise={"to": "hangup"})
    for login, name, extension in (("nora", "Nora Neu", "3001"), ("otto", "Otto Obst", "3002")):
        await server.post("/api/agents", login=login, name=name, extension=extension,
                          queues=[{"queue": "hotline", "rings": "always"}] if login == "nora" else [])
    await server.post("/api/ivrs", name="menu", greeting="beep", numbers=[MENU], timeout_s=2, digit_timeout_s=1,
                      options={"1": {"to": "queue", "queue": "hotline"}})
    await server.post("/api/pause-codes", code="lunch", name="Lunch")
    await server.post("/api/dispositions", code="sold", name="Sold something")
    await server.post("/api/users", login="nora", name="Nora Neu", role="agent", agent="3001", password=PASSWORD)
    otto = await lab.add_phone("3002", at="1008", password=made["secret"])
    otto.policy = {}
    await applied(server)
    assert await otto.register() == 200
    person = await browser.Person(lab.folder).start(server.address)
    await person.does("login", login="nora", password=PASSWORD)
    return server, person


async def says(lab, phone, hertz):
    """Whether a phone hears this pitch now, and how loud; silence is no pitch."""
    await lab.sleep(0.4)
    phone.rtp.heard.clear()
    await lab.sleep(1.2)
    loud, share = rtp.pitch_of(list(phone.rtp.heard), hertz)
    lab.notes.append("%d packets, rms %d, %d %% of it %d Hz" % (len(phone.rtp.heard), loud, share * 100, hertz))
    return len(phone.rtp.heard) > 40 and loud > 1000 and share > 0.8


async def answered(lab, person):
    """A caller who chose the queue in the menu, and whom the agent answered in the page."""
    caller = lab.inbound(MENU, "Frau Kunde")
    await caller.until("up")
    await lab.sleep(0.6)
    await caller.keys("1")
    await person.does("card", shows="Frau Kunde")
    await person.does("answer")
    return caller


@scenario("An agent's day in the page: answers, is heard, mutes, holds, transfers, says what it was about, pauses", browser=True)
async def agent_day(lab):
    server, person = await desk(lab)
    try:
        caller = await answered(lab, person)
        assert await says(lab, lab.trunk, browser.PITCH), "the caller hears the agent: %s" % lab.notes[-1]
        await person.does("mute")
        assert not await says(lab, lab.trunk, browser.PITCH), "muted: %s" % lab.notes[-1]
        await person.does("unmute")
        await person.does("hold")
        await person.does("shows", text="on hold")
        assert not await says(lab, lab.trunk, browser.PITCH), "on hold: %s" % lab.notes[-1]
        await person.does("unhold")
        assert await says(lab, lab.trunk, browser.PITCH), "taken back: %s" % lab.notes[-1]
        await person.does("disposition", code="Sold something", note="Two of them")
        await person.does("transfer", to="3002", kind="At once")
        otto = await lab["3002"].next_call()
        await lab.sleep(0.4)
        otto.answer()
        await person.does("idle")
        await lab.sleep(1)
        caller.hangup()
        await otto.until("ended")
        await person.does("state", choose="Lunch")
        await server.until("/api/agents/3001", lambda one: one["activity"] == "paused" and one["reason"] == "lunch")
        await person.does("state", choose="Ready")
        await server.until("/api/agents/3001", lambda one: one["activity"] == "ready")
        await person.does("logout")
        await server.until("/api/extensions", lambda page: True)
    finally:
        await person.stop()


@scenario("The page is loaded anew in the middle of a call, and of one on hold: the caller hears the agent again", browser=True)
async def agent_reloads(lab):
    _, person = await desk(lab)
    try:
        caller = await answered(lab, person)
        assert await says(lab, lab.trunk, browser.PITCH), "the caller hears the agent: %s" % lab.notes[-1]
        await person.does("reload")
        assert await says(lab, lab.trunk, browser.PITCH), "after a reload: %s" % lab.notes[-1]
        await person.does("hold")
        await person.does("shows", text="on hold")
        await person.does("reload")
        assert await says(lab, lab.trunk, browser.PITCH), "after a reload on hold: %s" % lab.notes[-1]
        caller.hangup()
        await person.does("idle")
    finally:
        await person.stop()
