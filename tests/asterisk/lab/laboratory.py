"""One scenario's laboratory: Asterisk, phones, trunk, recorder, our program, and what scenarios do with them."""
import asyncio
import os
import time
import zlib

from .ami import SYNC, Recorder
from .asterisk import Asterisk
from .facts import Facts
from .flask_app import FlaskApp
from .link import Link
from .oracles import NAMES
from .phone import Phone
from .program import Program, hooks
from .served import records
from .server import Refused, Server

FIXED_PHONES = ["100%d" % n for n in range(1, 7)]


class Lab:
    """`lab["1001"]` is a phone, `lab.trunk` the outside world, `lab.facts` takes what happened."""

    def __init__(self, scenario, version, slot, folder, binary=None):
        self.scenario, self.slot, self.folder = scenario, slot, folder
        self.pbx = Asterisk(version, slot)
        self.facts, self.notes, self.extra = Facts(), [], {}
        self.phones, self.numbers = {}, 0
        self.binary, self.program, self.server, self.application = binary, None, None, None
        self.trace = os.path.join(folder, "events.ami")
        self.recorder = self.control = None
        self.served = None                  # the records of our server, when one served

    def __getitem__(self, extension):
        return self.phones[extension]

    # ---- life
    async def start(self):
        self.pbx.start(self.scenario.timestamps, hooks(self.binary) if self.binary and self.scenario.hooks else "")
        slot = self.slot
        self.trunk = await Phone("trunk", slot.trunk, slot.rtp_of(slot.trunk), slot.sip).start()
        self.trunk.policy = {"ring": 0.3, "answer": 2.0}
        for extension in FIXED_PHONES:
            await self.add_phone(extension)
        self.control = Recorder(None, slot.ami, tag="control")
        await self.control.connect()
        self.link = Link(slot.proxy, slot.ami)
        await self.link.start()
        if self.scenario.sync:
            await self.listen()

    async def listen(self):
        """Starts reading AMI: the recorder, which asks for all lists, and our program if there is one."""
        self.recorder = Recorder(self.trace, self.slot.proxy, self.scenario.user)
        await self.recorder.connect()
        # Who only reads along knows less than who asks for things: an application is judged by its own records.
        if self.binary and not self.program and not self.scenario.flask:
            self.program = Program(self.binary, self.slot.proxy, os.path.join(self.folder, "capture.ami"), self.scenario.user)
            self.program.start()
        await self.recorder.sync()
        await self.program_connected()

    async def serve(self, options=(), environment=(), **how):
        """Our server on this Asterisk, with control switched on."""
        if not self.binary:
            raise AssertionError("this scenario drives our own program: say --bin")
        self.server = Server(self.binary, self.slot.proxy, self.folder, self.scenario.user, options, environment)
        return await self.server.start(**how)

    async def flask(self, *agents, paper=None, **environment):
        """A Flask application with the module on this Asterisk, and these agents in its tables; with `paper` it serves HTTPS."""
        python = os.environ.get("CALLCENTER_PYTHON")
        if not python:
            raise AssertionError("this scenario needs an environment with the Python module: say --python")
        self.application = FlaskApp(python, self.slot.proxy, self.folder, self.scenario.user, environment, paper)
        return await self.application.start(agents)

    async def hears(self, phone, seconds=0.6):
        """What a phone hears for a while: "tone" of another phone, "music" (any other sound), or "nothing"."""
        sink = phone.rtp
        await self.sleep(0.15)                  # what was on its way
        tones, others = sink.tones, sink.others
        await self.sleep(seconds)
        tones, others = sink.tones - tones, sink.others - others
        if max(tones, others) < seconds * 50 * 0.3:
            return "nothing"
        return "tone" if tones > others else "music"

    async def program_connected(self):
        """Waits until our program reads too, if there is one."""
        if not self.program:
            return
        for _ in range(300):
            if self.link.is_open(2) or not self.program.running():
                break
            await self.sleep(0.05)
        await self.sleep(0.7)               # for its login and its lists

    def give_up(self):
        """Hangs up whatever a script that failed left behind, so that the logs have its end."""
        for call in self.calls():
            call.hangup()

    async def finish(self):
        """Waits for the last channel to end, then takes everything down."""
        if self.pbx.process.poll() is not None:
            self.facts.problems.append("Asterisk ended in the middle with status %d" % self.pbx.process.returncode)
        elif self.control and self.control.task:
            try:
                await self.idle()
            except (ConnectionError, asyncio.TimeoutError) as error:
                self.facts.problems.append("Asterisk answers no more: %r" % error)
        if self.server and self.server.bearer:
            try:
                self.served = await records(self.server, len(self.facts.records))
            except (AssertionError, Refused, OSError) as error:
                self.facts.problems.append("the server does not tell its records: %s" % error)
        for program in (self.program, self.server, self.application):
            problem = program and await program.stop()
            if problem:
                self.facts.problems.append(problem)
        if self.application and self.application.process:
            self.served = self.application.records()
        for connection in (self.recorder, self.control):
            if connection and connection.task:
                await connection.close()
        for phone in list(self.phones.values()) + [self.trunk]:
            phone.stop()
        await self.sleep(0.1)

    async def idle(self, seconds=30):
        end = time.time() + seconds
        while time.time() < end:
            answer = await self.control.action(Action="Command", Command="core show channels count")
            if "0 active channels" in answer.get("Output", ""):
                await self.sleep(0.4)
                return
            await self.sleep(0.2)
        self.facts.problems.append("channels are still up: " + " ".join(self.control.channels()))

    # ---- the link to AMI
    async def cut_link(self):
        """Pulls the cable between AMI and its readers."""
        self.link.cut()
        self.facts.gaps.append([time.time(), None])
        await self.recorder.close(logoff=False)

    async def mend_link(self):
        """Puts it back; returns when recorder and program read again."""
        await self.link.mend()
        await self.reconnect()
        self.facts.gaps[-1][1] = time.time()

    async def reconnect(self, patient=True):
        """A new connection into the same trace, tried until the login is answered.

        Not `patient`: every try asks for lists at once, whether Asterisk has booted or not.
        """
        count = self.recorder.count
        for attempt in range(100):
            fresh = Recorder(self.trace, self.slot.proxy, self.scenario.user, tag="lab%d" % (attempt + 2))
            try:
                answer = await asyncio.wait_for(fresh.connect(), 5)
                for name in () if patient else SYNC:
                    fresh.post(Action=name, ActionID="early-%d-%s" % (attempt, name))
                if answer.get("Response") == "Success" and await fresh.fully_booted():
                    break
                self.notes.append("reconnect: closed before the login was answered or Asterisk had booted")
            except (OSError, asyncio.TimeoutError) as error:
                self.notes.append("reconnect: %r" % error)
            if fresh.task:
                await fresh.close(logoff=False)
            await self.sleep(0.2)
        self.recorder = fresh
        self.recorder.count += count
        await self.recorder.sync()
        await self.program_connected()

    # ---- phones
    async def add_phone(self, extension, at=None, password=None):
        """A phone; `at` says in which extension's place one stands that the lab's own configuration does not know."""
        port = self.slot.phones[at or extension]
        phone = Phone(extension, port, self.slot.rtp_of(port), self.slot.sip, password=password or "lab-" + extension)
        self.phones[extension] = await phone.start()
        return phone

    def calls(self):
        """Every call of every phone, in order of time."""
        found = [call for phone in list(self.phones.values()) + [self.trunk] for call in phone.history]
        return sorted(found, key=lambda call: call.t["invite"])

    async def sleep(self, seconds):
        await asyncio.sleep(seconds)

    def inbound(self, dialed, name=None, number=None):
        """A caller from outside, with a number of his own."""
        self.numbers += 1
        own = "4917%04d%03d" % (zlib.crc32(self.scenario.name.encode()) % 10000, self.numbers)
        return self.trunk.dial(dialed, number=number or own, name=name)

    async def first_of(self, *extensions, timeout=15):
        """The first call that comes to one of the phones."""
        tasks = [asyncio.ensure_future(self[e].next_call(timeout)) for e in extensions]
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        return done.pop().result()

    # ---- AMI
    async def act(self, **headers):
        """An action on the recorded connection; a refusal is noted."""
        answer = await self.recorder.action(**headers)
        if answer.get("Response") not in ("Success", "Goodbye", "Follows"):
            self.notes.append("%s answered %s: %s" % (headers["Action"], answer.get("Response"), answer.get("Message")))
        return answer

    def channel(self, endpoint, index=-1):
        """Name of an endpoint's channel that is up, the newest by default."""
        return self.recorder.channels("PJSIP/%s-" % endpoint)[index]

    async def add_members(self, queue, *extensions):
        for extension in extensions:
            await self.act(Action="QueueAdd", Queue=queue, Interface="PJSIP/" + extension, MemberName=NAMES[extension],
                           StateInterface="PJSIP/" + extension)

    async def pause(self, queue, *extensions, reason="Meeting", paused=True):
        for extension in extensions:
            await self.act(Action="QueuePause", Queue=queue, Interface="PJSIP/" + extension,
                           Paused="true" if paused else "false", Reason=reason)
