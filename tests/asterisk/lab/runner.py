"""Plays scenarios: one in this process, or many, each in a process and network of its own."""
import asyncio
import collections
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

from . import compare, oracles, places
from .laboratory import Lab
from .program import agrees, kept, replay

SCENARIOS = {}
SCENARIO_SECONDS_MAX = 150
TRACE_FILES = ("events.ami", "expected.json", "queue_log", "cdr_full.csv", "cel.csv")


class Scenario:
    """A story and how it is to be played.

    `sync` False: it starts reading AMI itself, in the middle. `hooks` False: the dialplan lacks what our program prints.
    """

    def __init__(self, play, story, on16, live, timestamps, sync, user, hooks, browser, flask):
        self.play, self.name, self.story = play, play.__name__, story
        self.on16, self.live, self.timestamps, self.sync, self.user = on16 or "16" in live, live, timestamps, sync, user
        self.hooks, self.browser, self.flask = hooks, browser, flask


def scenario(story, on16=False, live=(), timestamps=False, sync=True, user="callcenter", hooks=True,
             browser=False, flask=False):
    """Makes a coroutine that takes the lab a scenario. `live`: versions on which the suite `live` plays it; `browser`: it needs one;
    `flask`: it needs an environment with the Python module."""
    def register(play):
        SCENARIOS[play.__name__] = Scenario(play, story, on16, live, timestamps, sync, user, hooks, browser, flask)
        return play
    return register


def play(name, version, binary=None, replay_only=False):
    """Plays one scenario; returns (folder with its files, facts, complaints). The caller removes the folder."""
    places.own_network()
    slot = places.take_slot()
    folder = tempfile.mkdtemp(prefix="callcenter-lab-")
    lab = Lab(SCENARIOS[name], version, slot, folder, None if replay_only else binary)
    try:
        asyncio.run(_play(lab))
        lab.pbx.stop()
        recordings = oracles.collect(lab.pbx, folder)
    finally:
        lab.pbx.stop()
        lab.pbx.clean()
        slot.release()
    logs = oracles.Oracles(folder)
    expected = _expected(lab, version, logs, recordings)
    complaints = list(expected.get("oracle_disagreements", []))
    if binary:
        trace = lab.trace if replay_only else os.path.join(folder, "capture.ami")
        if lab.application:
            complaints += _judge_application(lab, expected, logs)
        else:
            complaints += _judge_served(lab, binary, expected, logs) if lab.server else _judge(binary, trace, expected, logs)
    return folder, expected, complaints


async def _play(lab):
    try:
        await lab.start()
        await asyncio.wait_for(lab.scenario.play(lab), SCENARIO_SECONDS_MAX)
    except Exception as error:
        where = [f for f in traceback.extract_tb(error.__traceback__) if "asterisk" in f.filename]
        lab.facts.problems.append("the script failed: %r at %s" % (
            error, " < ".join("%s:%d" % (os.path.basename(f.filename), f.lineno) for f in reversed(where))))
        lab.give_up()
    await lab.finish()


def _expected(lab, version, logs, recordings):
    records = lab.facts.resolve(logs, lab.calls(), recordings)
    known = {record["linkedid"] for record in records}
    expected = {"scenario": lab.scenario.name, "asterisk": places.full_version(version), "description": lab.scenario.story,
                "timestampevents": lab.scenario.timestamps, "calls": records,
                "other_linkedids": sorted({row["linkedid"] for row in logs.cel if row["linkedid"]} - known)}
    expected.update(lab.extra)
    if lab.facts.gaps:
        expected["gaps"] = [[round(t, 3) for t in gap] for gap in lab.facts.gaps]
    if recordings:
        expected["recording_files"] = recordings
    if lab.notes:
        expected["notes"] = lab.notes
    expected["queue_log_events"] = dict(collections.Counter(row[4] for row in logs.queue_log))
    problems = lab.facts.problems + logs.problems
    if problems:
        expected["oracle_disagreements"] = problems
    with open(os.path.join(lab.folder, "expected.json"), "w") as file:
        json.dump(expected, file, indent=1, ensure_ascii=False)
    return expected


def _judge(binary, trace, expected, logs):
    if not os.path.exists(trace):
        return ["our program wrote no trace"]
    try:
        calls = replay(binary, trace)
    except (ValueError, KeyError, OSError, subprocess.SubprocessError) as error:
        return ["our program: %s" % error]
    _, _, complaints = compare.with_expected(expected, calls, trace.endswith("capture.ami"))
    complaints += compare.with_logs(expected, calls, logs)
    complaints += kept(binary, trace, os.path.join(os.path.dirname(trace), "queue_log"))
    return ["our program: " + text for text in complaints]


def _judge_served(lab, binary, expected, logs):
    """Our server's own records, and its store: what asks of the switch knows more than who only reads along."""
    if lab.served is None:
        return []                           # why is said already
    _, _, complaints = compare.with_expected(expected, lab.served)
    complaints += compare.with_logs(expected, lab.served, logs)
    store = "sqlite:" + os.path.join(lab.server.data, "calls.db")
    complaints += agrees(binary, store, os.path.join(lab.folder, "queue_log"))
    return ["our server: " + text for text in complaints]


def _judge_application(lab, expected, logs):
    """The records that the engine within an application kept."""
    _, _, complaints = compare.with_expected(expected, lab.served or [])
    complaints += compare.with_logs(expected, lab.served or [], logs)
    return ["the application: " + text for text in complaints]


def play_and_report(name, version, record=None, binary=None, replay_only=False):
    """Plays one scenario and prints a line about it; True when all is right."""
    began = time.time()
    folder, expected, complaints = play(name, version, binary, replay_only)
    calls = ", ".join(c["status"] + (":" + c["answered_by"] if c.get("answered_by") else "") for c in expected["calls"])
    print("%-4s %-36s %s %5.1f s  %s" % ("FAIL" if complaints else "ok", name, version, time.time() - began, calls[:90]))
    for text in complaints:
        print("       " + text)
    if record and not expected.get("oracle_disagreements"):
        target = os.path.join(record, expected["asterisk"], name)
        shutil.rmtree(target, ignore_errors=True)
        os.makedirs(target)
        for file in TRACE_FILES:
            shutil.copy(os.path.join(folder, file), target)
    if complaints:
        print("       files: " + folder)
    else:
        shutil.rmtree(folder)
    return not complaints


def play_many(jobs, workers, options):
    """Plays (name, version) pairs, several at a time, each in a process of its own; returns those that failed."""
    def one(job):
        name, version = job
        command = [sys.executable, os.path.join(places.HERE, "run"), "--one", name, "--ast", version] + options
        try:
            run = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                 timeout=SCENARIO_SECONDS_MAX + 60)
        except subprocess.TimeoutExpired as expired:
            return False, "FAIL %-36s %s: took too long\n%s" % (name, version, (expired.stdout or b"").decode(errors="replace"))
        text = run.stdout.decode("utf-8", "replace")
        if run.returncode and not text.startswith("FAIL"):
            text = "FAIL %-36s %s\n%s" % (name, version, text)
        return run.returncode == 0, text
    failed = []
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        played = {pool.submit(one, job): job for job in jobs}
        for future in concurrent.futures.as_completed(played):
            right, text = future.result()
            if not right:
                failed.append(played[future])
            sys.stdout.write(text)
            sys.stdout.flush()
    return failed
