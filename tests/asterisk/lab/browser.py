"""A person at a page in Chromium, with a microphone that says a tone: `callcenter-http/console/e2e/person.js` is told what to do, or
`flask/person.js` beside it."""
import asyncio
import json
import math
import os
import socket
import struct
import subprocess
import wave

from . import places

CONSOLE = os.path.join(os.path.dirname(os.path.dirname(places.HERE)), "callcenter-http", "console")
ADDRESS = "10.99.0.1"           # Asterisk offers no media on 127.x, so that `lo` needs another one
PITCH = 1000
STEP_SECONDS_MAX = 40
LOUD_MIN = 0.005                # of full scale: the lab's phones speak four times as loud


def reachable():
    """Gives this process's own network an address that Asterisk offers to browsers."""
    if [name for _, name in socket.if_nameindex()] != ["lo"]:
        raise AssertionError("this needs a network of its own")
    subprocess.run(["ip", "addr", "add", ADDRESS + "/32", "dev", "lo"], check=True)


def tone(path, seconds=2):
    """What the microphone hears."""
    with wave.open(path, "wb") as file:
        file.setparams((1, 2, 48000, 0, "NONE", ""))
        file.writeframes(b"".join(struct.pack("<h", int(12000 * math.sin(2 * math.pi * PITCH * n / 48000)))
                                  for n in range(48000 * seconds)))


class Call:
    """A call of the phone in a page, as the lab's other phones have theirs: for the facts of a scenario."""

    outgoing = False

    def __init__(self, extension, times, ended_by="remote"):
        self.phone, self.ended_by = self, ended_by
        self.user = extension
        self.t = {"invite": times["rang"], "up": times["up"], "ended": times["ended"]}
        self.holds = times["holds"]


class Person:
    """`await person.does("answer")`; what the page shows instead is in the failure. `script` knows the page."""

    def __init__(self, folder, script="person.js", options=()):
        self.folder, self.script, self.options = folder, script, options

    async def start(self, address):
        sound = os.path.join(self.folder, "microphone.wav")
        tone(sound)
        self.log = open(os.path.join(self.folder, "browser.log"), "wb")
        self.process = await asyncio.create_subprocess_exec(
            "node", os.path.join(CONSOLE, "e2e", self.script), address, sound, self.folder, *self.options, cwd=CONSOLE,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=self.log)
        return self

    async def does(self, what, **how):
        self.process.stdin.write((json.dumps(dict(how, do=what)) + "\n").encode())
        line = await asyncio.wait_for(self.process.stdout.readline(), STEP_SECONDS_MAX)
        answer = json.loads(line or b'{"wrong": "the browser is gone"}')
        assert "wrong" not in answer, "%s: %s" % (what, answer["wrong"])
        return answer.get("told")

    async def hears(self):
        """Whether the agent hears something now."""
        told = await self.does("hears")
        self.heard = told
        return told["packets"] > 20 and told["loud"] > LOUD_MIN

    async def stop(self):
        self.process.stdin.close()
        try:
            await asyncio.wait_for(self.process.wait(), 10)
        except asyncio.TimeoutError:
            self.process.kill()
            await self.process.wait()
        self.log.close()
