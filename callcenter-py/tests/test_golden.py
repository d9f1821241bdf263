"""The same trace gives the same in Rust, in Python and in the server."""

from __future__ import annotations

import json
import re
import subprocess
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

import callcenter
from callcenter.testing import Simulator
from conftest import connect, rust, traces, until

# Of each scenario one recording: what the two versions of Asterisk do alike is compared by the Rust tests.
CHOSEN = sorted({path.parent.name: path for path in traces()}.values())


def test_there_are_traces() -> None:
    assert len(CHOSEN) > 100


@pytest.mark.parametrize("part", range(8))
def test_records_and_hash_are_those_of_the_program(program: Path, part: int) -> None:
    for trace in CHOSEN[part::8]:
        told = json.loads(rust(program, "replay", "--output", "calls", str(trace)))
        assert callcenter.replay(trace) == told, trace
        assert callcenter.replay(trace.read_bytes()) == told, trace
        engine = callcenter.Engine()
        facts = [fact.to_dict() for fact in engine.read(trace)] + [fact.to_dict() for fact in engine.finish()]
        summary = rust(program, "replay", "--output", "summary", str(trace))
        assert re.search(r"^state +([0-9a-f]{32})$", summary, re.MULTILINE)[1] == engine.state_hash(), trace  # type: ignore[index]
        printed = [json.loads(line) for line in rust(program, "replay", "--output", "facts", str(trace)).splitlines()]
        assert facts == printed, trace
        assert engine.stats() == json.loads(rust(program, "replay", "--output", "stats", str(trace))), trace


class Server:
    """The turnkey server over a store."""

    def __init__(self, program: Path, store: str, switch: Simulator, data: Path) -> None:
        secret = data / "secret"
        secret.write_text(switch.secret)
        command = [program, "serve", "--ami", switch.address, "--user", switch.user, "--secret-file", secret]
        command += ["--store", store, "--data", data, "--listen", "127.0.0.1:0", "--switch", "pbx"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.address, token = "", ""
        assert self.process.stderr
        for line in self.process.stderr:
            if found := re.search(r"listening on (\S+)", line):
                self.address = found[1]
            if found := re.search(r"setup token: (\S+)", line):
                token = found[1]
                break
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open
        self.ask("/api/auth/setup", {"token": token, "login": "admin", "password": "correct horse battery"})
        self.ask("/api/auth/login", {"login": "admin", "password": "correct horse battery"})

    def ask(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"})
        with self.open(request, timeout=60) as answer:
            return json.load(answer)

    def ended(self, call_id: str) -> Any:
        """A call, when it is over."""
        try:
            told = self.ask(f"/api/calls/{call_id}")
        except urllib.error.HTTPError as why:
            assert why.code == 404, (why.code, why.read())
            return None
        call = told.get("call", told)
        return call if call["ended_at"] else None

    def end(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=60)


def a_day(switch: Simulator, center: callcenter.CallCenter) -> None:
    """A call that is answered, held and ended; one that nobody waits for the end of; one inside."""
    agent = who(center, switch.caller("493055501", "Karl", "4930555200"), "ringing")
    leg = switch.phone_answers(agent)
    assert leg
    until(center, lambda: center.agent(agent)["activity"] == "talking")  # type: ignore[index]
    assert switch.holds(leg)
    until(center, lambda: any(leg["holding"] for call in center.calls() for leg in call["legs"]))
    assert switch.holds(leg) and switch.hangs_up(leg)
    gone = switch.caller("493055502", "Lena", "4930555100")
    who(center, gone, "ringing")
    assert switch.hangs_up(gone)
    assert switch.phone_calls("1009", "1010")
    until(center, lambda: len(center.calls()) == 1)
    inside = until(center, lambda: switch.phone_answers("1010"))
    until(center, lambda: center.calls() and center.calls()[0]["status"] == "talking")
    assert switch.hangs_up(inside)
    until(center, lambda: not center.calls())


def who(center: callcenter.CallCenter, _leg: str, activity: str) -> str:
    row = until(center, lambda: next((row for row in center.agents() if row["activity"] == activity), None))
    return str(row["agent"])


def test_the_server_tells_the_same_calls(program: Path, tmp_path: Path) -> None:
    """What the module concludes and what the turnkey server concludes of the same switch, each by a link and a store of its own."""
    with Simulator(still=True) as switch:
        server = Server(program, f"sqlite:{tmp_path}/server.db", switch, tmp_path)
        try:
            with connect(switch, store=f"sqlite:{tmp_path}/own.db", switch="pbx") as center:
                until(center, lambda: server.ask("/api/agents")["items"])
                a_day(switch, center)
                own = until(center, lambda: len(found := center.history()) == 3 and found)
                for record in own:
                    # By linkedid: what came between two reports may have moved one link's clock by microseconds, and with it the identity.
                    told = until(center, lambda: server.ended(record["linkedid"]))
                    for field in ("status", "direction", "caller", "dialed", "queue", "answered_by"):
                        assert told[field] == record[field], (record, field)
                    for field in ("wait_s", "talk_s", "ring_s"):
                        assert told[field] == pytest.approx(record[field], abs=0.05), (record, field)
                    assert told["hold"]["count"] == record["hold"]["count"]
        finally:
            server.end()
    assert sorted(record["status"] for record in own) == ["abandoned", "answered", "answered"]
