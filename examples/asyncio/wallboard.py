"""A wallboard in asyncio: what becomes true, printed as it happens, while something else goes on in the same loop.

    python wallboard.py --demo                        a simulated switch, no Asterisk needed
    CALLCENTER_AMI_SECRET=… python wallboard.py --ami pbx:5038 --user callcenter
"""

from __future__ import annotations

import argparse
import asyncio
import os
from contextlib import ExitStack
from typing import AsyncIterator, Collection, Optional

from callcenter import CallCenter, Fact, LaggedError
from callcenter.testing import Simulator


async def facts(center: CallCenter, kinds: Optional[Collection[str]] = None) -> AsyncIterator[Fact]:
    """Facts as they become true. The waiting is done by a thread: the loop goes on."""
    events = center.events(timeout=0.5, kinds=kinds)
    while not center.closed:
        try:
            fact = await asyncio.to_thread(next, events, None)
        except LaggedError:
            # Some were missed: what is true now is in `center.calls()`, and the next ones come.
            continue
        if fact is not None:
            yield fact


async def tell_calls(center: CallCenter) -> None:
    async for fact in facts(center, {"CallStarted", "CallClosed"}):
        if fact.kind == "CallStarted":
            print(f"{fact.at:.1f}  a call begins: {fact['call']}")
        elif record := fact["record"]:
            print(f"{fact.at:.1f}  a call is over: {record['caller']} {record['status']}, talked {record['talk_s'] or 0:.0f} s")


async def tell_queues(center: CallCenter) -> None:
    while True:
        await asyncio.sleep(2)
        for queue in center.queues():
            agents = queue["agents"]
            print(f"           {queue['queue']:<10} {len(queue['waiting'])} wait, {agents['ready']} of {agents['members']} agents are ready")


async def main(center: CallCenter, seconds: Optional[float]) -> None:
    if not await asyncio.to_thread(center.wait_ready, 30):
        raise SystemExit(f"no link: {center.standing()['why']}")
    both = asyncio.gather(tell_calls(center), tell_queues(center))
    try:
        await asyncio.wait_for(both, seconds)
    except asyncio.TimeoutError:
        pass


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A wallboard in asyncio.")
    parser.add_argument("--demo", action="store_true", help="a simulated switch, no Asterisk needed")
    parser.add_argument("--ami", default=os.environ.get("CALLCENTER_AMI", "127.0.0.1:5038"), metavar="HOST:PORT")
    parser.add_argument("--user", default=os.environ.get("CALLCENTER_AMI_USER", "callcenter"))
    parser.add_argument("--seconds", type=float, help="ends after so many; else by Ctrl-C")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        address, user, secret = chosen.ami, chosen.user, os.environ.get("CALLCENTER_AMI_SECRET", "")
        if chosen.demo:
            switch = stack.enter_context(Simulator())
            address, user, secret = switch.address, switch.user, switch.secret
        center = stack.enter_context(CallCenter(address, user, secret))
        try:
            asyncio.run(main(center, chosen.seconds))
        except KeyboardInterrupt:
            pass
