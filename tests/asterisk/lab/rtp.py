"""Sound: a tone sent as RTP, with RTCP sender reports, so that recordings and Asterisk's statistics are real."""
import asyncio
import collections
import math
import random
import struct
import time

TONE = bytes(0xD5 if (i // 8) % 2 else 0x55 for i in range(160))
SILENCE = b"\xff" * 160
NTP_EPOCH = 2208988800


class Sink(asyncio.DatagramProtocol):
    """A UDP port that counts what it gets: packets, those with a phone's tone in them, those with other sound, silence."""

    def __init__(self):
        self.received = self.tones = self.others = 0
        self.heard = collections.deque(maxlen=100)          # the last two seconds, packet by packet

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        self.received += 1
        sound = data[12:]
        self.heard.append(sound)
        if _is_tone(sound):
            self.tones += 1
        elif len(set(sound)) > 2:
            self.others += 1


def pitch_of(packets, hertz):
    """How loud µ-law sound is, as the root of its mean square, and which share of that is one pitch (Goertzel)."""
    samples = [_linear(byte) for sound in packets for byte in sound]
    if not samples:
        return 0.0, 0.0
    power = sum(one * one for one in samples) / len(samples)
    turn = 2 * math.cos(2 * math.pi * hertz / 8000)
    before, last = 0.0, 0.0
    for one in samples:
        before, last = last, one + turn * last - before
    found = (last * last + before * before - turn * last * before) * 2 / len(samples) ** 2
    return math.sqrt(power), found / power if power else 0.0


def _linear(byte):
    byte = ~byte & 0xff
    size = (((byte & 0x0f) << 3) + 0x84 << (byte >> 4 & 7)) - 0x84
    return -size if byte & 0x80 else size


def _is_tone(sound):
    """Whether it is the tone at whatever point it was cut, and in whatever law: two loud values in turn."""
    values = set(sound)
    if len(sound) < 40 or len(values) != 2:
        return False
    changes = sum(one != two for one, two in zip(sound, sound[1:]))
    return changes >= len(sound) // 8 - 2


async def send(rtp, rtcp, where, sound):
    """Sends what `sound` gives until cancelled, 50 packets a second."""
    sequence, stamp, source = random.randint(0, 60000), random.randint(0, 1 << 30), random.getrandbits(32)
    packets, due = 0, time.time()
    while True:
        rtp.transport.sendto(struct.pack("!BBHII", 0x80, 0, sequence & 65535, stamp & 0xffffffff, source) + sound(), where)
        sequence, stamp, packets, due = sequence + 1, stamp + 160, packets + 1, due + 0.02
        if packets % 250 == 25:
            now = time.time() + NTP_EPOCH
            report = struct.pack("!BBHIIIIII", 0x80, 200, 6, source, int(now), int(now % 1 * 2 ** 32),
                                 stamp & 0xffffffff, packets, packets * 160)
            rtcp.transport.sendto(report, (where[0], where[1] + 1))
        await asyncio.sleep(max(0, due - time.time()))
