"""Asking our server over HTTP, and what it gives back."""
import asyncio

from lab.server import Refused


async def on(server, call, what, **body):
    """Asks for something about a call and returns the answer."""
    answer = await server.post("/api/calls/%s/%s" % (call["id"], what), **body)
    assert answer["outcome"] == "done", answer
    return answer


def asked(server, call, what, **body):
    """Asks for something that somebody has to answer first; await it when he has."""
    return asyncio.ensure_future(on(server, call, what, **body))


async def refused(asking, status, *words):
    """What is asked for is refused with this status, and these words are in the reason."""
    try:
        answer = await asking
    except Refused as problem:
        assert problem.status == status, problem
        assert all(word in problem.detail for word in words), problem
        return problem
    raise AssertionError("it was not refused: %s" % answer)


async def the_call(server, status="talking"):
    """The only live call, once it stands like this."""
    live = await server.until("/api/calls/live", lambda live: [c["status"] for c in live["items"]] == [status])
    return live["items"][0]


def leg_of(call, endpoint):
    return next(leg["leg"] for leg in call["legs"] if leg["endpoint"] == endpoint)


async def only_speaks(lab, speaker, *others):
    """Of these calls' people one speaks; gives what each of the others hears."""
    for call in others:
        call.hush()
    speaker.speak()
    heard = await asyncio.gather(*(lab.hears(call.phone, 0.5) for call in others))
    for call in others:
        call.speak()
    return heard
