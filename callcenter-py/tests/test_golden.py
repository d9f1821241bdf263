"""The same trace gives the same in Rust, in Python and in the server."""

from __future__ import annotations

import json
import re
import subprocess
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, Iterator

import pytest

import callcenter
from callcenter.testing import Simulator
from conftest import rust, traces

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
        command += ["--store", store, "--data", data, "--listen", "127.0.0.1:0", "--switch", "live"]
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

    def end(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=60)


@pytest.fixture(scope="module")
def kept(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, callcenter.Books, list[Path]]]:
    """Some traces in a store, with a server over it."""
    folder = tmp_path_factory.mktemp("kept")
    chosen = [path for path in CHOSEN if "queue" in path.parent.name][:6]
    store = f"sqlite:{folder}/calls.db"
    for trace in chosen:
        rust(program, "replay", "--store", store, "--switch", trace.parent.name, str(trace))
    with Simulator(still=True) as switch:
        server = Server(program, store, switch, folder)
        books = callcenter.Books(store)
        yield server, books, chosen
        books.close()
        server.end()


def test_the_server_tells_the_same_calls(kept: tuple[Server, callcenter.Books, list[Path]]) -> None:
    server, books, chosen = kept
    compared = 0
    for trace in chosen:
        for record in callcenter.replay(trace, config={"switch": trace.parent.name})["calls"]:
            if record["ended_at"] is None:
                continue
            assert books.call(record["call_id"]) == record
            told = server.ask(f"/api/calls/{record['call_id']}")
            call = told.get("call", told)
            for field in ("status", "direction", "caller", "dialed", "queue", "answered_by", "wait_s", "talk_s"):
                assert call[field] == record[field], (trace, field)
            compared += 1
    assert compared >= len(chosen)
