"""`flask call-center …`, and the example."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

pytest.importorskip("flask_limiter")

from callcenter.flask import CallCenter
from callcenter.testing import Simulator
from conftest import PATIENCE_S, PROJECT
from cryptography.fernet import Fernet
from flask import Flask
from test_flask_tables import PLAIN, build

EXAMPLE = PROJECT / "examples" / "flask_app"


def application(folder: Path) -> Flask:
    app = Flask("house", instance_path=str(folder))
    app.config.update(SECRET_KEY="of a test", DB_URI=f"sqlite:///{folder}/old.db")
    CallCenter(app)
    return app


def run(app: Flask, *arguments: str, said: str = "") -> str:
    told = app.test_cli_runner().invoke(args=["call-center", *arguments], input=said)
    assert told.exit_code == 0, told.output
    return str(told.output)


def test_f_208_tables_are_made_and_doing_it_again_does_nothing(tmp_path: Path) -> None:
    app = application(tmp_path)
    first = run(app, "init-db")
    for table in ("cc_agents", "cc_calls", "cc_agent_activities"):
        assert f"{table}: made the table" in first
    assert run(app, "init-db") == "the tables are as they should be\n"


def test_f_208_what_an_older_module_left_is_shown_before_anything_is_done(tmp_path: Path) -> None:
    build(f"sqlite:///{tmp_path}/old.db", PLAIN, tmp_path).dispose()
    before = (tmp_path / "old.db").read_bytes()
    app = application(tmp_path)
    told = run(app, "import-check")
    assert (tmp_path / "old.db").read_bytes() == before, "nothing was done"
    assert "cc_agents: 3 rows" in told and "cc_calls: 1 rows" in told
    assert re.search(r"read, and filled in new rows: .*start_time", told) and re.search(r"left alone: .*notes", told)
    assert "in plain text, to be sealed: 1" in told and "hashes that nothing can be done with: 1" in told
    assert "to do: cc_calls: add the column callcenter_id" in told and "plain-1001" not in told
    run(app, "init-db")
    assert "nothing is to be done" in run(app, "import-check")


def test_f_208_an_agent_is_added_and_changed_and_the_password_is_never_an_argument(tmp_path: Path) -> None:
    app = application(tmp_path)
    said = run(app, "add-agent", "1001", "--name", "Anna", "--queue", "sales", "--queue", "billing", said="s3cret\ns3cret\n")
    assert "1001 was added" in said and "s3cret" not in said
    assert "1001 was changed" in run(app, "add-agent", "1001", "--name", "Anna Berg", "--password-stdin", said="other\n")
    with app.app_context():
        roster = app.extensions["callcenter"].roster
        agent = roster.find("1001")
        assert (agent.name, agent.queues) == ("Anna Berg", ("sales", "billing"))
        assert roster.knows(agent, "1001", "other", None) and not roster.knows(agent, "1001", "s3cret", None)
    told = app.test_cli_runner().invoke(args=["call-center", "add-agent", "10 01", "--no-password"])
    assert told.exit_code == 1 and "letters, digits" in told.output


def test_a_key_is_printed_that_seals(tmp_path: Path) -> None:
    Fernet(run(application(tmp_path), "make-key").strip())


def test_a_command_connects_to_no_switch(tmp_path: Path) -> None:
    app = application(tmp_path)
    app.config["CALLCENTER_AMI"] = "127.0.0.1:1"
    run(app, "init-db")
    assert not (tmp_path / "old.callcenter.db").exists()


def test_the_ten_lines_of_the_docs_run(tmp_path: Path) -> None:
    """The first block of Python in docs/FLASK.md, as it stands there, at a simulated switch."""
    lines = re.search(r"```python\n(.*?)```", (PROJECT / "docs" / "FLASK.md").read_text(), re.S)
    assert lines is not None
    code = lines.group(1)
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
    with Simulator(still=True) as switch:
        (tmp_path / "app.py").write_text(code)
        asks = """
            from app import app
            answer = app.test_client().get("/call-center/")
            assert answer.status_code == 200, answer.get_data()
            calls = app.extensions["callcenter"]
            assert calls.center.wait_ready(60), calls.center.standing()
            assert {row["queue"] for row in calls.center.queues()} >= {"support"}
            calls.close()
            print("it runs")
        """
        (tmp_path / "asks.py").write_text(textwrap.dedent(asks))
        environment = {**os.environ, "CALLCENTER_AMI": switch.address, "CALLCENTER_AMI_USER": switch.user, "CALLCENTER_AMI_SECRET": switch.secret, "CALLCENTER_SHARE": "none"}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(tmp_path)]))
        told = subprocess.run([sys.executable, "asks.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert told.stdout == "it runs\n", told.stderr


def test_the_example_runs_with_one_command_and_its_users_take_calls(tmp_path: Path) -> None:
    pytest.importorskip("flask_sqlalchemy")
    log = tmp_path / "log"
    # A free port, found by asking for one.
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with open(log, "w") as out:
        example = subprocess.Popen(
            [sys.executable, "app.py", "--demo", "--port", str(port)], cwd=EXAMPLE, env={**os.environ, "SHOP_FOLDER": str(tmp_path), "CALLCENTER_SHARE": "none"}, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        base = f"http://127.0.0.1:{port}"
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        end = time.monotonic() + PATIENCE_S
        while True:
            assert example.poll() is None and time.monotonic() < end, log.read_text()
            try:
                browser.open(f"{base}/")
                break
            except OSError:
                time.sleep(0.1)
        page = browser.open(f"{base}/login", b"username=anna&password=demo").read().decode()
        assert "Your state" in page, "the shop's user stands at the call center's page"
        token = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert token is not None
        headers = {"Content-Type": "application/json", "X-CSRFToken": token.group(1)}
        login = urllib.request.Request(f"{base}/call-center/api/agent/login", b'{"queues": ["sales"]}', headers)
        told = browser.open(login).read().decode()
        assert '"success":true' in told.replace(" ", "") and "Anna Berg" in told
        customer = browser.open(f"{base}/call-center/api/customer/491700000001").read().decode()
        assert "Ada Lovelace" in customer and "Tea, sent" in customer
    finally:
        example.terminate()
        example.wait(PATIENCE_S)
