"""Our own server beside the lab: `callcenter serve` on the lab's Asterisk, and who asks it over HTTP."""
import asyncio
import json
import os
import re
import subprocess
import time
import urllib.error
import urllib.request

from .asterisk import USERS
from .program import ended

START_SECONDS_MAX = 30
ANSWER_SECONDS_MAX = 60
DIAL_CONTEXT = "agents"         # where the lab's dialplan has extensions and the way out


class Refused(Exception):
    """The server answered with a problem document; `status` and `detail` say which."""

    def __init__(self, status, body):
        super().__init__("%s %s" % (status, body.get("detail", body)))
        self.status, self.detail, self.body = status, body.get("detail", ""), body


class Server:
    """`start`ed it has an administrator, control is switched on, and every request is made with a token."""

    def __init__(self, binary, port, folder, user="callcenter", options=(), environment=()):
        self.binary, self.port, self.user, self.options = binary, port, user, list(options)
        self.environment = dict(environment)
        self.data = os.path.join(folder, "served")
        self.log_path = os.path.join(folder, "serve.log")
        self.process = self.address = self.bearer = None

    async def start(self, control=True, dial_context=DIAL_CONTEXT):
        os.makedirs(self.data, exist_ok=True)
        environment = dict(os.environ, CALLCENTER_AMI_SECRET=USERS[self.user], **self.environment)
        command = [self.binary, "serve", "--ami", "127.0.0.1:%d" % self.port, "--user", self.user, "--listen", "127.0.0.1:0",
                   "--data", self.data] + self.options
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
        self.address = await self.said(r"listening on (http://\S+)")
        token = await self.said(r"setup token: (\S+)")
        session = await self.post("/api/auth/setup", token=token, login="lab", password="at the laboratory")
        made = await self.post("/api/tokens", name="lab", scopes=["read", "control", "manage"],
                               headers={"Cookie": self.cookie, "X-CSRF-Token": session["csrf"], "Origin": self.address})
        self.bearer = made["secret"]
        await self.until("/readyz", lambda ready: ready["switch"])
        if control:
            before = (await self.get("/readyz"))["epoch"]
            await self.put("/api/settings", switch={"control": True, "trunks": [], "extensions": []},
                           control={"dial_context": dial_context})
            # Another role is another login: a call that came in between would be seen in part.
            await self.until("/readyz", lambda ready: ready["switch"] and ready["epoch"] != before)
        return self

    async def said(self, pattern):
        """What the program said on standard error, once it has."""
        end = time.time() + START_SECONDS_MAX
        while time.time() < end:
            with open(self.log_path, errors="replace") as file:
                found = re.search(pattern, file.read())
            if found:
                return found.group(1)
            if self.process.poll() is not None:
                break
            await asyncio.sleep(0.05)
        raise AssertionError("serve did not say %r: %s" % (pattern, self.log()))

    def log(self):
        with open(self.log_path, errors="replace") as file:
            return " / ".join(file.read().splitlines()[-6:])

    async def until(self, path, right, seconds=START_SECONDS_MAX):
        """Asks until the answer is right, and gives it; what is not is shown when time is over."""
        end, last = time.time() + seconds, None
        while time.time() < end:
            try:
                last = await self.get(path)
            except Refused as refused:
                last = refused.body
            try:
                if right(last):
                    return last
            except (KeyError, TypeError, IndexError, StopIteration):
                pass
            await asyncio.sleep(0.1)
        raise AssertionError("%s never was right: %s" % (path, json.dumps(last)[:600]))

    # ---- requests
    async def get(self, path):
        return await self._ask("GET", path, None, {})

    async def post(self, path, headers=None, **body):
        return await self._ask("POST", path, body, headers or {})

    async def put(self, path, headers=None, **body):
        return await self._ask("PUT", path, body, headers or {})

    async def delete(self, path):
        return await self._ask("DELETE", path, None, {})

    async def _ask(self, method, path, body, headers):
        return await asyncio.get_event_loop().run_in_executor(None, self._wait, method, path, body, headers)

    def _wait(self, method, path, body, headers):
        headers = dict(headers)
        if self.bearer:
            headers["Authorization"] = "Bearer " + self.bearer
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data=body, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS_MAX) as answer:
                cookie = answer.headers.get("Set-Cookie")
                if cookie:
                    self.cookie = cookie.split(";")[0]
                text = answer.read()
        except urllib.error.HTTPError as error:
            text = error.read()
            raise Refused(error.code, json.loads(text) if text[:1] == b"{" else {"detail": text.decode(errors="replace")})
        return json.loads(text) if text[:1] in (b"{", b"[") else text.decode(errors="replace")

    # ---- the end
    async def stop(self):
        """Returns a sentence when it did not end well, else None."""
        return await ended(self.process, "serve", self.log)
