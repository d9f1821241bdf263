#!/usr/bin/env python3
"""Transforms a trace, to see whether a reader depends on what other systems do not send.

    mutate.py TRACE -o OUT [--no-varset] [--no-newexten] [--no-times] [--rename SEED]

    --no-varset     without VarSet events
    --no-newexten   without Newexten events
    --no-times      without `;@` and `;!` lines and without headers that hold a time (Timestamp, EventTV, SentNTP)
    --rename SEED   every uniqueid, linkedid, bridge id and channel suffix gets another name, everywhere the same one

TRACE and OUT are files, or folders with events.ami and expected.json: then expected.json is renamed likewise.
"""
import argparse
import os
import random
import re
import shutil
import sys

EVENT = re.compile(rb"(?m)^Event: (\w+)\r$")
TIMES = re.compile(rb"(?m)^(?:;[@!] .*|SentNTP: .*|Timestamp: .*|EventTV: .*|SessionTV: .*)\r\n")
UNIQUEID = re.compile(rb"(?m)^\w*(?:Uniqueid|Linkedid|UniqueId|LinkedId): (?!<unknown>)([^\r\n]+)\r$")
BRIDGE = re.compile(rb"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
SUFFIX = re.compile(rb"(?<=-)[0-9a-f]{8}(?=[;\s\r\n\",&|]|$)")


def split(raw):
    """The messages of a trace: each with the `;` lines that stand before it."""
    parts = re.split(rb"(?m)^(?=;[@!] \d)", raw)
    return [part for part in parts if part]


def without(messages, names):
    """Leaves out the events of these names."""
    for message in messages:
        found = EVENT.search(message)
        if not found or found.group(1) not in names:
            yield message


class Names:
    """One other name for each name, the same in every place; `seed` decides which."""

    def __init__(self, seed):
        self.random, self.known = random.Random(seed), {}

    def _other(self, kind, old, make):
        key = kind, old
        if key not in self.known:
            new = make()
            while (kind, new) in self.known.values():
                new = make()
            self.known[key] = kind, new
        return self.known[key][1]

    def uniqueid(self, old):
        return self._other("uniqueid", old, lambda: b"%d.%d" % (self.random.randint(1500000000, 1599999999), self.random.randint(1, 99999)))

    def bridge(self, old):
        return self._other("bridge", old, lambda: b"%08x-%04x-4%03x-8%03x-%012x" % tuple(
            self.random.getrandbits(bits) for bits in (32, 16, 12, 12, 48)))

    def suffix(self, old):
        return self._other("suffix", old, lambda: b"%08x" % self.random.getrandbits(32))


def rename(texts, seed):
    """Renames in the trace, the first text, and in the JSON texts after it alike.

    Only what the trace itself names a uniqueid or linkedid is one (an originator may have chosen it); in JSON it
    stands in quotes, so that times with as many digits stay.
    """
    names = Names(seed)
    found = {one for one in UNIQUEID.findall(texts[0]) if not BRIDGE.fullmatch(one)}
    any_of = rb"|".join(re.escape(one) for one in sorted(found, key=len, reverse=True))
    done = []
    for text in texts:
        text = BRIDGE.sub(lambda m: names.bridge(m.group(0)), text)
        text = SUFFIX.sub(lambda m: names.suffix(m.group(0)), text)
        if found:
            before = rb'(?<=")' if done else rb"(?<![\d.])(?<!;@ )"
            text = re.sub(before + rb"(?:" + any_of + rb")(?!\d)", lambda m: names.uniqueid(m.group(0)), text)
        done.append(text)
    return done


def mutate(raw, args):
    """The trace's bytes, transformed but for the renaming."""
    names = {name for name, wanted in ((b"VarSet", args.no_varset), (b"Newexten", args.no_newexten)) if wanted}
    if names:
        raw = b"".join(without(split(raw), names))
    return TIMES.sub(b"", raw) if args.no_times else raw


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("trace")
    parser.add_argument("-o", "--out", required=True)
    parser.add_argument("--no-varset", action="store_true")
    parser.add_argument("--no-newexten", action="store_true")
    parser.add_argument("--no-times", action="store_true")
    parser.add_argument("--rename", metavar="SEED")
    args = parser.parse_args()
    folder = os.path.isdir(args.trace)
    files = ["events.ami", "expected.json"] if folder else [""]
    texts = []
    for name in files:
        path = os.path.join(args.trace, name) if name else args.trace
        if not os.path.exists(path):
            sys.exit("mutate: no file %s" % path)
        with open(path, "rb") as file:
            texts.append(file.read())
    texts[0] = mutate(texts[0], args)
    if args.rename is not None:
        texts = rename(texts, args.rename)
    if folder:
        os.makedirs(args.out, exist_ok=True)
        for name in os.listdir(args.trace):
            if name not in files and not args.rename:
                shutil.copy(os.path.join(args.trace, name), args.out)
    for name, text in zip(files, texts):
        with open(os.path.join(args.out, name) if name else args.out, "wb") as file:
            file.write(text)


if __name__ == "__main__":
    main()
