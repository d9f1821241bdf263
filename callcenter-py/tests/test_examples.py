"""What is shown works: the examples, and the commands."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict

import callcenter
from callcenter.__main__ import main
from callcenter.testing import Simulator
from conftest import PATIENCE_S, PROJECT, traces

import pytest


def test_the_wallboard_tells_calls_and_queues() -> None:
    command = [sys.executable, str(PROJECT / "examples" / "asyncio" / "wallboard.py"), "--demo", "--seconds", "3"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
    assert (done.returncode, done.stderr) == (0, "")
    assert "agents are ready" in done.stdout


def test_the_notebook_runs_from_its_first_cell_to_its_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CALLCENTER_STORE", raising=False)
    notebook = json.loads((PROJECT / "examples" / "notebook" / "reports.ipynb").read_text(encoding="utf-8"))
    names: Dict[str, Any] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    calls = names["calls"]
    assert calls.height == 12
    assert set(calls["status"]) == {"answered", "abandoned"}
    assert {row["queue"] for row in names["rows"]} >= {"support", "sales"}


def test_replay_is_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    trace = traces()[0]
    assert main(["replay", str(trace)]) == 0
    assert json.loads(capsys.readouterr().out) == callcenter.replay(trace)
    assert main(["replay", "/nowhere/today.ami"]) == 2
    assert "/nowhere/today.ami" in capsys.readouterr().err


def test_the_doctor_is_a_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with Simulator(still=True) as switch:
        monkeypatch.setenv("CALLCENTER_AMI_SECRET", switch.secret)
        assert main(["doctor", "--ami", switch.address, "--user", switch.user, "--seconds", "0.5"]) in (0, 1)
        assert f"Asterisk at {switch.address}, as {switch.user}" in capsys.readouterr().out
        monkeypatch.setenv("CALLCENTER_AMI_SECRET", "wrong")
        assert main(["doctor", "--ami", switch.address, "--user", switch.user]) == 2
        assert "Authentication failed" in capsys.readouterr().err
    assert main(["doctor", "--user", "callcenter"]) == 2


def test_the_first_lines_of_the_readme_are_the_ones_that_run() -> None:
    """The package says its version, the same as the module's."""
    said = subprocess.run([sys.executable, "-m", "callcenter", "--version"], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == f"callcenter {callcenter.__version__}"
    assert Path(callcenter.__file__).with_name("py.typed").exists()
