"""A live call center: what is true, what becomes true, and asking for something."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Any

import pytest

import callcenter
from callcenter.testing import DictStore, Simulator
from conftest import PATIENCE_S, connect, until


# The number by which callers reach the queue.
SUPPORT = "4930555200"


# An agent.
ANNA = "1001"


def talking(center: callcenter.CallCenter, switch: Simulator) -> dict[str, Any]:
    """Somebody calls support, and whose phone rings answers; the agent as he stands then."""

    def who(activity: str) -> Any:
        return next((row for row in center.agents() if row["activity"] == activity), None)

    switch.caller("493055501", "Karl", SUPPORT)
    rung = until(center, lambda: who("ringing"))
    assert switch.phone_answers(rung["agent"]), rung
    row: dict[str, Any] = until(center, lambda: who("talking"))
    return row


def test_who_only_observes_sees_and_may_not_ask(busy: Simulator) -> None:
    with connect(busy) as center:
        assert center.role == "leading" and center.standing()["link"] == "ready"
        assert {queue["queue"] for queue in center.queues()} >= {"support"}
        assert center.agents() and center.phones()
        with pytest.raises(callcenter.RefusedError) as caught:
            center.pause(center.agents()[0]["agent"], "Lunch")
        assert caught.value.reason == "observer"


def test_a_call_is_followed_from_its_first_ring_to_its_record(still: Simulator, tmp_path: Path) -> None:
    with connect(still, store=f"sqlite:{tmp_path}/calls.db", control=True) as center:
        facts = center.events(timeout=PATIENCE_S)
        agent = talking(center, still)
        call = agent["call"]
        assert center.call(call["call_id"])["status"] == "talking"
        record = center.call_record(call["call_id"])
        assert record and record["caller"] == "493055501" and record["queue"] == "support"
        answer = center.hangup(call["leg"])
        assert (answer.outcome, answer.evidence) == ("done", "reported")
        closed = next(fact for fact in facts if fact.kind == "CallClosed")
        assert closed["record"]["status"] == "answered"
        kept = until(center, lambda: center.past_call(call["call_id"]))
        assert kept == closed["record"]
        assert center.history(queue="support", agent=agent["agent"])[0]["call_id"] == call["call_id"]
        report = center.report("queues", "today", names=["support"], zone="UTC")
        assert report["totals"][0]["values"]["answered@1"] == 1 or report["rows"]


def test_what_is_asked_for_is_done_by_the_switch(still: Simulator) -> None:
    with connect(still, control=True) as center:
        agent = ANNA
        center.sign_in(agent, ["support", "sales"])
        center.pause(agent, "Lunch")
        assert (center.agent(agent)["activity"], center.agent(agent)["reason"]) == ("paused", "Lunch")
        center.ready(agent)
        assert center.agent(agent)["activity"] == "ready"
        center.sign_out(agent)
        assert center.agent(agent) is None or center.agent(agent)["activity"] == "away"
        center.sign_in(agent, ["support"], name="Anna", penalty=1)
        assert [member["queue"] for member in center.agent(agent)["queues"]] == ["support"]


def test_a_refusal_says_why(still: Simulator) -> None:
    with connect(still, control=True) as center:
        with pytest.raises(callcenter.RefusedError) as caught:
            center.hangup("1.1")
        assert caught.value.reason == "unknown_leg"
        center.sign_in(ANNA, ["support"])
        with pytest.raises(callcenter.RefusedError, match="control character") as caught:
            center.pause(ANNA, "Lunch\r\nAction: Logoff")
        with pytest.raises(callcenter.ConfigError, match="unknown variant"):
            center.ask("Explode")
        with pytest.raises(callcenter.ConfigError, match="missing field `leg`"):
            center.ask("Hangup", cause=16)


def test_every_convenience_is_a_command_of_the_engine(still: Simulator) -> None:
    """Each of them reaches the engine, which refuses a leg that there is not: no name or field of them is wrong."""
    with connect(still, control=True) as center:
        leg, phone = "1.1", "PJSIP/1001"
        for asked in (
            lambda: center.answer(leg),
            lambda: center.hangup(leg, 16),
            lambda: center.hold(leg),
            lambda: center.unhold(leg, how="server"),
            lambda: center.transfer(leg, "1002"),
            lambda: center.transfer(leg, "1002", attended=True),
            lambda: center.complete_transfer(leg),
            lambda: center.cancel_transfer(leg),
            lambda: center.swap_transfer(leg),
            lambda: center.merge_transfer(leg),
            lambda: center.dtmf(leg, "12#", to="switch"),
            lambda: center.mute(leg),
            lambda: center.park(leg),
            lambda: center.retrieve("701", phone),
            lambda: center.pickup(leg, phone),
            lambda: center.pull(leg, phone),
            lambda: center.move_to(leg, "internal", "1002"),
            lambda: center.supervise(leg, phone, "whisper"),
            lambda: center.record_start(leg, "a.wav", tracks="apart"),
            lambda: center.record_stop(leg),
            lambda: center.record_pause(leg),
        ):
            with pytest.raises(callcenter.RefusedError) as caught:
                asked()
            assert caught.value.reason in {"unknown_leg", "unknown_parked", "not_now"}, caught.value


def test_a_phone_is_called_for_an_agent(still: Simulator) -> None:
    with connect(still, control=True) as center:
        answered = threading.Thread(target=lambda: until(center, lambda: still.phone_answers("1001")))
        answered.start()
        assert center.originate("PJSIP/1001", "1002", context="internal", timeout=PATIENCE_S).outcome == "done"
        answered.join()
        assert any(leg["endpoint"] == "1001" for call in center.calls() for leg in call["legs"])


def test_facts_are_heard_by_a_function(still: Simulator) -> None:
    heard: list[str] = []
    enough = threading.Event()

    def hear(fact: callcenter.Fact) -> None:
        heard.append(fact.kind)
        if fact.kind == "CallStarted":
            enough.set()
        raise ValueError("a listener's own trouble")

    with connect(still) as center:
        listener = center.listen(hear, kinds={"CallStarted", "CallerQueued"})
        still.caller("493055501", "Anna", SUPPORT)
        assert enough.wait(PATIENCE_S)
        listener.cancel(PATIENCE_S)
        assert set(heard) <= {"CallStarted", "CallerQueued"}


def test_an_iteration_ends_when_nothing_comes_and_when_it_is_closed(still: Simulator) -> None:
    center = connect(still)
    events = center.events(timeout=0.05)
    assert list(events) == []
    still.caller("493055501", "Anna", SUPPORT)
    first = next(center.events(timeout=PATIENCE_S), None) if not list(events) else True
    assert first
    forever = center.events()
    threading.Timer(0.1, center.close).start()
    assert [fact.kind for fact in forever if fact.kind == "CallClosed"] == []
    with pytest.raises(callcenter.ClosedError):
        center.calls()
    center.close()


def test_a_switch_that_comes_back_is_connected_again(still: Simulator) -> None:
    with connect(still) as center:
        events = center.events(timeout=PATIENCE_S, kinds={"LinkLost", "Synchronized"})
        still.cut()
        assert [next(events).kind, next(events).kind] == ["LinkLost", "Synchronized"]
        assert center.wait_ready(PATIENCE_S)


def test_a_switch_that_is_away_is_waited_for() -> None:
    with callcenter.CallCenter("127.0.0.1:1", "callcenter", "secret") as center:
        assert not center.wait_ready(0.2)
        assert center.standing()["link"] in {"connecting", "down"}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"address": "pbx:99999"}, "not a HOST:PORT"),
        ({"secret": ""}, "secret is empty"),
        ({"config": {"nonsense": 1}}, "unknown field `nonsense`"),
        ({"store": 5}, "store="),
        ({"share": "/tmp"}, "say store="),
    ],
)
def test_what_makes_no_sense_is_refused_at_once(wrong: dict[str, Any], told: str) -> None:
    options: dict[str, Any] = {"address": "127.0.0.1", "user": "callcenter", "secret": "x", **wrong}
    with pytest.raises(callcenter.ConfigError, match=told):
        callcenter.CallCenter(**options)


def test_a_store_that_cannot_be_opened_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    center = callcenter.CallCenter("127.0.0.1", "callcenter", "x", store=f"sqlite:{tmp_path}/file/calls.db", spool=tmp_path / "spool")
    with pytest.raises(callcenter.StoreError):
        center.start()
    with pytest.raises(callcenter.StoreError, match="names no database") as caught:
        callcenter.CallCenter("127.0.0.1", "callcenter", "x", store="oracle://scott:tiger@host/x", spool=tmp_path).start()
    assert "tiger" not in str(caught.value)


def test_a_store_written_in_python_keeps_the_books(still: Simulator, tmp_path: Path) -> None:
    store = DictStore()
    with connect(still, store=store, spool=tmp_path / "spool", control=True) as center:
        agent = talking(center, still)
        call = agent["call"]
        center.hangup(call["leg"])
        kept = until(center, lambda: center.past_call(call["call_id"]))
    again = callcenter.Books(store=store)
    assert again.call(call["call_id"]) == kept


def test_a_store_that_fails_is_waited_for_with_what_it_says(still: Simulator, tmp_path: Path) -> None:
    class Away(DictStore):
        is_away = False

        def write(self, write: Any) -> None:
            if self.is_away:
                raise callcenter.StoreError("the cable is out", "unavailable")
            super().write(write)

    store = Away()
    with connect(still, store=store, spool=tmp_path / "spool", control=True) as center:
        store.is_away = True
        agent = talking(center, still)
        call = agent["call"]
        until(center, lambda: "the cable is out" in str(center.standing()["books"]["last_error"]))
        center.hangup(call["leg"])
        store.is_away = False
        assert until(center, lambda: center.past_call(call["call_id"]))["status"] == "answered"


def run(script: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    """A script in an interpreter of its own."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        text=True,
        capture_output=True,
        timeout=PATIENCE_S,
    )


def test_the_interpreter_ends_cleanly_with_a_call_center_open(still: Simulator, tmp_path: Path) -> None:
    done = run(
        """
        import sys, callcenter
        center = callcenter.CallCenter(sys.argv[1], "callcenter", "simulated", store="sqlite:" + sys.argv[2])
        assert center.wait_ready(30)
        center.listen(print)
        """,
        still.address,
        tmp_path / "calls.db",
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_ctrl_c_ends_a_wait(still: Simulator) -> None:
    child = subprocess.Popen(
        [
            sys.executable,
            "-c",
            # What runs in the background of a shell begins with an interrupt that is ignored.
            "import signal, sys, callcenter\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "center = callcenter.CallCenter(sys.argv[1], 'callcenter', 'simulated').start()\n"
            "assert center.wait_ready(30)\n"
            "events = center.events()\n"
            "print('waits', flush=True)\n"
            "list(events)\n",
            still.address,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout and child.stdout.readline() == "waits\n"
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=PATIENCE_S)
    assert "KeyboardInterrupt" in said and child.returncode != 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_starts_its_own(still: Simulator) -> None:
    done = run(
        """
        import os, sys, callcenter
        center = callcenter.CallCenter(sys.argv[1], "callcenter", "simulated").start()
        assert center.wait_ready(30)
        wanted = {queue["queue"] for queue in center.queues()}
        child = os.fork()
        if child == 0:
            assert center.wait_ready(30)
            assert {queue["queue"] for queue in center.queues()} == wanted
            center.close()
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert {queue["queue"] for queue in center.queues()} == wanted
        """,
        still.address,
    )
    assert (done.returncode, done.stderr) == (0, "")
