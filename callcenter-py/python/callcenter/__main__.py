"""``python -m callcenter doctor|replay``: what can be done without a program of one's own."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Optional, Sequence

from . import __version__, examine, replay
from .errors import CallCenterError

DONE, CHANGE, FAILED = 0, 1, 2


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs a command; its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m callcenter", description="The truth about every call, agent and queue of an Asterisk."
    )
    parser.add_argument("--version", action="version", version=f"callcenter {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    doctor = commands.add_parser("doctor", help="find out what has to change at a switch so that nothing stays unseen")
    doctor.add_argument("--ami", default=os.environ.get("CALLCENTER_AMI"), metavar="HOST:PORT", help="the manager interface")
    doctor.add_argument("--user", default=os.environ.get("CALLCENTER_AMI_USER"), help="a section of manager.conf")
    doctor.add_argument("--secret-file", metavar="FILE", help="its secret is the first line; else CALLCENTER_AMI_SECRET")
    doctor.add_argument("--seconds", type=float, default=3.0, help="how long to listen, where rights cannot be read")
    doctor.set_defaults(run=_doctor)

    replayed = commands.add_parser("replay", help="turn a recorded AMI trace into call records")
    replayed.add_argument("trace", help="the file; - is standard input")
    replayed.add_argument("--indent", type=int, help="so many blanks a level, to be read by people")
    replayed.set_defaults(run=_replay)

    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except (CallCenterError, OSError) as why:
        print(f"callcenter: {why}", file=sys.stderr)
        return FAILED


def _doctor(chosen: argparse.Namespace) -> int:
    for name, value in (("--ami", chosen.ami), ("--user", chosen.user)):
        if not value:
            print(f"callcenter: {name} is missing", file=sys.stderr)
            return FAILED
    if chosen.secret_file:
        with open(chosen.secret_file, encoding="utf-8") as file:
            secret = file.readline().rstrip("\r\n")
    else:
        secret = os.environ.get("CALLCENTER_AMI_SECRET", "")
    found = examine(chosen.ami, chosen.user, secret, seconds=chosen.seconds)
    print(f"Asterisk at {found['place']}, as {found['user']}\n")
    words = {"fine": "ok", "note": "note", "change": "CHANGE"}
    must = False
    for finding in found["findings"]:
        must = must or finding["level"] == "change"
        for number, line in enumerate(finding["lines"]):
            level, what = (words[finding["level"]], finding["what"]) if number == 0 else ("", "")
            print(f"{level:<7} {what:<15} {line}".rstrip())
    if must and found["manager_conf"]:
        print("\nIn /etc/asterisk/manager.conf:\n")
        for line in found["manager_conf"].splitlines():
            print(f"    {line}".rstrip())
        print('\nThen: asterisk -rx "manager reload", and run the doctor again.')
    elif not must:
        print("\nNothing has to be changed.")
    return CHANGE if must else DONE


def _replay(chosen: argparse.Namespace) -> int:
    calls = replay(sys.stdin.buffer.read() if chosen.trace == "-" else chosen.trace)
    try:
        json.dump(calls, sys.stdout, indent=chosen.indent)
        sys.stdout.write("\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has seen enough; nothing is to be said at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


if __name__ == "__main__":
    sys.exit(main())
