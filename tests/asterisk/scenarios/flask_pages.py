"""Agents whose phone is the page of a Flask application: Chromium with a microphone, the module's page, the lab's Asterisk."""
import asyncio

from lab import browser, switch
from lab.link import Front, Link
from lab.paper import Paper, serves_tls
from lab.facts import segment
from lab.flask_app import password
from lab.runner import scenario
from .browsers import both_talk, contacts, gone, says
from .flask import is_written_down, rows_of
from .numbers import TECH

AGENT = "1100"
NAME = "Wanda Web"


def login(extension=AGENT, name=NAME, **other):
    said = dict(agent_id=extension, name=name, sip_username=extension, sip_password=password(extension), extension=extension)
    return {"said": dict(said, **other)}


async def application(lab, websocket=None, paper=None):
    """An application whose page has a phone, by default at Asterisk's WebSocket without TLS."""
    browser.reachable()
    websocket = websocket or "ws://127.0.0.1:%d/ws" % lab.pbx.slot.http
    app = await lab.flask(AGENT, paper=paper, CALLCENTER_SIP_WEBSOCKET=websocket)
    # Whoever can log in finds the application with its link; the page does it anew.
    await (await app.agent(AGENT, NAME)).post("agent/logout")
    return app


async def somebody(lab, address, options=()):
    """Somebody at the page of an application."""
    return await browser.Person(lab.folder, "flask/person.js", options).start(address)


async def desk(lab):
    """An application whose page has a phone, and somebody at it: (application, person)."""
    app = await application(lab)
    return app, await somebody(lab, app.address)


async def logged_in(lab, person):
    await person.does("login", **login())
    assert await contacts(lab, AGENT) == 1, "the page is registered at the switch"
    assert await switch.member(lab, "tech", AGENT) is not None, "the agent is in the queue"


async def answered(lab, person, name="Frau Kunde"):
    """A caller in the queue, whom the agent answers in the page."""
    caller = lab.inbound(TECH, name)
    await person.does("rings", **{"from": name})
    await person.does("answer")
    await caller.until("up")
    return caller


async def calls_out(lab, person):
    """The page's phone dials a customer, who answers."""
    lab.trunk.policy = {"ring": 0.2}
    await person.does("dial", number="9491733000002")
    customer = await lab.trunk.next_call()
    assert customer.dialed == "491733000002", customer.dialed
    await lab.sleep(0.5)
    customer.answer()
    await person.does("talks")
    await both_talk(lab, person, "the customer who was called")
    return customer


def held(call):
    """The holds of a call, by the page's own clock."""
    return {"count": len(call.holds), "seconds": round(sum(to - begin for begin, to in call.holds), 2), "by": AGENT}


async def own_call(person, ended_by="remote", at=-1):
    """The last call of the page's phone, by its own clock."""
    calls = await person.does("calls")
    return browser.Call(AGENT, calls[at], ended_by)


@scenario("An agent's phone is the page of a Flask application: registers, rings, answers, both hear each other, mutes, holds, presses keys, hangs up, leaves",
          flask=True, browser=True)
async def flask_page_phone(lab):
    app, person = await desk(lab)
    assert "/ws: speaks SIP" in app.says("check-phone", AGENT)
    try:
        await logged_in(lab, person)
        caller = await answered(lab, person)
        await both_talk(lab, person, "at first")
        await person.does("mute")
        assert not await says(lab, lab.trunk, browser.PITCH), "muted: %s" % lab.notes[-1]
        await person.does("unmute")
        await both_talk(lab, person, "unmuted")
        await person.does("hold")
        assert not await says(lab, lab.trunk, browser.PITCH), "on hold: %s" % lab.notes[-1]
        assert await lab.hears(lab.trunk) == "music", "who waits hears music"
        await person.does("unhold")
        await both_talk(lab, person, "taken back")
        await person.does("keys", keys="42")
        await lab.sleep(0.4)
        assert caller.keys_heard == "42", caller.keys_heard
        await person.does("hangup")
        await caller.until("ended")
        call = await own_call(person, "self")
        lab.facts.answered(caller, call, "tech", hold=held(call))
        await is_written_down(lab, app, AGENT)
        await person.does("pause", reason="Lunch")
        assert "paused" in await switch.member(lab, "tech", AGENT)
        await person.does("ready")
        await person.does("logout")
        await gone(lab, AGENT)
        assert await switch.member(lab, "tech", AGENT) is None
    finally:
        await person.stop()


@scenario("The page of a Flask application is loaded anew in the middle of a call, and of one on hold: the caller hears the agent again",
          flask=True, browser=True)
async def flask_page_reloads(lab):
    app, person = await desk(lab)
    try:
        await logged_in(lab, person)
        caller = await answered(lab, person)
        await both_talk(lab, person, "at first")
        first = await own_call(person)
        await person.does("reload")
        await both_talk(lab, person, "after a reload")
        caller.hangup()
        await person.does("idle")
        # The page comes back as another leg of the agent's, in the place of the one before.
        again, = await person.does("agreed")
        end = caller.t["ended"]
        lab.facts.moved(caller, first, [segment(AGENT, first.t["up"], again), segment(AGENT, again, end)], queue="tech", end=end)
        await is_written_down(lab, app, AGENT)
        second = await answered(lab, person, "Herr Zweiter")
        await person.does("hold")
        assert await lab.hears(lab.trunk) == "music", "who waits hears music"
        await person.does("reload")
        await both_talk(lab, person, "after a reload on hold")
        second.hangup()
        await person.does("idle")
    finally:
        await person.stop()


@scenario("The page of a Flask application calls a customer, is called by a colleague, hands a caller on; another tab takes the phone over",
          flask=True, browser=True)
async def flask_page_ways(lab):
    app, person = await desk(lab)
    try:
        await logged_in(lab, person)
        customer = await calls_out(lab, person)
        customer.hangup()
        await person.does("idle")
        inside = lab["1001"].dial(AGENT)
        await person.does("rings", **{"from": "Anna Ahrens"})
        await person.does("answer")
        await inside.until("up")
        await person.does("reload")
        assert await person.hears(), "the agent hears Anna after a reload: %s" % person.heard
        await person.does("hangup")
        await inside.until("ended")
        caller = await answered(lab, person)
        await both_talk(lab, person, "before it is handed on")
        await person.does("transfer", to="1001")
        colleague = await lab["1001"].next_call()
        await lab.sleep(0.4)
        colleague.answer()
        await lab.sleep(0.6)
        assert await lab.hears(lab.trunk) == "tone" == await lab.hears(lab["1001"]), "the caller and 1001 hear each other"
        caller.hangup()
        await colleague.until("ended")
        await person.does("tab")
        assert await contacts(lab, AGENT) == 1
        await person.does("look", at=0)
        second = await answered(lab, person, "Herr Zweiter")
        await person.does("look", at=1)
        await person.does("use_here")
        await both_talk(lab, person, "in the other tab")
        assert await contacts(lab, AGENT) == 1
        await person.does("look", at=0)
        await person.does("phone", says="Phone is in another tab")
        await person.does("look", at=1)
        second.hangup()
        await person.does("idle")
        rows = await rows_of(lab, app, "cc_calls", lambda rows: len(rows) == 4 and all(row["ended_at"] for row in rows))
        assert {(row["direction"], row["agent_id"]) for row in rows} == {("outbound", AGENT), ("internal", AGENT), ("inbound", AGENT)}, rows
    finally:
        await person.stop()


@scenario("The page of a Flask application calls a customer and is loaded anew while they talk, and while he waits: it is one call to its end",
          flask=True, browser=True)
async def flask_page_dials_and_reloads(lab):
    app, person = await desk(lab)
    try:
        await logged_in(lab, person)
        customer = await calls_out(lab, person)
        await person.does("reload")
        await both_talk(lab, person, "the customer after a reload")
        await person.does("hold")
        assert await lab.hears(lab.trunk) == "music", "who waits hears music"
        await person.does("reload")
        await both_talk(lab, person, "the customer after a reload on hold")
        customer.hangup()
        await person.does("idle")
        await rows_of(lab, app, "cc_calls", lambda rows: len(rows) == 1 and rows[0]["ended_at"])
    finally:
        await person.stop()


@scenario("From the page of a Flask application a colleague is asked while the caller waits: taken back once, given on the second time",
          flask=True, browser=True)
async def flask_page_asks(lab):
    app, person = await desk(lab)
    try:
        await logged_in(lab, person)
        caller = await answered(lab, person)
        await both_talk(lab, person, "at first")
        for last in (False, True):
            asking = asyncio.ensure_future(person.does("ask", to="1001"))
            colleague = await lab["1001"].next_call()
            await lab.sleep(0.4)
            colleague.answer()
            await asking
            assert await says(lab, lab["1001"], browser.PITCH), "1001 hears the agent: %s" % lab.notes[-1]
            assert not await says(lab, lab.trunk, browser.PITCH), "the caller waits: %s" % lab.notes[-1]
            if last:
                break
            await person.does("take_back")
            await colleague.until("ended")
            await both_talk(lab, person, "taken back")
        await person.does("give_on")
        await person.does("idle")
        assert await lab.hears(lab.trunk) == "tone" == await lab.hears(lab["1001"]), "the caller and 1001 hear each other"
        caller.hangup()
        await colleague.until("ended")
        row, *more = await rows_of(lab, app, "cc_calls", lambda rows: rows and all(row["ended_at"] for row in rows))
        assert (row["agent_id"], row["transfers"], more) == (AGENT, 2, []), (row, more)
    finally:
        await person.stop()


def trusts(*papers):
    """How a browser is told to trust these certificates."""
    return ["--ignore-certificate-errors-spki-list=" + ",".join(paper.fingerprint for paper in papers)]


@scenario("Page and switch of a Flask application are encrypted, by TLS of Asterisk itself: who trusts its certificate telephones, who does not is told",
          flask=True, browser=True)
async def flask_page_encrypted(lab):
    pages, switchs = Paper(lab.folder, "page"), Paper(lab.folder, "switch")
    await serves_tls(lab, switchs)
    websocket = "wss://127.0.0.1:%d/ws" % lab.pbx.slot.https
    app = await application(lab, websocket, pages)
    assert websocket + ": speaks SIP" in app.says("check-phone", AGENT, "--trust", switchs.certificate)
    doubter = await somebody(lab, app.address, trusts(pages))
    try:
        said = await doubter.does("login", says="Phone connects", why="does this browser trust its certificate", **login())
        assert websocket in said and await contacts(lab, AGENT) == 0, said
        await doubter.does("logout")
    finally:
        await doubter.stop()
    person = await somebody(lab, app.address, trusts(pages, switchs))
    try:
        await logged_in(lab, person)
        caller = await answered(lab, person)
        await both_talk(lab, person, "over wss")
        await person.does("reload")
        await both_talk(lab, person, "after a reload")
        caller.hangup()
        await person.does("idle")
        await person.does("logout")
        await gone(lab, AGENT)
    finally:
        await person.stop()


@scenario("SIP comes through the proxy of a Flask application, and all of it is cut in the middle of a call: both hear each other all along",
          flask=True, browser=True)
async def flask_page_loses_network(lab):
    app = await application(lab, "/sip")
    front = Front(int(app.address.rsplit(":", 1)[1]), lab.pbx.slot.http)
    await front.start()
    person = await somebody(lab, "http://127.0.0.1:%d" % front.port)
    try:
        await logged_in(lab, person)
        caller = await answered(lab, person)
        await both_talk(lab, person, "at first")
        front.cut()
        await person.does("phone", says="Phone connects")
        await both_talk(lab, person, "without a connection")
        await front.mend()
        await person.does("phone", says="Phone is ready")
        await both_talk(lab, person, "connected again")
        assert await contacts(lab, AGENT) == 1
        await person.does("hangup")
        await caller.until("ended")
        second = await answered(lab, person, "Herr Zweiter")
        front.cut()
        await person.does("phone", says="Phone connects")
        second.hangup()
        await front.mend()
        await person.does("phone", says="Phone is ready")
        await person.does("idle")
        rows = await rows_of(lab, app, "cc_calls", lambda rows: len(rows) == 2 and all(row["ended_at"] for row in rows))
        assert {row["status"] for row in rows} == {"answered"}, rows
    finally:
        await person.stop()
        front.cut()


@scenario("The page of a Flask application reaches no switch, or has a password that it does not take: it says so in words, and the desk phone works as ever",
          flask=True, browser=True)
async def flask_page_without(lab):
    browser.reachable()
    cable = Link(0, lab.pbx.slot.http)
    await cable.start()
    cable.cut()
    websocket = "ws://127.0.0.1:%d/ws" % cable.port
    app = await lab.flask("1003", "1007", CALLCENTER_SIP_WEBSOCKET=websocket)
    await (await app.agent("1003")).post("agent/logout")
    person = await somebody(lab, app.address)
    try:
        said = await person.does("login", says="Phone connects", why="cannot reach", **login("1003", "Carla Conti"))
        assert websocket in said, said
        caller = lab.inbound(TECH, "Frau Kunde")
        call = await lab["1003"].next_call()
        await person.does("rings", **{"from": "Frau Kunde"})
        await lab.sleep(0.4)
        call.answer()
        await person.does("talks")
        assert await lab.hears(lab.trunk) == "tone" == await lab.hears(lab["1003"])
        await person.does("hold")
        assert await lab.hears(lab.trunk) == "music", "the server holds it"
        await person.does("unhold")
        assert await lab.hears(lab.trunk) == "tone"
        await person.does("hangup")
        await call.until("ended")
        await caller.until("ended")
        await is_written_down(lab, app)
        await person.does("logout")
        await cable.mend()
        # The application is given one password and the switch has another one.
        app.adds_agent("1007", "of-the-page-alone")
        said = await person.does("login", says="Phone does not work", why="does not work", **login("1007", "Greta Groß", sip_password="of-the-page-alone"))
        assert "40" in said, said
        await person.does("logout")
    finally:
        await person.stop()
        cable.cut()
