"""Our own program beside the recorder: `callcenter capture` while a scenario runs, `callcenter replay` after it."""
import asyncio
import json
import os
import shutil
import signal
import subprocess
import tempfile

from .asterisk import USERS

STOP_SECONDS_MAX = 20
REPLAY_SECONDS_MAX = 120


async def ended(process, name, log):
    """Ends one of our programs by SIGINT. Returns a sentence when it did not end well, else None."""
    if process is None:
        return None
    if process.poll() is not None:
        return "%s ended by itself with status %d: %s" % (name, process.returncode, log())
    process.send_signal(signal.SIGINT)
    for _ in range(STOP_SECONDS_MAX * 20):
        if process.poll() is not None:
            break
        await asyncio.sleep(0.05)
    else:
        process.kill()
        process.wait()
        return "%s did not end within %d s after SIGINT" % (name, STOP_SECONDS_MAX)
    if process.returncode not in (0, 130):
        return "%s ended with status %d: %s" % (name, process.returncode, log())
    return None


class Program:
    """`capture` reads AMI at `port` into `path` until it is told to stop by SIGINT."""

    def __init__(self, binary, port, path, user="callcenter"):
        self.binary, self.port, self.path, self.user = binary, port, path, user
        self.process = None

    def start(self):
        environment = dict(os.environ, CALLCENTER_AMI_SECRET=USERS[self.user])
        with open(self.path + ".log", "ab") as log:
            self.process = subprocess.Popen(
                [self.binary, "capture", "--ami", "127.0.0.1:%d" % self.port, "--user", self.user, "--out", self.path],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)

    def running(self):
        return self.process is not None and self.process.poll() is None

    async def stop(self):
        """Returns a sentence when it did not end well, else None."""
        return await ended(self.process, "capture", self.log)

    def log(self):
        with open(self.path + ".log", errors="replace") as file:
            return " / ".join(file.read().splitlines()[:3])


def hooks(binary):
    """The part of the dialplan that our program prints for the switch."""
    return subprocess.run([binary, "dialplan"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True).stdout.decode()


def replay(binary, path):
    """The call records that our program makes of a trace; ValueError says why it made none."""
    with tempfile.TemporaryDirectory() as alone:            # away from the answers
        copy = shutil.copy(path, os.path.join(alone, "events.ami"))
        run = subprocess.run([binary, "replay", copy, "--output", "calls"], stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=REPLAY_SECONDS_MAX)
    if run.returncode:
        raise ValueError("replay ended with status %d: %s" % (run.returncode, run.stderr.decode(errors="replace").strip()[-300:]))
    return json.loads(run.stdout)["calls"]


def kept(binary, path, queue_log):
    """What does not agree when a trace is kept in a store: in the store itself, and with Asterisk's own queue_log."""
    with tempfile.TemporaryDirectory() as alone:
        store = "sqlite:" + os.path.join(alone, "kept.db")
        return steps(binary, [["replay", path, "--store", store]]) or agrees(binary, store, queue_log)


def agrees(binary, store, queue_log):
    """What does not agree in a store, and of it with Asterisk's own queue_log."""
    wanted = [["verify", "--store", store]]
    if os.path.exists(queue_log) and os.path.getsize(queue_log):
        wanted.append(["reconcile", "--store", store, "--queue-log", queue_log, "--time-zone", "UTC"])
    return steps(binary, wanted)


def steps(binary, wanted):
    """Runs our program with these arguments; a sentence about the first one that fails."""
    for step in wanted:
        run = subprocess.run([binary] + step, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             timeout=REPLAY_SECONDS_MAX)
        if run.returncode:
            lines = run.stdout.decode(errors="replace").strip().splitlines()
            return ["%s ended with status %d: %s" % (step[0], run.returncode, " / ".join(lines[-6:]))]
    return []
