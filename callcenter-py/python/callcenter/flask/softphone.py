"""Where the phone in the page speaks SIP, and by which servers its voices find their way: as the settings say it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional
from urllib.parse import urlsplit

ADDRESS_CHARS_MAX = 500
"""Longest address of a server, in characters."""

SERVERS_MAX = 8
"""Most STUN servers, and most TURN servers: a browser asks all of them before a call begins."""

_PATH = re.compile(r"/(?!/)[A-Za-z0-9._~!$&()*+,;=:@%/?-]*\Z")
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_NAME = re.compile(_HOST + r"\Z")
_DOMAIN = re.compile(_HOST + r"(?::[0-9]{1,5})?\Z")
_ICE_HOST = rf"(?:{_HOST}|\[[0-9A-Fa-f:.]+\])"
_STUN = re.compile(rf"stuns?:{_ICE_HOST}(?::[0-9]{{1,5}})?\Z")
_TURN = re.compile(rf"turns?:{_ICE_HOST}(?::[0-9]{{1,5}})?(?:\?transport=(?:udp|tcp))?\Z")


@dataclass(frozen=True)
class Websocket:
    """The switch's WebSocket, as browsers reach it."""

    address: str
    """As the phone is told it: `wss://pbx.example.com:8089/ws`, or a path of the page's own origin."""
    origin: Optional[str]
    """What the page's policy has to allow; `None`: the page's own origin, which it allows already."""
    host: Optional[str]
    """The host of the address; `None`: the page's own."""

    @property
    def is_open(self) -> bool:
        """Whether it is not encrypted, so that an encrypted page may not speak with it."""
        return self.address.startswith("ws:")


@dataclass(frozen=True)
class Turn:
    """A server that passes voices on where nothing else gets through."""

    url: str
    user: str
    secret: str = field(repr=False)

    def told(self) -> dict[str, str]:
        """As the phone is told it."""
        return {"url": self.url, "user": self.user, "secret": self.secret}


def websocket(text: str) -> Websocket:
    """Reads the address of a WebSocket.

    # Errors
    `ValueError` for what no browser could connect to, or no policy could allow.

    # Example
    >>> websocket("wss://pbx.example.com:8089/ws").origin
    'wss://pbx.example.com:8089'
    """
    text = text.strip()
    if len(text) > ADDRESS_CHARS_MAX:
        raise ValueError(f"at most {ADDRESS_CHARS_MAX} characters")
    if _PATH.match(text):
        return Websocket(text, None, None)
    wanted = f"{text!r} is no address of a WebSocket, such as `wss://pbx.example.com:8089/ws`, or a path such as `/sip`"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(wanted) from None
    if parts.scheme not in ("ws", "wss") or not host:
        raise ValueError(wanted)
    if "@" in parts.netloc:
        raise ValueError("a name and a password do not belong into the address: each agent has SIP credentials")
    if not _NAME.match(host):
        raise ValueError(f"{host!r}: a name or an IPv4 address, for the page's policy cannot allow another one; names of other letters as `xn--…`")
    rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.fragment or not _PATH.match(rest):
        raise ValueError(wanted)
    origin = f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")
    return Websocket(origin + rest, origin, host)


def stun_servers(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Checks addresses of STUN servers.

    # Errors
    `ValueError` for one with which a browser would refuse every call.
    """
    for text in texts:
        if len(text) > ADDRESS_CHARS_MAX or not _STUN.match(text):
            raise ValueError(f"{text[:80]!r} is no STUN server, such as `stun:stun.example.com:3478`")
    return _few(texts)


def turn_servers(value: Any) -> tuple[Turn, ...]:
    """Reads TURN servers: a list of `{"url", "user", "secret"}`, or its JSON.

    # Errors
    `ValueError` for one with which a browser would refuse every call. What it says has no secret in it.
    """
    if value is None or value == "":
        return ()
    wanted = 'a list such as `[{"url": "turn:turn.example.com:3478", "user": "callcenter", "secret": "…"}]`'
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise ValueError(wanted) from None
    if not isinstance(value, (list, tuple)):
        raise ValueError(wanted)
    return _few(tuple(_turn(one, wanted) for one in value))


def _turn(one: Any, wanted: str) -> Turn:
    if isinstance(one, Turn):
        one = one.told()
    if not isinstance(one, Mapping):
        raise ValueError(wanted)
    others = sorted(str(name) for name in one if name not in ("url", "user", "secret"))
    if others:
        raise ValueError(f"a server has `url`, `user` and `secret`, and no {others[0][:40]!r}")
    for name in ("url", "user", "secret"):
        if not isinstance(one.get(name), str) or not one[name] or len(one[name]) > ADDRESS_CHARS_MAX:
            raise ValueError(f"a server needs a `{name}`, a text of at most {ADDRESS_CHARS_MAX} characters")
    if not _TURN.match(one["url"]):
        raise ValueError(f"{one['url'][:80]!r} is no TURN server, such as `turn:turn.example.com:3478?transport=tcp`")
    return Turn(one["url"], one["user"], one["secret"])


def _few(servers: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(servers) > SERVERS_MAX:
        raise ValueError(f"at most {SERVERS_MAX}: a browser asks all of them before a call begins")
    return servers


def is_domain(text: str) -> bool:
    """Whether a text can stand behind the `@` of a SIP address: a host, and maybe a port."""
    return _DOMAIN.match(text) is not None
