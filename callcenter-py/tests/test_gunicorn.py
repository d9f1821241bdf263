"""Four worker processes share one switch: one leads, each sees and does the same, and whoever is killed takes nothing along."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Callable, Dict, Generator, Iterator, List, Optional, Set, Tuple, TypeVar

import pytest

pytest.importorskip("flask_limiter")
pytest.importorskip("gunicorn")

from callcenter.testing import Simulator
from conftest import PATIENCE_S
from flask_house import SALES
from sqlalchemy import create_engine, text

T = TypeVar("T")

APPLICATION = '''
import os
from flask import Flask, jsonify, request
from callcenter.flask import CallCenter

app = Flask(__name__, instance_path=os.environ["HOUSE"])
app.config.update(
    SECRET_KEY="of a test",
    DB_URI=os.environ["HOUSE_DB"],
    CALLCENTER_QUEUES="sales",
    CALLCENTER_RATE_LIMIT="100000 per minute",
    CALLCENTER_CSRF=False,
)
calls = CallCenter(app, agent_loader=lambda: {"agent_id": request.headers.get("X-User"), "is_supervisor": True})


@app.get("/worker")
def worker():
    return jsonify(pid=os.getpid(), **calls.live.standing())
'''

CONFIGURATION = '''
bind = "127.0.0.1:0"
workers = 4
worker_class = "gthread"
threads = 4
graceful_timeout = 5
control_socket_disable = True


def post_worker_init(worker):
    worker.wsgi.extensions["callcenter"].start()
'''


class Gunicorn:
    """The server, and what it is asked. Each request is a connection of its own, so that any worker may have it."""

    def __init__(self, folder: Path, switch: Simulator, *, preload: bool = False) -> None:
        (folder / "house_app.py").write_text(APPLICATION)
        (folder / "gunicorn.conf.py").write_text(CONFIGURATION + f"preload_app = {preload}\n")
        self.database = f"sqlite:///{folder}/house.db"
        self.log = folder / "gunicorn.log"
        # A Unix socket's name has to be short; pytest's folders are not.
        self.share = tempfile.mkdtemp(prefix="callcenter-")
        environment = {
            **os.environ,
            "HOUSE": str(folder),
            "HOUSE_DB": self.database,
            "CALLCENTER_AMI": switch.address,
            "CALLCENTER_AMI_USER": switch.user,
            "CALLCENTER_AMI_SECRET": switch.secret,
            "CALLCENTER_SHARE": self.share,
            "PYTHONUNBUFFERED": "1",
        }
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "house_app:app"],
                cwd=folder,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.address = self.until(lambda: re.search(r"Listening at: (http://\S+)", self.log.read_text())).group(1)

    def close(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE_S)
        finally:
            self.process.kill()
            shutil.rmtree(self.share, ignore_errors=True)

    def ask(self, path: str, body: Optional[Dict[str, Any]] = None, agent: str = "1001") -> Tuple[int, Any]:
        headers = {"X-User": agent, "Content-Type": "application/json", "Connection": "close"}
        data = json.dumps(body).encode() if body is not None else None
        asked = urllib.request.Request(self.address + path, data, headers)
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as answer:
            return answer.code, json.load(answer)
        except (urllib.error.URLError, ConnectionError, TimeoutError) as why:
            return 0, str(why)

    def post(self, path: str, **body: Any) -> Tuple[int, Any]:
        return self.ask(f"/call-center/api/{path}", body)

    def follows(self) -> Generator[Any, None, None]:
        """The states that a page is told."""
        asked = urllib.request.Request(f"{self.address}/call-center/api/events", headers={"X-User": "1001"})
        with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:
            for line in answer:
                if line.startswith(b"data: "):
                    yield json.loads(line[len(b"data: ") :])

    def status(self) -> Any:
        return self.ask("/call-center/api/agent/status")[1]

    def workers(self, count: int = 4, without: Optional[Set[int]] = None) -> Dict[int, Any]:
        """What each worker says of itself, by process: asked until so many of them answered."""
        found: Dict[int, Any] = {}

        def all_of_them() -> bool:
            status, told = self.ask("/worker")
            if status == 200 and told["pid"] not in (without or ()):
                found[told["pid"]] = told
            return len(found) >= count

        self.until(all_of_them)
        return found

    def steady(self, without: Optional[Set[int]] = None) -> Dict[int, Any]:
        """The same when one leads, three follow, and the link is up for all."""

        def stands() -> Optional[Dict[int, Any]]:
            workers = self.workers(without=without)
            roles = sorted(each["role"] for each in workers.values())
            links = {each["link"] for each in workers.values()}
            return workers if roles == ["following"] * 3 + ["leading"] and links == {"ready"} else None

        return self.until(stands)

    def until(self, holds: Callable[[], Optional[T]]) -> T:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            assert not hasattr(self, "process") or self.process.poll() is None, self.log.read_text()[-4000:]
            found = holds()
            if found:
                return found
            # Other processes: there is nothing of theirs to wait for but their answers.
            time.sleep(0.05)
        raise AssertionError(f"it never came to that; {self.log.read_text()[-4000:]}")

    def rows(self, question: str) -> List[Any]:
        engine = create_engine(self.database)
        try:
            with engine.connect() as connection:
                return [row for row in connection.execute(text(question))]
        finally:
            engine.dispose()


@pytest.fixture
def switch() -> Iterator[Simulator]:
    with Simulator(still=True) as made:
        yield made


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path, switch: Simulator) -> Iterator[Gunicorn]:
    made = Gunicorn(tmp_path, switch, preload=getattr(request, "param", False))
    try:
        yield made
    finally:
        made.close()


def alone(server: Gunicorn, switch: Simulator) -> None:
    """Only 1001 can be rung."""
    for n in range(1002, 1013):
        assert server.ask("/call-center/api/agent/logout", {"agent_id": str(n)})[0] == 200, n


def call(server: Gunicorn, switch: Simulator, number: str, dials: str = SALES) -> Tuple[str, str]:
    """Somebody calls, and 1001 takes it; the caller's leg and the call."""
    leg = switch.caller(number, "Eve", dials)
    server.until(lambda: server.status()["status"] == "ringing")
    server.until(lambda: switch.phone_answers("1001"))
    return leg, server.until(lambda: (now := server.status())["status"] == "on_call" and now["agent"]["call"]["id"])


@pytest.mark.parametrize("server", [False, True], ids=["imported_in_each_worker", "imported_before_the_fork"], indirect=True)
def test_f_064_one_worker_leads_and_all_see_and_do_the_same(server: Gunicorn, switch: Simulator) -> None:
    workers = server.steady()
    followed = server.follows()
    assert next(followed)["agent"]["status"] == "ready"
    assert len({each["epoch"] for each in workers.values()}) == 1, "they follow the same leader"
    for n in range(12):
        reason = f"Reason {n}"
        status, told = server.post("agent/not-ready", reason=reason)
        assert status == 200, told
        assert told["agent"]["reason"] == reason, "whoever asked sees at once what came of it"
        server.until(lambda: server.status()["reason"] == reason)
    last = next(state for state in followed if state["agent"]["reason"] == "Reason 11")
    assert last["agent"]["status"] == "not_ready", "a page that one worker serves is told what was done through others"
    followed.close()
    assert server.post("agent/ready")[0] == 200
    alone(server, switch)
    _, name = call(server, switch, "491700000001")
    for path in ("call/hold", "call/unhold", "call/drop"):
        status, told = server.post(path, call_id=name)
        assert status == 200, (path, told)
    row = server.until(lambda: server.rows(f"SELECT status, agent_id FROM cc_calls WHERE callcenter_id = '{name}' AND ended_at IS NOT NULL"))
    assert [tuple(each) for each in row] == [("answered", "1001")]
    states = server.rows("SELECT reason FROM cc_agent_activities WHERE agent_id = '1001' AND activity_type = 'not_ready' ORDER BY occurred_at, id")
    assert [each.reason for each in states] == [f"Reason {n}" for n in range(12)], "each once, in order"


def test_a_leader_that_is_killed_takes_nothing_along(server: Gunicorn, switch: Simulator) -> None:
    workers = server.steady()
    alone(server, switch)
    killed: Set[int] = set()
    for n in range(2):
        call(server, switch, f"49170000000{n}", "1001")
        leader = next(pid for pid, each in workers.items() if each["role"] == "leading")
        os.kill(leader, signal.SIGKILL)
        killed.add(leader)
        # The call goes on at the switch; another worker leads, and gunicorn starts a new one that follows.
        workers = server.steady(without=killed)
        assert leader not in workers
        held = server.until(lambda: (now := server.status())["status"] == "on_call" and now["agent"]["call"])
        assert held["number"] == f"49170000000{n}"
        status, told = server.post("call/drop", call_id=held["id"])
        assert status == 200, told
        server.until(lambda: server.status()["status"] in ("ready", "wrap_up"))
    calls = server.until(lambda: len(found := server.rows("SELECT caller_number, status FROM cc_calls WHERE ended_at IS NOT NULL")) >= 2 and found)
    assert sorted(row.caller_number for row in calls) == ["491700000000", "491700000001"], "none is lost, none twice"
    assert {row.status for row in calls} == {"answered"}
    assert server.rows("SELECT count(*) FROM cc_calls")[0][0] == 2, "and none is left open"
    doubled = server.rows("SELECT agent_id, activity_type, occurred_at, count(*) FROM cc_agent_activities GROUP BY 1, 2, 3 HAVING count(*) > 1")
    assert doubled == []


def test_a_worker_that_is_told_to_end_hands_the_lead_over(server: Gunicorn, switch: Simulator) -> None:
    workers = server.steady()
    leader = next(pid for pid, each in workers.items() if each["role"] == "leading")
    assert server.post("agent/not-ready", reason="Before")[0] == 200
    os.kill(leader, signal.SIGTERM)
    server.steady(without={leader})
    assert server.status()["reason"] == "Before"
    assert server.post("agent/not-ready", reason="After")[0] == 200
    server.until(lambda: [row.reason for row in server.rows("SELECT reason FROM cc_agent_activities WHERE activity_type = 'not_ready' ORDER BY id")] == ["Before", "After"])
