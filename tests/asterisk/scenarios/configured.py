"""A call center that is made over HTTP: its phones, queues and menus are generated, loaded, registered at and called."""
import datetime
import os

from lab.runner import scenario
from lab.server import Refused
from .steps import talk_then_hang_up

LIVE = ("22", "16")
MENU, CLOSED, HOTLINE, DIRECT = ("493055570%d" % n for n in range(4))


def folder_of(lab):
    return lab.pbx.path("etc", "callcenter")


async def applied(server):
    """Applies what is defined; gives what the server says that it found."""
    shown = await server.get("/api/configuration")
    assert shown["warnings"] == [], shown["warnings"]
    return await server.post("/api/configuration/apply", generation=shown["generation"])


async def built(lab):
    """Two phones, two queues, two menus; the phones are registered with the secrets that the server made."""
    server = await lab.serve(options=["--asterisk-configuration", folder_of(lab)])
    await server.put("/api/configuration/house", trunk="trunk-main", prefix="9", websocket="own")
    secrets = {}
    for number, name in (("3001", "Nora Neu"), ("3002", "Otto Obst")):
        made = await server.post("/api/extensions", number=number, name=name, ring_s=10)
        secrets[number] = made["secret"]
    goodbye = {"to": "announcement", "sound": "vm-goodbye"}
    await server.post("/api/queues", name="hotline", title="Hotline", numbers=[HOTLINE], extension="3900", otherwise=goodbye)
    await server.post("/api/queues", name="backoffice", strategy="least_recent", wait_s_max=4, ring_s=10, otherwise=goodbye)
    await server.post("/api/agents", login="nora", name="Nora Neu", extension="3001",
                      queues=[{"queue": "hotline", "rings": "always"}])
    await server.post("/api/agents", login="otto", name="Otto Obst", extension="3002",
                      queues=[{"queue": "backoffice", "rings": "always"}])
    today = datetime.datetime.now(datetime.timezone.utc).date()
    days = [str(today + datetime.timedelta(days=n)) for n in (-1, 0, 1)]
    week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    await server.post("/api/ivrs", name="closed", greeting="beep", numbers=[CLOSED], options={"1": {"to": "hangup"}}, hours={
        "time_zone": "UTC", "open": [{"days": week, "from": "00:00", "until": "24:00"}], "closed_on": days,
        "closed": {"to": "extension", "extension": "3002"}})
    await server.post("/api/ivrs", name="menu", greeting="beep", numbers=[MENU], timeout_s=2, digit_timeout_s=1, tries_max=2,
                      direct_dial=True, invalid_sound="beeperr", on_timeout=goodbye, options={
                          "1": {"to": "queue", "queue": "hotline"}, "2": {"to": "queue", "queue": "backoffice"},
                          "4": {"to": "extension", "extension": "3001"}, "5": goodbye, "6": {"to": "ivr", "ivr": "closed"},
                          "7": {"to": "number", "number": "491733000001"}, "0": {"to": "hangup"}})
    for number, place in (("3001", "1007"), ("3002", "1008")):
        phone = await lab.add_phone(number, at=place, password=secrets[number])
        phone.policy = {}
    assert await lab["3001"].register() != 200, "nobody knows the phone yet"
    done = await applied(server)
    assert (done["outcome"], done["findings"]) == ("applied", []), done
    for number in ("3001", "3002"):
        assert await lab[number].register() == 200, "%s has the secret that was made" % number
    return server


async def pressed(lab, keys, number=MENU):
    """A caller who presses keys in the menu."""
    caller = lab.inbound(number)
    await caller.until("up")
    await lab.sleep(0.5)
    await caller.keys(keys)
    return caller


async def answered(lab, caller, extension, queue=None):
    agent = await lab[extension].next_call()
    await lab.sleep(0.6)
    agent.answer()
    await talk_then_hang_up(lab, caller, agent, 1)
    lab.facts.answered(caller, agent, queue)


@scenario("Menus, queues and phones are generated and loaded; a call goes through each branch", on16=True, live=LIVE)
async def configured_branches(lab):
    await built(lab)
    await answered(lab, await pressed(lab, "1"), "3001", "hotline")
    await answered(lab, await pressed(lab, "2"), "3002", "backoffice")
    await answered(lab, await pressed(lab, "4"), "3001")
    await answered(lab, await pressed(lab, "3002"), "3002")
    await answered(lab, await pressed(lab, "6"), "3002")
    await answered(lab, lab.inbound(CLOSED), "3002")
    await answered(lab, lab.inbound(HOTLINE), "3001", "hotline")
    for keys in ("5", "0"):
        caller = await pressed(lab, keys)
        await caller.until("ended")
        assert caller.ended_by == "remote", keys
        lab.facts.unanswered(caller, "self_service")
    caller = await pressed(lab, "")
    await caller.until("ended")
    lab.facts.unanswered(caller, "self_service")
    caller = await pressed(lab, "9")
    await lab.sleep(1.5)
    await caller.keys("1")
    await answered(lab, caller, "3001", "hotline")


@scenario("Out of a generated menu and of generated phones: outside, inside, for help; a queue in which nobody answers",
          on16=True, live=LIVE)
async def configured_ways_out(lab):
    await built(lab)
    lab.trunk.policy = {"ring": 0.2}
    out = lab["3001"].dial("9491733000002")
    customer = await lab.trunk.next_call()
    assert customer.dialed == "491733000002", customer.dialed
    await lab.sleep(0.4)
    customer.answer()
    await talk_then_hang_up(lab, out, customer, 1)
    lab.facts.answered(out, customer)
    inside = lab["3001"].dial("3002")
    other = await lab["3002"].next_call()
    await lab.sleep(0.4)
    other.answer()
    await talk_then_hang_up(lab, other, inside, 1)
    lab.facts.answered(inside, other)
    for number in ("112", "9112"):
        help_call = lab["3002"].dial(number)
        helper = await lab.trunk.next_call()
        assert helper.dialed == "112", helper.dialed
        await lab.sleep(0.3)
        helper.answer()
        await talk_then_hang_up(lab, helper, help_call, 0.8)
        lab.facts.answered(help_call, helper, direction="outbound")
    caller = await pressed(lab, "2")
    rung = await lab["3002"].next_call()
    await caller.until("ended")
    assert rung.state == "ended"
    lab.facts.unanswered(caller, "queue_timeout", "backoffice", agents_rung=[{"agent": "3002", "result": "no_answer"}])


@scenario("What the switch does not take is given back as it was, and said; what is not ours is left alone", on16=True, live=LIVE)
async def configured_wrongly(lab):
    server = await built(lab)
    folder = folder_of(lab)
    before = {name: open(os.path.join(folder, name)).read() for name in ("pjsip.conf", "queues.conf", "extensions.conf")}
    own = lab.pbx.path("etc", "extensions.conf")
    included = open(own).read()
    with open(own, "w") as file:
        file.write(included.replace("#tryinclude callcenter/", "; "))
    await server.post("/api/queues", name="third")
    try:
        raise AssertionError("it was applied: %s" % await applied(server))
    except Refused as refused:
        assert refused.status == 409, refused
        assert "#tryinclude callcenter/extensions.conf" in refused.detail, refused
    for name, text in before.items():
        assert open(os.path.join(folder, name)).read() == text, "%s is as it was" % name
    with open(own, "w") as file:
        file.write(included)
    assert (await applied(server))["outcome"] == "applied"
    queue = await lab.control.action(Action="Command", Command="queue show third")
    assert "third has 0 calls" in queue["Output"], queue
    with open(os.path.join(folder, "queues.conf"), "w") as file:
        file.write("[mine]\n")
    await server.post("/api/queues", name="fourth")
    try:
        raise AssertionError("it was applied: %s" % await applied(server))
    except Refused as refused:
        assert "queues.conf was not made by callcenter" in refused.detail, refused
    assert open(os.path.join(folder, "queues.conf")).read() == "[mine]\n"
    history = (await server.get("/api/configuration/history"))["items"]
    assert [one["outcome"] for one in history] == ["applied", "rolled_back", "applied"], history
