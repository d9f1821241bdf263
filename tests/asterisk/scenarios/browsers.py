"""Agents whose phone is the page: Chromium with a microphone on the lab's Asterisk, over our server."""
import asyncio

from lab import browser, rtp, switch
from lab.link import Link
from lab.runner import scenario
from .configured import MENU, applied, folder_of

PASSWORD = "a long enough sentence"


async def desk(lab, cable=False):
    """A call center with an agent in a browser (3001) and one at a desk (3002); Nora is logged in and her phone is registered.

    With `cable` all that her page asks goes through one that can be pulled: (server, person, cable).
    """
    browser.reachable()
    server = await lab.serve(options=["--asterisk-configuration", folder_of(lab)], dial_context="callcenter",
                             environment={"CALLCENTER_SOFTPHONE__WEBSOCKET": "ws://127.0.0.1:%d/ws" % lab.pbx.slot.http})
    await server.put("/api/configuration/house", trunk="trunk-main", prefix="9", websocket="own")
    await server.post("/api/extensions", number="3001", name="Nora Neu", webrtc=True, codecs=["ulaw"])
    made = await server.post("/api/extensions", number="3002", name="Otto Obst")
    await server.post("/api/queues", name="hotline", title="Hotline", extension="3900", otherwise={"to": "hangup"})
    for login, name, extension in (("nora", "Nora Neu", "3001"), ("otto", "Otto Obst", "3002")):
        await server.post("/api/agents", login=login, name=name, extension=extension,
                          queues=[{"queue": "hotline"}] if login == "nora" else [])
    await server.post("/api/ivrs", name="menu", greeting="beep", numbers=[MENU], timeout_s=2, digit_timeout_s=1,
                      options={"1": {"to": "queue", "queue": "hotline"}})
    await server.post("/api/pause-codes", code="lunch", name="Lunch")
    await server.post("/api/dispositions", code="sold", name="Sold something")
    await server.post("/api/users", login="nora", name="Nora Neu", role="agent", agent="3001", password=PASSWORD)
    otto = await lab.add_phone("3002", at="1008", password=made["secret"])
    otto.policy = {}
    await applied(server)
    assert await otto.register() == 200
    address = server.address
    if cable:
        cable = Link(0, int(address.rsplit(":", 1)[1]))
        await cable.start()
        address = "http://127.0.0.1:%d" % cable.port
    person = await browser.Person(lab.folder).start(address)
    await person.does("login", login="nora", password=PASSWORD)
    await person.does("state", choose="Log in to my queues")
    await server.until("/api/agents/3001", lambda one: one["activity"] == "ready")
    return (server, person, cable) if cable else (server, person)


async def contacts(lab, extension):
    """From how many places a phone is registered, as the switch has it."""
    answer = await lab.control.action(Action="Command", Command="pjsip show aor " + extension)
    return sum(line.strip().startswith("Contact:  ") and "sip:" in line for line in answer.get("Output", "").splitlines())


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


async def both_talk(lab, person, when):
    """The caller hears the agent, and the agent the caller."""
    assert await says(lab, lab.trunk, browser.PITCH), "the caller hears the agent, %s: %s" % (when, lab.notes[-1])
    assert await person.hears(), "the agent hears the caller, %s: %s" % (when, person.heard)


async def over(lab, person, caller):
    """The caller hangs up, and the page knows it."""
    caller.hangup()
    await person.does("idle")


@scenario("An agent's day in the page: logs in, answers, is heard, mutes, holds, transfers, says what it was about, pauses, leaves", browser=True)
async def agent_day(lab):
    server, person = await desk(lab)
    try:
        caller = await answered(lab, person)
        await both_talk(lab, person, "at first")
        await person.does("mute")
        assert not await says(lab, lab.trunk, browser.PITCH), "muted: %s" % lab.notes[-1]
        await person.does("unmute")
        await person.does("hold")
        await person.does("shows", text="on hold")
        assert not await says(lab, lab.trunk, browser.PITCH), "on hold: %s" % lab.notes[-1]
        assert await lab.hears(lab.trunk) == "music", "who waits hears music"
        await person.does("unhold")
        await both_talk(lab, person, "taken back")
        await person.does("disposition", code="Sold something", note="Two of them")
        await person.does("transfer", to="3002", kind="At once")
        otto = await lab["3002"].next_call()
        await lab.sleep(0.4)
        otto.answer()
        await person.does("idle")
        assert await lab.hears(lab.trunk) == "tone" == await lab.hears(lab["3002"]), "the caller and Otto hear each other"
        caller.hangup()
        await otto.until("ended")
        await person.does("state", choose="Lunch")
        await server.until("/api/agents/3001", lambda one: one["activity"] == "paused" and one["reason"] == "lunch")
        await person.does("state", choose="Ready")
        await server.until("/api/agents/3001", lambda one: one["activity"] == "ready")
        await person.does("queue", does="Leave", name="hotline", then="Log in")
        assert await switch.member(lab, "hotline", "3001") is None, "she left it on the switch"
        await person.does("queue", does="Log in", name="hotline", then="Leave")
        assert await switch.member(lab, "hotline", "3001"), "she is in it on the switch"
        await person.does("state", choose="Log out of all queues")
        await server.until("/api/agents/3001", lambda one: one["activity"] == "away")
        assert await switch.member(lab, "hotline", "3001") is None
        assert await contacts(lab, "3001") == 1
        await person.does("logout")
        await gone(lab, "3001")
    finally:
        await person.stop()


async def gone(lab, extension):
    """Waits until the switch has no phone there any more."""
    for _ in range(50):
        if await contacts(lab, extension) == 0:
            return
        await lab.sleep(0.1)
    raise AssertionError("%s is still registered" % extension)


@scenario("The page is loaded anew in the middle of a call, and of one on hold: the caller hears the agent again", browser=True)
async def agent_reloads(lab):
    _, person = await desk(lab)
    try:
        caller = await answered(lab, person)
        await both_talk(lab, person, "at first")
        await person.does("reload")
        await both_talk(lab, person, "after a reload")
        await person.does("hold")
        await person.does("shows", text="on hold")
        assert await lab.hears(lab.trunk) == "music", "who waits hears music"
        await person.does("reload")
        await both_talk(lab, person, "after a reload on hold")
        await over(lab, person, caller)
    finally:
        await person.stop()


async def asks(lab, person):
    """The agent asks Otto while the caller waits; gives Otto's call."""
    asking = asyncio.ensure_future(person.does("transfer", to="3002", kind="Ask first"))
    otto = await lab["3002"].next_call()
    await lab.sleep(0.4)
    otto.answer()
    await asking
    await person.does("consulted", speaks="3002", waits="Frau Kunde")
    return otto


@scenario("The agent asks a colleague from the page: goes to and fro, brings all three together; puts another caller through", browser=True)
async def agent_consults(lab):
    _, person = await desk(lab)
    try:
        caller = await answered(lab, person)
        await both_talk(lab, person, "at first")
        otto = await asks(lab, person)
        assert await says(lab, lab["3002"], browser.PITCH), "Otto hears the agent: %s" % lab.notes[-1]
        assert not await says(lab, lab.trunk, browser.PITCH), "the caller waits: %s" % lab.notes[-1]
        await person.does("consultation", step="Swap")
        await person.does("consulted", speaks="Frau Kunde", waits="3002")
        await both_talk(lab, person, "swapped back")
        await person.does("consultation", step="All together")
        await person.does("shows", text="All are together.")
        await lab.sleep(0.5)
        caller.hush()
        otto.hush()
        for phone in (lab.trunk, lab["3002"]):
            assert await says(lab, phone, browser.PITCH), "all hear the agent: %s" % lab.notes[-1]
        assert not await person.hears(), "nobody else speaks: %s" % person.heard
        caller.speak()
        assert await person.hears(), "the agent hears the caller among the three: %s" % person.heard
        assert await lab.hears(lab["3002"]) != "nothing"
        caller.hangup()
        await lab.sleep(0.5)
        await person.does("hangup")
        await otto.until("ended")                   # alone in the room: the server hangs up
        await person.does("idle")
        second = await answered(lab, person)
        await both_talk(lab, person, "the second caller")
        otto = await asks(lab, person)
        await person.does("consultation", step="Put through")
        await person.does("idle")
        assert await lab.hears(lab.trunk) == "tone" == await lab.hears(lab["3002"]), "the caller and Otto hear each other"
        second.hangup()
        await otto.until("ended")
    finally:
        await person.stop()


@scenario("The page's connection is cut, and another time goes silent, in the middle of a call: both hear each other all along", browser=True)
async def agent_loses_network(lab):
    _, person, cable = await desk(lab, cable=True)
    try:
        caller = await answered(lab, person)
        cable.cut()
        await person.does("phone", says="The phone connects")
        await both_talk(lab, person, "without a connection")
        await cable.mend()
        await person.does("phone", says="The phone is ready")
        await both_talk(lab, person, "connected again")
        assert await contacts(lab, "3001") == 1
        await person.does("hold")
        await person.does("shows", text="on hold")
        assert await lab.hears(lab.trunk) == "music", "who waits hears music"
        await person.does("unhold")
        cable.freeze()
        await person.does("phone", says="The phone connects")
        await both_talk(lab, person, "while nothing gets through")
        cable.thaw()
        await person.does("phone", says="The phone is ready")
        await both_talk(lab, person, "when it gets through again")
        await over(lab, person, caller)
        second = await answered(lab, person)
        cable.cut()
        await person.does("phone", says="The phone connects")
        second.hangup()
        await cable.mend()
        await person.does("phone", says="The phone is ready")
        await person.does("idle")
    finally:
        await person.stop()
        cable.cut()


@scenario("Only one tab is the phone: another takes it over in the middle of a call, and again when the first is closed", browser=True)
async def agent_tabs(lab):
    _, person = await desk(lab)
    try:
        await person.does("tab")
        assert await contacts(lab, "3001") == 1
        await person.does("look", at=0)
        caller = await answered(lab, person)
        await person.does("look", at=1)
        await person.does("use_here")
        await both_talk(lab, person, "in the other tab")
        assert await contacts(lab, "3001") == 1
        await person.does("look", at=0)
        await person.does("phone", says="The phone is in another tab")
        await person.does("look", at=1)
        await person.does("close")
        await person.does("talks")
        await both_talk(lab, person, "after that tab was closed")
        await over(lab, person, caller)
        assert await contacts(lab, "3001") == 1
    finally:
        await person.stop()
