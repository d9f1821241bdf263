"""Agents whose phone is the page of a Flask application: Chromium with a microphone, the module's page, the lab's Asterisk."""
import time

from lab import browser, switch
from lab.flask_app import password
from lab.runner import scenario
from .browsers import both_talk, contacts, gone, says
from .flask import is_written_down, rows_of
from .numbers import TECH

AGENT = "1100"
NAME = "Wanda Web"


def login(extension=AGENT):
    return dict(agent_id=extension, name=NAME, sip_username=extension, sip_password=password(extension), extension=extension)


async def desk(lab, websocket=None, options=(), **environment):
    """An application whose page has a phone, and an agent at it who is in the queue tech: (application, person)."""
    browser.reachable()
    websocket = websocket or "ws://127.0.0.1:%d/ws" % lab.pbx.slot.http
    app = await lab.flask(AGENT, CALLCENTER_SIP_WEBSOCKET=websocket, **environment)
    # Whoever can log in finds the application with its link; the page does it anew.
    await (await app.agent(AGENT, NAME)).post("agent/logout")
    person = await browser.Person(lab.folder, "flask-person.js", options).start(app.address)
    return app, person


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


async def own_call(person, ended_by="remote", at=-1):
    """The last call of the page's phone, by its own clock."""
    calls = await person.does("calls")
    return browser.Call(AGENT, calls[at], ended_by)


@scenario("An agent's phone is the page of a Flask application: registers, rings, answers, both hear each other, mutes, holds, hangs up, dials",
          flask=True, browser=True)
async def flask_page_phone(lab):
    app, person = await desk(lab)
    try:
        await logged_in(lab, person)
        caller = await answered(lab, person)
        await both_talk(lab, person, "at first")
        await person.does("mute")
        assert not await says(lab, lab.trunk, browser.PITCH), "muted: %s" % lab.notes[-1]
        await person.does("unmute")
        await both_talk(lab, person, "unmuted")
        began = time.time()
        await person.does("hold")
        assert not await says(lab, lab.trunk, browser.PITCH), "on hold: %s" % lab.notes[-1]
        assert await lab.hears(lab.trunk) == "music", "who waits hears music"
        await person.does("unhold")
        ended = time.time()
        await both_talk(lab, person, "taken back")
        await person.does("keys", keys="42")
        await lab.sleep(0.4)
        assert caller.keys_heard == "42", caller.keys_heard
        await person.does("hangup")
        await caller.until("ended")
        call = await own_call(person, "self")
        lab.facts.answered(caller, call, "tech", hold={"count": 1, "seconds": round(ended - began, 2), "by": AGENT})
        await is_written_down(lab, app, AGENT)
    finally:
        await person.stop()
