"""Whether the switch's WebSocket speaks SIP, tried as a browser would: for `flask call-center check-phone`."""

from __future__ import annotations

import base64
import hashlib
import http.client
import secrets
import socket
import ssl
from typing import Optional
from urllib.parse import urlsplit

WAIT_S = 5.0
"""How long connecting and each answer may take, in seconds."""

_OF_WEBSOCKETS = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def wrong_with(address: str, *, trust: Optional[str] = None) -> Optional[str]:
    """What keeps a phone from speaking SIP at a `ws://` or `wss://` address, and what to do; `None`: nothing.

    `trust` is a file of certificates to trust besides those of this machine.
    """
    parts = urlsplit(address)
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    asked = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": key,
        "Sec-WebSocket-Protocol": "sip",
    }
    connection: http.client.HTTPConnection
    if parts.scheme == "wss":
        context = ssl.create_default_context()
        if trust is not None:
            context.load_verify_locations(trust)
        connection = http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=WAIT_S, context=context)
    else:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=WAIT_S)
    try:
        connection.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=asked)
        answer = connection.getresponse()
    except ssl.SSLCertVerificationError as why:
        return f"its certificate is not trusted here ({why.verify_message}); a browser that does not trust it either connects for ever"
    except ssl.SSLError as why:
        return f"it speaks no TLS ({why.reason or why}): see `tlsenable` and `tlscertfile` in the switch's http.conf"
    except socket.gaierror:
        return f"nobody knows the host {parts.hostname}"
    except (socket.timeout, TimeoutError):
        return f"no answer within {WAIT_S:g} s: is a firewall in the way?"
    except ConnectionRefusedError:
        return "nothing listens there: see `enabled`, `bindaddr` and `tlsbindaddr` in the switch's http.conf, and `http show status`"
    except (OSError, http.client.HTTPException) as why:
        return f"it breaks off ({why or type(why).__name__}): does it want wss instead of ws, or ws instead of wss?"
    finally:
        connection.close()
    if answer.status != 101:
        return _refused(answer.status)
    expected = base64.b64encode(hashlib.sha1((key + _OF_WEBSOCKETS).encode()).digest()).decode()
    if answer.getheader("Sec-WebSocket-Accept") != expected:
        return "something answers that is no WebSocket"
    if (answer.getheader("Sec-WebSocket-Protocol") or "").strip().lower() != "sip":
        return "it speaks something else than SIP: is res_pjsip_transport_websocket.so loaded?"
    return None


def _refused(status: int) -> str:
    if status == 404:
        return "there is nothing of this path: Asterisk's is /ws, where res_http_websocket.so is loaded"
    if status in (400, 426):
        return f"it takes no SIP ({status}): is res_pjsip_transport_websocket.so loaded, and does a proxy before it pass upgrades on?"
    return f"it answers {status} instead of 101"
