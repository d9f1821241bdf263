"""The engine without a link: bytes in, facts out."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import callcenter
from conftest import traces

QUEUE = next(path for path in traces() if path.parent.name == "queue_abandon_ringing")


def whole(data: bytes) -> callcenter.Engine:
    engine = callcenter.Engine()
    engine.feed(data)
    return engine


def test_a_call_is_there_while_it_lives_and_has_a_record_when_it_is_over() -> None:
    engine = callcenter.Engine()
    engine.feed(
        b"Event: Newchannel\r\nChannel: PJSIP/1001-00000001\r\nChannelState: 4\r\nExten: 1002\r\nUniqueid: 7.1\r\nLinkedid: 7.1\r\n\r\n",
        at=1_000.0,
    )
    assert [call["legs"][0]["endpoint"] for call in engine.calls()] == ["1001"]
    assert engine.now == 1_000.0
    engine.feed(b"Event: Hangup\r\nUniqueid: 7.1\r\nLinkedid: 7.1\r\nCause: 16\r\n\r\n", at=1_005.5)
    closed = [fact for fact in engine.finish() if fact.kind == "CallClosed"]
    assert [fact["record"]["linkedid"] for fact in closed] == ["7.1"]
    assert closed[0]["record"]["ended_at"] == 1_005.5
    assert engine.calls() == []


def test_facts_are_a_sequence_of_what_the_program_prints() -> None:
    engine = callcenter.Engine()
    facts = engine.read(QUEUE)
    assert len(facts) == engine.seq == facts[-1].seq
    first = facts[0]
    assert first.to_dict() == {"seq": 1, "at": first.at, "fact": {first.kind: first.data}}
    with pytest.raises(IndexError):
        facts[len(facts)]
    assert [fact.seq for fact in facts] == list(range(1, len(facts) + 1))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(min_value=1, max_value=4_000), min_size=1, max_size=40))
def test_it_does_not_matter_how_bytes_are_cut(lengths: list[int]) -> None:
    data = QUEUE.read_bytes()
    engine, at = callcenter.Engine(), 0
    for length in lengths:
        engine.feed(data[at : at + length])
        at += length
    engine.feed(memoryview(data)[at:])
    assert engine.state_hash() == whole(data).state_hash()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600))
def test_no_bytes_do_any_harm(data: bytes) -> None:
    engine = callcenter.Engine()
    engine.feed(data)
    engine.finish()
    assert len(engine.state_hash()) == 32
    assert engine.report()["bytes"] <= len(data)


def test_a_snapshot_goes_on_where_it_was_made() -> None:
    data = QUEUE.read_bytes()
    half = data.index(b";@ ", len(data) // 2)
    first = whole(data[:half])
    again = callcenter.Engine.restore(first.snapshot())
    assert again.state_hash() == first.state_hash()
    assert [fact.to_dict() for fact in again.feed(data[half:])] == [fact.to_dict() for fact in first.feed(data[half:])]


def test_a_damaged_snapshot_is_refused() -> None:
    good = whole(QUEUE.read_bytes()).snapshot()
    for bad in (b"", good[:-1], bytes([200]) + good[1:], good[:40] + b"\xff" + good[41:]):
        with pytest.raises(callcenter.RestoreError):
            callcenter.Engine.restore(bad)


def test_a_configuration_is_one_of_the_keys_of_the_file() -> None:
    engine = callcenter.Engine({"switch": "berlin", "queue": {"service_level_s": 30}})
    assert engine.stats()["switch"] == "berlin"
    assert engine.stats()["service_level"]["target_s"] == 30.0
    with pytest.raises(callcenter.ConfigError, match="unknown field `wrapup`"):
        callcenter.Engine({"queue": {"wrapup": 15}})
    with pytest.raises(callcenter.ConfigError, match="0 to 86400 seconds"):
        callcenter.Engine({"queue": {"wrap_up_s": -1}})
    with pytest.raises(callcenter.ConfigError):
        callcenter.Engine({"queue": {"wrap_up_s": float("nan")}})


def test_what_is_no_trace_is_told_with_its_place(tmp_path: Path) -> None:
    foreign = tmp_path / "mail.txt"
    foreign.write_bytes(b"Dear Sir or Madam,\n\nplease find enclosed\n\n")
    for trace in (foreign, foreign.read_bytes()):
        with pytest.raises(callcenter.ParseError, match="this is no AMI trace") as caught:
            callcenter.replay(trace)
        assert caught.value.offset == 0
    with pytest.raises(FileNotFoundError):
        callcenter.replay(tmp_path / "missing.ami")
    with pytest.raises(IsADirectoryError):
        callcenter.replay(tmp_path)


def test_feed_takes_bytes_and_nothing_else() -> None:
    engine = callcenter.Engine()
    for wrong in ("Event: Hold\r\n\r\n", 5, None):
        with pytest.raises(TypeError):
            engine.feed(wrong)  # type: ignore[arg-type]
    engine.feed(bytearray(b"Event: Hold\r\n\r\n"))
    assert engine.report()["messages"] == 1


def test_times_that_are_none_are_refused() -> None:
    engine = callcenter.Engine()
    for wrong in (float("nan"), float("inf"), 1e300):
        with pytest.raises(callcenter.ConfigError, match="no moment"):
            engine.tick(wrong)


def test_the_interpreter_goes_on_while_the_engine_works() -> None:
    """The engine lets go of the interpreter: a thread that counts gets on while another one feeds."""
    data = QUEUE.read_bytes() * 400
    engine, counted, fed = callcenter.Engine(), 0, threading.Event()

    def feed() -> None:
        engine.feed(data)
        fed.set()

    thread = threading.Thread(target=feed)
    thread.start()
    while not fed.is_set():
        counted += 1
    thread.join()
    assert counted > 1_000, "a thread that has to wait for the whole feed counts to next to nothing"


def test_engines_of_several_threads_do_not_disturb_each_other() -> None:
    data = QUEUE.read_bytes()
    wanted, shared = whole(data).state_hash(), callcenter.Engine()
    found: list[str] = []

    def work() -> None:
        for _ in range(5):
            found.append(whole(data).state_hash())
            shared.calls()
            shared.feed(b"Event: Hold\r\n\r\n")

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [wanted] * 40
    assert shared.report()["messages"] == 40
