"""SIP messages: parsing, small helpers, digest authentication."""
import hashlib
import random
import re

SHORT = {"i": "call-id", "f": "from", "t": "to", "m": "contact", "v": "via", "r": "refer-to", "b": "referred-by"}
ALLOW = "INVITE,ACK,BYE,CANCEL,OPTIONS,REFER,NOTIFY,INFO,UPDATE"


def token(length=8):
    return "".join(random.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(length))


def tag_of(value):
    found = re.search(r";tag=([^;>\s]+)", value)
    return found.group(1) if found else None


def uri_of(value):
    found = re.search(r"<([^>]+)>", value)
    return found.group(1) if found else value.split(";")[0].strip()


class Message:
    """A received request or response."""

    def __init__(self, raw):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("utf-8", "replace").split("\r\n")
        self.headers = []
        for line in lines[1:]:
            key, _, value = line.partition(":")
            key = key.strip().lower()
            self.headers.append((SHORT.get(key, key), value.strip()))
        self.is_response = lines[0].startswith("SIP/2.0")
        if self.is_response:
            self.code = int(lines[0].split(" ", 2)[1])
        else:
            self.method, self.uri, _ = lines[0].split(" ", 2)
        number, self.cseq_method = self.get("cseq").split()
        self.cseq = int(number)
        self.call_id = self.get("call-id")

    def all(self, name):
        return [value for key, value in self.headers if key == name]

    def get(self, name, default=""):
        values = self.all(name)
        return values[0] if values else default


def digest(challenge, method, uri, user, password):
    """Value of an Authorization header that answers `challenge`."""
    given = {k: v.strip('"') for k, v in re.findall(r'(\w+)=("[^"]*"|[^,\s]+)', challenge)}

    def md5(text):
        return hashlib.md5(text.encode()).hexdigest()
    secret = md5("%s:%s:%s" % (user, given["realm"], password))
    request = md5("%s:%s" % (method, uri))
    out = 'Digest username="%s",realm="%s",nonce="%s",uri="%s",algorithm=MD5' % (user, given["realm"], given["nonce"], uri)
    if "qop" in given:
        client = token()
        out += ',qop=auth,nc=00000001,cnonce="%s"' % client
        response = md5("%s:%s:00000001:%s:auth:%s" % (secret, given["nonce"], client, request))
    else:
        response = md5("%s:%s:%s" % (secret, given["nonce"], request))
    out += ',response="%s"' % response
    if "opaque" in given:
        out += ',opaque="%s"' % given["opaque"]
    return out


def sdp(port, rtp_port, version, direction):
    return ("v=0\r\no=- %d %d IN IP4 127.0.0.1\r\ns=lab\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            "m=audio %d RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\na=%s\r\n" % (port, version, rtp_port, direction))


def audio_of(body):
    """(address, port) of the audio in an SDP body, or None."""
    text = body.decode("latin1")
    address, port = re.search(r"c=IN IP4 (\S+)", text), re.search(r"m=audio (\d+)", text)
    if not address or not port or port.group(1) == "0":
        return None
    return address.group(1), int(port.group(1))
