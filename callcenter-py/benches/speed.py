#!/usr/bin/env python3
"""How many events a second go through the module, beside panoramisk and cacofonisk on the same bytes in the same run.

    pip install panoramisk cacofonisk     (the module itself as a wheel made for release)
    python callcenter-py/benches/speed.py [--runs 5] [--program PATH] [TRACE]

Each takes its turn in every run; what counts are the medians' ratios. TRACE is a recording, the traces of a real Asterisk 22 one after
another if none is named. With `--program target/release/callcenter` the program replays the same recording, ten times as long, beside
the module: what Python costs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Callable, Dict, List

import callcenter

RECORDED = Path(__file__).resolve().parents[2] / "callcenter-ami" / "tests" / "traces" / "22.10.1"

# As a connection is read.
READ_BYTES = 65_536


def read(trace: Path) -> bytes:
    if trace.is_dir():
        return b"".join(read(own) for own in sorted(trace.glob("*/events.ami")))
    data = trace.read_bytes()
    return gzip.decompress(data) if trace.suffix == ".gz" else data


def bare(data: bytes) -> bytes:
    """The bytes of the connection, without a recorder's lines."""
    return b"".join(bytes(message.bytes) for message in callcenter.Decoder().feed(_without_notes(data)))


def _without_notes(data: bytes) -> bytes:
    return b"\n".join(line for line in data.split(b"\n") if not line.startswith(b";"))


def ours_at_once(data: bytes) -> None:
    callcenter.Engine().feed(data)


def ours_by_reads(data: bytes) -> None:
    engine = callcenter.Engine()
    for at in range(0, len(data), READ_BYTES):
        engine.feed(data[at : at + READ_BYTES])


def ours_facts_as_dicts(data: bytes) -> None:
    engine = callcenter.Engine()
    for at in range(0, len(data), READ_BYTES):
        for fact in engine.feed(data[at : at + READ_BYTES]):
            fact.to_dict()


def ours_messages(data: bytes) -> None:
    for message in callcenter.parse(data):
        message.name


def panoramisk(data: bytes) -> None:
    """Its protocol without a socket: what it does with each message before anybody handles it."""
    from panoramisk.message import Message

    for block in data.decode("utf8", "replace").split("\r\n\r\n"):
        if block:
            Message.from_line(block)


def cacofonisk_of(data: bytes) -> Callable[[bytes], None]:
    """Its handler, given dictionaries that cost it nothing."""
    from cacofonisk.handlers import EventHandler
    from cacofonisk.reporters import BaseReporter

    # What it cannot make sense of it logs.
    logging.disable(logging.CRITICAL)
    events: List[Dict[str, str]] = [
        dict(message.fields()) for message in callcenter.parse(data) if message.kind == "event"
    ]

    def run(_: bytes) -> None:
        handler = EventHandler(reporter=BaseReporter())
        wanted = handler.event_handlers().keys()
        for event in events:
            if not handler.FILTER_EVENTS or event["Event"] in wanted:
                try:
                    handler.on_event(event)
                except Exception:  # whatever it raises
                    # What it does not know of this Asterisk is passed over.
                    continue

    return run


def both_of(handle: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """cacofonisk on a connection: it reads AMI by panoramisk."""

    def run(data: bytes) -> None:
        panoramisk(data)
        handle(data)

    return run


def beside(program: Path, data: bytes, runs: int) -> float:
    """How fast the module is as a share of the program, over a recording so long that starting the program takes no part."""
    ratios = []
    whole = data * 10
    with tempfile.NamedTemporaryFile(suffix=".ami") as file:
        file.write(whole)
        file.flush()
        for _ in range(runs):
            begun = time.perf_counter()
            ours_by_reads(whole)
            ours = time.perf_counter() - begun
            begun = time.perf_counter()
            subprocess.run([program, "replay", file.name, "--output", "summary"], stdout=subprocess.DEVNULL, check=True)
            ratios.append((time.perf_counter() - begun) / ours)
    return statistics.median(ratios)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trace", nargs="?", type=Path, default=RECORDED)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--program", type=Path, help="a callcenter made for release, to be compared with")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    chosen = parser.parse_args()
    data = bare(read(chosen.trace))
    messages = len(callcenter.parse(data))
    takers: Dict[str, Callable[[bytes], None]] = {
        "callcenter, bytes to live calls, all at once": ours_at_once,
        "callcenter, bytes to live calls, in reads of 64 KiB": ours_by_reads,
        "callcenter, the same with each fact as a dict": ours_facts_as_dicts,
        "callcenter, messages and their names": ours_messages,
    }
    try:
        takers["panoramisk, parsing only"] = panoramisk
        panoramisk(data[:0])
    except ImportError:
        del takers["panoramisk, parsing only"]
    try:
        handle = cacofonisk_of(data)
        takers["cacofonisk, ready dictionaries to its reports"] = handle
        if "panoramisk, parsing only" in takers:
            takers["cacofonisk as it reads AMI, bytes to its reports"] = both_of(handle)
    except ImportError:
        pass
    took: Dict[str, List[float]] = {name: [] for name in takers}
    for _ in range(chosen.runs):
        for name, take in takers.items():
            begun = time.perf_counter()
            take(data)
            took[name].append(time.perf_counter() - begun)
    rates = {name: messages / statistics.median(times) for name, times in took.items()}
    if chosen.program:
        print(f"{beside(chosen.program, data, chosen.runs):.2f} of the program's own speed over ten times the recording\n")
    if chosen.json:
        print(json.dumps({name: round(rate) for name, rate in rates.items()}))
        return
    print(f"{messages} messages, {len(data)} bytes, median of {chosen.runs} runs\n")
    for name, rate in rates.items():
        print(f"{name:<52} {rate / 1e6:8.3f} M messages/s")


if __name__ == "__main__":
    main()
