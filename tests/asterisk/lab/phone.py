"""A scripted SIP phone (or the trunk's far side): answers by policy, or as the scenario says.

Policy, a dict or a function of the call returning one: `ring` seconds before 180 (None: no 180), `answer` seconds
until 200, `talk` seconds until its own BYE, or `code` (with `reason`) refused or `redirect` to an extension
after `after` seconds. An empty policy rings until the scenario acts.
"""
import asyncio
import re
import traceback

from . import rtp, sip
from .call import Call


class Phone(asyncio.DatagramProtocol):
    def __init__(self, user, port, rtp_port, pbx_port, password=None):
        self.user, self.port, self.rtp_port, self.pbx_port = user, port, rtp_port, pbx_port
        self.password, self.sends_rtp = password, True
        self.calls, self.transactions, self.history = {}, {}, []
        self.arrived = asyncio.Queue()
        self.policy = {}
        self.obeys = False              # NOTIFY of the events talk and hold: answer, hold, and take back

    @property
    def contact(self):
        return "sip:%s@127.0.0.1:%d" % (self.user, self.port)

    def pbx_uri(self, extension):
        return "sip:%s@127.0.0.1:%d" % (extension, self.pbx_port)

    async def start(self):
        loop = asyncio.get_event_loop()
        await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", self.port))
        _, self.rtp = await loop.create_datagram_endpoint(rtp.Sink, local_addr=("127.0.0.1", self.rtp_port))
        _, self.rtcp = await loop.create_datagram_endpoint(rtp.Sink, local_addr=("127.0.0.1", self.rtp_port + 1))
        return self

    def stop(self):
        for call in self.calls.values():
            call.stop_tone()
        for transport in (self.transport, self.rtp.transport, self.rtcp.transport):
            transport.close()

    def connection_made(self, transport):
        self.transport = transport

    def error_received(self, error):
        pass                                    # the PBX is down: a scenario's business

    def send(self, text):
        self.transport.sendto(text.encode("utf-8"), ("127.0.0.1", self.pbx_port))

    def datagram_received(self, data, address):
        if len(data) < 20:
            return                              # a keep-alive
        try:
            message = sip.Message(data)
            (self._response if message.is_response else self._request)(message)
        except Exception:
            traceback.print_exc()

    def reply(self, message, code, reason, call=None, body="", extra=None):
        to = message.get("to")
        if code > 100 and not sip.tag_of(to):
            to += ";tag=" + (call.local_tag if call else sip.token())
        lines = ["SIP/2.0 %d %s" % (code, reason)] + ["Via: " + via for via in message.all("via")]
        lines += ["From: " + message.get("from"), "To: " + to, "Call-ID: " + message.call_id, "CSeq: " + message.get("cseq"),
                  "Allow: " + sip.ALLOW, "Server: lab-phone"]
        lines += ["%s: %s" % header for header in (extra or {}).items()]
        if not extra or "Contact" not in extra:
            lines.append("Contact: <%s>" % self.contact)
        if body:
            lines.append("Content-Type: application/sdp")
        lines.append("Content-Length: %d" % len(body))
        self.send("\r\n".join(lines) + "\r\n\r\n" + body)

    # ---- responses to what we sent
    def _response(self, message):
        call = self.calls.get(message.call_id)
        if call and call.outgoing and message.cseq_method == "INVITE" and message.cseq == call.invite_cseq:
            self._invite_answered(call, message)
            return
        key = (message.call_id, message.cseq, message.cseq_method)
        future = self.transactions.get(key)
        if future and message.code >= 200 and not future.done():
            del self.transactions[key]
            future.set_result(message)

    def _invite_answered(self, call, message):
        if message.code < 200:
            call.remote_tag = sip.tag_of(message.get("to")) or call.remote_tag
            if message.code in (180, 183) and call.state == "calling":
                call.set("ringing")
            return
        call.remote_tag = sip.tag_of(message.get("to")) or call.remote_tag
        if message.code < 300:
            call.remote, call.target = message.get("to"), sip.uri_of(message.get("contact"))
            call.audio = sip.audio_of(message.body) or call.audio
            call.request("ACK", cseq=message.cseq)
            if call.state not in ("up", "ended"):
                call.set("up")
                call.start_tone()
            return
        saved, call.remote = call.remote, message.get("to")
        call.request("ACK", cseq=message.cseq, branch=call.invite_branch)
        call.remote = saved
        challenge = message.get("www-authenticate") or message.get("proxy-authenticate")
        if message.code in (401, 407) and self.password and not call.headers:
            name = "Authorization" if message.code == 401 else "Proxy-Authorization"
            call.headers[name] = sip.digest(challenge, "INVITE", call.target, self.user, self.password)
            call.invite()
            return
        call.final, call.reason = message.code, message.get("reason")
        call.ended_by = call.ended_by or "remote"
        call.set("ended")

    # ---- requests of the PBX
    def _request(self, message):
        call = self.calls.get(message.call_id)
        if message.method == "INVITE":
            self._invited(call, message)
        elif message.method == "ACK":
            pass
        elif message.method == "CANCEL":
            self.reply(message, 200, "OK")
            if call and call.state in ("new", "ringing"):
                call.reason, call.final, call.ended_by = message.get("reason"), 487, "remote"
                self.reply(call.request_in, 487, "Request Terminated", call)
                call.set("ended")
        elif message.method == "BYE":
            self.reply(message, 200, "OK", call)
            if call and call.state != "ended":
                call.reason, call.ended_by = message.get("reason"), "remote"
                call.stop_tone()
                call.set("ended")
        elif message.method == "NOTIFY":
            self.reply(message, 200, "OK", call)
            self._notified(call, message)
        else:
            if call and message.method == "INFO":
                pressed = re.search(rb"Signal\s*=\s*(\S)", message.body)
                call.keys_heard += pressed.group(1).decode() if pressed else ""
            answer = call.sdp() if call and message.method == "UPDATE" and message.body else ""
            self.reply(message, 200, "OK", call, answer)

    def _notified(self, call, message):
        """A phone that transferred ends its own leg once told how the transfer went; one that obeys answers and holds."""
        event = message.get("event")
        if call and self.obeys and event in ("talk", "hold"):
            if event == "hold":
                asyncio.ensure_future(call.hold())
            elif call.state == "ringing":
                call.answer()
            elif call.holds and call.holds[-1][1] is None:
                asyncio.ensure_future(call.unhold())
            return
        if call and call.refer_code == 202 and call.state == "up" and b"SIP/2.0 " in message.body:
            if not message.body.split(b"SIP/2.0 ", 1)[1].startswith(b"1"):
                call.hangup()
                call.ended_by = "transfer"

    def _invited(self, call, message):
        if call and call.state == "up":                     # re-INVITE
            found = re.search(rb"a=(sendonly|recvonly|inactive)", message.body)
            asked = found.group(1).decode() if found else "sendrecv"
            call.audio = sip.audio_of(message.body) or call.audio
            self.reply(message, 200, "OK", call, call.sdp({"sendonly": "recvonly", "recvonly": "sendonly"}.get(asked, asked)))
            return
        if call:
            return                                          # a retransmission
        call = self.calls[message.call_id] = Call(self, message.call_id, False)
        self.history.append(call)
        call.request_in = message
        call.mark("invite")
        call.local, call.remote = message.get("to") + ";tag=" + call.local_tag, message.get("from")
        call.remote_tag, call.target = sip.tag_of(call.remote), sip.uri_of(message.get("contact"))
        call.audio = sip.audio_of(message.body)
        call.dialed = re.search(r"sip:([^@>;]*)", message.uri).group(1)
        asyncio.ensure_future(self._act(call))

    async def _act(self, call):
        policy = self.policy(call) if callable(self.policy) else self.policy
        await self.arrived.put(call)
        self.reply(call.request_in, 100, "Trying", call)
        if policy.get("ring", 0.05) is not None:
            await asyncio.sleep(policy.get("ring", 0.05))
            if call.state != "new":
                return
            call.ring()
        if "redirect" in policy or "code" in policy:
            await asyncio.sleep(policy.get("after", 0.3))
            if call.state in ("new", "ringing"):
                if "redirect" in policy:
                    call.redirect(policy["redirect"])
                else:
                    call.reject(policy["code"], policy.get("reason", "Refused"))
        elif policy.get("answer") is not None:
            await asyncio.sleep(policy["answer"])
            if call.state in ("new", "ringing"):
                call.answer()
                if policy.get("talk") is not None:
                    await asyncio.sleep(policy["talk"])
                    if call.state == "up":
                        call.hangup()

    # ---- what scenarios ask
    async def next_call(self, timeout=20):
        """The next call that comes in."""
        return await asyncio.wait_for(self.arrived.get(), timeout)

    def dial(self, to, number=None, name=None):
        """Calls an extension; `number` and `name` are what the From header presents."""
        call = Call(self, sip.token(20) + "@lab", True)
        self.calls[call.call_id] = call
        self.history.append(call)
        call.number, call.name, call.dialed = number or self.user, name, to
        shown = "" if name is None else '"%s" ' % name.replace("\\", "\\\\").replace('"', '\\"')
        call.local = "%s<sip:%s@127.0.0.1>" % (shown, call.number)
        call.target = self.pbx_uri(to)
        call.first_remote = call.remote = "<%s>" % call.target
        call.mark("invite")
        call.state = "calling"
        call.invite()
        return call

    async def register(self, expires=120):
        """Registers with digest; returns the SIP code."""
        call_id, authorization = sip.token(16), None
        for number in (1, 2):
            future = self.transactions[call_id, number, "REGISTER"] = asyncio.get_event_loop().create_future()
            lines = ["REGISTER sip:127.0.0.1 SIP/2.0",
                     "Via: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=z9hG4bK%s" % (self.port, sip.token()), "Max-Forwards: 70",
                     "From: <sip:%s@127.0.0.1>;tag=%s" % (self.user, sip.token()), "To: <sip:%s@127.0.0.1>" % self.user,
                     "Call-ID: " + call_id, "CSeq: %d REGISTER" % number, "Contact: <%s>" % self.contact, "Expires: %d" % expires]
            if authorization:
                lines.append("Authorization: " + authorization)
            self.send("\r\n".join(lines) + "\r\nContent-Length: 0\r\n\r\n")
            answer = await asyncio.wait_for(future, 5)
            if answer.code != 401 or authorization:
                return answer.code
            authorization = sip.digest(answer.get("www-authenticate"), "REGISTER", "sip:127.0.0.1", self.user, self.password)
        return answer.code
