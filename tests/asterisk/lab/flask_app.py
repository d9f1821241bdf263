"""A Flask application with the module in it, behind gunicorn's worker processes, on the lab's Asterisk; and its browsers."""
import asyncio
import http.cookiejar
import json
import os
import signal
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request

from .asterisk import USERS
from .program import ended
from .server import DIAL_CONTEXT, Refused

WORKERS = 2
START_SECONDS_MAX = 60
NAME = "Carla Conti"              # who has 1003 in the lab
ANSWER_SECONDS_MAX = 60

# As somebody writes it who has just installed the module.
APPLICATION = '''\
import os
from flask import Flask
from callcenter.flask import CallCenter

app = Flask(__name__, instance_path=os.environ["LAB_FOLDER"])
app.config.update(SECRET_KEY="of the laboratory", DB_URI="sqlite:///calls.db", CALLCENTER_QUEUES="tech",
                  CALLCENTER_CONTEXT=os.environ["LAB_CONTEXT"])
CallCenter(app)
'''


class FlaskApp:
    """`start`ed it has the agents that were named, and its workers share one link to the switch."""

    def __init__(self, python, port, folder, user="callcenter", environment=(), paper=None):
        self.bin, self.port, self.user = os.path.dirname(python), port, user
        self.environment, self.paper = dict(environment), paper
        self.folder = os.path.join(folder, "flask")
        self.log_path = os.path.join(folder, "flask.log")
        self.process = self.address = None

    async def start(self, agents):
        os.makedirs(self.folder, exist_ok=True)
        with open(os.path.join(self.folder, "application.py"), "w") as file:
            file.write(APPLICATION)
        self.environment = dict(os.environ, CALLCENTER_AMI="127.0.0.1:%d" % self.port, CALLCENTER_AMI_USER=self.user,
                                CALLCENTER_AMI_SECRET=USERS[self.user], LAB_FOLDER=self.folder, LAB_CONTEXT=DIAL_CONTEXT,
                                **self.environment)
        for agent in agents:
            self.adds_agent(agent, password(agent))
        with open(self.log_path, "ab") as log:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                at = "127.0.0.1:%d" % free.getsockname()[1]
            command = [os.path.join(self.bin, "gunicorn"), "-w", str(WORKERS), "-k", "gthread", "--threads", "8", "-b", at,
                       "--graceful-timeout", "5", "application:app"]
            if self.paper:
                command[1:1] = ["--certfile", self.paper.certificate, "--keyfile", self.paper.key]
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                                            env=self.environment)
        self.address = ("https://" if self.paper else "http://") + at
        return self

    def adds_agent(self, agent, secret):
        """As an administrator does it: adds an agent, or changes the password of one."""
        self.says("add-agent", agent, "--password-stdin", told=secret)

    def says(self, *arguments, told=""):
        """What a command of the module prints."""
        command = [os.path.join(self.bin, "flask"), "--app", "application", "call-center", *arguments]
        said = subprocess.run(command, input=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=self.folder,
                              env=self.environment)
        assert said.returncode == 0, said.stdout
        return said.stdout

    async def agent(self, extension, name=NAME):
        """An agent's browser, logged in by SIP credentials: a member of tech from then on."""
        browser = Browser(self)
        end = time.time() + START_SECONDS_MAX
        while True:
            try:
                await browser.get("session")
                await browser.post("agent/login", agent_id=extension, name=name, sip_username=extension,
                                   sip_password=password(extension), extension=extension)
                return browser
            except (urllib.error.URLError, ConnectionError, Refused) as why:
                # Its workers are still starting, or their link is.
                if time.time() > end or isinstance(why, Refused) and why.status not in (409, 503):
                    raise AssertionError("nobody can log in: %r; %s" % (why, self.log()))
                await asyncio.sleep(0.2)

    def kill_leader(self):
        """Kills the worker that has the link to the switch: its connection is to the lab's cable."""
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], stdout=subprocess.PIPE, text=True).stdout.split()
        leaders = [child for child in children if self._has_link(child)]
        assert len(leaders) == 1, "of the workers %s these have a link: %s" % (children, leaders)
        os.kill(int(leaders[0]), signal.SIGKILL)

    def _has_link(self, process):
        """Whether a process has a connection to the manager interface."""
        own = set()
        for name in os.listdir("/proc/%s/fd" % process):
            try:
                own.add(os.readlink("/proc/%s/fd/%s" % (process, name)))
            except FileNotFoundError:
                pass
        with open("/proc/%s/net/tcp" % process) as table:
            for line in table.readlines()[1:]:
                fields = line.split()
                if fields[2].endswith(":%04X" % self.port) and fields[3] == "01" and "socket:[%s]" % fields[9] in own:
                    return True
        return False

    def log(self):
        with open(self.log_path, errors="replace") as file:
            return " / ".join(file.read().splitlines()[-6:])

    def records(self):
        """What the engine within it kept of all calls, in the words of `callcenter replay`."""
        script = ("import callcenter, json, sys\n"
                  "asked = dict(since=None, until=None, queue=None, agent=None, number=None, limit=1000)\n"
                  "print(json.dumps(callcenter.Books(sys.argv[1]).calls(asked)))\n")
        store = "sqlite:" + os.path.join(self.folder, "calls.callcenter.db")
        said = subprocess.run([os.path.join(self.bin, "python"), "-c", script, store], stdout=subprocess.PIPE, check=True).stdout
        return list(reversed(json.loads(said)))

    async def stop(self):
        """Returns a sentence when it did not end well, else None."""
        return await ended(self.process, "gunicorn", self.log) if self.process else None


def password(agent):
    """As the lab's switch has it of those phones that log in there."""
    return "lab-%s" % agent


class Browser:
    """Asks as the page does: with the cookies that it was given, and its token against forgery."""

    def __init__(self, app):
        self.app, self.token = app, ""
        handlers = [urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())]
        if app.paper:
            trusts = ssl.create_default_context(cafile=app.paper.certificate)
            handlers.append(urllib.request.HTTPSHandler(context=trusts))
        self.open = urllib.request.build_opener(*handlers).open

    async def get(self, path):
        said = await self._ask("GET", path, None)
        self.token = said.get("csrf_token", self.token)
        return said

    async def post(self, path, **body):
        return await self._ask("POST", path, body)

    async def until(self, path, right, seconds=START_SECONDS_MAX):
        """Asks until the answer is right, and gives it; what is not is shown when time is over."""
        end, last = time.time() + seconds, None
        while time.time() < end:
            last = await self.get(path)
            try:
                if right(last):
                    return last
            except (KeyError, TypeError, IndexError):
                pass
            await asyncio.sleep(0.1)
        raise AssertionError("%s never was right: %s" % (path, json.dumps(last)[:600]))

    async def stands(self, status, seconds=START_SECONDS_MAX):
        return await self.until("agent/status", lambda said: said["status"] == status, seconds)

    async def _ask(self, method, path, body):
        return await asyncio.get_event_loop().run_in_executor(None, self._wait, method, path, body)

    def _wait(self, method, path, body):
        # Flask-WTF wants to know from which page a form on HTTPS comes, as a browser says it.
        headers = {"X-CSRFToken": self.token, "Content-Type": "application/json", "Referer": self.app.address + "/call-center/"}
        data = None if body is None else json.dumps(body).encode()
        address = "%s/call-center/api/%s" % (self.app.address, path)
        request = urllib.request.Request(address, data=data, headers=headers, method=method)
        try:
            with self.open(request, timeout=ANSWER_SECONDS_MAX) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            text = error.read()
            raise Refused(error.code, json.loads(text) if text[:1] == b"{" else {"detail": text.decode(errors="replace")})
