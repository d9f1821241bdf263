"""What all tests share: recorded traces, the program built from the same sources, a simulated switch."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Callable, Iterator, List, Optional, TypeVar

import pytest

import callcenter
from callcenter.testing import Simulator

PROJECT = Path(os.environ.get("CALLCENTER_PROJECT") or Path(__file__).resolve().parents[2])
TRACES = PROJECT / "callcenter-ami" / "tests" / "traces"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", PROJECT / "target"))

T = TypeVar("T")

# How long anything may take that is waited for; reached only by what would never come.
PATIENCE_S = float(os.environ.get("CALLCENTER_PATIENCE_S", "60"))


def traces() -> List[Path]:
    """Every recorded trace, in order."""
    return sorted(TRACES.glob("*/*/events.ami"))


@pytest.fixture(scope="session", autouse=True)
def state_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is kept for a user by default is kept for this run, by all its workers, and not in somebody's home."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(shared / "state"))
        yield


@pytest.fixture(scope="session")
def program() -> Path:
    """The binary of the same sources: ``CALLCENTER_BIN``, or the one that cargo built last."""
    named = os.environ.get("CALLCENTER_BIN")
    found = [Path(named)] if named else [TARGET / kind / "callcenter" for kind in ("debug", "release")]
    there = [path for path in found if path.is_file()]
    if not there:
        pytest.fail("the program is missing: cargo build --bin callcenter, or say CALLCENTER_BIN")
    return max(there, key=lambda path: path.stat().st_mtime)


@pytest.fixture
def still() -> Iterator[Simulator]:
    """A switch in which people do only what they are told."""
    with Simulator(still=True) as switch:
        yield switch


@pytest.fixture
def busy() -> Iterator[Simulator]:
    """A switch in which people call by themselves."""
    with Simulator() as switch:
        yield switch


def connect(at: Simulator, **options: object) -> callcenter.CallCenter:
    """A call center at a simulated switch, connected."""
    center = callcenter.CallCenter(at.address, at.user, at.secret, **options)  # type: ignore[arg-type]
    assert center.wait_ready(PATIENCE_S), center.standing()
    return center


def until(center: callcenter.CallCenter, holds: Callable[[], Optional[T]]) -> T:
    """Waits for something that facts make true."""
    events = center.events(timeout=0.2)
    found = holds()
    for _ in range(int(PATIENCE_S / 0.2)):
        if found:
            return found
        next(events, None)
        found = holds()
    raise AssertionError(f"it never came to that; {center.standing()}")


def rust(program: Path, *arguments: str) -> str:
    """What the program prints."""
    return subprocess.run([program, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def has(command: str) -> bool:
    """Whether a command is installed."""
    return shutil.which(command) is not None
