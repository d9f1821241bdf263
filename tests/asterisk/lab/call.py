"""One SIP call of a scripted phone, with the times at which the phone did what: the lab's clock."""
import asyncio
import random
import time

from . import rtp, sip


class CallEnded(Exception):
    """The call ended while the script waited for something else."""


class Call:
    """`state`: new (rings not yet), calling, ringing, up, ended. `t` has the first time of each state and of
    invite and cancelled. `ended_by`: self or remote. `final`: the SIP code that refused the call."""

    def __init__(self, phone, call_id, outgoing):
        self.phone, self.call_id, self.outgoing = phone, call_id, outgoing
        self.state, self.t = "new", {}
        self.ended_by = self.final = self.reason = None
        self.number = self.name = self.dialed = None
        self.local_tag, self.remote_tag = sip.token(), None
        self.cseq = random.randint(100, 900)
        self.changed = asyncio.Event()
        self.holds = []                         # [from, to], to None while it lasts
        self.sdp_version, self.audio, self.tone = 1, None, None
        self.refer_code, self.headers = None, {}
        self.sound = rtp.TONE                   # what the person says
        self.keys_heard = ""                    # DTMF that the other side pressed

    def mark(self, what):
        self.t.setdefault(what, time.time())

    def set(self, state):
        self.state = state
        self.mark(state)
        self.changed.set()

    async def until(self, *states, timeout=30):
        """Waits for one of the states; CallEnded when it ends first."""
        end = time.time() + timeout
        while self.state not in states:
            if self.state == "ended":
                raise CallEnded("%s: call ended (%s) while waiting for %s" % (self.phone.user, self.final, "/".join(states)))
            self.changed.clear()
            left = end - time.time()
            if left <= 0:
                raise asyncio.TimeoutError("%s: still %s, not %s" % (self.phone.user, self.state, "/".join(states)))
            try:
                await asyncio.wait_for(self.changed.wait(), left)
            except asyncio.TimeoutError:
                pass
        return self

    # ---- requests
    def sdp(self, direction="sendrecv"):
        self.sdp_version += 1
        return sip.sdp(self.phone.port, self.phone.rtp_port, self.sdp_version, direction)

    def request(self, method, body="", kind="application/sdp", extra=None, cseq=None, branch=None):
        if cseq is None:
            self.cseq += 1
            cseq = self.cseq
        local = self.local if ";tag=" in self.local else self.local + ";tag=" + self.local_tag
        self.branch = branch or "z9hG4bK" + sip.token(12)
        lines = ["%s %s SIP/2.0" % (method, self.target),
                 "Via: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=%s" % (self.phone.port, self.branch), "Max-Forwards: 70",
                 "From: " + local, "To: " + self.remote, "Call-ID: " + self.call_id, "CSeq: %d %s" % (cseq, method),
                 "Contact: <%s>" % self.phone.contact, "User-Agent: lab-phone", "Allow: " + sip.ALLOW]
        lines += ["%s: %s" % header for header in (extra or {}).items()]
        if body:
            lines.append("Content-Type: " + kind)
        lines.append("Content-Length: %d" % len(body.encode()))
        self.phone.send("\r\n".join(lines) + "\r\n\r\n" + body)

    async def transact(self, method, timeout=10, **kwargs):
        """Sends a request and waits for its final response."""
        self.cseq += 1
        number = self.cseq
        future = self.phone.transactions[self.call_id, number, method] = asyncio.get_event_loop().create_future()
        self.request(method, cseq=number, **kwargs)
        return await asyncio.wait_for(future, timeout)

    def invite(self):
        self.cseq += 1
        self.invite_cseq = self.cseq
        self.request("INVITE", body=self.sdp(), cseq=self.invite_cseq, extra=self.headers)
        self.invite_branch = self.branch

    # ---- what a called phone does
    def ring(self):
        self.phone.reply(self.request_in, 180, "Ringing", self)
        self.set("ringing")

    def answer(self):
        self.phone.reply(self.request_in, 200, "OK", self, self.sdp())
        self.set("up")
        self.start_tone()

    def reject(self, code=486, reason="Busy Here", extra=None):
        self.phone.reply(self.request_in, code, reason, self, extra=extra)
        self.final, self.ended_by = code, "self"
        self.set("ended")

    def redirect(self, extension):
        self.reject(302, "Moved Temporarily", {"Contact": "<%s>" % self.phone.pbx_uri(extension)})

    # ---- what both do
    def hangup(self):
        """BYE, CANCEL or 603, whatever fits."""
        if self.state == "ended":
            return
        if self.state in ("new", "calling", "ringing"):
            if not self.outgoing:
                self.reject(603, "Decline")
            else:
                self._cancel()
            return
        self.request("BYE")
        self.ended_by = "self"
        self.stop_tone()
        self.set("ended")

    def _cancel(self):
        self.mark("cancelled")
        self.ended_by = "self"
        lines = ["CANCEL %s SIP/2.0" % self.target,
                 "Via: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=%s" % (self.phone.port, self.invite_branch), "Max-Forwards: 70",
                 "From: %s;tag=%s" % (self.local, self.local_tag), "To: " + self.first_remote, "Call-ID: " + self.call_id,
                 "CSeq: %d CANCEL" % self.invite_cseq, "Content-Length: 0"]
        self.phone.send("\r\n".join(lines) + "\r\n\r\n")

    async def hold(self):
        await self._reinvite("sendonly")
        self.holds.append([time.time(), None])

    async def unhold(self):
        await self._reinvite("sendrecv")
        self.holds[-1][1] = time.time()

    async def _reinvite(self, direction):
        answer = await self.transact("INVITE", body=self.sdp(direction))
        self.request("ACK", cseq=answer.cseq)

    async def keys(self, digits, gap=0.25):
        """Presses keys (DTMF by SIP INFO)."""
        for digit in digits:
            await self.transact("INFO", body="Signal=%s\r\nDuration=160\r\n" % digit, kind="application/dtmf-relay")
            await asyncio.sleep(gap)

    async def refer(self, to, replaces=None):
        """Transfers blindly, or attended with `replaces`, another call of this phone. Returns the SIP code."""
        uri = self.phone.pbx_uri(to)
        if replaces:
            value = "%s;to-tag=%s;from-tag=%s" % (replaces.call_id, replaces.remote_tag, replaces.local_tag)
            uri += "?Replaces=" + value.replace("@", "%40").replace(";", "%3B").replace("=", "%3D")
        answer = await self.transact("REFER", extra={"Refer-To": "<%s>" % uri, "Referred-By": "<%s>" % self.phone.contact})
        self.refer_code = answer.code
        return answer.code

    def hush(self):
        """The person says nothing from now on; the phone goes on sending."""
        self.sound = rtp.SILENCE

    def speak(self):
        self.sound = rtp.TONE

    def start_tone(self):
        if self.phone.sends_rtp and self.audio and not self.tone:
            self.tone = asyncio.ensure_future(rtp.send(self.phone.rtp, self.phone.rtcp, self.audio, lambda: self.sound))

    def stop_tone(self):
        if self.tone:
            self.tone.cancel()
            self.tone = None
