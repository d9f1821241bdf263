"""Starts, asks and stops one Asterisk in a chroot, with the config of `etc/` filled in."""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

from . import places

ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8", "TZ": "UTC"}
FOLDERS = ("etc", "run", "log/cdr-csv", "log/cdr-custom", "log/cel-custom", "spool/monitor", "spool/tmp",
           "spool/outgoing", "spool/system", "spool/voicemail", "db", "cache")
START_SECONDS_MAX = 20
STOP_SECONDS_MAX = 10
USERS = {"callcenter": "lab-secret", "readonly": "lab-readonly"}


class Asterisk:
    """One running Asterisk. `slot` says where its ports and files are."""

    def __init__(self, version, slot):
        self.version, self.slot = version, slot
        self.root = places.root_of(version)
        self.lab = self.root + slot.folder
        self.process = None

    def path(self, *parts):
        """A file below the lab's folder, as seen from outside the chroot."""
        return os.path.join(self.lab, *parts)

    def start(self, timestamps=False, hooks=""):
        """Writes the config, with `hooks` in the dialplan, and starts; returns when AMI answers and the modules are loaded."""
        if os.path.isdir(self.lab):
            shutil.rmtree(self.lab)
        for folder in FOLDERS:
            os.makedirs(self.path(folder), exist_ok=True)
        self._configure(timestamps, hooks)
        out = open(self.path("log", "stdout"), "ab")
        self.process = subprocess.Popen(
            ["chroot", self.root, "asterisk", "-f", "-C", self.slot.folder + "/etc/asterisk.conf"],
            stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=ENVIRONMENT, start_new_session=True)
        out.close()
        with open(self.slot.state_file, "w") as file:
            json.dump({"pid": self.process.pid, "version": self.version, "slot": self.slot.number}, file)
        if not self._wait_for_ami():
            self.stop()
            with open(self.path("log", "stdout"), errors="replace") as file:
                raise places.LabError("Asterisk %s did not start: %s" % (self.version, file.read()[-500:]))
        self.cli("core waitfullybooted")

    def _configure(self, timestamps, hooks):
        words = {"LAB": self.slot.folder, "MODULES": places.modules_of(self.root), "AMI_PORT": self.slot.ami,
                 "HTTP_PORT": self.slot.http, "SIP_PORT": self.slot.sip, "TRUNK_PORT": self.slot.trunk,
                 "RTP_START": self.slot.rtp_start, "RTP_END": self.slot.rtp_end}
        words.update({"PHONE_" + agent: port for agent, port in self.slot.phones.items()})
        for name in os.listdir(places.ETC):
            with open(os.path.join(places.ETC, name), encoding="utf-8") as file:
                text = file.read()
            for word, value in words.items():
                text = text.replace("@%s@" % word, str(value))
            with open(self.path("etc", name), "w", encoding="utf-8") as file:
                file.write(text)
        with open(self.path("etc", "hooks.conf"), "w", encoding="utf-8") as file:
            file.write(hooks)
        with open(self.path("etc", "manager_variant.conf"), "w") as file:
            file.write("timestampevents = %s\n" % ("yes" if timestamps else "no"))
            if timestamps:
                file.write("channelvars = CC_DID,CC_QUEUE,DIALSTATUS\n")

    def _wait_for_ami(self):
        end = time.time() + START_SECONDS_MAX
        while time.time() < end and self.process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.slot.ami), 1) as sock:
                    sock.settimeout(2)
                    if sock.recv(100).startswith(b"Asterisk Call Manager"):
                        return True
            except OSError:
                pass
            time.sleep(0.1)
        return False

    def cli(self, command, timeout=20):
        """The answer to a command of the console."""
        run = subprocess.run(["chroot", self.root, "asterisk", "-C", self.slot.folder + "/etc/asterisk.conf", "-rx", command],
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout, env=ENVIRONMENT)
        return run.stdout.decode("utf-8", "replace")

    def stop(self):
        """Ends the process that was started, gently and then by force, and forgets it."""
        state = self.slot.running()
        pid = self.process.pid if self.process else state["pid"] if state else None
        if pid and places.alive(pid):
            os.kill(pid, signal.SIGTERM)
            end = time.time() + STOP_SECONDS_MAX
            while time.time() < end and places.alive(pid):
                if self.process:
                    self.process.poll()
                time.sleep(0.05)
            if places.alive(pid):
                os.kill(pid, signal.SIGKILL)
        if self.process:
            self.process.wait()
        if os.path.exists(self.slot.state_file):
            os.unlink(self.slot.state_file)

    def clean(self):
        """Removes the lab's files from the chroot."""
        shutil.rmtree(self.lab, ignore_errors=True)


def main(arguments):
    """The command `pbx`; returns its exit status."""
    command = arguments[0] if arguments else ""
    if command == "up":
        version = next((a for a in arguments[1:] if a in places.VERSIONS), "22")
        slot = places.take_slot()
        pbx = Asterisk(version, slot)
        pbx.start("--timestamps" in arguments)
        print("slot %d: Asterisk %s, AMI 127.0.0.1:%d (user callcenter, secret lab-secret), SIP %d, trunk %d, phones %d-%d"
              % (slot.number, version, slot.ami, slot.sip, slot.trunk, slot.phones["1001"], slot.phones["1010"]))
        return 0
    slots = places.running_slots()
    if command == "status":
        for slot in slots:
            print("slot %d: Asterisk %s, pid %d, AMI 127.0.0.1:%d" % (slot.number, slot.running()["version"], slot.running()["pid"], slot.ami))
        return 0 if slots else 1
    numbers = [int(a) for a in arguments[1:] if a.isdigit()]
    if numbers:
        slots = [slot for slot in slots if slot.number in numbers]
    if command == "down":
        for slot in slots:
            Asterisk(slot.running()["version"], slot).stop()
            print("slot %d: down" % slot.number)
        return 0
    if command == "cli":
        if len(slots) != 1:
            raise places.LabError("%d labs run: say which with a slot number after cli" % len(slots))
        sys.stdout.write(Asterisk(slots[0].running()["version"], slots[0]).cli(arguments[-1]))
        return 0
    return 2
