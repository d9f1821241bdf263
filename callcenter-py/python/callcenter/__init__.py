"""The truth about every call, agent and queue of an Asterisk.

* :class:`CallCenter` keeps a link to a live switch: what is true now, what becomes true, and asking for something.
* :class:`Engine` is the same without a link: bytes of AMI in, facts out. :func:`replay` reads a recorded trace.
* :func:`parse` and :class:`Decoder` read messages in place, :func:`encode` writes requests.
* :mod:`callcenter.flask` is a call-center module for a Flask application.

Moments are Unix seconds, UTC; durations are seconds. Both are ``float`` with microseconds.
"""

from __future__ import annotations

import os
from typing import Any, Mapping, Optional, Union

from ._callcenter import (
    Books,
    Decoder,
    Engine,
    Events,
    Fact,
    Facts,
    Message,
    __version__,
    encode,
    examine,
    parse,
    replay_bytes,
    replay_file,
)
from .center import CallCenter, Listener, Settlement
from .errors import (
    AskError,
    BusyError,
    CallCenterError,
    ClosedError,
    ConfigError,
    EncodeError,
    LaggedError,
    LinkError,
    LinkLostError,
    ParseError,
    RefusedError,
    RestoreError,
    StoreError,
    SwitchRefusedError,
    TimedOutError,
)
from .store import Store

__all__ = [
    "AskError",
    "Books",
    "BusyError",
    "CallCenter",
    "CallCenterError",
    "ClosedError",
    "ConfigError",
    "Decoder",
    "EncodeError",
    "Engine",
    "Events",
    "Fact",
    "Facts",
    "LaggedError",
    "LinkError",
    "LinkLostError",
    "Listener",
    "Message",
    "ParseError",
    "RefusedError",
    "RestoreError",
    "Settlement",
    "Store",
    "StoreError",
    "SwitchRefusedError",
    "TimedOutError",
    "__version__",
    "encode",
    "examine",
    "parse",
    "replay",
]


def replay(
    trace: Union[str, "os.PathLike[str]", bytes, bytearray, memoryview],
    *,
    config: Optional[Mapping[str, Any]] = None,
) -> dict[str, Any]:
    """The record of every call in a recorded AMI trace: ``{"calls": [...]}``, as ``callcenter replay --output calls``.

    ``trace`` is a file's path, or the bytes themselves; ``config`` has the keys of a configuration file. Calls are in order
    of their start; one that was not over at the end has the status that it had.

    Raises :class:`ParseError` when it is no trace, :class:`OSError` when the file cannot be read.
    """
    if isinstance(trace, (bytes, bytearray, memoryview)):
        return replay_bytes(trace, config)
    return replay_file(trace, config)
