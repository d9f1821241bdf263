"""Nothing is kept that is over: memory stays flat over a million events."""

from __future__ import annotations

import gc
import gzip
from pathlib import Path

import callcenter
from conftest import PROJECT

BUSY_HOUR = PROJECT / "demo" / "busy_hour.ami.gz"

# How much a process may grow between a quarter of the events and all of them: allocators keep some of what they had.
GROWTH_BYTES_MAX = 8 << 20


def resident() -> int:
    """Bytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4_096


def test_a_million_events_leave_nothing_behind() -> None:
    data = gzip.decompress(BUSY_HOUR.read_bytes())
    engine, events, at_a_quarter = callcenter.Engine(), 0, 0
    while events < 1_000_000:
        for at in range(0, len(data), 1 << 16):
            for fact in engine.feed(data[at : at + (1 << 16)]):
                fact.kind
        events = engine.report()["messages"]
        if not at_a_quarter and events >= 250_000:
            gc.collect()
            at_a_quarter = resident()
    gc.collect()
    grown = resident() - at_a_quarter
    assert grown < GROWTH_BYTES_MAX, f"{grown} bytes more after {events} events"


def test_messages_leave_nothing_behind() -> None:
    data = gzip.decompress(BUSY_HOUR.read_bytes())
    decoder = callcenter.Decoder()
    for _ in range(4):
        decoder.feed(data)
    before = resident()
    for _ in range(20):
        for message in decoder.feed(data):
            message.name, message.fields(), message.bytes
    gc.collect()
    assert resident() - before < GROWTH_BYTES_MAX
