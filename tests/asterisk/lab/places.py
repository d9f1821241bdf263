"""Where things are: chroots, Asterisk versions, run-time folders, free ports, an own network."""
import ctypes
import fcntl
import json
import os
import re
import socket
import struct
import subprocess

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ETC = os.path.join(HERE, "etc")
CACHE = os.environ.get("CALLCENTER_CACHE") or os.path.expanduser("~/.cache/callcenter")
VERSIONS = ("22", "16")
SUITES = {"22": "sid", "16": "bullseye"}          # Debian releases that carry them
PACKAGES = {
    "22": ["asterisk", "asterisk-moh-opsound-wav", "asterisk-core-sounds-en-gsm"],
    "16": ["asterisk", "asterisk-voicemail", "asterisk-moh-opsound-wav", "asterisk-core-sounds-en-gsm"],
}
AGENTS = [str(n) for n in range(1001, 1011)]
SLOTS = 24                                        # labs side by side on one machine
CLONE_NEWNET = 0x40000000
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1


class LabError(Exception):
    """Something about the lab itself is not as it must be; the text says what, in one sentence."""


def root_of(version):
    """Folder of the chroot with this Asterisk; LabError when there is none."""
    root = os.path.join(CACHE, "asterisk-" + version)
    if not os.path.exists(os.path.join(root, "usr/sbin/asterisk")):
        raise LabError("Asterisk %s is not in %s: run tests/asterisk/install first" % (version, root))
    return root


def full_version(version):
    """What `asterisk -V` says, as in 22.10.1."""
    out = subprocess.run(["chroot", root_of(version), "asterisk", "-V"], stdout=subprocess.PIPE).stdout.decode()
    found = re.search(r"\d+\.\d+\.\d+", out)
    if not found:
        raise LabError("asterisk -V in the chroot for %s says %r" % (version, out))
    return found.group(0)


def modules_of(root):
    """Asterisk's module folder inside the chroot; Debian moved it between the two versions."""
    for place in ("/usr/lib/x86_64-linux-gnu/asterisk/modules", "/usr/lib/aarch64-linux-gnu/asterisk/modules",
                  "/usr/lib/asterisk/modules"):
        if os.path.isdir(root + place):
            return place
    raise LabError("no module folder of Asterisk in %s" % root)


def alive(pid):
    """Does the process run (a zombie does not)?"""
    try:
        with open("/proc/%d/stat" % pid) as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (OSError, IndexError):
        return False


def own_network():
    """Moves this process into a network of its own with only `lo`; False when the system forbids it."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        request = struct.pack("16sh14s", b"lo", 0, b"")
        flags = struct.unpack("16sh14s", fcntl.ioctl(sock, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(sock, SIOCSIFFLAGS, struct.pack("16sh14s", b"lo", flags | IFF_UP, b""))
    return True


class Slot:
    """A numbered place for one lab: its ports, and its folder for Asterisk's files.

    Two labs never share a slot: a file lock holds it as long as this process lives, and the state file
    of an Asterisk that was left running (`pbx up`) does afterwards.
    """

    def __init__(self, number, lock):
        base = 20000 + number * 500
        self.number, self.lock = number, lock
        self.ami, self.http, self.sip, self.trunk, self.proxy = base, base + 1, base + 2, base + 3, base + 4
        self.https = base + 5
        self.rtp_start, self.rtp_end = base + 100, base + 499
        self.phones = {agent: base + 10 + n for n, agent in enumerate(AGENTS)}
        self.folder = "/callcenter-lab/slot-%d" % number      # inside the chroot

    def rtp_of(self, port):
        """RTP port of the phone (or trunk) whose SIP port is given: even, with RTCP after it."""
        return self.ami + 30 + (port - self.ami) * 2

    @property
    def state_file(self):
        return os.path.join(CACHE, "run", "slot-%d.json" % self.number)

    def running(self):
        """What `pbx up` wrote about an Asterisk that still runs here, or None."""
        try:
            with open(self.state_file) as file:
                state = json.load(file)
        except (OSError, ValueError):
            return None
        return state if alive(state["pid"]) else None

    def release(self):
        if self.lock:
            self.lock.close()
            self.lock = None


def _free(port):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


def take_slot():
    """The first slot nobody uses and whose ports are free."""
    os.makedirs(os.path.join(CACHE, "run"), exist_ok=True)
    for number in range(SLOTS):
        lock = open(os.path.join(CACHE, "run", "slot-%d.lock" % number), "w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            continue
        slot = Slot(number, lock)
        if not slot.running() and all(map(_free, (slot.ami, slot.http, slot.sip, slot.trunk, slot.proxy, slot.https))):
            return slot
        lock.close()
    raise LabError("all %d lab slots are taken" % SLOTS)


def running_slots():
    """Slots in which an Asterisk runs that `pbx up` started."""
    slots = [Slot(number, None) for number in range(SLOTS)]
    return [slot for slot in slots if slot.running()]
