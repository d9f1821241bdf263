"""What the switch itself says stands: the state of its channels, bridges and queues, asked on the lab's own connection."""


class Channel:
    def __init__(self, line):
        fields = line.split("!")
        self.name, self.context, self.exten, self.state, self.application = fields[0], fields[1], fields[2], fields[4], fields[5]
        self.bridge, self.uniqueid = (fields[12], fields[13]) if len(fields) > 13 else ("", "")


async def channels(lab, endpoint=None):
    """Channels that live, of one endpoint perhaps."""
    answer = await lab.control.action(Action="Command", Command="core show channels concise")
    lines = [line for line in answer.get("Output", "").splitlines() if line.count("!") >= 12]
    found = [Channel(line) for line in lines]
    return [one for one in found if endpoint is None or one.name.startswith("PJSIP/%s-" % endpoint)]


async def channel(lab, endpoint):
    """The only channel of an endpoint."""
    found = await channels(lab, endpoint)
    assert len(found) == 1, "%s has %d channels: %s" % (endpoint, len(found), [one.name for one in found])
    return found[0]


async def bridged(lab, *endpoints):
    """Whether these endpoints are in one bridge, and nobody else is."""
    every = await channels(lab)
    bridges = {(await channel(lab, endpoint)).bridge for endpoint in endpoints}
    if len(bridges) != 1 or "" in bridges:
        return False
    return sum(one.bridge in bridges for one in every) == len(endpoints)


async def member(lab, queue, extension):
    """A queue member as the switch lists it; None when there is none."""
    answer = await lab.control.action(Action="Command", Command="queue show " + queue)
    for line in answer.get("Output", "").splitlines():
        if "PJSIP/%s)" % extension in line or "(PJSIP/%s" % extension in line or " PJSIP/%s " % extension in line:
            return line.strip()
    return None
