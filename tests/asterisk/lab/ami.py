"""A connection to AMI that records every byte it receives, with the time of receipt.

The file holds the raw bytes (CRLF, greeting included); before each message stands one line
`;@ <unix seconds>.<6 digits>` = when its last byte had been read, and `;! <time> connection closed` at the end.
"""
import asyncio
import time

from .asterisk import USERS

SYNC = ("CoreSettings", "CoreStatus", "CoreShowChannels", "Status", "BridgeList", "QueueStatus", "QueueSummary",
        "PJSIPShowEndpoints", "PJSIPShowContacts", "DeviceStateList", "ExtensionStateList", "ParkedCalls")
REPEATED = ("Output", "ChanVariable", "Variable")
LINE_LIMIT = 1 << 22


class Recorder:
    """One connection; `path` None: nothing is written."""

    def __init__(self, path, port, user="callcenter", tag="lab"):
        self.path, self.port, self.user, self.tag = path, port, user, tag
        self.messages = []                  # events so far
        self.count = self.sent = 0
        self.answers, self.lists, self.waiting = {}, {}, []
        self.closed = asyncio.Event()
        self.file = self.writer = self.task = None

    async def connect(self):
        """Connects and logs in; returns the answer to the login."""
        reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=LINE_LIMIT)
        self.file = open(self.path, "ab") if self.path else None
        self.task = asyncio.ensure_future(self._read(reader))
        return await self.action(Action="Login", Username=self.user, Secret=USERS[self.user], Events="on")

    def _write(self, at, raw):
        self.count += 1
        if self.file:
            self.file.write(b";@ %.6f\r\n" % at + raw)

    async def _read(self, reader):
        data, greeted = b"", False
        try:
            while True:
                more = await reader.read(65536)
                if not more:
                    break
                at = time.time()
                data += more
                if not greeted and b"\r\n" in data:
                    line, data = data.split(b"\r\n", 1)
                    greeted = True
                    self._write(at, line + b"\r\n")
                while b"\r\n\r\n" in data:
                    raw, data = data.split(b"\r\n\r\n", 1)
                    self._write(at, raw + b"\r\n\r\n")
                    self._take(raw)
        except (ConnectionError, asyncio.CancelledError):
            pass
        if self.file:
            if data:
                self.file.write(b";@ %.6f\r\n" % time.time() + data + b"\r\n")
            self.file.write(b";! %.6f connection closed\r\n" % time.time())
            self.file.close()
            self.file = None
        self.closed.set()
        for future in list(self.answers.values()) + list(self.lists.values()):
            if not future.done():
                future.set_result({"Response": "Closed"})

    def _take(self, raw):
        message = {}
        for line in raw.decode("utf-8", "replace").split("\r\n"):
            key, _, value = line.partition(":")
            value = value[1:] if value.startswith(" ") else value
            if key in message and key in REPEATED:
                message[key] += "\n" + value
            else:
                message.setdefault(key, value)
        ticket = message.get("ActionID")
        if "Response" in message and ticket in self.answers:
            future = self.answers.pop(ticket)
            if not future.done():
                future.set_result(message)
        if message.get("EventList") in ("Complete", "cancelled") and ticket in self.lists:
            self.lists.pop(ticket).set_result(message)
        if "Event" in message:
            self.messages.append(message)
        for entry in list(self.waiting):
            if entry[0](message):
                self.waiting.remove(entry)
                if not entry[1].done():
                    entry[1].set_result(message)

    async def action(self, timeout=20, **headers):
        """Sends an action, returns its response. A list as value repeats the header."""
        if self.closed.is_set():
            raise ConnectionError("AMI has closed the connection")
        ticket = headers.get("ActionID") or self._ticket()
        headers["ActionID"] = ticket
        future = self.answers[ticket] = asyncio.get_event_loop().create_future()
        self.post(**headers)
        return await asyncio.wait_for(future, timeout)

    def post(self, **headers):
        """Sends an action and does not wait."""
        text = ""
        for key, value in headers.items():
            for one in value if isinstance(value, list) else [value]:
                text += "%s: %s\r\n" % (key, one)
        self.writer.write((text + "\r\n").encode("utf-8"))

    def _ticket(self):
        self.sent += 1
        return "%s-%d" % (self.tag, self.sent)

    async def list_action(self, timeout=20, **headers):
        """An action that answers with a list: returns when the list is complete."""
        ticket = self._ticket()
        future = self.lists[ticket] = asyncio.get_event_loop().create_future()
        response = await self.action(ActionID=ticket, **headers)
        if response.get("Response") == "Success" and response.get("EventList") == "start":
            return await asyncio.wait_for(future, timeout)
        self.lists.pop(ticket, None)
        return response

    async def sync(self):
        """Asks for all lists, as a program does that has just connected."""
        for name in SYNC:
            await self.list_action(Action=name)

    async def wait(self, matches, timeout=20):
        """The next message for which `matches` is true. For the script's rhythm only, never for facts."""
        future = asyncio.get_event_loop().create_future()
        self.waiting.append((matches, future))
        return await asyncio.wait_for(future, timeout)

    async def fully_booted(self, seconds=8):
        """Waits for FullyBooted, which follows every login; False when the connection closes before.

        A login is accepted while Asterisk still starts; lists asked for then are refused and the connection ends.
        """
        for _ in range(int(seconds / 0.05)):
            if any(m["Event"] == "FullyBooted" for m in self.messages):
                return True
            if self.closed.is_set():
                return False
            await asyncio.sleep(0.05)
        return False

    def channels(self, prefix=""):
        """Names of the channels up now, oldest first."""
        names = {}
        for m in self.messages:
            if m["Event"] in ("Newchannel", "CoreShowChannel"):
                names[m["Uniqueid"]] = m["Channel"]
            elif m["Event"] == "Rename":
                names[m["Uniqueid"]] = m["Newname"]
            elif m["Event"] == "Hangup":
                names.pop(m["Uniqueid"], None)
        return [name for name in names.values() if name.startswith(prefix)]

    def uniqueid(self, channel):
        """Uniqueid of a channel by its name."""
        return next(m["Uniqueid"] for m in reversed(self.messages) if m.get("Channel") == channel and "Uniqueid" in m)

    async def close(self, logoff=True):
        """Ends the connection; returns when the file is complete."""
        if not self.closed.is_set():
            if logoff:
                try:
                    await self.action(Action="Logoff", timeout=3)
                except (asyncio.TimeoutError, ConnectionError):
                    pass
                try:
                    await asyncio.wait_for(self.closed.wait(), 2)
                except asyncio.TimeoutError:
                    pass
            if not self.closed.is_set():
                self.task.cancel()
                await self.closed.wait()
        self.writer.close()
